"""监督机构基本情况汇总: one row an organization, with the marks of a year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.choices import Level, OrganizationKind
from app.core.base.db import db
from app.core.base.shares import share
from app.core.configuration.dictionaries import entries, label
from app.core.configuration.parameters import parameter
from app.core.models import Division, Organization
from app.core.screens.organization_choices import organizations_in_scope
from app.core.tree.organization_tree import OPEN, Node, TreeDivision, divisions, tree
from app.core.web.years import switch_years
from app.organizations.models import ProfileReturn
from app.organizations.rules import Leader, meets_share
from app.personnel import queries as personnel
from app.personnel.queries import staff_structure

from .completeness import Marks
from .figures import in_force, structure_of
from .totals import marks, staff_figures

NO_MARKS = Marks(frozenset())
PROVINCE_ITSELF = "省本级"


@dataclass(frozen=True, slots=True)
class OverviewRow:
    """An organization as the overview lists it; its figures only after ``with_figures``.

    A figure that nobody filed, or that was not stored for the year, is None.
    """

    id: int
    prefecture: str
    name: str
    kind: OrganizationKind
    level: Level
    marks: Marks
    nature: str | None = None
    posts: int | None = None
    on_duty: int | None = None
    certified: int | None = None
    has_structure: bool = False

    @property
    def ratio(self) -> Decimal | None:
        """持证占比 in percent, None without people."""
        return share(self.certified or 0, self.on_duty)

    @property
    def projects(self) -> bool:
        """Whether 监督工程情况 is handed in."""
        return "projects" in self.marks

    @property
    def funding(self) -> bool:
        """Whether 监督经费情况 is handed in."""
        return "funding" in self.marks

    @property
    def verification(self) -> bool:
        """Whether the organization is verified."""
        return "verification" in self.marks

    @property
    def is_low(self) -> bool:
        """Below the threshold ``ratio_supervisor``."""
        return meets_share(self.certified, self.on_duty, parameter("ratio_supervisor")) is False


def overview(year: int) -> list[OverviewRow]:
    """Every organization in scope by the tree of the year, with its marks; one statement."""
    nodes = organizations_in_scope(year)
    held = marks(year)
    places = divisions(clock.last_day(year))
    return [
        OverviewRow(
            node.id,
            prefecture_name(node, places),
            node.name,
            node.kind,
            node.level,
            held.get(node.id, NO_MARKS),
        )
        for node in nodes
    ]


def years_of(organization_id: int) -> list[int]:
    """The years of the switch in which an organization was there, newest first."""
    return [one for one in switch_years() if organization_id in tree(clock.last_day(one))]


def prefecture_names(year: int) -> list[str]:
    """The names of the prefectures in scope by the tree of the year."""
    places = divisions(clock.last_day(year))
    nodes = organizations_in_scope(year)
    return list(dict.fromkeys(prefecture_name(node, places) for node in nodes))


def prefecture_name(node: Node, places: Mapping[str, TreeDivision]) -> str:
    """The prefecture that an organization lies in, or that it is the province's own."""
    place = places.get(node.prefecture_code or "")
    return place.name if place else PROVINCE_ITSELF


def with_figures(rows: Sequence[OverviewRow], year: int) -> list[OverviewRow]:
    """The rows of a page with profile and staff; staff comes from the kept figures of the scope."""
    ids = [row.id for row in rows]
    running = year >= clock.year()
    cells = staff_figures(year)
    model = ProfileReturn
    profiles: dict[int, dict[str, Any]] = {
        row.organization_id: {
            "nature": label("org_nature", row.nature, year=year),
            "posts": row.posts_total or 0,
        }
        for row in db.session.execute(
            select(model.organization_id, model.nature, model.posts_total).where(
                model.organization_id.in_(ids), in_force(year)
            )
        )
    }
    return [
        replace(
            row,
            **_staff(cells.get(row.id), is_running=running),
            has_structure=running or row.id in cells,
            **profiles.get(row.id, {}),
        )
        for row in rows
    ]


def _staff(cells: Mapping[str, int] | None, *, is_running: bool) -> dict[str, Any]:
    """On duty and certified: nobody in the running year, not known in one that was not stored."""
    nothing = 0 if is_running else None
    return {name: (cells or {}).get(name, nothing) for name in ("on_duty", "certified")}


def profile_of(organization_id: int, year: int) -> ProfileReturn | None:
    """The profile that speaks for an organization in a year."""
    return db.session.scalar(
        select(ProfileReturn).where(
            ProfileReturn.organization_id == organization_id, in_force(year)
        )
    )


def certified_people(organization_id: int) -> int:
    """持证监督人员 of today, for 人均在监面积."""
    cells = staff_structure([organization_id], clock.today(), only=("certified",))
    return cells.get(organization_id, {}).get("certified", 0)


def name_is_taken(name: str, organization_id: int) -> bool:
    """Whether another organization that is open has this name, as the database says now."""
    other = select(Organization.id).where(
        Organization.name == name,
        Organization.id != organization_id,
        Organization.status.in_(OPEN),
    )
    with unscoped("uniqueness"):
        return db.session.scalar(other.limit(1)) is not None


def area_code_of(organization_id: int) -> str | None:
    """The telephone area code of the prefecture that an organization lies in."""
    node = tree().get(organization_id)
    if node is None or node.prefecture_code is None:
        return None
    return db.session.scalar(
        select(Division.area_code).where(Division.code == node.prefecture_code)
    )


def people_of(organization_id: int, year: int) -> int:
    """在职总人数 of a year: today's while it runs, else as stored."""
    structure = structure_of([organization_id], year)
    return structure.get(organization_id, {}).get("on_duty", 0)


def roster_names(organization_id: int) -> list[str]:
    """The names of those on duty, for suggestions."""
    return personnel.roster_names(organization_id, clock.today())


def leaders_of(names: Mapping[int, Iterable[str]], day: dt.date) -> dict[int, dict[str, Leader]]:
    """What the rosters of organizations say of names on a day, for those whom they know."""
    titles = entries("title_level", year=day.year)
    return {
        number: {
            name: Leader(titles[level].group if level in titles else None, is_certified)
            for name, (level, is_certified) in some.items()
        }
        for number, some in personnel.leaders_among(names, day).items()
    }
