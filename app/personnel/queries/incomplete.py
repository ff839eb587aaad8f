"""Who lacks a required fact, as SQL: the same rule as ``rules.missing``."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, or_

from app.personnel.models import Person
from app.personnel.rules import Groups


def lacks_facts(known: Groups) -> Any:
    """V21: the criterion for people who lack a fact that the roster asks for.

    Columns that are never empty are not looked at.
    """
    supervises = Person.post_type.in_(known.supervising)
    return or_(
        _lacks(Person.school),
        _lacks(Person.major),
        and_(_lacks(Person.title_name), Person.title_level.not_in(known.untitled)),
        and_(supervises, or_(_lacks(Person.supervision_field), Person.supervising_from.is_(None))),
    )


def _lacks(column: Any) -> Any:
    return or_(column.is_(None), column == "")
