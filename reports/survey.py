"""R03–R06: the survey of the organizations of a kind, and of all of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, fields, validates, validates_schema

from app.core.access.scope import readable
from app.core.base.choices import Level, OrganizationKind
from app.core.configuration.dictionaries import choices, entries, label
from app.organizations import queries
from app.reporting.declaration import (
    Breakdown,
    Condition,
    Detail,
    Page,
    Parameters,
    Row,
    TableReport,
)

from .common import (
    ALONE,
    ALONE_NOTE,
    AMONG,
    SURVEY_GUIDE,
    YEAR,
    YearConditions,
    among,
    as_of,
    every,
    not_filed_words,
    prefecture_in,
)
from .survey_columns import survey_columns

LEVELS = {level.value: level.label for level in Level}
# What 人均在监面积 divides: only those who have both are counted.
SHARED_WORDS = {
    "supervised_area": "年末在监面积(万㎡)（已填报工程的机构）",
    "supervising": "持证监督人员（已填报工程的机构）",
}
PART = "part:"
GROUP = "group:"


class SurveyParameters(YearConditions):
    """The conditions of R03–R06."""

    prefecture = fields.String(load_default="")
    level = fields.String(load_default="", validate=among(("", *LEVELS), _l("没有这种机构级别")))
    nature = fields.String(load_default="")

    @validates_schema(skip_on_field_errors=False)
    def is_a_prefecture(self, data: dict[str, Any], **_kwargs: Any) -> None:
        code = data.get("prefecture")
        if code and "year" in data and prefecture_in(data["year"], code) is None:
            raise ValidationError(_("没有这个市州"), "prefecture")

    @validates("nature")
    def is_a_nature(self, value: str, **_kwargs: Any) -> None:
        # No code is ever taken away, so today's are those of any year.
        if value and value not in entries("org_nature", year=None):
            raise ValidationError(_("没有这种机构性质"))


def _prefectures(chosen: Parameters) -> list[tuple[str, str]]:
    found = queries.prefectures_within(chosen["year"])
    return [every(), *found] if len(found) > 1 else []


def _levels(chosen: Parameters) -> list[tuple[str, str]]:
    # Below the province nobody has one of its organizations.
    hidden = None if readable().read is None else Level.PROVINCE
    kept = chosen.get("level")
    found = [(v, str(words)) for v, words in LEVELS.items() if v != hidden or v == kept]
    return [every(), *found]


def _natures(chosen: Parameters) -> list[tuple[str, str]]:
    return [every(), *choices("org_nature", chosen.get("nature"), year=chosen["year"])]


CONDITIONS = (
    YEAR,
    Condition("prefecture", _l("市州"), _prefectures),
    Condition("level", _l("机构级别"), _levels),
    Condition("nature", _l("机构性质"), _natures),
)


def _may_ask(parameters: Parameters) -> bool:
    """A prefecture that none of the asker's organizations lies in is not there."""
    wanted = parameters["prefecture"]
    return not wanted or wanted in dict(queries.prefectures_within(parameters["year"]))


def _subtitle(parameters: Parameters) -> str:
    words = [f"统计年度：{parameters['year']} 年"]
    if parameters["prefecture"]:
        place = prefecture_in(parameters["year"], parameters["prefecture"])
        words.append(f"市州：{place.name if place else ''}")
    if parameters["level"]:
        words.append(f"机构级别：{LEVELS[parameters['level']]}")
    if parameters["nature"]:
        nature = label("org_nature", parameters["nature"], year=parameters["year"])
        words.append(f"机构性质：{nature}")
    return "　　".join(words)


def _places(parameters: Parameters) -> dict[str, str]:
    return {"year": str(parameters["year"])}


def _with_subtotals(report: TableReport, parameters: Parameters) -> TableReport:
    """小计 after each prefecture, where the rows may lie in several."""
    if readable().read is None and not parameters["prefecture"]:
        return replace(report, group_key="prefecture_code")
    return report


def _survey(
    kind: OrganizationKind | None, *, notes: tuple[str, ...] = (), **texts: Any
) -> TableReport:
    """One of the four: its columns, and rows of one kind or of all."""
    survey = kind.value if kind else ""

    def rows(**parameters: Any) -> Iterable[Row]:
        return queries.survey(survey=survey, **parameters)

    def behind(parameters: Parameters, line: str, figure: str) -> Iterable[Detail]:
        nodes = [
            node for node in queries.surveyed(survey=survey, **parameters) if _stands_in(line, node)
        ]
        return queries.behind(nodes, parameters["year"], figure)

    def reported(parameters: Parameters) -> Iterable[int]:
        return [node.id for node in queries.surveyed(survey=survey, **parameters)]

    def not_filed(parameters: Parameters) -> str:
        nodes = queries.surveyed(survey=survey, **parameters)
        return not_filed_words(queries.not_filed(nodes, parameters["year"]))

    return TableReport(
        screen="organizations.overview",
        resource="organizations.annual_summary",
        schema=SurveyParameters,
        notes=(*notes, not_filed),
        rows=rows,
        columns=survey_columns(kind),
        keys=3,
        guide=SURVEY_GUIDE,
        numbered=True,
        as_of=as_of,
        place_names=("year",),
        places=_places,
        subtitle=_subtitle,
        unit="个、人、万㎡、万元",
        page=Page("A3", landscape=True),
        row_key="key",
        behind=behind,
        part_labels=SHARED_WORDS,
        dated=True,
        vary=_with_subtotals,
        conditions=CONDITIONS,
        allowed=_may_ask,
        reported=reported,
        breakdown=None if kind else Breakdown("kind", tuple(_parts())),
        **texts,
    )


def _stands_in(line: str, node: Any) -> bool:
    """Whether an organization is counted in a line: its own, a 小计, a 其中 or 合计."""
    if line.startswith(GROUP):
        return line.removeprefix(GROUP) == (node.prefecture_code or "")
    if line.startswith(PART):
        return line.removeprefix(PART) == node.kind.value
    return line == "total" or line == str(node.id)


def _parts() -> Iterable[tuple[str, str]]:
    words = {
        OrganizationKind.JOINT: "其中：合署",
        OrganizationKind.QUALITY: "其中：独立质量",
        OrganizationKind.SAFETY: "其中：独立安全",
    }
    return ((kind.value, label) for kind, label in words.items())


# How the 其中 rows of R06 tie with R04 and R05.
TIE_NOTE = (
    f"“其中：独立质量”的“质量{ALONE}”与“双证”之和等于独立质量监督机构调查汇总表的“质量{AMONG}”，"
    f"“其中：独立安全”的“安全{ALONE}”与“双证”之和等于独立安全监督机构调查汇总表的“安全{AMONG}”。"
)
SURVEY_JOINT = _survey(
    OrganizationKind.JOINT,
    name="survey_joint",
    title="质量安全监督合署机构调查汇总表",
    button=_l("导出质量安全监督合署机构调查汇总表"),
    notes=(ALONE_NOTE,),
)
SURVEY_QUALITY = _survey(
    OrganizationKind.QUALITY,
    name="survey_quality",
    title="独立质量监督机构调查汇总表",
    button=_l("导出独立质量监督机构调查汇总表"),
    notes=(f"持证监督人员中“质量{AMONG}”为持有质量监督证的人员，双证人员在内。",),
)
SURVEY_SAFETY = _survey(
    OrganizationKind.SAFETY,
    name="survey_safety",
    title="独立安全监督机构调查汇总表",
    button=_l("导出独立安全监督机构调查汇总表"),
    notes=(f"持证监督人员中“安全{AMONG}”为持有安全监督证的人员，双证人员在内。",),
)
SURVEY_ALL = _survey(
    None,
    name="survey_all",
    title="全部监督机构调查汇总表",
    button=_l("导出全部监督机构调查汇总表"),
    notes=(ALONE_NOTE, TIE_NOTE),
)

REPORTS = (SURVEY_JOINT, SURVEY_QUALITY, SURVEY_SAFETY, SURVEY_ALL)
