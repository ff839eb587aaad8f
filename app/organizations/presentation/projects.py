"""The project return as screens show it; no database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import Any

from flask_babel import gettext as _

from app.core.base.choices import OrganizationKind
from app.core.base.errors import FieldError
from app.core.base.shares import each, share
from app.core.screens.value_display import number_text
from app.organizations.choices import (
    MEASURES,
    WITH_LENGTH,
    Kind,
    Measure,
    ProjectCategory,
    ProjectFlow,
    sections_for,
)
from app.organizations.rules import Number, ProjectData, cell_name, field_labels

YEAR_END = "year_end"


def plain(value: Number | None) -> str:
    """A number as it is typed; nothing for an empty one."""
    return "" if value is None else f"{value:f}" if isinstance(value, Decimal) else str(value)


def short(value: Number | None) -> str:
    """A number as it is shown beside a field, without needless zeros."""
    text = plain(value)
    return text.rstrip("0").rstrip(".") if "." in text else text


@dataclass(frozen=True, slots=True)
class FigureCell:
    """One place of the project table: what is typed or stored, last year's value, the fault."""

    name: str
    label: str
    value: str
    kind: Kind
    last: str = ""
    error: str = ""
    computed: bool = False


@dataclass(frozen=True, slots=True)
class FlowRow:
    """One flow of a category; a missing cell (no length) is None."""

    label: Any
    cells: list[FigureCell | None]
    computed: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A category with its flows, or a total."""

    key: str
    label: Any
    rows: list[FlowRow]
    total: bool = False

    @property
    def short(self) -> str:
        """Its name where room is scarce: 住宅 for 房屋建筑—住宅."""
        return str(self.label).rpartition("—")[2]

    @property
    def faults(self) -> int:
        return sum(1 for row in self.rows for cell in row.cells if cell and cell.error)


@dataclass(frozen=True, slots=True)
class FigureBox:
    """One figure of part B."""

    name: str
    label: Any
    unit: Any
    kind: Kind
    value: str
    last: str
    error: str
    optional: bool
    part: bool


@dataclass(frozen=True, slots=True)
class FigureSection:
    """A section of part B."""

    key: str
    label: Any
    entries: list[FigureBox]

    @property
    def faults(self) -> int:
        return sum(1 for entry in self.entries if entry.error)


@dataclass(frozen=True, slots=True)
class Form:
    """Everything the form and the detail page print."""

    measures: Sequence[Measure]
    blocks: list[Block]
    parts: list[FigureSection]
    faults: dict[str, str] = field(default_factory=dict)

    @property
    def table_faults(self) -> int:
        return sum(1 for name in self.faults if "-" in name and not name.startswith("explain-"))


def form(
    kind: OrganizationKind,
    typed: Mapping[str, str],
    last: ProjectData | None,
    errors: Iterable[FieldError] = (),
) -> Form:
    """The form with what was typed, last year's values beside, and an error at each field."""
    faults: dict[str, str] = {}
    for error in errors:
        faults.setdefault(error.field, error.message)
    return _laid_out(kind, typed, last_values(last), faults)


def _laid_out(
    kind: OrganizationKind,
    typed: Mapping[str, str],
    before: Mapping[str, str],
    faults: dict[str, str],
) -> Form:
    blocks = [_block(category, typed, before, faults) for category in ProjectCategory]
    return Form(
        MEASURES,
        [*blocks, *_total_blocks(typed, before)],
        _parts(kind, typed, before, faults),
        faults,
    )


def sheet(data: ProjectData, last: ProjectData | None) -> Form:
    """A stored return for reading: its computed rows filled, thousands apart as in lists."""
    values = {**typed_values(data), **computed_values(data)}
    return _laid_out(data.kind, _grouped(values), _grouped(last_values(last)), {})


def _grouped(texts: Mapping[str, str]) -> dict[str, str]:
    return {name: number_text(Decimal(text)) if text else "" for name, text in texts.items()}


def _block(
    category: ProjectCategory,
    typed: Mapping[str, str],
    before: Mapping[str, str],
    faults: Mapping[str, str],
) -> Block:
    has_length = category in WITH_LENGTH
    line = partial(_line, category.value, category.label, typed, before, has_length=has_length)
    rows = [line(flow.value, flow.label, faults) for flow in ProjectFlow]
    return Block(category.value, category.label, [*rows, line(YEAR_END, _("年末在监"))])


def _total_blocks(typed: Mapping[str, str], before: Mapping[str, str]) -> list[Block]:
    """房屋建筑小计 and 合计; the script adds up while typing, the server for reading."""
    found = []
    for key, label, has_length in (
        ("buildings", _("房屋建筑小计"), False),
        ("total", _("合计"), True),
    ):
        line = partial(_line, key, label, typed, before, has_length=has_length)
        rows = [line(flow.value, flow.label) for flow in ProjectFlow]
        found.append(Block(key, label, [*rows, line(YEAR_END, _("年末在监"))], total=True))
    return found


def _line(
    key: str,
    label: Any,
    typed: Mapping[str, str],
    before: Mapping[str, str],
    flow: str,
    flow_label: Any,
    faults: Mapping[str, str] | None = None,
    *,
    has_length: bool,
) -> FlowRow:
    """The cells of one flow; a line without ``faults`` is computed."""
    cells: list[FigureCell | None] = []
    for measure in MEASURES:
        name = f"{key}-{flow}-{measure.key}"
        cells.append(
            FigureCell(
                name,
                f"{label} {flow_label} {measure.label}",
                typed.get(name, ""),
                measure.kind,
                before.get(name, ""),
                (faults or {}).get(name, ""),
                computed=faults is None,
            )
            if has_length or measure.key != "length"
            else None
        )
    return FlowRow(flow_label, cells, computed=faults is None)


def _parts(
    kind: OrganizationKind,
    typed: Mapping[str, str],
    before: Mapping[str, str],
    faults: Mapping[str, str],
) -> list[FigureSection]:
    return [
        FigureSection(
            section.key,
            section.label,
            [
                FigureBox(
                    figure.key,
                    figure.label,
                    figure.unit,
                    figure.kind,
                    typed.get(figure.key, ""),
                    before.get(figure.key, ""),
                    faults.get(figure.key, ""),
                    figure.optional,
                    figure.part_of is not None,
                )
                for figure in section.figures
            ],
        )
        for section in sections_for(kind)
    ]


def typed_values(data: ProjectData) -> dict[str, str]:
    """A stored return as the texts of its form fields."""
    cells = {
        cell_name(category, flow, measure): plain(value) if value else ""
        for (category, flow, measure), value in data.table.items()
    }
    return cells | {key: plain(value) for key, value in data.figures.items()}


def computed_values(data: ProjectData) -> dict[str, str]:
    """年末在监 of every category and the totals, by the names of their cells."""
    found: dict[str, str] = {}
    for measure in MEASURES:
        for category in ProjectCategory:
            name = f"{category.value}-{YEAR_END}-{measure.key}"
            found[name] = short(data.year_end(category, measure.key))
        for flow in (*ProjectFlow, None):
            label = flow.value if flow else YEAR_END
            found[f"buildings-{label}-{measure.key}"] = short(
                data.building_total(flow, measure.key)
            )
            found[f"total-{label}-{measure.key}"] = short(data.total(flow, measure.key))
    return found


def last_values(last: ProjectData | None) -> dict[str, str]:
    """Last year's values by the names of this year's fields."""
    if last is None:
        return {}
    cells = {
        cell_name(category, flow, measure): short(value)
        for (category, flow, measure), value in last.table.items()
    }
    figures = {key: short(value) for key, value in last.figures.items() if value is not None}
    return cells | figures | computed_values(last)


def prefilled(last: ProjectData | None) -> dict[str, str]:
    """What a new form starts with: 结转 is last year's 年末在监."""
    if last is None:
        return {}
    return {
        cell_name(category, ProjectFlow.CARRIED, measure.key): short(value)
        for category in ProjectCategory
        for measure in MEASURES
        if (value := last.year_end(category, measure.key)) > 0
    }


def differing(
    kind: OrganizationKind, stored: ProjectData, typed: ProjectData, unread: Iterable[FieldError]
) -> list[tuple[str, str, str]]:
    """Where the newer stored figures and the typed ones differ: label, stored, typed."""
    before, now = typed_values(stored), typed_values(typed)
    labels = field_labels(kind)
    return [
        (labels[name], before.get(name) or "0", now.get(name) or "0")
        for name in sorted({*before, *now} - {error.field for error in unread})
        if (before.get(name) or "0") != (now.get(name) or "0")
    ]


def rectified_share(data: ProjectData) -> Decimal | None:
    """整改完成率 in percent, None without notices."""
    issued = data.figure("quality_rectifications") + data.figure("safety_rectifications")
    closed = data.figure("quality_rectified") + data.figure("safety_rectified")
    return share(closed, issued)


def area_per_person(data: ProjectData, certified: int) -> Decimal | None:
    """人均在监面积 in 万㎡, None without supervisors."""
    return each(Decimal(data.total(None, "area")), certified)


def handed_in(data: ProjectData) -> dict[str, tuple[str, str]]:
    """What a clerk hands in, by the names of the form fields: label and text."""
    found = {}
    for category in ProjectCategory:
        for flow in ProjectFlow:
            for measure in MEASURES:
                if measure.key != "length" or category in WITH_LENGTH:
                    label = f"{category.label} {flow.label} {measure.label}"
                    value = short(data.cell(category, flow, measure.key))
                    found[cell_name(category, flow, measure.key)] = (label, value)
    for section in sections_for(data.kind):
        for figure in section.figures:
            value = short(data.figures.get(figure.key))
            found[figure.key] = (f"{section.label} {figure.label}", value)
    return found
