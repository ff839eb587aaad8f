"""R03–R06: the survey of the organizations of a kind, and of all of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, fields, validates

from app.core.access.scope import readable
from app.core.base.choices import Level, OrganizationKind
from app.core.configuration.dictionaries import choices, entries, label
from app.core.tree.organization_tree import divisions
from app.organizations import queries
from app.reporting.declaration import (
    Band,
    Breakdown,
    Column,
    Condition,
    Detail,
    Heads,
    Page,
    Parameters,
    Row,
    TableReport,
    serial,
)

from .common import YEAR, YearConditions, among, amount, count, every, not_filed_words, percent

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

    @validates("prefecture")
    def is_a_prefecture(self, value: str, **_kwargs: Any) -> None:
        place = divisions().get(value)
        if value and (place is None or place.level != "prefecture"):
            raise ValidationError(_("没有这个市州"))

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
        words.append(f"市州：{divisions()[parameters['prefecture']].name}")
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
        columns=_columns(kind),
        keys=3,
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


def _columns(kind: OrganizationKind | None) -> Heads:
    """The columns of R06; of a kind, without what it does not do (specification 4.1)."""
    quality = kind is not OrganizationKind.SAFETY
    safety = kind is not OrganizationKind.QUALITY
    return (
        *_organization(kind),
        *_staff(kind),
        *_projects(),
        *((_quality_supervision(),) if quality else ()),
        *((_safety_supervision(),) if safety else ()),
        *_enforcement(quality=quality, safety=safety),
        *_means(),
    )


def _organization(kind: OrganizationKind | None) -> Heads:
    """Who they are, and who leads them."""
    return (
        serial(mm=8),
        Column("prefecture", "市州", 15, merge=True),
        Column("name", "机构名称", 32),
        *((Column("kind_name", "机构类别", 14),) if kind is None else ()),
        Column("level", "机构级别", 14),
        Column("department", "主管部门", 24),
        Band(
            "成立情况",
            (
                Column("approval_no", "批准文号", 20),
                Column("established_on", "成立日期", 18, "date"),
            ),
        ),
        Column("nature", "机构性质", 16),
        Column("funding_type", "经费形式", 13),
        Band(
            "负责人",
            (
                Column("head_name", "姓名", 12),
                Column("head_position", "职务", 12),
                Column("head_mobile", "电话", 24),
            ),
        ),
    )


def _staff(kind: OrganizationKind | None) -> Heads:
    return (
        Band(
            "人员（人）",
            (
                count("posts", "编制"),
                count("on_duty", "在职"),
                count("authorized", "在编"),
                count("contract", "聘用"),
                count("seconded_out", "借出"),
            ),
        ),
        _certified(kind),
        Band(
            "职称（人）",
            (
                count("title_senior", "高级"),
                count("title_intermediate", "中级"),
                count("title_junior", "初级"),
            ),
        ),
        Band(
            "专业（人）",
            (
                count("field_civil", "土建"),
                count("field_installation", "安装"),
                count("field_municipal", "市政"),
                count("field_machinery", "机械"),
                count("field_other", "其他"),
            ),
        ),
    )


def _projects() -> Heads:
    return (
        Band(
            "年末在监工程",
            (
                count("building_projects", "房建(个)"),
                amount("building_area", "房建面积(万㎡)"),
                count("municipal_projects", "市政(个)"),
                count("transit_projects", "轨道(个)"),
                amount("year_end_cost", "造价(万元)", 17),
            ),
        ),
        Column(
            "area_each", "人均在监面积(万㎡)", 12, "dec2", ratio=("supervised_area", "supervising")
        ),
    )


def _enforcement(*, quality: bool, safety: bool) -> Heads:
    return (
        Band("行政处罚", (count("penalties", "起数"), amount("fines", "金额(万元)"))),
        Band(
            "事故",
            (
                *((count("quality_accidents", "质量(起)"),) if quality else ()),
                *((count("safety_accidents", "安全(起)"),) if safety else ()),
                count("deaths", "死亡(人)"),
            ),
        ),
    )


def _means() -> Heads:
    """Money, equipment, and the verification."""
    return (
        Band(
            "经费（万元）",
            (
                Column("fully_covered", "是否全额保障", 10, align="center"),
                amount("budgeted", "应拨", 14),
                amount("received", "实拨", 14),
                percent("received_ratio", "到位率(%)", ("received", "budgeted")),
            ),
        ),
        Band(
            "装备",
            (
                amount("office_area", "办公面积(㎡)", 14),
                count("vehicles", "车辆"),
                count("instruments", "仪器(台套)"),
            ),
        ),
        Band(
            "资格验证",
            (
                Column("certificate_no", "证书编号", 27),
                Column("valid_to", "有效期至", 18, "date"),
                Column("result", "结果", 12),
            ),
        ),
    )


def _certified(kind: OrganizationKind | None) -> Band:
    """持证: 质量 and 安全 alone beside 双证; in R04 and R05 their holders, 双证 among them."""
    share = percent("certified_ratio", "占比(%)", ("certified", "on_duty"))
    if kind in (OrganizationKind.QUALITY, OrganizationKind.SAFETY):
        holders = {
            OrganizationKind.QUALITY: ("quality_holders", "质量"),
            OrganizationKind.SAFETY: ("safety_holders", "安全"),
        }[kind]
        parts: tuple[Column, ...] = (count(*holders), count("dual", "其中双证", 9))
    else:
        parts = (
            count("quality_only", "质量"),
            count("safety_only", "安全"),
            count("dual", "双证"),
        )
    return Band("持证监督人员（人）", (count("certified", "合计"), *parts, share))


def _quality_supervision() -> Band:
    return Band(
        "质量监督",
        (
            count("quality_checks", "检查(次)", 10),
            count("spot_tests", "抽测(次)", 10),
            count("quality_rectifications", "整改(份)", 10),
            count("supervision_reports", "监督报告(份)", 10),
        ),
    )


def _safety_supervision() -> Band:
    return Band(
        "安全监督",
        (
            count("safety_checks", "检查(次)", 10),
            count("safety_rectifications", "整改(份)", 10),
            count("safety_stop_works", "停工(份)", 10),
            count("high_risk_works", "危大工程(项)", 10),
        ),
    )


SURVEY_JOINT = _survey(
    OrganizationKind.JOINT,
    name="survey_joint",
    title="质量安全监督合署机构调查汇总表",
    button=_l("导出质量安全监督合署机构调查汇总表"),
)
SURVEY_QUALITY = _survey(
    OrganizationKind.QUALITY,
    name="survey_quality",
    title="独立质量监督机构调查汇总表",
    button=_l("导出独立质量监督机构调查汇总表"),
    notes=("持证人员中“质量”为持有质量监督证的人员，含双证人员。",),
)
SURVEY_SAFETY = _survey(
    OrganizationKind.SAFETY,
    name="survey_safety",
    title="独立安全监督机构调查汇总表",
    button=_l("导出独立安全监督机构调查汇总表"),
    notes=("持证人员中“安全”为持有安全监督证的人员，含双证人员。",),
)
SURVEY_ALL = _survey(
    None,
    name="survey_all",
    title="全部监督机构调查汇总表",
    button=_l("导出全部监督机构调查汇总表"),
)

REPORTS = (SURVEY_JOINT, SURVEY_QUALITY, SURVEY_SAFETY, SURVEY_ALL)
