"""What the charts of the first page show: staff by certificate, projects over the years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from app.core.access.security_manager import may
from app.core.base import clock
from app.core.base.shares import share
from app.core.screens.value_display import number_text
from app.organizations import queries

YEARS = 5
WIDTH, HEIGHT, FLOOR = 420, 150, 160


@dataclass(frozen=True, slots=True)
class ChartBar:
    """One bar: where it stands, how high it is, what it says; still running or closed."""

    x: float
    y: float
    width: float
    height: float
    label: str
    words: str
    is_running: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """A bar chart or, with ``shares``, one bar of parts."""

    title: str
    unit: str
    bars: Sequence[ChartBar]
    spoken: str
    note: str = ""
    shares: Sequence[tuple[str, int, str]] = ()


def charts(year: int) -> list[Chart]:
    """The charts that this user may see."""
    if not may("read", "organizations.overview"):
        return []
    span = range(year - YEARS + 1, year + 1)
    totals = queries.project_totals(span)
    projects, areas = ({year: both[place] for year, both in totals.items()} for place in (0, 1))
    money = queries.funding_totals(span)
    rates = {year: share(received, budgeted) for year, (budgeted, received) in money.items()}
    filed = _filed(year)
    found = [
        _certificates(queries.staff_totals(year)),
        _over_years(_("在监工程数量"), _("项"), projects, filed["projects"]),
        _over_years(_("年末在监面积"), _("万㎡"), areas, filed["projects"]),
        _over_years(_("经费到位率"), "%", rates, filed["funding"]),
    ]
    return [chart for chart in found if chart.bars]


def _filed(year: int) -> dict[str, str]:
    """How many of how many organizations have handed each return in."""
    rows = queries.overview(year)
    return {
        part: f"{sum(part in row.marks for row in rows)}/{len(rows)}"
        for part in ("projects", "funding")
    }


def _certificates(cells: dict[str, int]) -> Chart:
    parts = [
        (_("质量、安全双证"), cells.get("dual", 0)),
        (_("仅质量监督证"), cells.get("quality_only", 0)),
        (_("仅安全监督证"), cells.get("safety_only", 0)),
        (_("未持证"), cells.get("on_duty", 0) - cells.get("certified", 0)),
    ]
    total = sum(count for _label, count in parts)
    bars, x = [], 0.0
    for label, count in parts:
        width = WIDTH * count / total if total else 0
        bars.append(ChartBar(round(x, 1), 6, round(max(width - 3, 0), 1), 32, label, str(count)))
        x += width
    shares = [(label, count, _share(count, total)) for label, count in parts]
    spoken = _("，").join(f"{label} {count}" for label, count in parts)
    return Chart(
        _("监督人员持证情况"),
        _("共 %(n)d 人", n=total),
        bars if total else (),
        spoken,
        shares=shares,
    )


def _share(count: int, total: int) -> str:
    return f"{Decimal(count * 100) / total:.0f}%" if total else "—"


def _over_years(title: str, unit: str, totals: dict[int, Any], filed: str) -> Chart:
    """The bars of the years; one without returns has none and says 未填报, which is not 0."""
    told = [value for value in totals.values() if value is not None]
    if not told:
        return Chart(title, unit, (), "")
    step, highest = WIDTH / len(totals), float(max(told)) or 1.0
    bars = [
        _year_bar(place * step, step, year, value, highest)
        for place, (year, value) in enumerate(totals.items())
    ]
    spoken = _("，").join(f"{bar.label} {bar.words}" for bar in bars)
    dashed = any(bar.is_running and bar.height for bar in bars)
    note = _("虚线柱为本年度实时数据（已报 %(filed)s）", filed=filed) if dashed else ""
    return Chart(title, unit, bars, spoken, note)


def _year_bar(left: float, step: float, year: int, value: Any, highest: float) -> ChartBar:
    height = float(value or 0) / highest * HEIGHT * 0.9
    return ChartBar(
        round(left + step * 0.2, 1),
        round(FLOOR - height, 1),
        round(step * 0.6, 1),
        round(height, 1),
        str(year),
        _("未填报") if value is None else number_text(value),
        year >= clock.year(),
    )
