"""What follows an organization or a person that goes elsewhere: points stay with the human."""

from __future__ import annotations

from app.personnel.belongings import Belonging

from . import operations

FOLLOWERS = (Belonging("demerits", operations.follow_person),)
