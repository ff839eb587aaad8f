"""R01 监督机构基本情况表: one organization in one year, on two or three pages."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.organizations import queries
from app.organizations.choices import MEASURES
from app.organizations.presentation import part_link
from app.reporting.declaration import (
    Band,
    Blocked,
    Column,
    Page,
    Parameters,
    Signer,
    Step,
)
from app.reporting.form_reports import Field, Fields, FormReport, ListBlock, Opinion

from .common import ALONE, as_of
from .one_organization import (
    CONDITIONS,
    OrganizationConditions,
    is_within,
    node_then,
    subtitle,
)


def _blocked(parameters: Parameters) -> Blocked | None:
    """Only who has filled in all four may export (manual); else what is missing, and where."""
    organization, year = parameters["organization"], parameters["year"]
    missing = queries.missing_for_form(organization, year)
    if not missing:
        return None
    words = _("、").join(str(queries.FOUR[name]) for name in missing)
    return Blocked(
        _("%(year)d 年度还差：%(missing)s，填写完成后才能导出", year=year, missing=words),
        tuple(
            Step(str(queries.FOUR[name]), part_link(name, organization, year)) for name in missing
        ),
    )


def _places(parameters: Parameters) -> dict[str, str]:
    return {"organization": node_then(parameters).name, "year": str(parameters["year"])}


def _signer(parameters: Parameters) -> Signer:
    """The organization itself, and who of it handed in its returns."""
    organization, year = parameters["organization"], parameters["year"]
    return Signer(organization, node_then(parameters).name, queries.filed_by(organization, year))


def _record(**parameters: Any) -> Any:
    return queries.organization_form(parameters["organization"], parameters["year"])


def _number(key: str, title: str) -> Column:
    return Column(key, title, 10, "int", align="center")


def _share(key: str, title: str, parts: tuple[str, str]) -> Column:
    return Column(key, title, 10, "pct", ratio=parts, align="center")


BASICS = Fields(
    title="一、基本情况",
    rows=(
        (Field("name", "机构名称", share=2), Field("kind", "机构类别")),
        (
            Field("nature", "机构性质"),
            Field("funding_type", "经费形式"),
            Field("level", "机构级别"),
        ),
        (Field("uscc", "信用代码", share=1.4), Field("competent_department", "主管部门")),
        (
            Field("approved_by", "批准机关", share=1.3),
            Field("approval_no", "批准文号"),
            Field("established_on", "成立日期", "date", share=0.9),
        ),
        (
            Field("legal_name", "法定代表人"),
            Field("head_name", "负责人"),
            Field("technical_name", "技术负责人"),
        ),
        (Field("address", "办公地址", share=2), Field("telephone", "办公电话")),
        (
            Field("office_area", "办公面积(㎡)", "dec2"),
            Field("vehicles", "车辆(辆)", "int"),
            Field("instruments", "仪器(台套)", "int"),
        ),
    ),
)
STRUCTURE = ListBlock(
    "structure",
    (
        _number("posts", "编制"),
        _number("on_duty", "在职"),
        _number("authorized", "在编"),
        _number("contract", "聘用"),
        Band(
            "持证监督人员（人）",
            (
                _number("quality_only", f"质量{ALONE}"),
                _number("safety_only", f"安全{ALONE}"),
                _number("dual", "双证"),
                _share("certified_ratio", "占比(%)", ("certified", "on_duty")),
            ),
        ),
        Band(
            "年龄（人）",
            (
                _number("age_35", "35岁及以下"),
                _number("age_45", "36-45"),
                _number("age_54", "46-54"),
                _number("age_55", "55岁及以上"),
            ),
        ),
    ),
    "二、人员结构情况",
)
TITLES = ListBlock(
    "titles",
    (
        Band(
            "职称（人）",
            (
                _number("title_senior", "高级"),
                _number("title_intermediate", "中级"),
                _number("title_junior", "初级"),
                _number("title_none", "无职称"),
            ),
        ),
        Band(
            "学历（人）",
            (
                _number("postgraduate", "研究生"),
                _number("bachelor", "本科"),
                _number("college", "大专"),
                _number("other_education", "其他"),
            ),
        ),
    ),
)
SPECIALTIES = ListBlock(
    "fields",
    (
        Band(
            "专业（人）",
            (
                _number("field_civil", "土建"),
                _number("field_installation", "安装"),
                _number("field_municipal", "市政"),
                _number("field_rest", "其他"),
            ),
        ),
    ),
)
PROJECTS = ListBlock(
    "projects",
    (
        Column("category", "工程类别", 34, merge=True, align="center"),
        Column("flow", "指标", 40),
        *(
            Column(
                measure.key,
                title,
                22,
                "int" if measure.kind == "count" else "dec2",
            )
            for measure, title in zip(
                MEASURES,
                ("项目数(个)", "单位工程数(个)", "建筑面积(万㎡)", "长度(km)", "工程造价(万元)"),
                strict=True,
            )
        ),
    ),
    "三、监督工程情况",
)
ENFORCEMENT = ListBlock(
    "enforcement",
    (
        Band(
            "质量监督",
            (
                _number("quality_checks", "检查(次)"),
                _number("spot_tests", "抽测(次)"),
                _number("quality_rectifications", "整改(份)"),
            ),
        ),
        Band(
            "安全监督",
            (
                _number("safety_checks", "检查(次)"),
                _number("safety_rectifications", "整改(份)"),
                _number("safety_stop_works", "停工(份)"),
            ),
        ),
        Band(
            "行政处罚",
            (
                _number("penalties", "起数"),
                Column("fines", "金额(万元)", 12, "dec2", align="center"),
            ),
        ),
        Band("事故", (_number("accidents", "起数"), _number("deaths", "死亡(人)"))),
    ),
)
FUNDING_SUMS = Fields(
    title="四、监督经费情况（万元）",
    rows=(
        (
            Field("budgeted", "应拨", "dec2"),
            Field("received", "实拨", "dec2"),
            Field("spent", "支出", "dec2"),
        ),
        (Field("fully_covered", "全额保障"), Field("received_share", "到位率(%)", "pct")),
    ),
)
FUNDS = ListBlock(
    "funds",
    (
        Column("item", "经费项目", 60),
        Column("budgeted", "应拨（年初预算）", 30, "dec2"),
        Column("received", "实拨（到位）", 30, "dec2"),
    ),
)
SPENDING = ListBlock(
    "spending",
    (Column("item", "支出项目", 60), Column("amount", "支出", 60, "dec2")),
)
VERIFICATION = Fields(
    title="五、监督资格验证情况",
    rows=(
        (Field("certificate_no", "证书编号"), Field("validity", "有效期")),
        (Field("result", "验证结果"), Field("verified_on", "验证日期", "date")),
    ),
)
ORGANIZATION_FORM = FormReport(
    name="organization_form",
    title="监督机构基本情况表",
    place_names=("organization", "year"),
    places=_places,
    subtitle=subtitle,
    screen="organizations.overview",
    resource="organizations.organization_form",
    button=_l("导出监督机构基本情况表"),
    schema=OrganizationConditions,
    record=_record,
    page=Page("A4", landscape=False, font_pt=9),
    dated=True,
    as_of=as_of,
    conditions=CONDITIONS,
    allowed=is_within,
    signer=_signer,
    signs="organization",
    reported=lambda parameters: [parameters["organization"]],
    blocked=_blocked,
    blocks=(
        BASICS,
        STRUCTURE,
        TITLES,
        SPECIALTIES,
        PROJECTS,
        ENFORCEMENT,
        FUNDING_SUMS,
        FUNDS,
        SPENDING,
        VERIFICATION,
        Opinion("机构意见"),
        Opinion("上级意见"),
    ),
)

REPORTS = (ORGANIZATION_FORM,)
