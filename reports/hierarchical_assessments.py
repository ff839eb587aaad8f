"""R21, R22: organizations that were assessed in a year, ranked, and their projects of a half."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import fields

from app.assessments import operations, presentation, queries, rules
from app.assessments.choices import HIERARCHICAL
from app.core.base import clock
from app.core.base.choices import Level
from app.core.base.per_request import once
from app.core.tree.organization_tree import organization_names, organizations_ever
from app.reporting.declaration import Band, Column, Condition, Parameters, Row, TableReport
from app.scoring.choices import Grade
from app.scoring.rules import mean_of, organization_grade

from .assessed_projects import CountOfProjects, ProjectTable
from .common import KINDS, YEAR, YearConditions, among, choice, prefecture_of
from .places import PlaceConditions, place_conditions, yearly_table

HALVES = {str(n): words for n, words in presentation.HALVES.items()}
GRADES = {one.value: one.label for one in Grade}
LEVELS = {one.value: one.label for one in (Level.PROVINCE, Level.PREFECTURE)}


class OrganizationConditions(YearConditions, PlaceConditions):
    """年度, 半年, 考核机构, 市州 and 机构类别."""

    class Meta(YearConditions.Meta, PlaceConditions.Meta):
        pass

    half = fields.String(load_default="", validate=among(("", *HALVES), _l("没有这个半年")))
    assessor = fields.String(load_default="", validate=among(("", *LEVELS), _l("没有这种机构级别")))
    kind = fields.String(load_default="", validate=among(("", *KINDS), _l("没有这种机构类别")))


CONDITIONS = (
    YEAR,
    Condition("half", _l("上/下半年"), choice(lambda: HALVES)),
    Condition("assessor", _l("考核机构"), choice(lambda: LEVELS)),
    *place_conditions(HIERARCHICAL, dated=True),
    Condition("kind", _l("机构类别"), choice(lambda: KINDS)),
)


def _half_of(asked: Parameters) -> int | None:
    return int(asked["half"]) if asked["half"] else None


def _asked(asked: Parameters) -> list[queries.AssessedOrganization]:
    """The organizations that are asked for, the best first; of one score in their order."""
    places = queries.places_asked(asked["year"], asked["prefecture"], asked["organization"])
    found = [
        one
        for one in queries.assessed_organizations(asked["year"], _half_of(asked), places)
        if asked["kind"] in ("", one.node.kind) and _is_of_level(one, asked["assessor"])
    ]
    return sorted(found, key=lambda one: -_mean(one))


def _is_of_level(one: queries.AssessedOrganization, level: str) -> bool:
    return not level or organizations_ever()[one.assessor_id].level == level


def _mean(one: queries.AssessedOrganization) -> int:
    """年度综合得分 in hundredths."""
    scores = [item.score for item in one.halves.values() if item.score is not None]
    return mean_of(scores) or 0


def _rows(**asked: Any) -> Iterator[Row]:
    limits, rank, before = operations.grade_limits(), 0, -1
    for place, one in enumerate(_asked(asked), 1):
        mean = _mean(one)
        if mean != before:
            rank, before = place, mean
        items = [item for _half, item in sorted(one.halves.items())]
        grades = [project.grade for item in items for project in item.projects]
        yield {
            "rank": rank,
            "place": prefecture_of(one.node),
            "organization": one.node.name,
            "kind": str(one.node.kind.label),
            "assessor": organization_names().get(one.assessor_id, ""),
            **_cells(one),
            "mean": presentation.score_text(mean),
            "grade": str(organization_grade(mean, grades, limits).label),
            "comment": "；".join(item.comment for item in items if item.comment),
            "rectification": "；".join(_rectified(item) for item in items),
            "remark": "",
            "year_grade": organization_grade(mean, grades, limits),
        }


def _rectified(item: Any) -> str:
    return f"{presentation.period_words(item)}{item.step.label}" if item.step else ""


def _cells(one: queries.AssessedOrganization) -> dict[str, Any]:
    """What came of each half; blank where there was none."""
    found: dict[str, Any] = {}
    for half in presentation.HALVES:
        item = one.halves.get(half)
        grades = [project.grade for project in item.projects] if item else []
        scores = [project.score for project in item.projects] if item else []
        found |= {
            f"projects{half}": len(grades) if item else None,
            f"failed{half}": grades.count(Grade.FAILED) if item else None,
            f"average{half}": presentation.score_text(mean_of(scores)) if item else "",
            f"score{half}": presentation.score_text(item.score) if item else "",
            f"grade{half}": str(item.grade.label) if item and item.grade else "",
        }
    return found


class Grades:
    """How many organizations have each grade."""

    def __init__(self) -> None:
        self._grades: Counter[Any] = Counter()

    def add(self, row: Row) -> None:
        """Count an organization by its grade of the year."""
        self._grades[row["year_grade"]] += 1

    def words(self) -> str:
        """The last line of the table."""
        told = "、".join(f"{one.label} {self._grades[one]} 个" for one in Grade)
        return f"合计 {self._grades.total()} 个机构：{told}"


def _half_band(half: int) -> Band:
    return Band(
        str(HALVES[str(half)]),
        (
            Column(f"projects{half}", "项目数", 13, "int"),
            Column(f"failed{half}", "不合格项目数", 16, "int"),
            Column(f"average{half}", "项目平均分", 17, align="right"),
            Column(f"score{half}", "综合得分", 17, align="right"),
            Column(f"grade{half}", "等次", 16, align="center"),
        ),
    )


def _columns(half: int | None) -> tuple[Column | Band, ...]:
    halves: Sequence[int] = [half] if half else list(presentation.HALVES)
    return (
        Column("rank", "排名", 12, "int", align="center"),
        Column("place", "市州", 18),
        Column("organization", "被考核机构", 44),
        Column("kind", "机构类别", 28),
        Column("assessor", "考核机构", 40),
        *(_half_band(one) for one in halves),
        Column("mean", "年度综合得分", 20, align="right"),
        Column("grade", "年度等次", 18, align="center"),
        Column("comment", "综合评价意见", 48),
        Column("rectification", "整改情况", 24),
        Column("remark", "备注", 20),
    )


def _vary(report: TableReport, asked: Parameters) -> TableReport:
    return replace(report, columns=_columns(_half_of(asked)))


ORGANIZATIONS = yearly_table(
    HIERARCHICAL,
    CONDITIONS,
    name="hierarchical_assessment_summary",
    title="层级考核综合评价总汇表",
    button=_l("导出考核综合评价总汇表"),
    unit="分",
    schema=OrganizationConditions,
    rows=_rows,
    columns=_columns(None),
    vary=_vary,
    tally=Grades,
    keys=3,
)


# --- R22: projects --------------------------------------------------------------------------


class ProjectConditions(YearConditions, PlaceConditions):
    """年度, 半年, 市州, 被考核机构 and 项目等次."""

    class Meta(YearConditions.Meta, PlaceConditions.Meta):
        pass

    half = fields.String(
        required=True,
        validate=among(HALVES, _l("没有这个半年")),
        error_messages={"required": _l("请选择上/下半年")},
    )
    grade = fields.String(load_default="", validate=among(("", *GRADES), _l("没有这种等次")))


def _halves(_chosen: Parameters) -> list[tuple[str, str]]:
    return [(code, str(words)) for code, words in HALVES.items()]


def _this_half(_chosen: Parameters) -> str:
    return str(rules.period_of(clock.today(), queries.HALF))


PREFECTURE, ORGANIZATION = place_conditions(HIERARCHICAL, dated=True)
PROJECT_CONDITIONS = (
    YEAR,
    Condition("half", _l("上/下半年"), _halves, _this_half, required=True),
    PREFECTURE,
    replace(ORGANIZATION, label=_l("被考核机构")),
    Condition("grade", _l("项目等次"), choice(lambda: GRADES)),
)


def _asked_items(asked: Parameters) -> Sequence[Any]:
    """The assessments that are asked for, found once a report."""
    names = ("year", "half", "prefecture", "organization")

    def find() -> Sequence[Any]:
        places = queries.places_asked(asked["year"], asked["prefecture"], asked["organization"])
        return queries.results_in(asked["year"], _half_of(asked), places)

    return once(("hierarchical assessments", *(str(asked[name]) for name in names)), find)


def _target_words(item: Any) -> str:
    """被考核机构, as it was called at the end of the year."""
    year = item.year
    places = once(("places", year), lambda: queries.places_asked(year, "", ""))
    return places[item.target_id].name


def _points_words(item: Any, project: Any) -> str:
    """建议记分 of the members of a project, as it was proposed when it was submitted."""
    points = {
        one["person_id"]: one["points"]
        for one in item.suggested
        if one.get("project") == project.name and "points" in one
    }
    told = ((one.name, points.get(one.person_id)) for one in project.team)
    return "、".join(f"{name} {n} 分" for name, n in told if n)


PROJECTS = ProjectTable(
    items=_asked_items,
    whose=(
        Column("organization", "被考核机构", 36, merge=True),
        Column("team", "监督组成员", 26),
    ),
    more=(Column("points", "建议记分", 26),),
    cells=lambda item, project: {
        "organization": _target_words(item),
        "team": project.team_names,
        "points": _points_words(item, project),
    },
    shows=lambda asked, project: asked["grade"] in ("", project.grade.value),
)
DETAILS = yearly_table(
    HIERARCHICAL,
    PROJECT_CONDITIONS,
    name="hierarchical_assessment_details",
    title="层级考核情况汇总表",
    button=_l("导出考核情况汇总表"),
    unit="分",
    schema=ProjectConditions,
    rows=PROJECTS.rows,
    columns=PROJECTS.columns(()),
    vary=PROJECTS.vary,
    tally=CountOfProjects,
    keys=4,
)
REPORTS = (ORGANIZATIONS, DETAILS)
