"""监督机构基本情况汇总: one row an organization, with the marks of a year."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import select

from app.core import clock
from app.core.choices import Level, OrganizationKind
from app.core.db import db
from app.core.dictionaries import label
from app.core.parameters import parameter
from app.core.scope import readable
from app.core.tree import Node, divisions, tree
from app.organizations.models import OrganizationProfile
from app.personnel.queries import staff_structure

from .completeness import Marks, marks_of
from .summary import last_day, snapshots

NO_MARKS = Marks(frozenset())


@dataclass(frozen=True, slots=True)
class OverviewRow:
    """An organization as the overview lists it."""

    id: int
    prefecture: str
    name: str
    kind: OrganizationKind
    level: Level
    nature: str | None
    posts: int
    on_duty: int
    certified: int
    has_structure: bool
    marks: Marks

    @property
    def ratio(self) -> Decimal | None:
        """持证占比 in percent, None without people."""
        if not self.on_duty:
            return None
        share = Decimal(self.certified) * 100 / self.on_duty
        return share.quantize(Decimal("0.1"), ROUND_HALF_UP)

    @property
    def is_low(self) -> bool:
        """Below the threshold ``ratio_supervisor``."""
        return self.ratio is not None and self.ratio < parameter("ratio_supervisor")


def overview(year: int) -> list[OverviewRow]:
    """Every organization in scope by the tree of the year, in the order of reports."""
    ids = readable().read
    nodes = [n for n in tree(last_day(year)).values() if ids is None or n.id in ids]
    wanted = None if ids is None else [node.id for node in nodes]
    if year >= clock.year():
        cells = staff_structure(wanted, clock.today(), only=("on_duty", "certified"))
    else:
        cells = snapshots(wanted, year)
    marks = marks_of(wanted, year)
    profiles = {
        row.organization_id: (row.nature, row.posts_total)
        for row in db.session.execute(
            select(
                OrganizationProfile.organization_id,
                OrganizationProfile.nature,
                OrganizationProfile.posts_total,
            )
        )
    }
    return [_row(n, cells.get(n.id), profiles.get(n.id), marks.get(n.id, NO_MARKS)) for n in nodes]


def _row(
    node: Node,
    cells: dict[str, int] | None,
    profile: tuple[str | None, int] | None,
    marks: Marks,
) -> OverviewRow:
    place = divisions().get(node.prefecture_code or "")
    return OverviewRow(
        id=node.id,
        prefecture=place.name if place else "省本级",
        name=node.name,
        kind=node.kind,
        level=node.level,
        nature=label("org_nature", profile[0]) if profile else None,
        posts=profile[1] if profile else 0,
        on_duty=(cells or {}).get("on_duty", 0),
        certified=(cells or {}).get("certified", 0),
        has_structure=cells is not None,
        marks=marks,
    )


def profile_of(organization_id: int) -> OrganizationProfile | None:
    """The profile of an organization as last saved."""
    return db.session.scalar(
        select(OrganizationProfile).where(OrganizationProfile.organization_id == organization_id)
    )


def certified_people(organization_id: int) -> int:
    """持证监督人员 of today, for 人均在监面积."""
    cells = staff_structure([organization_id], clock.today(), only=("certified",))
    return cells.get(organization_id, {}).get("certified", 0)
