"""How complete an organization's year is: the five marks, and what is still missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import literal, or_, select, union_all

from app.core import clock
from app.core.db import db
from app.organizations.choices import FILED, Completion, ReturnState
from app.organizations.models import (
    FundingReturn,
    OrganizationVerification,
    ProfileReturn,
    ProjectReturn,
    RosterCheck,
)

# ①–⑤ of 监督机构信息完善 (specification 3.2), by the name of the mark.
MARKS = {
    "profile": _l("基本信息"),
    "roster": _l("在职人员"),
    "projects": _l("监督工程"),
    "funding": _l("监督经费"),
    "verification": _l("资格验证"),
}


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks an organization has in a year."""

    present: frozenset[str]

    @property
    def state(self) -> Completion:
        """How far the year is."""
        if not self.present:
            return Completion.EMPTY
        return Completion.COMPLETE if len(self.present) == len(MARKS) else Completion.PARTIAL

    def __contains__(self, mark: str) -> bool:
        return mark in self.present


def marks_of(organization_ids: Sequence[int] | None, year: int) -> dict[int, Marks]:
    """The marks of organizations in a year, in one statement; absent means none."""
    parts = [
        _mark("profile", ProfileReturn, ProfileReturn.year == year, ProfileReturn.state.in_(FILED)),
        _mark("roster", RosterCheck, RosterCheck.year == year),
        _mark(
            "projects", ProjectReturn, ProjectReturn.year == year, ProjectReturn.state.in_(FILED)
        ),
        _mark("funding", FundingReturn, FundingReturn.year == year, FundingReturn.state.in_(FILED)),
        _mark("verification", OrganizationVerification, *verified_on(clock.last_day(year))),
    ]
    if organization_ids is not None:
        parts = [part.where(part.selected_columns[0].in_(organization_ids)) for part in parts]
    found: dict[int, set[str]] = {}
    for organization_id, mark in db.session.execute(union_all(*parts)):
        found.setdefault(organization_id, set()).add(mark)
    return {key: Marks(frozenset(marks)) for key, marks in found.items()}


def _mark(name: str, model: Any, *conditions: Any) -> Any:
    return select(model.organization_id, literal(name)).where(*conditions)


def verified_on(day: dt.date) -> tuple[Any, ...]:
    """A verification that is valid on a day."""
    model = OrganizationVerification
    return (
        model.valid_from <= day,
        model.valid_to >= day,
        or_(model.revoked_on.is_(None), model.revoked_on > day),
    )


@dataclass(frozen=True, slots=True)
class OpenReturn:
    """A yearly return that was not handed in; ``id`` and ``state`` when it was begun."""

    resource: str
    year: int
    id: int | None = None
    state: ReturnState | None = None


def open_returns(
    organization_id: int, years: Sequence[int], models: Mapping[str, Any]
) -> list[OpenReturn]:
    """What an organization still has to hand in for these years, in one statement.

    ``models`` are the tables of the kinds by their resource.
    """
    parts = [
        select(literal(resource), model.year, model.id, model.state).where(
            model.organization_id == organization_id, model.year.in_(years)
        )
        for resource, model in models.items()
    ]
    begun = {(r, year): (pk, state) for r, year, pk, state in db.session.execute(union_all(*parts))}
    nothing = (None, None)
    found = [
        OpenReturn(resource, year, *begun.get((resource, year), nothing))
        for year in years
        for resource in models
    ]
    return [one for one in found if one.state not in FILED]
