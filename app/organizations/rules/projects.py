"""What must hold in the project return; no database, no request.

Errors (E) block 提交; warnings (W) let it pass once they are explained or
confirmed. The codes are those of the specification, section 6.3.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.base.choices import OrganizationKind
from app.core.base.errors import FieldError
from app.long_form.rules import Doubt
from app.organizations.choices import (
    BUILDINGS,
    MEASURES,
    SIGN,
    WITH_LENGTH,
    Figure,
    Kind,
    Measure,
    ProjectCategory,
    ProjectFlow,
    sections_for,
)

from .common import Number, jump_doubts

Place = tuple[ProjectCategory, ProjectFlow, str]


@dataclass(frozen=True)
class ProjectData:
    """The figures of one return, as typed or as stored; what is absent counts as 0."""

    kind: OrganizationKind
    table: Mapping[Place, Number] = field(default_factory=dict)
    figures: Mapping[str, Number | None] = field(default_factory=dict)

    def cell(self, category: ProjectCategory, flow: ProjectFlow, measure: str) -> Number:
        return self.table.get((category, flow, measure)) or 0

    def figure(self, key: str) -> Number:
        return self.figures.get(key) or 0

    def equals(self, other: ProjectData) -> bool:
        """Whether both hold the same figures; an empty one and 0 are the same."""
        return _filled(self.table) == _filled(other.table) and _filled(self.figures) == _filled(
            other.figures
        )

    def year_end(self, category: ProjectCategory, measure: str) -> Number:
        """年末在监 = 结转 + 新受监 − 竣工 − 终止."""
        return sum(
            (sign * self.cell(category, flow, measure) for flow, sign in SIGN.items()), start=0
        )

    def total(self, flow: ProjectFlow | None, measure: str) -> Number:
        """合计 of a flow (None: of 年末在监) over all categories."""
        return sum(
            (
                self.year_end(c, measure) if flow is None else self.cell(c, flow, measure)
                for c in ProjectCategory
            ),
            start=0,
        )

    def building_total(self, flow: ProjectFlow | None, measure: str) -> Number:
        """房屋建筑小计 (①–③)."""
        return sum(
            (
                self.year_end(c, measure) if flow is None else self.cell(c, flow, measure)
                for c in BUILDINGS
            ),
            start=0,
        )


def _filled(values: Mapping[Any, Number | None]) -> dict[Any, Number]:
    return {key: value for key, value in values.items() if value}


def cell_name(category: ProjectCategory, flow: ProjectFlow, measure: str) -> str:
    """The form field of a cell of the project table."""
    return f"{category.value}-{flow.value}-{measure}"


@lru_cache(maxsize=1)
def places() -> tuple[tuple[str, Place, Kind], ...]:
    """Every cell of the project table that can be typed: field name, place, kind."""
    return tuple(
        (cell_name(category, flow, measure.key), (category, flow, measure.key), measure.kind)
        for category in ProjectCategory
        for flow in ProjectFlow
        for measure in MEASURES
        if measure.key != "length" or category in WITH_LENGTH
    )


@cache
def field_names(kind: OrganizationKind) -> frozenset[str]:
    """Every field of the form."""
    figures = (figure.key for section in sections_for(kind) for figure in section.figures)
    return frozenset((*(name for name, _place, _kind in places()), *figures))


def field_labels(kind: OrganizationKind) -> dict[str, str]:
    """What every field of the form is called, in the reader's language."""
    measures = {measure.key: str(measure.label) for measure in MEASURES}
    flows = {flow: str(flow.label) for flow in ProjectFlow}
    found = {
        name: f"{category.label} {flows[flow]} {measures[measure]}"
        for name, (category, flow, measure), _kind in places()
    }
    figures = (figure for section in sections_for(kind) for figure in section.figures)
    return found | {figure.key: str(figure.label) for figure in figures}


def _where(category: ProjectCategory, measure: Measure) -> str:
    return _("%(category)s的%(measure)s", category=category.label, measure=measure.label)


# --- errors ---------------------------------------------------------------------------------


def project_refusals(data: ProjectData) -> Iterator[FieldError]:
    """Everything that blocks 提交."""
    yield from _balance_refusals(data)
    yield from _part_refusals(data)
    yield from _accident_refusals(data)
    yield from _percentage_refusals(data)


def _balance_refusals(data: ProjectData) -> Iterator[FieldError]:
    """V22: 年末在监 is never negative; no area without projects."""
    for category in ProjectCategory:
        for measure in MEASURES:
            if data.year_end(category, measure.key) < 0:
                yield FieldError(
                    "V22",
                    cell_name(category, ProjectFlow.COMPLETED, measure.key),
                    _(
                        "%(where)s：年末在监为负数，竣工与终止之和不能大于结转与新受监之和",
                        where=_where(category, measure),
                    ),
                )
        for flow in ProjectFlow:
            if data.cell(category, flow, "area") > 0 and not data.cell(category, flow, "projects"):
                yield FieldError(
                    "V22",
                    cell_name(category, flow, "projects"),
                    _(
                        "%(category)s“%(flow)s”项目数为 0，建筑面积应为 0",
                        category=category.label,
                        flow=flow.label,
                    ),
                )


def _shown_figures(data: ProjectData) -> Iterator[Figure]:
    for section in sections_for(data.kind):
        yield from section.figures


def _label_of(data: ProjectData, key: str) -> str:
    return next((str(f.label) for f in _shown_figures(data) if f.key == key), key)


def _part_refusals(data: ProjectData) -> Iterator[FieldError]:
    """V23: a part is never larger than the whole."""
    for figure in _shown_figures(data):
        if figure.part_of and data.figure(figure.key) > data.figure(figure.part_of):
            yield FieldError(
                "V23",
                figure.key,
                _(
                    "“%(part)s”不能大于“%(whole)s”",
                    part=figure.label,
                    whole=_label_of(data, figure.part_of),
                ),
            )
    split = data.figure("penalties_quality") + data.figure("penalties_safety")
    if split > data.figure("penalties"):
        yield FieldError("V23", "penalties", _("质量、安全处罚之和不能大于“行政处罚立案”起数"))


def _accident_refusals(data: ProjectData) -> Iterator[FieldError]:
    """V24: deaths fit the number and class of accidents."""
    ordinary, larger, major, extreme = (
        data.figure(f"accidents_{name}") for name in ("ordinary", "larger", "major", "extreme")
    )
    deaths = data.figure("deaths")
    if not deaths:
        return
    if not ordinary + larger + major + extreme + data.figure("quality_accidents"):
        yield FieldError("V24", "deaths", _("有死亡人数时，事故起数不能为 0"))
    elif not extreme and deaths > 2 * ordinary + 9 * larger + 29 * major:
        yield FieldError("V24", "deaths", _("死亡人数与事故等级不符"))


def _percentage_refusals(data: ProjectData) -> Iterator[FieldError]:
    """V28: a percentage lies between 0 and 100."""
    for figure in _shown_figures(data):
        share = data.figure(figure.key)
        if figure.unit == "%" and (share < 0 or share > 100):
            yield FieldError(
                "V28", figure.key, _("“%(figure)s”应在 0 至 100 之间", figure=figure.label)
            )


# --- doubts ---------------------------------------------------------------------------------


def project_doubts(
    data: ProjectData, last: ProjectData | None, *, jump_percent: int, jump_units: int
) -> Iterator[Doubt]:
    """Everything that has to be explained or confirmed before 提交."""
    if last is not None:
        yield from _carried_doubts(data, last)
    yield from _proportion_doubts(data)
    yield from _comparison_doubts(data)
    yield from _larger_accident_doubts(data)
    if last is not None:
        yield from jump_doubts(_compared(data, last), jump_percent, jump_units)


def _carried_doubts(data: ProjectData, last: ProjectData) -> Iterator[Doubt]:
    """V22: 结转 is what last year's 年末在监 was."""
    differing = [
        _(
            "%(where)s：结转 %(now)s，上年年末在监 %(before)s",
            where=_where(category, measure),
            now=data.cell(category, ProjectFlow.CARRIED, measure.key),
            before=last.year_end(category, measure.key),
        )
        for category in ProjectCategory
        for measure in MEASURES
        if data.cell(category, ProjectFlow.CARRIED, measure.key)
        != last.year_end(category, measure.key)
    ]
    if differing:
        yield Doubt(
            "V22",
            "V22-carried",
            _("上年末结转与上年年末在监不一致，请说明原因"),
            needs_reason=True,
            details=tuple(differing),
        )


def _proportion_doubts(data: ProjectData) -> Iterator[Doubt]:
    """V22: a project has at least one unit, and an area or a length."""
    fewer, bare = [], []
    for category in ProjectCategory:
        for flow in ProjectFlow:
            projects = data.cell(category, flow, "projects")
            place = _("%(category)s“%(flow)s”", category=category.label, flow=flow.label)
            if data.cell(category, flow, "units") < projects:
                fewer.append(place)
            size = data.cell(category, flow, "area") + data.cell(category, flow, "length")
            if projects > 0 and not size:
                bare.append(place)
    if fewer:
        yield Doubt("V22", "V22-units", _("单位工程数少于项目数，请核对"), details=tuple(fewer))
    if bare:
        yield Doubt(
            "V22", "V22-size", _("有项目但建筑面积和长度均为 0，请核对"), details=tuple(bare)
        )


def _comparison_doubts(data: ProjectData) -> Iterator[Doubt]:
    """V23: more closed than opened needs a word (last year's cases)."""
    for figure in _shown_figures(data):
        if figure.compared_with and data.figure(figure.key) > data.figure(figure.compared_with):
            yield Doubt(
                "V23",
                f"V23-{figure.key}",
                _(
                    "“%(closed)s”大于“%(opened)s”，如含上年结转请说明",
                    closed=figure.label,
                    opened=_label_of(data, figure.compared_with),
                ),
                needs_reason=True,
                details=(
                    f"{figure.label} {data.figure(figure.key)}",
                    f"{_label_of(data, figure.compared_with)} {data.figure(figure.compared_with)}",
                ),
            )


def _larger_accident_doubts(data: ProjectData) -> Iterator[Doubt]:
    """V24: a larger accident has 3 dead, 10 seriously hurt or 10 million yuan of loss."""
    small = (
        data.figure("deaths") < 3
        and data.figure("severe_injuries") < 10
        and data.figure("accident_loss") < 1000
    )
    if data.figure("accidents_larger") >= 1 and small:
        yield Doubt(
            "V24",
            "V24-larger",
            _("较大事故的死亡、重伤人数和直接经济损失均低于较大事故标准，请核对"),
        )


def _compared(data: ProjectData, last: ProjectData) -> Iterator[tuple[str, Number, Number]]:
    flows: list[tuple[ProjectFlow | None, str]] = [(None, _("年末在监"))]
    flows += [(f, str(f.label)) for f in ProjectFlow if f is not ProjectFlow.CARRIED]
    for flow, flow_label in flows:
        for measure in MEASURES:
            label = f"{flow_label}·{measure.label}"
            yield label, last.total(flow, measure.key), data.total(flow, measure.key)
    for figure in _shown_figures(data):
        yield str(figure.label), last.figure(figure.key), data.figure(figure.key)


DOUBTS = {
    "V22-carried": _l("上年末结转与上年年末在监不一致"),
    "V22-units": _l("单位工程数少于项目数"),
    "V22-size": _l("有项目但建筑面积和长度均为 0"),
    "V24-larger": _l("较大事故的伤亡和损失低于标准"),
    "V27": _l("与上年相比变动较大"),
}


def doubt_names(kind: OrganizationKind) -> dict[str, Any]:
    """Every doubt that a return of this kind can raise: its key and what it is called."""
    compared = (f for section in sections_for(kind) for f in section.figures if f.compared_with)
    return DOUBTS | {f"V23-{figure.key}": figure.label for figure in compared}
