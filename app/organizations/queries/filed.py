"""Filed parts: which of them speak for an organization in a year, and whose are missing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import literal, select, union_all

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.tree.organization_tree import Node
from app.organizations.choices import FILED
from app.organizations.models import (
    FundingReturn,
    OrganizationVerification,
    ProfileReturn,
    ProjectReturn,
    StaffSnapshot,
)

from .completeness import verified_on
from .figures import CHOSEN, SHARED, in_force

# What the 未填报 line calls the parts, in its order.
PART_WORDS = {
    "profile": _l("基本情况"),
    "structure": _l("人员结构"),
    "projects": _l("工程"),
    "funding": _l("经费"),
    "verification": _l("资格验证"),
}


def filed_parts(ids: Sequence[int], year: int) -> dict[int, set[str]]:
    """The parts that each organization has in a year, in one statement.

    Drafts and returned returns are none. 人员结构 is counted while a year runs, and stored later.
    """
    running = year >= clock.year()
    found: dict[int, set[str]] = {number: {"structure"} if running else set() for number in ids}
    parts = [
        _part("profile", ProfileReturn, in_force(year)),
        _part("projects", ProjectReturn, *_handed_in(ProjectReturn, year)),
        _part("funding", FundingReturn, *_handed_in(FundingReturn, year)),
        _part("verification", OrganizationVerification, *verified_on(clock.last_day(year))),
        *([] if running else [_part("structure", StaffSnapshot, StaffSnapshot.year == year)]),
    ]
    with unscoped(CHOSEN):
        rows = db.session.execute(union_all(*parts)).all()
    for organization_id, part in rows:
        if organization_id in found:
            found[organization_id].add(part)
    return found


def _part(name: str, model: Any, *criteria: Any) -> Any:
    return select(model.organization_id, literal(name)).where(*criteria)


def _handed_in(model: Any, year: int) -> tuple[Any, ...]:
    return (model.year == year, model.state.in_(FILED))


def not_filed(nodes: Sequence[Node], year: int) -> dict[tuple[str, ...], list[str]]:
    """The names of organizations that lack something, by the parts they lack."""
    held = filed_parts([node.id for node in nodes], year)
    found: dict[tuple[str, ...], list[str]] = {}
    for node in nodes:
        lacking = tuple(part for part in PART_WORDS if part not in held[node.id])
        if lacking:
            found.setdefault(lacking, []).append(node.name)
    return found


def sharing(nodes: Sequence[Node], year: int, figure: str) -> list[Node]:
    """The organizations that a figure counts: those of 人均在监面积 have both of its parts."""
    if figure not in SHARED:
        return list(nodes)
    held = filed_parts([node.id for node in nodes], year)
    return [node for node in nodes if {"projects", "structure"} <= held[node.id]]
