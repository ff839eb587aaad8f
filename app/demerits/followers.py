"""What follows an organization or a person that goes elsewhere: points stay with the human."""

from __future__ import annotations

from flask_babel import gettext as _

from app.core.tree.followers import Follower, Succession
from app.personnel.belongings import Belonging

from . import operations, queries


def _words(number: int) -> str:
    return _("未办结的考核记分 %(n)d 条", n=number)


def _hand_over(succession: Succession) -> None:
    operations.hand_over_records(succession.source, succession.target)


FOLLOWERS = (
    Follower("demerits", _words, queries.count_undecided, _hand_over, hold=queries.hold_undecided),
    Belonging("demerits", operations.follow_person),
)
