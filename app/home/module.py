"""What the home page adds to the application."""

from __future__ import annotations

from app.core.access.roles import EVERYBODY, Grant
from app.core.module import Module
from app.core.screens.organization_choices import OrganizationChoicesView

from .views import FinderView

MODULE = Module(
    "home",
    screens=(FinderView, OrganizationChoicesView),
    grants=(Grant("home", ("read",), EVERYBODY),),
    demo=("app.demo.users",),
)
