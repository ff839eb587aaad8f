"""How complete an organization's year is: the five marks, and what is still missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import bindparam, func, literal, null, or_, select, union_all
from sqlalchemy.orm import aliased

from app.core.base import clock
from app.core.base.db import db
from app.organizations.choices import FILED, Completion, ReturnState
from app.organizations.models import (
    FundingReturn,
    OrganizationVerification,
    ProfileReturn,
    ProjectReturn,
    RosterCheck,
    YearLock,
)
from app.workflow.models import WorkflowEvent

from .locks import closed_to

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
    """A yearly return that was not handed in; when it was begun, with who moved it last."""

    resource: str
    year: int
    id: int | None = None
    state: ReturnState | None = None
    moved_at: dt.datetime | None = None
    moved_by: str = ""
    moved_at_organization: str = ""


def open_returns(
    organization_id: int, years: Sequence[int], models: Mapping[str, Any]
) -> list[OpenReturn]:
    """What an organization still has to hand in for those years that are open, in one statement.

    ``models`` are the tables of the kinds by their resource.
    """
    parts = [
        *(_begun(resource, model) for resource, model in models.items()),
        _closed(organization_id, years),
    ]
    asked = {"organization": organization_id, "years": list(years)}
    rows = db.session.execute(union_all(*parts), asked).all()
    closed = {row[1] for row in rows if row[0] == CLOSED}
    begun = {(row[0], row[1]): row for row in rows}
    found = [
        OpenReturn(*begun.get((resource, year), (resource, year)))
        for year in years
        if year not in closed
        for resource in models
    ]
    return [one for one in found if one.state not in FILED]


CLOSED = "closed"


@lru_cache(maxsize=16)
def _begun(resource: str, model: Any) -> Any:
    """What is asked of the returns of a kind, put together once."""
    newest = (
        select(func.max(WorkflowEvent.id))
        .where(WorkflowEvent.resource == resource, WorkflowEvent.item_id == model.id)
        .correlate(model)
        .scalar_subquery()
    )
    event = aliased(WorkflowEvent)
    return (
        select(
            literal(resource),
            model.year,
            model.id,
            model.state,
            event.at,
            func.coalesce(event.actor_name, ""),
            func.coalesce(event.actor_organization, ""),
        )
        .outerjoin(event, event.id == newest)
        .where(
            model.organization_id == bindparam("organization"),
            model.year.in_(bindparam("years", expanding=True)),
        )
    )


def _closed(organization_id: int, years: Sequence[int]) -> Any:
    """The years that are closed to the organization, as further rows."""
    return closed_to(
        organization_id,
        years,
        (literal(CLOSED), YearLock.year, null(), null(), null(), literal(""), literal("")),
    )
