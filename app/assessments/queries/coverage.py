"""Reading who of 监督岗位 is not assessed yet in a quarter, and how many of each organization."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func, select

from app.assessments.choices import GROUP
from app.core.access.scope import unscoped
from app.core.base.db import db
from app.core.configuration.dictionaries import codes_in
from app.core.screens.organization_choices import organizations_seen
from app.core.tree.organization_tree import Node, divisions
from app.organizations.queries import prefecture_name
from app.personnel.models import ON_ROSTER, Person

from .assessments import assessed_in

# So many people are listed; those behind them show once these are assessed.
MOST = 5000
WHEREVER = "a human is assessed once a quarter, wherever"


@dataclass(frozen=True, slots=True)
class UnassessedRow:
    """Somebody of 监督岗位 whom nobody has assessed in a quarter."""

    id: int
    organization_id: int
    prefecture: str
    organization: str
    name: str
    position: str


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """How many people of an organization are to be assessed in a quarter, and how many are."""

    organization_id: int
    prefecture: str
    organization: str
    to_assess: int
    assessed: int


def unassessed(year: int, quarter: int) -> list[UnassessedRow]:
    """The people in reach whom nobody has assessed in a quarter, in the order of organizations."""
    nodes, places = _nodes(), divisions()
    asked = select(Person.id, Person.organization_id, Person.name, Person.position).where(
        *_supervisors(nodes), Person.identity_id.not_in(assessed_in(year, quarter))
    )
    with unscoped(WHEREVER):
        found = db.session.execute(asked.order_by(Person.organization_id, Person.id).limit(MOST))
        rows = sorted(found, key=lambda row: nodes[row.organization_id].order)
    return [
        UnassessedRow(
            row.id,
            row.organization_id,
            prefecture_name(nodes[row.organization_id], places),
            nodes[row.organization_id].name,
            row.name,
            row.position or "",
        )
        for row in rows
    ]


def coverage(year: int, quarter: int) -> list[CoverageRow]:
    """The organizations in reach that have people of 监督岗位, in their order."""
    nodes, places = _nodes(), divisions()
    is_assessed = Person.identity_id.in_(assessed_in(year, quarter))
    asked = (
        select(
            Person.organization_id,
            func.count(Person.id),
            func.sum(case((is_assessed, 1), else_=0)),
        )
        .where(*_supervisors(nodes))
        .group_by(Person.organization_id)
    )
    with unscoped(WHEREVER):
        found = {number: counts for number, *counts in db.session.execute(asked)}
    return [
        CoverageRow(node.id, prefecture_name(node, places), node.name, *found[node.id])
        for node in nodes.values()
        if node.id in found
    ]


def _nodes() -> dict[int, Node]:
    return {node.id: node for node in organizations_seen(GROUP)}


def _supervisors(nodes: dict[int, Node]) -> tuple[Any, ...]:
    return (
        ON_ROSTER,
        Person.organization_id.in_(list(nodes)),
        Person.post_type.in_(codes_in("post_type", "supervision")),
    )
