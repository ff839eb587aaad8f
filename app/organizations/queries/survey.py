"""R03–R06: one row an organization, by the tree of the year's end and the asker's reach then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from app.core.access.scope import readable, unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.base.masks import mask_mobile
from app.core.configuration.dictionaries import label
from app.core.tree.organization_tree import (
    KIND_ORDER,
    LEVEL_ORDER,
    Node,
    divisions,
    prefectures,
    tree,
)
from app.organizations.choices import FILED
from app.organizations.models import FundingReturn, OrganizationVerification, ProfileReturn

from .completeness import verified_on
from .figures import CHOSEN, Facts, in_force, organization_facts

PROVINCE_NAME = "省本级"
# What a row says of an organization that reported nothing.
WORDS: Facts = {
    "nature": "",
    "funding_type": "",
    "department": "",
    "approval_no": "",
    "established_on": None,
    "head_name": "",
    "head_position": "",
    "head_mobile": "",
    "fully_covered": "",
    "certificate_no": "",
    "valid_to": None,
    "result": "",
}


def prefectures_within(year: int) -> list[tuple[str, str]]:
    """The prefectures (code, name) that the asker's organizations of a year may lie in."""
    ids = readable().read
    day = clock.last_day(year)
    nodes = tree(day).values()
    found = {node.prefecture_code for node in nodes if ids is not None and node.id in ids}
    return [(p.code, p.name) for p in prefectures(day) if ids is None or p.code in found]


def surveyed(
    year: int,
    *,
    survey: str = "",
    prefecture: str = "",
    level: str = "",
    nature: str = "",
) -> list[Node]:
    """The organizations of a survey within the asker's reach, in the order of the report.

    ``survey`` is a kind, or empty for all of them.
    """
    ids = readable().read
    nodes = [
        node
        for node in tree(clock.last_day(year)).values()
        if (ids is None or node.id in ids)
        and (not survey or node.kind == survey)
        and (not prefecture or node.prefecture_code == prefecture)
        and (not level or node.level == level)
    ]
    if nature:
        having = _of_nature(year, nature)
        nodes = [node for node in nodes if node.id in having]
    return sorted(nodes, key=_place)


def _place(node: Node) -> tuple[int, ...]:
    """市州, level, kind (specification 4.1), then the official order of divisions."""
    prefecture, _level, division, _kind = node.order
    return (prefecture, LEVEL_ORDER[node.level], KIND_ORDER[node.kind], division, node.id)


def _of_nature(year: int, nature: str) -> set[int]:
    model = ProfileReturn
    with unscoped(CHOSEN):
        return set(
            db.session.scalars(
                select(model.organization_id).where(model.nature == nature, in_force(year))
            )
        )


def survey(year: int, **conditions: str) -> list[Facts]:
    """Rows of R03–R06: what an organization says of itself, and its figures; 7 statements."""
    nodes = surveyed(year, **conditions)
    ids = [node.id for node in nodes]
    facts = organization_facts(nodes, year)
    with unscoped(CHOSEN):
        told = (_profiles(ids, year), _covered(ids, year), _verifications(ids, year))
    places = divisions(clock.last_day(year))
    rows = []
    for node in nodes:
        place = places.get(node.prefecture_code or "")
        row: Facts = {
            "key": node.id,
            "prefecture_code": node.prefecture_code,
            "prefecture": place.name if place else PROVINCE_NAME,
            "name": node.name,
            "kind": node.kind.value,
            "kind_name": str(node.kind.short),
            "level": str(node.level.label),
            **WORDS,
            **facts[node.id],
        }
        for part in told:
            row |= part.get(node.id, {})
        rows.append(row)
    return rows


def _profiles(ids: Sequence[int], year: int) -> Mapping[int, Facts]:
    model = ProfileReturn
    statement = select(
        model.organization_id,
        model.nature,
        model.funding_type,
        model.competent_department,
        model.approval_no,
        model.established_on,
        model.head_name,
        model.head_position,
        model.head_mobile,
    ).where(model.organization_id.in_(ids), in_force(year))
    return {
        row.organization_id: {
            "nature": label("org_nature", row.nature, year=year),
            "funding_type": label("funding_type", row.funding_type, year=year),
            "department": row.competent_department or "",
            "approval_no": row.approval_no or "",
            "established_on": row.established_on,
            "head_name": row.head_name or "",
            "head_position": row.head_position or "",
            "head_mobile": mask_mobile(row.head_mobile) if row.head_mobile else "",
        }
        for row in db.session.execute(statement)
    }


def _covered(ids: Sequence[int], year: int) -> Mapping[int, Facts]:
    """是否全额保障, of funding returns handed in."""
    model = FundingReturn
    statement = select(model.organization_id, model.fully_covered).where(
        model.organization_id.in_(ids), model.year == year, model.state.in_(FILED)
    )
    return {
        row.organization_id: {"fully_covered": "是" if row.fully_covered else "否"}
        for row in db.session.execute(statement)
    }


def _verifications(ids: Sequence[int], year: int) -> Mapping[int, Facts]:
    """资格验证 valid at the end of the year, of several the one that ends last."""
    model = OrganizationVerification
    statement = (
        select(model.organization_id, model.certificate_no, model.valid_to, model.result)
        .where(model.organization_id.in_(ids), *verified_on(clock.last_day(year)))
        .order_by(model.valid_to, model.id)
    )
    found: dict[int, dict[str, Any]] = {}
    for row in db.session.execute(statement):
        found[row.organization_id] = {
            "certificate_no": row.certificate_no,
            "valid_to": row.valid_to,
            "result": str(row.result.label),
        }
    return found
