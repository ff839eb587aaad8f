"""How a cell reads: its state, the day, and where it leads whoever looks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from app.core.access.narrowed_screens import reads_rows_of
from app.core.access.security_manager import may
from app.core.base.per_request import once
from app.core.screens.views import RowAction, show_url
from app.core.web.markup import tag
from app.organizations.choices import YearState
from app.organizations.queries import LockRow, lock_rows
from app.organizations.views.years import YEAR_LOCKS, close_action, lock_of

from .choices import DONE, CellState
from .queries import PARTS, RESOURCES, ROSTER, CockpitRow, names_of_prefectures
from .rules import Cell, Rate, rate

TONES = {
    CellState.MISSING: "mute",
    CellState.DRAFT: "wait",
    CellState.FILED: "ok",
    CellState.RETURNED: "back",
    CellState.LOCKED: "info",
    CellState.LATE: "bad",
}
LINK = Markup('<a href="%s" data-opens="%s" aria-label="%s">%s</a>')
LABELS = {
    "profile": _l("基本信息"),
    ROSTER: _l("人员核对"),
    "projects": _l("监督工程"),
    "funding": _l("监督经费"),
}


def cell(part: str, row: CockpitRow, year: int) -> Markup:
    """A cell of the list: a tag with its day, a link where there is something to see or to do."""
    one = row.cells[part]
    words = f"{one.state.label} {one.filed_on:%m-%d}" if _has_day(one) else str(one.state.label)
    shown = tag(words, TONES[one.state])
    found = _leads_to(part, row, one, year)
    if found is None:
        return shown
    address, opens = found
    return LINK % (address, opens, f"{row.name} {LABELS[part]} {words}", shown)


def _has_day(one: Cell) -> bool:
    return one.filed_on is not None and one.state in DONE


def _leads_to(part: str, row: CockpitRow, one: Cell, year: int) -> tuple[str, str] | None:
    """What was handed in opens its page, what lacks a reminder while it can be filed."""
    resource = RESOURCES.get(PARTS[part], "personnel.person")
    if one.state in DONE and part != ROSTER and one.record_id and reads_rows_of(resource, row.id):
        address = show_url(resource, one.record_id)
        return (address, "drawer") if address else None
    is_open = one.state not in DONE and not _is_closed(row, year)
    if is_open and _may("remind", "organizations.overview"):
        return url_for("OverviewView.remind", rowid=row.id, _year=year), "dialog"
    return None


def exception(row: CockpitRow, year: int) -> RowAction | None:
    """解锁 beside a cell of a closed year: opens it for the organization until a day."""
    if not _is_closed(row, year) or not _may("update", YEAR_LOCKS):
        return None
    return RowAction(_("解锁"), url_for("YearLockView.unlock", year=year, pk=row.id), "dialog")


def lock_again(row: CockpitRow, year: int) -> RowAction | None:
    """重新锁定 of an organization that the year is open for again."""
    found = _lock_rows(year).get(row.id)
    if found is None or found.unlock is None or not _may("update", YEAR_LOCKS):
        return None
    return close_action(found)


def _is_closed(row: CockpitRow, year: int) -> bool:
    found = _lock_rows(year).get(row.id)
    return found is not None and found.state is YearState.LOCKED


def _lock_rows(year: int) -> Mapping[int, LockRow]:
    """How the year stands for each organization, asked for once."""

    def ask() -> Mapping[int, LockRow]:
        if lock_of(year) is None:
            return {}
        return {one.id: one for one in lock_rows(year, is_closed=True)}

    return once(("cockpit locks", year), ask)


def _may(action: str, resource: str) -> bool:
    return once(("cockpit", action, resource), lambda: may(action, resource))


def rates(found: Sequence[CockpitRow], due_on: dt.date) -> list[Rate]:
    """The rates of each prefecture, and of all together last where there are several."""
    names = names_of_prefectures(found)
    parts = [
        rate(name, _cells([row for row in found if row.prefecture == name]), due_on)
        for name in names
    ]
    if len(names) < 2:
        return parts
    return [*parts, rate(_("合计"), _cells(found), due_on)]


def _cells(found: Sequence[CockpitRow]) -> list[Any]:
    return [one for row in found for one in row.cells.values()]
