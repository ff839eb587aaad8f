"""What the home page adds to the application."""

from __future__ import annotations

from app.core.module import Module
from app.core.roles import EVERYBODY, Grant

MODULE = Module("home", grants=(Grant("home", ("read",), EVERYBODY),), demo=("app.demo.users",))
