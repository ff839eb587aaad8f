"""R02: every organization's year, and the sums of prefectures.

A prefecture is counted by division and by the tree of 31 December of the year,
whichever of its stations asks, so that a row of the province's table equals the
total of the prefecture's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.core.access.scope import readable
from app.core.base import clock
from app.core.base.choices import Level
from app.core.tree.organization_tree import Node, prefectures, tree

from .figures import NOTHING, Facts, organization_facts

# The key of the row of the province's own organizations.
PROVINCE_ITSELF = "province"


def prefectures_open_to(organization_id: int | None, year: int) -> list[tuple[str, str]]:
    """The prefectures (code, name) that an organization may ask R02 for; () for a county."""
    day = clock.last_day(year)
    if readable().read is None:
        return [(place.code, place.name) for place in prefectures(day)]
    node = tree(day).get(organization_id or 0)
    if node is None or node.level is not Level.PREFECTURE:
        return []
    return [(p.code, p.name) for p in prefectures(day) if p.code == node.prefecture_code]


def annual_summary(
    year: int, level: str, prefecture: str | None = None, kind: str | None = None
) -> list[Facts]:
    """Rows of R02: 省本级 and 14 prefectures, or the organizations of one prefecture.

    The caller checks that the asker may see them (``prefectures_open_to``). ``key`` names a row:
    an organization, or the code of a division.
    """
    nodes = summarized(year, level, prefecture, kind)
    facts = organization_facts(nodes, year)
    if level == "prefecture":
        return [{"key": node.id, "name": node.name, **_row(facts[node.id])} for node in nodes]
    rows = []
    places = prefectures(clock.last_day(year))
    for code, name in ((None, "省本级"), *((p.code, p.name) for p in places)):
        members = [facts[node.id] for node in nodes if node.prefecture_code == code]
        rows.append({"key": code or PROVINCE_ITSELF, "name": name, **_row(_added(members))})
    return rows


def summarized(
    year: int, level: str, prefecture: str | None = None, kind: str | None = None
) -> list[Node]:
    """The organizations that R02 counts."""
    wanted = prefecture if level == "prefecture" else None
    return [
        node
        for node in tree(clock.last_day(year)).values()
        if (wanted is None or node.prefecture_code == wanted) and (not kind or node.kind == kind)
    ]


def _row(facts: Facts) -> Facts:
    missing = facts["missing"]
    return {**facts, "remark": f"{missing}个机构未填报" if missing else ""}


def _added(facts: Sequence[Facts]) -> Facts:
    return {key: _sum([fact[key] for fact in facts]) for key in NOTHING}


def _sum(values: Sequence[Any]) -> Any:
    """The sum over those who filed; nothing where there are organizations and none of them did."""
    told = [value for value in values if value is not None]
    return sum(told) if told or not values else None
