"""机构体检表: one organization against the thresholds, to print for 验证考核."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from app.organizations import queries as organizations
from app.reporting.declaration import Column, Page, Parameters, Signer
from app.reporting.form_reports import Field, Fields, FormReport, ListBlock, Opinion
from app.verification import presentation, queries
from app.verification.choices import CHECKUP

from .common import as_of
from .one_organization import (
    CONDITIONS,
    OrganizationConditions,
    is_within,
    node_then,
    subtitle,
)


def _record(**parameters: Any) -> dict[str, Any]:
    node, year = node_then(parameters), parameters["year"]
    (row,) = queries.checkups([node], year)
    profile = organizations.profile_of(node.id, year)
    return {
        "name": node.name,
        "kind": str(node.kind.label),
        "level": str(node.level.label),
        "head_name": profile.head_name if profile else "",
        "technical_name": profile.technical_name if profile else "",
        "valid_to": row.valid_to,
        "standing": str(row.standing.label) if row.standing else "未登记",
        "verdict": f"达标 {row.met} 项，不达标 {row.missed} 项，无数据 {row.unknown} 项",
        "findings": [
            {"label": one.label, "value": one.value, "needed": one.needed, "verdict": one.verdict}
            for one in presentation.in_words(row.findings)
        ],
        "trend": [
            {
                "year": str(one.year),
                "on_duty": one.on_duty,
                "certified": one.certified,
                "ratio": one.ratio,
                "area_each": one.area_each,
                "received_share": one.received_share,
            }
            for one in queries.trend(node, year)
        ],
    }


def _signer(parameters: Parameters) -> Signer:
    """The organization itself signs what it is checked for."""
    return Signer(parameters["organization"], node_then(parameters).name)


ORGANIZATION_CHECKUP = FormReport(
    name="organization_checkup",
    title="监督机构体检表",
    subtitle=subtitle,
    screen=CHECKUP,
    resource=CHECKUP,
    button=_l("打印机构体检表"),
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
    blocks=(
        Fields(
            title="一、机构",
            rows=(
                (Field("name", "机构名称", share=2), Field("kind", "机构类别")),
                (
                    Field("level", "机构级别"),
                    Field("head_name", "负责人"),
                    Field("technical_name", "技术负责人"),
                ),
                (Field("valid_to", "资格有效期至", "date"), Field("standing", "证书状态")),
            ),
        ),
        ListBlock(
            "findings",
            (
                Column("label", "指标", 46),
                Column("value", "现状", 70),
                Column("needed", "要求", 34),
                Column("verdict", "结论", 22, align="center"),
            ),
            "二、达标指标",
        ),
        Fields(rows=((Field("verdict", "结论"),),)),
        ListBlock(
            "trend",
            (
                Column("year", "年度", 20, align="center"),
                Column("on_duty", "在职(人)", 24, "int", align="center"),
                Column("certified", "持证(人)", 24, "int", align="center"),
                Column("ratio", "占比(%)", 24, "pct", align="center"),
                Column("area_each", "人均在监面积(万㎡)", 36, "dec2", align="center"),
                Column("received_share", "经费到位率(%)", 30, "pct", align="center"),
            ),
            "三、历年变化",
        ),
        Opinion("机构意见"),
        Opinion("验证组意见"),
    ),
)

REPORTS = (ORGANIZATION_CHECKUP,)
