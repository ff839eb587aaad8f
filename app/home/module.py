"""What the home page adds to the application."""

from __future__ import annotations

from app.core.access.roles import EVERYBODY, Grant
from app.core.module import Module

from .views import FinderView

MODULE = Module(
    "home",
    screens=(FinderView,),
    grants=(Grant("home", ("read",), EVERYBODY),),
    demo=("app.demo.users",),
)
