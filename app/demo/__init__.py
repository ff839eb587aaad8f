"""Invented organizations, people, returns and accounts, for trying the product out.

Every step adds its rows only where they are missing, so that an upgrade brings the
rows of new modules and a second load changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

from app.core.access.scope import unscoped
from app.core.base.db import db
from app.core.configuration import cache
from app.modules import modules

from . import bulk, organizations
from .people import fill


def load(people: int | None = None) -> None:
    """Load what is missing; with ``people`` fill the roster up to that many."""
    with unscoped("demo data"):
        # Nothing is kept in memory from here on, for every step changes what it came from.
        cache.bump()
        # Each builds on those before it.
        for step in (organizations, *_steps()):
            step.load()
            bulk.finish_step()
        if people is not None:
            fill(people)
        cache.bump()
        db.session.commit()


def _steps() -> Iterator[Any]:
    """What the modules name, in the order of the modules."""
    return (import_module(name) for module in modules() for name in module.demo)
