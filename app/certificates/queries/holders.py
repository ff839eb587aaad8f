"""The holders of certificates, found by SQL beside each certificate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from app.core.screens.search import name_contains
from app.personnel.models import HELD_HERE, Certificate, Person


def holder_name() -> Any:
    """姓名 of the holder of a certificate, by the newest row on its organization's roster."""
    return (
        select(Person.name)
        .where(HELD_HERE, Person.deleted_at.is_(None))
        .order_by(Person.id.desc())
        .limit(1)
        .correlate(Certificate)
        .scalar_subquery()
    )


def held_by_somebody_called(words: Sequence[str]) -> Any:
    """The certificates whose holder's name has a part."""
    people = select(Person.id).where(HELD_HERE, name_contains(Person, words[0]))
    return people.correlate(Certificate).exists()
