"""Reports about organizations."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from dataclasses import replace
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from marshmallow import RAISE, Schema, ValidationError, fields, validates_schema

from app.core import clock, requests
from app.core.actor import current_actor
from app.core.choices import OrganizationKind
from app.core.parameters import parameter
from app.core.scope import readable
from app.core.tree import divisions
from app.organizations import queries
from app.reporting.declaration import (
    Band,
    Column,
    Condition,
    Page,
    Parameters,
    Row,
    TableReport,
    serial,
)

KINDS = {kind.value: kind.label for kind in OrganizationKind}


LEVELS = ("province", "prefecture")


def _among(allowed: Container[Any], words: Any) -> Callable[[Any], None]:
    """A check whose words wait for the language of whoever asks."""

    def check(value: Any) -> None:
        if value not in allowed:
            raise ValidationError(str(words))

    return check


def _has_begun(year: int) -> None:
    """V16: from the first year up to the current one."""
    first, last = parameter("first_year"), clock.year()
    if not first <= year <= last:
        words = _("年度应在 %(first)d 至 %(last)d 之间", first=first, last=last)
        raise ValidationError(words)


class AnnualSummaryParameters(Schema):
    """The conditions of R02."""

    error_messages = {"unknown": _l("没有这个条件")}

    class Meta:
        unknown = RAISE

    year = fields.Integer(
        required=True,
        validate=_has_begun,
        error_messages={"required": _l("请选择统计年度"), "invalid": _l("请选择统计年度")},
    )
    level = fields.String(
        required=True,
        validate=_among(LEVELS, _l("请选择汇总级别")),
        error_messages={"required": _l("请选择汇总级别")},
    )
    prefecture = fields.String(load_default="")
    kind = fields.String(
        load_default="",
        validate=_among(("", *KINDS), _l("没有这种机构类别")),
    )

    @validates_schema
    def prefecture_is_named(self, data: dict[str, Any], **_kwargs: Any) -> None:
        """A prefecture's table needs its prefecture, and a real one."""
        if data.get("level") == "prefecture":
            if not data.get("prefecture"):
                raise ValidationError(_("请选择市州"), "prefecture")
            place = divisions().get(data["prefecture"])
            if place is None or place.level != "prefecture":
                raise ValidationError(_("没有这个市州"), "prefecture")
        elif data.get("prefecture"):
            raise ValidationError(_("省级汇总不能选择市州"), "prefecture")


def _title(parameters: Parameters) -> str:
    name = "湖南省"
    if parameters["level"] == "prefecture":
        name = divisions()[parameters["prefecture"]].name
    return f"{name}监督机构情况年度汇总表"


def _subtitle(parameters: Parameters) -> str:
    kind = parameters.get("kind")
    chosen = f"　　机构类别：{KINDS[kind]}" if kind else ""
    return f"统计年度：{parameters['year']} 年{chosen}"


def _rows(**parameters: Any) -> Iterable[Row]:
    return queries.annual_summary(**parameters)


def _without_data(parameters: Parameters) -> str:
    names = queries.organizations_without_data(**parameters)
    return f"未填报机构（{len(names)} 个）：{'、'.join(names)}" if names else ""


def _vary(report: TableReport, parameters: Parameters) -> TableReport:
    """Rows are prefectures in the province's table, organizations in a prefecture's."""
    if parameters["level"] == "province":
        return report
    number, _name, *others = report.columns
    return replace(report, columns=(number, Column("name", "机构名称", 40), *others))


def _asker() -> int | None:
    return current_actor().organization_id


def _years() -> list[tuple[str, str]]:
    return [(str(year), _("%(year)d 年", year=year)) for year in requests.years()]


def _levels() -> list[tuple[str, str]]:
    offered = [("province", _("省级汇总（省本级和 14 市州）"))] if readable().read is None else []
    return [*offered, ("prefecture", _("市级汇总（一个市州的各机构）"))]


def _prefectures() -> list[tuple[str, str]]:
    return queries.prefectures_open_to(_asker(), requests.year())


def _kinds() -> list[tuple[str, str]]:
    return [("", _("全部")), *((value, str(label)) for value, label in KINDS.items())]


def _may_ask(parameters: Parameters) -> bool:
    """The province's table is the province's; a prefecture asks for its own."""
    if parameters["level"] == "province":
        return readable().read is None
    open_to = queries.prefectures_open_to(_asker(), parameters["year"])
    return parameters["prefecture"] in {code for code, _name in open_to}


def _first_level() -> str:
    return _levels()[0][0]


def _only_prefecture() -> str:
    offered = _prefectures()
    return offered[0][0] if len(offered) == 1 else ""


CONDITIONS = (
    Condition("year", _l("统计年度"), _years, lambda: str(requests.year()), required=True),
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


def _count(key: str, title: str, mm: float = 8) -> Column:
    return Column(key, title, mm, "int", agg="sum")


def _amount(key: str, title: str, mm: float = 13) -> Column:
    return Column(key, title, mm, "dec2", agg="sum")


def _percent(key: str, title: str, parts: tuple[str, str]) -> Column:
    return Column(key, title, 9.5, "pct", ratio=parts)


ANNUAL_SUMMARY = TableReport(
    name="annual_summary",
    screen="organizations.overview",
    button=_l("导出省/市级机构情况年度汇总表"),
    title=_title,
    subtitle=_subtitle,
    unit="个、人、万㎡、万元",
    resource="organizations.annual_summary",
    schema=AnnualSummaryParameters,
    rows=_rows,
    page=Page("A3", landscape=True),
    notes=(_without_data,),
    vary=_vary,
    conditions=CONDITIONS,
    allowed=_may_ask,
    columns=(
        serial(mm=7),
        Column("name", "市州", 24),
        Band(
            "机构数（个）",
            (
                _count("organizations", "合计"),
                _count("kind_joint", "合署"),
                _count("kind_quality", "独立质量"),
                _count("kind_safety", "独立安全"),
            ),
        ),
        Band(
            "机构性质（个）",
            (
                _count("nature_civil", "参公"),
                _count("nature_full", "全额"),
                _count("nature_partial", "差额"),
                _count("nature_self", "自收自支"),
                _count("nature_other", "其他"),
            ),
        ),
        Band(
            "人员（人）",
            (
                _count("posts", "核定编制"),
                _count("on_duty", "在职总数"),
                _count("authorized", "在编"),
                _count("contract", "聘用"),
                _count("technical", "专业技术人员"),
                _percent("technical_ratio", "专技占比(%)", ("technical", "on_duty")),
            ),
        ),
        Band(
            "持证监督人员（人）",
            (
                _count("certified", "合计"),
                _count("quality_only", "质量"),
                _count("safety_only", "安全"),
                _count("dual", "双证"),
                _percent("certified_ratio", "占比(%)", ("certified", "on_duty")),
            ),
        ),
        Band(
            "职称（人）",
            (
                _count("title_senior", "高级"),
                _count("title_intermediate", "中级"),
                _count("title_junior", "初级"),
            ),
        ),
        Band(
            "学历（人）",
            (
                _count("postgraduate", "研究生"),
                _count("bachelor", "本科"),
                _count("college", "大专"),
                _count("below_college", "大专以下"),
            ),
        ),
        Band(
            "年末在监工程",
            (
                _count("year_end_projects", "项目(个)"),
                _amount("year_end_area", "面积(万㎡)"),
                _amount("year_end_cost", "造价(万元)", 16),
            ),
        ),
        Band("本年新受监", (_count("new_projects", "项目"), _amount("new_area", "面积", 12))),
        Band(
            "本年竣工",
            (_count("completed_projects", "项目"), _amount("completed_area", "面积", 12)),
        ),
        Band(
            "监督执法",
            (
                _count("rectifications", "整改通知书(份)", 9),
                _count("stop_works", "停工通知书(份)"),
                _count("penalties", "处罚(起)"),
                _amount("fines", "罚款(万元)", 11),
            ),
        ),
        Band("质量安全事故", (_count("accidents", "起数"), _count("deaths", "死亡(人)"))),
        Band(
            "监督经费（万元）",
            (
                _amount("budgeted", "应拨", 14),
                _amount("received", "实拨", 14),
                _percent("received_ratio", "到位率(%)", ("received", "budgeted")),
                _amount("spent", "支出", 14),
            ),
        ),
        Band(
            "办公条件",
            (
                _amount("office_area", "面积(㎡)", 14),
                _count("vehicles", "车辆(辆)"),
                _count("instruments", "仪器(台套)"),
            ),
        ),
        Column("remark", "备注", 24),
    ),
)
