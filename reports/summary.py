"""R02: the year of the organizations, summed up for the province or a prefecture."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, fields, validates_schema

from app.core.access.actor import current_actor
from app.core.access.scope import readable
from app.organizations import queries
from app.reporting.declaration import (
    Band,
    Column,
    Condition,
    Detail,
    Page,
    Parameters,
    Row,
    TableReport,
    serial,
)
from app.reporting.sheet import TOTAL

from .common import (
    ALONE_NOTE,
    GUIDE,
    KINDS,
    YEAR,
    YearConditions,
    among,
    amount,
    as_of,
    count,
    every,
    holders_alone,
    not_filed_words,
    percent,
    prefecture_in,
)

PROVINCE_ITSELF = "province"
LEVELS = ("province", "prefecture")
KIND_COUNTS = ("kind_joint", "kind_quality", "kind_safety")


class AnnualSummaryParameters(YearConditions):
    """The conditions of R02."""

    level = fields.String(
        required=True,
        validate=among(LEVELS, _l("请选择汇总级别")),
        error_messages={"required": _l("请选择汇总级别")},
    )
    prefecture = fields.String(load_default="")
    kind = fields.String(
        load_default="",
        validate=among(("", *KINDS), _l("没有这种机构类别")),
    )

    @validates_schema
    def prefecture_is_named(self, data: dict[str, Any], **_kwargs: Any) -> None:
        """A prefecture's table needs its prefecture, and a real one."""
        if data.get("level") == "prefecture":
            if not data.get("prefecture"):
                raise ValidationError(_("请选择市州"), "prefecture")
            if prefecture_in(data["year"], data["prefecture"]) is None:
                raise ValidationError(_("没有这个市州"), "prefecture")
        elif data.get("prefecture"):
            raise ValidationError(_("省级汇总不能选择市州"), "prefecture")


def _places(parameters: Parameters) -> dict[str, str]:
    """What the title may name."""
    name = "湖南省"
    if parameters.get("level") == "prefecture":
        place = prefecture_in(parameters["year"], parameters["prefecture"])
        name = place.name if place else ""
    return {"place": name, "year": str(parameters["year"])}


def _subtitle(parameters: Parameters) -> str:
    kind = parameters.get("kind")
    chosen = f"　　机构类别：{KINDS[kind]}" if kind else ""
    return f"统计年度：{parameters['year']} 年{chosen}"


def _rows(**parameters: Any) -> Iterable[Row]:
    return queries.annual_summary(**parameters)


def _behind(parameters: Parameters, line: str, figure: str) -> Iterable[Detail]:
    """The rows behind a figure of an organization, of a prefecture, or of all together."""
    nodes = queries.summarized(**parameters)
    if line != TOTAL:
        nodes = [n for n in nodes if line in (str(n.id), n.prefecture_code or PROVINCE_ITSELF)]
    return queries.behind(nodes, parameters["year"], figure)


def _not_filed(parameters: Parameters) -> str:
    return not_filed_words(queries.not_filed(queries.summarized(**parameters), parameters["year"]))


def _vary(report: TableReport, parameters: Parameters) -> TableReport:
    """Rows are prefectures in the province's table, organizations in a prefecture's."""
    if parameters["level"] == "province":
        return report
    number, _name, *others = report.columns
    return replace(report, columns=(number, Column("name", "机构名称", 40), *others))


def _levels(_chosen: Parameters) -> list[tuple[str, str]]:
    offered = [("province", _("省级汇总（省本级和 14 市州）"))] if readable().read is None else []
    return [*offered, ("prefecture", _("市级汇总（一个市州的各机构）"))]


def _prefectures(chosen: Parameters) -> list[tuple[str, str]]:
    return queries.prefectures_open_to(current_actor().organization_id, chosen["year"])


def _kinds(_chosen: Parameters) -> list[tuple[str, str]]:
    return [every(), *((value, str(label)) for value, label in KINDS.items())]


def _may_ask(parameters: Parameters) -> bool:
    """The province's table is the province's; a prefecture asks for its own."""
    if parameters["level"] == "province":
        return readable().read is None
    open_to = queries.prefectures_open_to(current_actor().organization_id, parameters["year"])
    return parameters["prefecture"] in {code for code, _name in open_to}


def _first_level(chosen: Parameters) -> str:
    return _levels(chosen)[0][0]


def _only_prefecture(chosen: Parameters) -> str:
    offered = _prefectures(chosen)
    return offered[0][0] if len(offered) == 1 else ""


CONDITIONS = (
    YEAR,
    Condition("level", _l("汇总级别"), _levels, _first_level, required=True),
    Condition(
        "prefecture",
        _l("市州"),
        _prefectures,
        _only_prefecture,
        required=True,
        shown_when=("level", "prefecture"),
    ),
    Condition("kind", _l("机构类别"), _kinds),
)


ANNUAL_SUMMARY = TableReport(
    name="annual_summary",
    screen="organizations.overview",
    button=_l("导出省/市级机构情况年度汇总表"),
    title="{place}监督机构情况年度汇总表",
    place_names=("place", "year"),
    places=_places,
    subtitle=_subtitle,
    unit="个、人、万㎡、万元",
    resource="organizations.annual_summary",
    schema=AnnualSummaryParameters,
    rows=_rows,
    page=Page("A3", landscape=True),
    notes=(ALONE_NOTE, _not_filed),
    row_key="key",
    behind=_behind,
    dated=True,
    as_of=as_of,
    guide=GUIDE,
    numbered=True,
    vary=_vary,
    conditions=CONDITIONS,
    allowed=_may_ask,
    # Whoever may ask for it may see it: it counts by place, whatever its asker reaches.
    reported=lambda _parameters: [],
    columns=(
        serial(mm=7),
        Column("name", "市州", 24),
        Band(
            "机构数（个）",
            (
                count("organizations", "合计", adds=KIND_COUNTS),
                count("kind_joint", "合署"),
                count("kind_quality", "独立质量"),
                count("kind_safety", "独立安全"),
            ),
        ),
        Band(
            "机构性质（个）",
            (
                count("nature_civil", "参公"),
                count("nature_full", "全额"),
                count("nature_partial", "差额"),
                count("nature_self", "自收自支"),
                count("nature_other", "其他"),
            ),
        ),
        Band(
            "人员（人）",
            (
                count("posts", "核定编制"),
                count("on_duty", "在职总数"),
                count("authorized", "在编"),
                count("contract", "聘用"),
                count("technical", "专业技术人员"),
                percent("technical_ratio", "专技占比(%)", ("technical", "on_duty")),
            ),
        ),
        Band(
            "持证监督人员（人）",
            (
                *holders_alone(),
                percent("certified_ratio", "占比(%)", ("certified", "on_duty")),
            ),
        ),
        Band(
            "职称（人）",
            (
                count("title_senior", "高级"),
                count("title_intermediate", "中级"),
                count("title_junior", "初级"),
            ),
        ),
        Band(
            "学历（人）",
            (
                count("postgraduate", "研究生"),
                count("bachelor", "本科"),
                count("college", "大专"),
                count("below_college", "大专以下"),
            ),
        ),
        Band(
            "年末在监工程",
            (
                count("year_end_projects", "项目(个)"),
                amount("year_end_area", "面积(万㎡)"),
                amount("year_end_cost", "造价(万元)", 16),
            ),
        ),
        Band("本年新受监", (count("new_projects", "项目"), amount("new_area", "面积", 12))),
        Band(
            "本年竣工",
            (count("completed_projects", "项目"), amount("completed_area", "面积", 12)),
        ),
        Band(
            "监督执法",
            (
                count("rectifications", "整改通知书(份)", 9),
                count("stop_works", "停工通知书(份)"),
                count("penalties", "处罚(起)"),
                amount("fines", "罚款(万元)", 11),
            ),
        ),
        Band("质量安全事故", (count("accidents", "起数"), count("deaths", "死亡(人)"))),
        Band(
            "监督经费（万元）",
            (
                amount("budgeted", "应拨", 14),
                amount("received", "实拨", 14),
                percent("received_ratio", "到位率(%)", ("received", "budgeted")),
                amount("spent", "支出", 14),
            ),
        ),
        Band(
            "办公条件",
            (
                amount("office_area", "面积(㎡)", 14),
                count("vehicles", "车辆(辆)"),
                count("instruments", "仪器(台套)"),
            ),
        ),
        Column("remark", "备注", 33),
    ),
)

REPORTS = (ANNUAL_SUMMARY,)
