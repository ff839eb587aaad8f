"""R08 监督人员基本信息汇总表: everybody with a certificate, by organization and name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, fields, validates_schema

from app.core.base import clock
from app.core.base.masks import mask_id_number, mask_mobile
from app.core.configuration.dictionaries import choices, entries, label
from app.core.screens.organization_choices import organizations_seen
from app.core.tree.organization_tree import divisions, organization_names
from app.dossiers import presentation, queries
from app.dossiers.choices import DOSSIER, SUMMARY, HeldKind
from app.dossiers.presentation import STANDING_WORDS
from app.personnel.presentation import REVEAL, may_reveal_people
from app.reporting.declaration import Band, Column, Condition, Page, Parameters, TableReport, serial

from .common import ALONE, Day, among, choice, every
from .places import PlaceConditions, in_reach, place_conditions

KINDS = {kind.value: kind.label for kind in HeldKind}
SINCE, UNTIL = _l("有效期至（起）"), _l("有效期至（止）")
YES_NO = {"y": _l("在岗"), "n": _l("不在岗")}


def _is_code(dictionary: str) -> Any:
    def check(code: str) -> None:
        if code and code not in entries(dictionary, year=None):
            raise ValidationError(str(_l("没有这个条件")))

    return check


class SummaryConditions(PlaceConditions):
    """市州, 机构, 证书类别, 证书状态, 职称级别, 学历, 有效期至 and 是否在岗."""

    no_organization = _l("请选择机构")
    kind = fields.String(load_default="", validate=among(("", *KINDS), _l("没有这个条件")))
    standing = fields.String(
        load_default="", validate=among(("", *STANDING_WORDS), _l("没有这个条件"))
    )
    title_level = fields.String(load_default="", validate=_is_code("title_level"))
    education = fields.String(load_default="", validate=_is_code("education"))
    valid_since = Day(SINCE, required=False)
    valid_until = Day(UNTIL, required=False)
    on_duty = fields.String(load_default="", validate=among(("", *YES_NO), _l("没有这个条件")))

    @validates_schema
    def in_order(self, data: dict[str, Any], **_kwargs: Any) -> None:
        first, last = data["valid_since"], data["valid_until"]
        if first and last and first > last:
            raise ValidationError(_("起止颠倒，请检查"), "valid_until")


def _coded(dictionary: str) -> Any:
    return lambda chosen: [every(), *choices(dictionary, chosen.get(dictionary), year=None)]


CONDITIONS = (
    *place_conditions(DOSSIER),
    Condition("kind", _l("证书类别"), choice(lambda: KINDS)),
    Condition("standing", _l("证书状态"), choice(lambda: STANDING_WORDS)),
    Condition("title_level", _l("职称级别"), _coded("title_level")),
    Condition("education", _l("学历"), _coded("education")),
    Condition("valid_since", SINCE, is_day=True),
    Condition("valid_until", UNTIL, is_day=True),
    Condition("on_duty", _l("是否在岗"), choice(lambda: YES_NO)),
)


def _rows(**parameters: Any) -> Iterable[dict[str, Any]]:
    is_plain = may_reveal_people()
    for row in queries.summary(**parameters):
        yield {
            **row,
            "prefecture": presentation.prefecture_words(row["organization_id"]),
            "organization": organization_names().get(row["organization_id"], ""),
            "sex": label("sex", row["sex"], year=None),
            "born": f"{row['born_on']:%Y-%m}",
            "id_no": row["id_no"] if is_plain else mask_id_number(row["id_no"]),
            "mobile": row["mobile"] if is_plain else mask_mobile(row["mobile"]),
            "education": label("education", row["education"], year=None),
            "title": label("title_name", row["title_name"], year=None)
            or label("title_level", row["title_level"], year=None),
            "qualifications": "、".join(
                label("qualification", kind, year=None) for kind in row["qualifications"]
            ),
            "standing": "；".join(presentation.standing_words(row["standings"])),
        }


def _sum(parameters: Parameters) -> str:
    found = queries.counts(parameters)
    words = (
        f"合计 {found['all']} 人，其中质量证{ALONE} {found['quality']} 人、"
        f"安全证{ALONE} {found['safety']} 人、双证 {found['dual']} 人"
    )
    return f"{words}、无有效证书 {found['none']} 人" if found["none"] else words


def _subtitle(parameters: Parameters) -> str:
    """The conditions that were chosen."""
    words = {
        "市州": getattr(divisions().get(parameters["prefecture"]), "name", ""),
        "机构": organization_names().get(int(parameters["organization"] or 0), ""),
        "证书类别": KINDS.get(parameters["kind"], ""),
        "证书状态": STANDING_WORDS.get(parameters["standing"], ""),
        "职称级别": label("title_level", parameters["title_level"], year=None),
        "学历": label("education", parameters["education"], year=None),
        "有效期至": _term(parameters["valid_since"], parameters["valid_until"]),
        "是否在岗": YES_NO.get(parameters["on_duty"], ""),
    }
    return "　　".join(f"{name}：{told}" for name, told in words.items() if told)


def _term(first: str, last: str) -> str:
    return f"{first or '…'} 至 {last or '…'}" if first or last else ""


def _certificate(kind: str, title: str) -> Band:
    return Band(
        title,
        (
            Column(f"{kind}_number", "编号", 27),
            Column(f"{kind}_issued_on", "发证日期", 16.5, "date"),
            Column(f"{kind}_valid_to", "有效期至", 16.5, "date"),
        ),
    )


DOSSIER_SUMMARY = TableReport(
    name=SUMMARY,
    title="监督人员基本信息汇总表",
    screen=DOSSIER,
    resource=DOSSIER,
    button=_l("导出汇总表"),
    schema=SummaryConditions,
    rows=_rows,
    columns=(
        serial(),
        Column("prefecture", "市州", 14),
        Column("organization", "单位名称", 30),
        Column("name", "姓名", 14),
        Column("sex", "性别", 8, align="center"),
        Column("born", "出生年月", 16, align="center"),
        Column("id_no", "身份证号", 36),
        Column("education", "学历", 15),
        Column("major", "所学专业", 19),
        Column("title", "职称", 16),
        Column("qualifications", "执业资格", 20),
        Column("position", "职务", 15),
        Column("supervising_from", "从事监督时间", 18, "date"),
        Column("mobile", "联系电话", 24),
        _certificate("quality", "质量监督证"),
        _certificate("safety", "安全监督证"),
        Column("standing", "证书状态", 17, align="center"),
        Column("remark", "备注", 10),
    ),
    keys=4,
    subtitle=_subtitle,
    unit="人",
    notes=(_sum, "借入人员由原单位统计，不列入本表。"),
    page=Page("A3", landscape=True, font_pt=8),
    as_of=lambda _parameters: clock.today(),
    conditions=CONDITIONS,
    allowed=in_reach(DOSSIER),
    reported=lambda _parameters: [node.id for node in organizations_seen(DOSSIER)],
    widened_by=(("oversee", DOSSIER), REVEAL),
)

REPORTS = (DOSSIER_SUMMARY,)
