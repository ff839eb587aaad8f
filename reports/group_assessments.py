"""R19 and R20: who was assessed in a year with what came of it, and the projects of a quarter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, fields, validates

from app.assessments import presentation, queries, rules
from app.assessments.choices import GROUP
from app.assessments.models import GroupAssessment
from app.core.base import clock
from app.core.base.per_request import once
from app.demerits.queries import totals_of
from app.reporting.declaration import (
    Band,
    Column,
    Condition,
    Parameters,
    Row,
    TableReport,
    serial,
)
from app.scoring.choices import Grade
from app.scoring.rules import mean_of

from .assessed_projects import CountOfProjects, ProjectTable
from .common import YEAR, YearConditions, among, choice, every, prefecture_of
from .places import PlaceConditions, place_conditions, yearly_table

QUARTERS = {str(n): words for n, words in presentation.QUARTERS.items()}
GRADES = {one.value: one.label for one in Grade}


# --- conditions -----------------------------------------------------------------------------


class AssessmentConditions(YearConditions, PlaceConditions):
    """年度, 季度, 市州 and 机构."""

    class Meta(YearConditions.Meta, PlaceConditions.Meta):
        pass

    quarter = fields.String(load_default="")

    @validates("quarter")
    def is_a_quarter(self, value: str, **_kwargs: Any) -> None:
        """One of the four, or none where all may be asked for."""
        if value and value not in QUARTERS:
            raise ValidationError(_("没有这个季度"))


class PeopleConditions(AssessmentConditions):
    """What R19 asks for."""

    grade = fields.String(load_default="", validate=among(("", *GRADES), _l("没有这种等次")))


class ProjectConditions(AssessmentConditions):
    """What R20 asks for."""

    quarter = fields.String(
        required=True,
        validate=among(QUARTERS, _l("没有这个季度")),
        error_messages={"required": _l("请选择季度")},
    )
    group = fields.String(load_default="")


def _this_quarter(_chosen: Parameters) -> str:
    return str(rules.period_of(clock.today(), queries.QUARTER))


def _quarters(_chosen: Parameters) -> list[tuple[str, str]]:
    return [(code, str(words)) for code, words in QUARTERS.items()]


def _groups(chosen: Parameters) -> list[tuple[str, str]]:
    names = queries.group_names(chosen["year"])
    return [every(), *((name, name) for name in names)] if names else []


QUARTER = _l("季度")
PEOPLE_CONDITIONS = (
    YEAR,
    Condition("quarter", QUARTER, choice(lambda: QUARTERS)),
    *place_conditions(GROUP, dated=True),
    Condition("grade", _l("等次"), choice(lambda: GRADES)),
)
PROJECT_CONDITIONS = (
    YEAR,
    Condition("quarter", QUARTER, _quarters, _this_quarter, required=True),
    *place_conditions(GROUP, dated=True),
    Condition("group", _l("监督组"), _groups),
)


# --- R19: people ----------------------------------------------------------------------------


def _quarter_of(asked: Parameters) -> int | None:
    return int(asked["quarter"]) if asked["quarter"] else None


def _places(asked: Parameters) -> Any:
    return queries.places_asked(asked["year"], asked["prefecture"], asked["organization"])


def _people(**asked: Any) -> Iterator[Row]:
    quarter, places = _quarter_of(asked), _places(asked)
    to_assess = queries.count_to_assess(asked["year"], quarter, places)
    found = queries.assessed_people(asked["year"], quarter, places, asked["grade"])
    points = totals_of([one.identity_id for one in found], asked["year"])
    for one in found:
        items = [item for _n, item in sorted(one.quarters.items())]
        scores = [item.score for item in items if item.score is not None]
        cells: dict[str, Any] = {
            f"{name}{n}": "" for n in presentation.QUARTERS for name in ("score", "grade")
        }
        cells |= {f"item{n}": None for n in presentation.QUARTERS}
        for item in items:
            cells[f"score{item.period}"] = presentation.score_text(item.score)
            cells[f"grade{item.period}"] = str(item.grade.label) if item.grade else ""
            cells[f"item{item.period}"] = item.id
        yield {
            "place": prefecture_of(one.node),
            "organization": one.node.name,
            "group": one.group,
            "name": one.name,
            "certificates": one.certificates,
            **cells,
            "newest": items[-1].id,
            "points": points.get(one.identity_id, 0),
            "mean": presentation.score_text(mean_of(scores)),
            "project_count": items[-1].project_count,
            "assessed_on": items[-1].assessed_on,
            "remark": "",
            "to_assess": to_assess,
            "last_grade": items[-1].grade,
        }


class Coverage:
    """How many were assessed of those who should be, and how many have each grade."""

    def __init__(self) -> None:
        self._people = self._to_assess = 0
        self._grades: Counter[Any] = Counter()

    def add(self, row: Row) -> None:
        """Count somebody, by the grade of the last quarter that is shown."""
        self._people += 1
        self._to_assess = row["to_assess"]
        self._grades[row["last_grade"]] += 1

    def words(self) -> str:
        """The last line of the table."""
        share = f"{self._people / self._to_assess:.1%}" if self._to_assess else "—"
        grades = "、".join(f"{one.label} {self._grades[one]} 人" for one in Grade)
        return (
            f"应考核 {self._to_assess} 人，已考核 {self._people} 人，覆盖率 {share}；"
            f"最近一次等次：{grades}"
        )


def _whose() -> tuple[Column, ...]:
    return (
        serial(),
        Column("place", "市州", 18, merge=True),
        Column("organization", "机构名称", 46, merge=True),
        Column("group", "监督组", 28, merge="newest"),
        Column("name", "被考核人员", 18),
    )


def _quarter_band(number: int) -> Band:
    return Band(
        str(QUARTERS[str(number)]),
        (
            Column(f"score{number}", "得分", 14, merge=f"item{number}", align="right"),
            Column(f"grade{number}", "等次", 16, merge=f"item{number}", align="center"),
        ),
    )


def _people_columns(quarter: int | None) -> tuple[Column | Band, ...]:
    if quarter is None:
        bands: tuple[Column | Band, ...] = tuple(_quarter_band(n) for n in presentation.QUARTERS)
        end: tuple[Column, ...] = (Column("mean", "年度平均分", 18, align="right"),)
    else:
        bands = (_quarter_band(quarter),)
        end = (
            Column("project_count", "项目数", 14, "int", merge="newest"),
            Column("assessed_on", "考核日期", 22, "date", merge="newest"),
        )
    certificates = Column("certificates", "证书类别", 18, align="center")
    points = Column("points", "年度记分", 16, "int")
    return (*_whose(), certificates, *bands, *end, points, Column("remark", "备注", 24))


def _vary_people(report: TableReport, asked: Parameters) -> TableReport:
    return replace(report, columns=_people_columns(_quarter_of(asked)))


PEOPLE = yearly_table(
    GROUP,
    PEOPLE_CONDITIONS,
    name="group_assessment_summary",
    title="监督组考核总汇表",
    button=_l("导出考核总汇表"),
    schema=PeopleConditions,
    rows=_people,
    columns=_people_columns(None),
    vary=_vary_people,
    tally=Coverage,
    keys=5,
    unit="分",
)


# --- R20: projects --------------------------------------------------------------------------


def _asked_items(asked: Parameters) -> Sequence[GroupAssessment]:
    """The assessments that are asked for, found once a report."""
    names = ("year", "quarter", "prefecture", "organization", "group")

    def find() -> list[GroupAssessment]:
        found = queries.done_in(asked["year"], _quarter_of(asked), _places(asked))
        return [one for one in found if asked["group"] in ("", one.group_name)]

    return once(("group assessments", *(str(asked[name]) for name in names)), find)


def _organization_words(item: GroupAssessment) -> str:
    """机构名称, as it was at the end of the year."""
    year = item.year
    places = once(("places", year), lambda: queries.places_asked(year, "", ""))
    return places[item.organization_id].name


def _group_words(item: GroupAssessment) -> str:
    """监督组（人员）, told apart by the number where two are called the same."""
    return f"{item.group_name or item.number}（{item.member_names}）"


PROJECTS = ProjectTable(
    items=_asked_items,
    whose=(
        Column("organization", "机构名称", 32, merge=True),
        Column("group", "监督组（人员）", 30, merge="assessment"),
    ),
    cells=lambda item, _project: {
        "organization": _organization_words(item),
        "group": _group_words(item),
    },
)
DETAILS = yearly_table(
    GROUP,
    PROJECT_CONDITIONS,
    name="group_assessment_details",
    title="监督组考核情况汇总表",
    button=_l("导出考核情况汇总表"),
    schema=ProjectConditions,
    rows=PROJECTS.rows,
    columns=PROJECTS.columns(()),
    vary=PROJECTS.vary,
    tally=CountOfProjects,
    keys=4,
    unit="分",
)

REPORTS = (PEOPLE, DETAILS)
