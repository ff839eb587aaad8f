"""The organization tree, today's and that of any past day, kept in memory."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select

from app.core.base import clock
from app.core.base.choices import Level, OrganizationKind, OrganizationStatus
from app.core.base.db import db
from app.core.configuration.cache import kept
from app.core.models import DivisionVersion, Organization, OrganizationVersion, SupervisionLink

# The order in which an office reads levels: the province first.
LEVEL_ORDER = {Level.PROVINCE: 0, Level.PREFECTURE: 1, Level.COUNTY: 2}
KIND_ORDER = {OrganizationKind.JOINT: 0, OrganizationKind.QUALITY: 1, OrganizationKind.SAFETY: 2}
OPEN = (OrganizationStatus.ACTIVE, OrganizationStatus.PREPARING)


@dataclass(frozen=True, slots=True)
class Node:
    """An organization on one day. ``prefecture_code`` is None for the province itself."""

    id: int
    name: str
    level: Level
    kind: OrganizationKind
    parent_id: int | None
    division_code: str
    prefecture_code: str | None
    order: tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class TreeDivision:
    """A division as reports and filters need it."""

    code: str
    name: str
    level: str
    parent_code: str | None
    position: int


def divisions(day: dt.date | None = None) -> Mapping[str, TreeDivision]:
    """The divisions of a day (today when None) by their codes, in the official order."""
    return _divisions_of(day or clock.today())


@kept
def _divisions_of(day: dt.date) -> Mapping[str, TreeDivision]:
    version = DivisionVersion
    rows = db.session.execute(
        select(version.code, version.name, version.level, version.parent_code, version.position)
        .where(*_in_force(version, day))
        .order_by(version.position)
    )
    return {row.code: TreeDivision(*row) for row in rows}


def _in_force(
    version: type[DivisionVersion] | type[OrganizationVersion], day: dt.date
) -> tuple[Any, ...]:
    """What a version fulfils that was in force on a day."""
    return version.valid_from <= day, or_(version.valid_to.is_(None), version.valid_to > day)


def prefectures(day: dt.date | None = None) -> list[TreeDivision]:
    """The prefectures of a day (14 today) in the official order."""
    return [place for place in divisions(day).values() if place.level == "prefecture"]


def prefecture_of(division_code: str, day: dt.date | None = None) -> str | None:
    """The prefecture that a division lies in on a day; None for the province itself."""
    places = divisions(day)
    place = places.get(division_code)
    while place is not None and place.level != "prefecture":
        place = places.get(place.parent_code or "")
    return place.code if place else None


def tree(day: dt.date | None = None) -> Mapping[int, Node]:
    """The organizations that were open on a day (today when None), in the order of reports."""
    return _tree_today() if day is None or day >= clock.today() else _tree_of(day)


_FACTS = select(
    Organization.id,
    Organization.name,
    Organization.level,
    Organization.kind,
    Organization.parent_id,
    Organization.division_code,
)


@kept
def _tree_today() -> Mapping[int, Node]:
    return _sorted_nodes(
        db.session.execute(_FACTS.where(Organization.status.in_(OPEN))), clock.today()
    )


@kept
def organizations_ever() -> Mapping[int, Node]:
    """All organizations with their present facts, closed ones too, in the order of reports."""
    return _sorted_nodes(db.session.execute(_FACTS), clock.today())


@kept
def _tree_of(day: dt.date) -> Mapping[int, Node]:
    version = OrganizationVersion
    return _sorted_nodes(
        db.session.execute(
            select(
                version.organization_id,
                version.name,
                version.level,
                version.kind,
                version.parent_id,
                version.division_code,
            ).where(*_in_force(version, day), version.status.in_(OPEN))
        ),
        day,
    )


def _sorted_nodes(rows: Iterable, day: dt.date) -> Mapping[int, Node]:  # type: ignore[type-arg]
    places = divisions(day)
    nodes = []
    for organization_id, name, level, kind, parent_id, code in rows:
        prefecture = prefecture_of(code, day)
        order = (
            places[prefecture].position if prefecture else 0,
            LEVEL_ORDER[level],
            places[code].position if code in places else 0,
            KIND_ORDER[kind],
        )
        nodes.append(Node(organization_id, name, level, kind, parent_id, code, prefecture, order))
    return {node.id: node for node in sorted(nodes, key=lambda n: (n.order, n.id))}


@kept
def _links() -> Mapping[int, tuple[int, ...]]:
    found: dict[int, list[int]] = {}
    for link in db.session.execute(
        select(SupervisionLink.superior_id, SupervisionLink.organization_id)
    ):
        found.setdefault(link.superior_id, []).append(link.organization_id)
    return {superior: tuple(below) for superior, below in found.items()}


def subtree(root_id: int, day: dt.date | None = None) -> tuple[int, ...]:
    """The ids of an organization and all below it, supervision links included.

    Links carry no dates: they are the guidance of today's stations and follow
    the stations that were open on that day.
    """
    nodes = tree(day)
    children: dict[int, list[int]] = {}
    for node in nodes.values():
        if node.parent_id is not None:
            children.setdefault(node.parent_id, []).append(node.id)
    found: dict[int, None] = {root_id: None}
    waiting = [root_id]
    while waiting:
        current = waiting.pop()
        for child in (*children.get(current, ()), *_links().get(current, ())):
            if child not in found and child in nodes:
                found[child] = None
                waiting.append(child)
    return tuple(found)


@kept
def organization_names() -> Mapping[int, str]:
    """The present names of all organizations, also of closed ones; no query in a list."""
    rows = db.session.execute(select(Organization.id, Organization.name))
    return {row.id: row.name for row in rows}


@kept
def _names_by_day() -> Mapping[int, list[tuple[dt.date, str]]]:
    version = OrganizationVersion
    rows = db.session.execute(
        select(version.organization_id, version.valid_from, version.name).order_by(
            version.valid_from
        )
    )
    found: dict[int, list[tuple[dt.date, str]]] = {}
    for number, begins, name in rows:
        found.setdefault(number, []).append((begins, name))
    return found


def organization_name(number: int, day: dt.date) -> str:
    """What an organization was called on a day; no query in a list."""
    names = [name for begins, name in _names_by_day().get(number, ()) if begins <= day]
    return names[-1] if names else organization_names().get(number, "")


def superiors_of(organization_id: int) -> set[int]:
    """The parent of an organization and those that guide it by a supervision link."""
    node = tree().get(organization_id)
    linked = {above for above, below in _links().items() if organization_id in below}
    return linked | ({node.parent_id} if node is not None and node.parent_id is not None else set())
