"""Every SELECT of 年报驾驶舱: the cells of a year, in one statement."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func, literal, select, type_coerce, union_all

from app.core.access.figure_cache import kept_figures
from app.core.access.scope import readable
from app.core.base import clock
from app.core.base.choices import Level
from app.core.base.column_types import Moment, stored
from app.core.base.db import db
from app.core.screens.organization_choices import organizations_in_scope
from app.core.tree.organization_tree import Node, TreeDivision, divisions
from app.organizations.choices import FILED, ReturnState
from app.organizations.models import FundingReturn, ProfileReturn, ProjectReturn, RosterCheck
from app.organizations.queries import prefecture_name
from app.organizations.returns import KINDS
from app.workflow.models import WorkflowEvent

from .choices import CellState
from .rules import Cell, state_of

ROSTER = "roster"
# The returns of a year by the name of their mark; the roster is checked, not filed.
PARTS: Mapping[str, Any] = {
    "profile": ProfileReturn,
    ROSTER: RosterCheck,
    "projects": ProjectReturn,
    "funding": FundingReturn,
}
RESOURCES = {kind.model: kind.workflow.resource for kind in KINDS}


@dataclass(frozen=True, slots=True)
class CockpitRow:
    """An organization with the states of its returns; ``cells`` have their days and records."""

    id: int
    prefecture: str
    name: str
    level: Level
    profile: CellState
    roster: CellState
    projects: CellState
    funding: CellState
    cells: Mapping[str, Cell]


def rows(year: int, due_on: dt.date) -> list[CockpitRow]:
    """Every organization in scope by the tree of the year."""
    nodes = organizations_in_scope(year)
    found = _found(readable().read, year)
    places = divisions(clock.last_day(year))
    is_late = clock.today() > due_on
    return [_row(node, found.get(node.id, {}), places, is_late=is_late) for node in nodes]


def _row(
    node: Node,
    found: Mapping[str, tuple[ReturnState, dt.date | None, int]],
    places: Mapping[str, TreeDivision],
    *,
    is_late: bool,
) -> CockpitRow:
    cells = {}
    for part in PARTS:
        kept, filed_on, record_id = found.get(part, (None, None, None))
        cells[part] = Cell(state_of(kept, is_late=is_late), filed_on, record_id)
    return CockpitRow(
        node.id,
        prefecture_name(node, places),
        node.name,
        node.level,
        profile=cells["profile"].state,
        roster=cells[ROSTER].state,
        projects=cells["projects"].state,
        funding=cells["funding"].state,
        cells=cells,
    )


@kept_figures(ProfileReturn, RosterCheck, ProjectReturn, FundingReturn)
def _found(
    _ids: tuple[int, ...] | None, year: int
) -> Mapping[int, Mapping[str, tuple[ReturnState, dt.date | None, int]]]:
    """State, day and record of what there is, by organization and part."""
    parts = [
        _checks(year) if part == ROSTER else _returns(part, model, year)
        for part, model in PARTS.items()
    ]
    found: dict[int, dict[str, tuple[ReturnState, dt.date | None, int]]] = {}
    for organization_id, part, state, at, record_id in db.session.execute(union_all(*parts)):
        day = clock.local(at).date() if at is not None else None
        found.setdefault(organization_id, {})[part] = (state, day, record_id)
    return found


def _returns(part: str, model: Any, year: int) -> Any:
    """The returns of a kind; handed in is what was submitted first, else what was filled in."""
    event = WorkflowEvent
    first = (
        select(event.item_id, func.min(event.at).label("at"))
        .where(event.resource == RESOURCES[model], event.name == "submit")
        .group_by(event.item_id)
        .subquery()
    )
    filed = model.state.in_(FILED)
    at = func.coalesce(first.c.at, case((filed, model.filled_at)))
    return (
        select(
            model.organization_id,
            literal(part),
            type_coerce(model.state, stored(ReturnState)),
            type_coerce(at, Moment),
            model.id,
        )
        .outerjoin(first, first.c.item_id == model.id)
        .where(model.year == year)
    )


def _checks(year: int) -> Any:
    return select(
        RosterCheck.organization_id,
        literal(ROSTER),
        type_coerce(literal(ReturnState.SUBMITTED), stored(ReturnState)),
        type_coerce(RosterCheck.checked_at, Moment),
        RosterCheck.id,
    ).where(RosterCheck.year == year)


def names_of_prefectures(found: Sequence[CockpitRow]) -> list[str]:
    """The prefectures of some rows, in their order."""
    return list(dict.fromkeys(row.prefecture for row in found))
