"""Invented organizations, people, returns and accounts, for trying the product out.

Every step adds its rows only where they are missing, so that an upgrade brings the
rows of new modules and a second load changes nothing.
"""

from __future__ import annotations

from app.core import revision
from app.core.db import db
from app.core.scope import unscoped

from . import (
    bulk,
    funding,
    notices,
    organizations,
    people,
    profiles,
    projects,
    snapshots,
    users,
    verification,
)
from .people import fill

# Each builds on those before it.
STEPS = (
    organizations,
    people,
    profiles,
    projects,
    funding,
    verification,
    snapshots,
    users,
    notices,
)


def load(people: int | None = None) -> None:
    """Load what is missing; with ``people`` fill the roster up to that many."""
    with unscoped("demo data"):
        # Nothing is kept in memory from here on, for every step changes what it came from.
        revision.bump()
        for step in STEPS:
            step.load()
            bulk.finish_step()
        if people is not None:
            fill(people)
        revision.bump()
        db.session.commit()
