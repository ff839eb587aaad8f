"""监督人员证书: the paper of a certificate on A4 or A5, with a code by which anybody checks it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from marshmallow import RAISE, Schema, fields

from app.attachments.presentation import printed
from app.certificates import queries
from app.certificates.choices import CERTIFICATE, CERTIFICATE_PAPER, PAPER
from app.certificates.rules import print_fault
from app.core.base.check_codes import grouped
from app.core.base.masks import mask_id_number
from app.core.configuration.dictionaries import label
from app.core.tree.organization_tree import organization_names
from app.personnel.models import Certificate
from app.personnel.presentation import REVEAL, may_reveal_people
from app.reporting.bare_blocks import Entries, Mark, Words
from app.reporting.declaration import Blocked, Page, Parameters
from app.reporting.form_reports import Field, FormReport, Photo
from app.reporting.layouts import in_force
from app.reporting.paper_sizes import Margins, PaperName
from app.reporting.qr_codes import qr_png
from app.reporting.title_places import fill_places

from .common import RecordIds, among, ids_in, paper_condition

# 身份证号明文查看 (spec 4.0).
MOST = 50
PAPERS: tuple[PaperName, ...] = ("A4", "A5")


class PaperConditions(Schema):
    """Which certificates are printed, and on what paper."""

    error_messages = {"unknown": _l("没有这个条件")}

    class Meta:
        unknown = RAISE

    certificates = RecordIds(_l("请在列表中选择证书"), MOST)
    paper = fields.String(load_default="A4", validate=among(PAPERS, _l("请选择纸张")))


def _certificates(parameters: Parameters) -> list[Certificate]:
    return queries.certificates_to_print(ids_in(parameters["certificates"]))


def _is_readable(parameters: Parameters) -> bool:
    return len(_certificates(parameters)) == len(ids_in(parameters["certificates"]))


def _blocked(parameters: Parameters) -> Blocked | None:
    """What says 有效 for years must be so today, and must be possible to check."""
    if not current_app.config["PUBLIC_URL"]:
        words = _("未设置系统对外地址（PUBLIC_URL），证书上没有二维码可印，请联系系统管理员设置")
        return Blocked(words, ())
    faults = [
        fault
        for one in _certificates(parameters)
        if (fault := print_fault(one.number, one.standing)) is not None
    ]
    if not faults:
        return None
    named = _("；").join(faults)
    return Blocked(_("只打印有效的证书，以下证书不能打印：%(named)s", named=named), ())


def _about(parameters: Parameters) -> str:
    found = _certificates(parameters)
    if len(found) != 1:
        return _("%(n)d 本", n=len(found))
    (one,) = found
    return f"{one.holder.name} {one.number}" if one.holder is not None else one.number


def _types(parameters: Parameters) -> dict[str, str]:
    """What the title calls certificates: by their type where it is one."""
    types = {str(one.type.label) for one in _certificates(parameters)}
    return {"type": types.pop() if len(types) == 1 else "监督证"}


# --- what it says ---------------------------------------------------------------------------


def _records(**parameters: Any) -> Iterator[dict[str, Any]]:
    certificates, layout = _certificates(parameters), in_force(PAPER_FORM)
    photos, is_plain = queries.photos_of(certificates), may_reveal_people()
    for one in certificates:
        photo = photos.get(one.id)
        yield {
            **_facts(one, is_plain=is_plain),
            "title": fill_places(layout.title, {"type": str(one.type.label)}),
            "notes": layout.notes,
            "photo": printed(photo) if photo is not None else None,
        }


def _facts(one: Certificate, *, is_plain: bool) -> dict[str, Any]:
    holder = one.holder
    number = holder.id_no if holder is not None else ""
    address = f"{current_app.config['PUBLIC_URL']}/check/"
    return {
        "name": holder.name if holder is not None else "",
        "sex": label("sex", holder.sex, year=None) if holder is not None else "",
        "id_no": number if is_plain or not number else mask_id_number(number),
        "organization": organization_names().get(one.organization_id, ""),
        "type": str(one.type.label),
        "number": one.number,
        "field": label("certificate_field", one.field, year=None),
        "issuer": one.issuer,
        "first_issued_on": _day(one.first_issued_on or one.issued_on),
        "issued_on": _day(one.issued_on),
        "validity": f"{_day(one.valid_from)} 至 {_day(one.valid_to)}",
        "reissued": f"第 {one.reissued} 次补办" if one.reissued else "",
        "mark": qr_png(f"{address}{one.check_code}"),
        "beside": f"扫码核验证书当前状态\n核验码 {grouped(one.check_code)}\n{address}",
        "closing": f"{one.issuer}\n（盖章）\n{_day(one.issued_on)}",
    }


def _day(day: Any) -> str:
    return f"{day.year} 年 {day.month} 月 {day.day} 日"


# --- how it is laid out ---------------------------------------------------------------------

ENTRIES = Entries(
    photo=Photo("photo", rows=4),
    rows=(
        (Field("name", "姓　　名"), Field("sex", "性　　别", share=0.7)),
        (Field("id_no", "身份证号"),),
        (Field("organization", "单位名称"),),
        (Field("type", "证书类别"), Field("field", "证书专业", share=0.7)),
        (Field("number", "证书编号"), Field("issuer", "发证机关")),
        (
            Field("first_issued_on", "首次发证"),
            Field("issued_on", "发证日期"),
        ),
        (Field("validity", "有效期限"),),
    ),
)
PAPER_FORM = FormReport(
    name=CERTIFICATE_PAPER,
    title="湖南省建设工程{type}",
    place_names=("type",),
    places=_types,
    screen=CERTIFICATE,
    resource=PAPER,
    button=_l("打印证书"),
    schema=PaperConditions,
    record=_records,
    prints_each=True,
    page=Page("A4", landscape=True, font_pt=14, margins=Margins(17, 24, 18, 24), framed=True),
    papers=PAPERS,
    notes=("证书状态以扫码核验结果为准。",),
    signature="",
    conditions=(paper_condition(PAPERS),),
    allowed=_is_readable,
    blocked=_blocked,
    reported=lambda parameters: {one.organization_id for one in _certificates(parameters)},
    signs="certificates",
    about=_about,
    widened_by=(("oversee", CERTIFICATE), REVEAL),
    blocks=(
        Words("title", size=2.3, lines=1.15, is_title=True),
        ENTRIES,
        Words("reissued", align="right"),
        Mark("mark", "beside", "closing", lines=4.5),
        Words("notes", size=0.7),
    ),
)

REPORTS = (PAPER_FORM,)
