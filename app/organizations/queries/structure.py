"""人员结构情况: one row an organization and year, its cells, and the people behind each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import load_only

from app.core.base import clock
from app.core.base.choices import Level
from app.core.base.db import db
from app.core.base.formats import age_on
from app.core.base.shares import share
from app.core.configuration.parameters import parameter
from app.core.screens.organization_choices import organizations_in_scope
from app.core.tree.organization_tree import organization_names, tree
from app.organizations.choices import FILED, StructureState
from app.organizations.models import ProfileReturn, StaffSnapshot
from app.organizations.rules import meets_share
from app.personnel.cells import conditions
from app.personnel.queries import SHOWN_OF_PEOPLE, people_in_cells, staff_structure
from app.personnel.queries.structure import Cells

from .figures import in_force

LISTED = ("on_duty", "certified", "technical")
# When a year is stored, in Shanghai.
LAST_MINUTES = dt.time(23, 50)


@dataclass(frozen=True, slots=True)
class StructureRow:
    """人员结构 of an organization in a year as the list has it; figures after ``with_staff``.

    What was not stored, or not filed, is None.
    """

    id: str
    year: int
    organization_id: int
    name: str
    level: Level
    state: StructureState
    version: int = 0
    posts: int | None = None
    on_duty: int | None = None
    certified: int | None = None
    technical: int | None = None
    # Cells that only details show.
    cells: Cells = field(default_factory=dict)
    # Columns that are nothing but their link.
    employment: str = ""
    titles: str = ""
    education: str = ""
    ages: str = ""
    specialties: str = ""
    qualifications: str = ""

    @property
    def ratio(self) -> Decimal | None:
        """持证占比 in percent, None without people."""
        return share(self.certified, self.on_duty)

    @property
    def technical_ratio(self) -> Decimal | None:
        """专技占比 in percent, None without people."""
        return share(self.technical, self.on_duty)

    @property
    def is_low(self) -> bool:
        """Whether 持证占比 is below the threshold ``ratio_supervisor``."""
        return meets_share(self.certified, self.on_duty, parameter("ratio_supervisor")) is False


def structure_rows(organization_id: int | None = None) -> list[StructureRow]:
    """The running year and every stored one, newest first, in the order of the tree.

    Of all organizations in scope, or of one; names and levels are those of each year's tree.
    """
    return [*_live_rows(organization_id), *_stored_rows(organization_id)]


def _live_rows(organization_id: int | None) -> list[StructureRow]:
    year = clock.year()
    return [
        StructureRow(f"{year}/{node.id}", year, node.id, node.name, node.level, StructureState.LIVE)
        for node in organizations_in_scope()
        if organization_id in (None, node.id)
    ]


def _stored_rows(organization_id: int | None) -> list[StructureRow]:
    model = StaffSnapshot
    newest = _newest(model.year < clock.year())
    asked = select(model.year, model.organization_id, model.version, model.is_late).join(
        newest, _is_newest(newest)
    )
    if organization_id is not None:
        asked = asked.where(model.organization_id == organization_id)
    found: dict[int, dict[int, StructureRow]] = {}
    names = organization_names()
    for year, number, version, is_late in db.session.execute(asked):
        node = tree(dt.date(year, 12, 31)).get(number)
        found.setdefault(year, {})[number] = StructureRow(
            f"{year}/{number}",
            year,
            number,
            node.name if node else names.get(number, ""),
            node.level if node else Level.COUNTY,
            StructureState.LATE if is_late else StructureState.ARCHIVED,
            version,
        )
    return [row for year in sorted(found, reverse=True) for row in _in_order(year, found[year])]


def _in_order(year: int, rows: dict[int, StructureRow]) -> Iterable[StructureRow]:
    nodes = tree(dt.date(year, 12, 31))
    yield from (rows[number] for number in nodes if number in rows)
    yield from (row for number, row in rows.items() if number not in nodes)


def _newest(*criteria: Any) -> Any:
    """The newest version of each structure that fulfils the criteria."""
    model = StaffSnapshot
    return (
        select(model.organization_id, model.year, func.max(model.version).label("version"))
        .where(*criteria)
        .group_by(model.organization_id, model.year)
        .subquery()
    )


def _is_newest(newest: Any) -> Any:
    model = StaffSnapshot
    same = [getattr(newest.c, n) == getattr(model, n) for n in ("organization_id", "year")]
    return same[0] & same[1] & (newest.c.version == model.version)


def with_staff(
    rows: Sequence[StructureRow], only: Sequence[str] | None = LISTED
) -> list[StructureRow]:
    """The rows with 核定编制数, 在职, 持证 and 专技; all cells where ``only`` is None.

    Two statements for those of the running year, one for those that are stored.
    """
    live = [row.organization_id for row in rows if row.state is StructureState.LIVE]
    counted = staff_structure(live, clock.today(), only=only) if live else {}
    posts = posts_now(live) if live else {}
    stored = _stored_cells([row for row in rows if row.state is not StructureState.LIVE], only)
    nobody: Cells = dict.fromkeys(only or conditions(clock.today()), 0)
    found = []
    for row in rows:
        if row.state is StructureState.LIVE:
            cells = counted.get(row.organization_id) or nobody
            found.append(_with_cells(row, cells, posts.get(row.organization_id)))
        else:
            found.append(_with_cells(row, *stored[row.id]))
    return found


def _with_cells(row: StructureRow, cells: Cells, posts: int | None) -> StructureRow:
    return replace(
        row,
        posts=posts,
        cells=cells,
        on_duty=cells.get("on_duty"),
        certified=cells.get("certified"),
        technical=cells.get("technical"),
    )


def _stored_cells(
    rows: Sequence[StructureRow], only: Sequence[str] | None
) -> dict[str, tuple[Cells, int | None]]:
    """Cells and 核定编制数 by the row; a list of many years reads some cells alone."""
    if not rows:
        return {}
    model = StaffSnapshot
    wanted = {row.id: row.version for row in rows}
    read = [model.cells[key].as_integer() for key in only] if only else [model.cells]
    asked = select(model.year, model.organization_id, model.version, model.posts, *read).where(
        model.year.in_({row.year for row in rows}),
        model.organization_id.in_({row.organization_id for row in rows}),
    )
    found: dict[str, tuple[Cells, int | None]] = {}
    for year, number, version, posts, *held in db.session.execute(asked):
        if wanted.get(key := f"{year}/{number}") == version:
            found[key] = (dict(zip(only, held, strict=True)) if only else held[0], posts)
    return found


def posts_now(ids: Sequence[int], year: int | None = None) -> dict[int, int | None]:
    """核定编制数 by the profile that speaks for a year, the running one by itself."""
    model = ProfileReturn
    asked = select(model.organization_id, model.posts_total).where(
        model.organization_id.in_(ids), in_force(year or clock.year())
    )
    return {row[0]: row[1] for row in db.session.execute(asked)}


def as_stored(row: StructureRow, stored: StaffSnapshot) -> StructureRow:
    """A row with the figures of one version."""
    return replace(_with_cells(row, stored.cells, stored.posts), version=stored.version)


# --- what is stored -------------------------------------------------------------------------


def stored_structure(
    organization_id: int, year: int, version: int | None = None
) -> StaffSnapshot | None:
    """A version of a stored structure, the newest unless one is named."""
    model = StaffSnapshot
    asked = select(model).where(model.organization_id == organization_id, model.year == year)
    if version is not None:
        asked = asked.where(model.version == version)
    return db.session.scalar(asked.order_by(model.version.desc()).limit(1))


def stored_versions(organization_id: int, year: int) -> Sequence[StaffSnapshot]:
    """Every version of a stored structure, newest first, without its people."""
    model = StaffSnapshot
    told = (model.version, model.taken_at, model.taken_by, model.reason, model.is_late)
    asked = select(model).options(load_only(*told)).order_by(model.version.desc())
    return db.session.scalars(
        asked.where(model.organization_id == organization_id, model.year == year)
    ).all()


def archived_organizations(year: int) -> set[int]:
    """The organizations whose structure of a year is stored."""
    asked = select(StaffSnapshot.organization_id).where(StaffSnapshot.year == year).distinct()
    return set(db.session.scalars(asked))


def end_of_year(year: int) -> dt.datetime:
    """The moment as of which a year is stored: 31 December, 23:50."""
    return dt.datetime.combine(dt.date(year, 12, 31), LAST_MINUTES, clock.SHANGHAI)


# --- the people behind a cell ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Counted:
    """Somebody whom a cell counts. What was not stored of somebody is blank."""

    id: int
    name: str
    age: int | None
    codes: Mapping[str, str | None]


def people_now(organization_id: int, key: str) -> list[Counted]:
    """The people that a cell counts today; KeyError for an unknown cell."""
    day = clock.today()
    return [
        Counted(
            row.id,
            row.name,
            age_on(row.born_on, day),
            {name: getattr(row, name) for name in SHOWN_OF_PEOPLE},
        )
        for row in people_in_cells([organization_id], day, [key])
    ]


def people_then(stored: StaffSnapshot, key: str) -> list[Counted]:
    """The people that a cell counted when it was stored; KeyError for an unknown cell."""
    if key not in stored.cells:
        raise KeyError(key)
    return [
        Counted(
            int(one["id"]),
            one["name"],
            one.get("age"),
            {name: one.get(name) for name in SHOWN_OF_PEOPLE},
        )
        for one in stored.people
        if key in one.get("cells", ())
    ]


def posts_filed(rows: Iterable[Any]) -> dict[int, int | None]:
    """核定编制数 by profiles as they stood: what each organization had handed in last."""
    handed_in = [row for row in rows if row.state in FILED]
    found = {row.organization_id: row for row in sorted(handed_in, key=lambda row: row.year)}
    return {number: row.posts_total for number, row in found.items()}
