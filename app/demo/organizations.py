"""The organization tree: the province, 16 stations of prefectures, 122 counties, 4 zones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from sqlalchemy import select

from app.core.base import clock
from app.core.base.choices import Level, OrganizationKind, OrganizationStatus
from app.core.models import Division, Organization, OrganizationVersion, SupervisionLink

from . import bulk

PROVINCE = "430000"
SPLIT = ("430400", "430600")
ZONES = {"430476": "衡阳高新区", "430671": "屈原", "430771": "西洞庭", "430971": "大通湖"}
INDEPENDENT = {
    "430481": OrganizationKind.QUALITY,
    "430482": OrganizationKind.SAFETY,
    "430681": OrganizationKind.QUALITY,
    "430682": OrganizationKind.SAFETY,
}
SERVICE_CENTRES = ("430281", "430582", "430725", "431003")
AFFAIRS_CENTRES = ("430382", "431181", "431322")
RENAMED, JOINED, MOVED = "430281", "430181", "430626"
BEGINNING = dt.date(2015, 1, 1)
WORDS = {
    OrganizationKind.JOINT: ("质量安全", "质安站"),
    OrganizationKind.QUALITY: ("质量", "质监站"),
    OrganizationKind.SAFETY: ("安全", "安监站"),
}


@dataclass(frozen=True, slots=True)
class DemoOrganization:
    """An organization as the other steps need it."""

    id: int
    code: str
    name: str
    level: Level
    kind: OrganizationKind
    division_code: str
    division_name: str
    area_code: str
    postcode: str

    @property
    def prefecture(self) -> str:
        """The first four digits, which certificate numbers begin with."""
        return self.division_code[:4]

    def random(self, purpose: str) -> Random:
        """Chance that falls alike in every installation."""
        return Random(f"{purpose} {self.code}")


def places() -> list[DemoOrganization]:
    """Every open organization, superiors first."""
    divisions = {row.code: row for row in bulk.execute(select(Division.__table__))}
    table = Organization.__table__
    rows = bulk.execute(
        select(table).where(table.c.status == OrganizationStatus.ACTIVE).order_by(table.c.id)
    )
    found = []
    for row in rows:
        division = divisions[row.division_code]
        above = divisions.get(f"{row.division_code[:4]}00", division)
        found.append(
            DemoOrganization(
                id=row.id,
                code=row.code,
                name=row.name,
                level=row.level,
                kind=row.kind,
                division_code=row.division_code,
                division_name=division.name,
                area_code=above.area_code or "0731",
                postcode=above.postcode or "410000",
            )
        )
    return found


def nature(place: DemoOrganization) -> str:
    """机构性质; who is employed how, and what the profile says, follow from it."""
    civil = {Level.PROVINCE: 1.0, Level.PREFECTURE: 0.4, Level.COUNTY: 0.25}[place.level]
    rng = place.random("nature")
    if rng.random() < civil:
        return "civil_managed"
    kinds = ("public_one", "public_two", "government", "other_institution")
    return rng.choices(kinds, (80, 10, 5, 5))[0]


def load() -> None:
    """Add the tree to an empty table."""
    if not bulk.is_empty(Organization):
        return
    rows = list(_organizations())
    bulk.insert(Organization, rows)
    by_code = {row["code"]: row["id"] for row in rows}
    bulk.insert_numbered(SupervisionLink, list(_links(rows, by_code)))
    bulk.insert_numbered(
        OrganizationVersion, [version for row in rows for version in _versions(row, by_code)]
    )


def _organizations() -> Iterator[bulk.Row]:
    table = Division.__table__
    divisions = bulk.execute(select(table).order_by(table.c.position)).all()
    rows: dict[str, bulk.Row] = {}
    number = bulk.next_id(Organization)
    for level in Level:
        for division in divisions:
            if not _has_station(division, level):
                continue
            for order, kind in enumerate(_kinds(division.code), start=1):
                code = f"{division.code}{order:02d}"
                parent = rows.get(_parent_code(division.code, kind, level))
                path = f"{parent['path'] if parent else '/'}{number}/"
                rows[code] = {
                    "id": number,
                    "code": code,
                    "name": _name(division, kind),
                    "short_name": _short_name(division, kind),
                    "division_code": division.code,
                    "level": level,
                    "kind": kind,
                    "status": OrganizationStatus.ACTIVE,
                    "parent_id": parent["id"] if parent else None,
                    "path": path,
                }
                number += 1
                yield rows[code]


def _has_station(division: Any, level: Level) -> bool:
    return bool(division.level == level) or (level is Level.COUNTY and division.code in ZONES)


def _kinds(division_code: str) -> tuple[OrganizationKind, ...]:
    if division_code in SPLIT:
        return OrganizationKind.QUALITY, OrganizationKind.SAFETY
    return (INDEPENDENT.get(division_code, OrganizationKind.JOINT),)


def _parent_code(division_code: str, kind: OrganizationKind, level: Level) -> str:
    """Joint stations belong to the quality station of a split prefecture, its primary one."""
    if level is Level.PROVINCE:
        return ""
    if level is Level.PREFECTURE:
        return f"{PROVINCE}01"
    above = f"{division_code[:4]}00"
    return f"{above}02" if above in SPLIT and kind is OrganizationKind.SAFETY else f"{above}01"


def _name(division: Any, kind: OrganizationKind) -> str:
    if division.code == PROVINCE:
        return "湖南省建设工程质量安全监督管理总站"
    ending = "监督站"
    if division.code in SERVICE_CENTRES:
        ending = "服务中心"
    elif division.code in AFFAIRS_CENTRES:
        ending = "事务中心"
    return f"{division.name}建设工程{WORDS[kind][0]}{ending}"


def _short_name(division: Any, kind: OrganizationKind) -> str:
    if division.code == PROVINCE:
        return "省质安监总站"
    return f"{ZONES.get(division.code, division.name)}{WORDS[kind][1]}"


def _links(rows: list[bulk.Row], ids: dict[str, int]) -> Iterator[bulk.Row]:
    """The safety station of a split prefecture guides the joint stations beside the parent."""
    for row in rows:
        above = f"{row['division_code'][:4]}00"
        below_split = above in SPLIT and row["level"] is Level.COUNTY
        if below_split and row["kind"] is OrganizationKind.JOINT:
            yield {"organization_id": row["id"], "superior_id": ids[f"{above}02"]}


def _versions(row: bulk.Row, ids: dict[str, int]) -> Iterator[bulk.Row]:
    """What an organization was; three of them were renamed, joined together or moved."""
    columns = ("name", "division_code", "level", "kind", "status", "parent_id")
    now = {"organization_id": row["id"], **{column: row[column] for column in columns}}
    change = _change(row, ids)
    if change is None:
        yield {**now, "valid_from": BEGINNING, "valid_to": None}
        return
    day, before = change
    yield {**now, **before, "valid_from": BEGINNING, "valid_to": day}
    yield {**now, "valid_from": day, "valid_to": None}


def _change(row: bulk.Row, ids: dict[str, int]) -> tuple[dt.date, bulk.Row] | None:
    year, division = clock.year(), row["division_code"]
    if division == RENAMED:
        return dt.date(year - 2, 1, 1), {"name": row["name"].replace("服务中心", "监督站")}
    if division == JOINED:
        return dt.date(year - 2, 7, 1), {
            "name": row["name"].replace("质量安全", "质量"),
            "kind": OrganizationKind.QUALITY,
        }
    if division == MOVED:
        return dt.date(year - 1, 1, 1), {"parent_id": ids[f"{division[:4]}0002"]}
    return None
