"""发证名册: the certificates that were issued and reissued in a time, to be signed for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, fields, validates, validates_schema

from app.certificate_cases import queries as cases
from app.certificates import queries
from app.certificates.choices import CERTIFICATE, REGISTER
from app.core.base import clock
from app.core.configuration.dictionaries import entries, label
from app.core.screens.organization_choices import organizations_seen
from app.core.tree.organization_tree import organizations_ever
from app.personnel.choices import CertificateType
from app.personnel.presentation import REVEAL
from app.reporting.declaration import Column, Condition, Page, Parameters, Row, TableReport, serial

from .certificate_cases import id_number
from .common import (
    Day,
    among,
    choice,
    first_day,
    last_day,
    prefecture_of,
)
from .places import PlaceConditions, in_reach, place_conditions

FIRST, LAST = _l("发证日期起"), _l("发证日期止")
TYPES = {one.value: one.label for one in CertificateType}
# Not of a certificate but of its paper: it was given out anew.
REISSUED = "reissued"


def _sources() -> Mapping[str, Any]:
    known = entries("certificate_source", year=None).values()
    return {**{one.code: one.label for one in known}, REISSUED: _l("证书补办")}


class RegisterConditions(PlaceConditions):
    """发证日期, 市州, 机构, 证书类别 and 来源."""

    first = Day(FIRST)
    last = Day(LAST)
    type = fields.String(load_default="", validate=among(("", *TYPES), _l("没有这种证书种类")))
    source = fields.String(load_default="")

    @validates("source")
    def is_a_source(self, value: str, **_kwargs: Any) -> None:
        """A source is one of the dictionary, or 证书补办."""
        if value and value not in _sources():
            raise ValidationError(_("没有这种证书来源"))

    @validates_schema(skip_on_field_errors=False)
    def ends_after_it_begins(self, data: dict[str, Any], **_kwargs: Any) -> None:
        """The end of a time is not before its beginning."""
        first, last = data.get("first"), data.get("last")
        if first and last and last < first:
            raise ValidationError(_("发证日期止不能早于发证日期起"), "last")


class PaperCount:
    """How many papers stand in a register, and how many of each type."""

    def __init__(self) -> None:
        self._of = dict.fromkeys((str(one.label) for one in CertificateType), 0)

    def add(self, row: Row) -> None:
        """Count a paper."""
        self._of[row["type"]] += 1

    def words(self) -> str:
        """The last line of the table."""
        parts = "、".join(f"{words} {number} 本" for words, number in self._of.items())
        return f"合计 {sum(self._of.values())} 本，其中{parts}"


def _papers(asked: Parameters) -> Iterator[Any]:
    """The statements that find them: as certificates were issued, and were given out anew."""
    if asked["source"] != REISSUED:
        yield queries.issued_papers(asked)
    if asked["source"] in ("", REISSUED):
        yield cases.reissued_papers(asked)


def _rows(**asked: Any) -> Iterator[Row]:
    """Papers in the order of the tree and of names, whatever they were given out for."""
    found = queries.read_papers(_papers(asked))
    nodes, shown = organizations_ever(), id_number()
    places = {number: place for place, number in enumerate(nodes)}
    found.sort(key=lambda row: (places[row.organization_id], row.pinyin, row.number, row.given_on))
    for row in found:
        yield {
            "place": prefecture_of(nodes[row.organization_id]),
            "organization": nodes[row.organization_id].name,
            "name": row.name,
            "sex": label("sex", row.sex, year=None),
            "id_no": shown(row.id_no),
            "type": str(row.type.label),
            "number": row.number,
            "given_on": row.given_on,
            "valid_from": row.valid_from,
            "valid_to": row.valid_to,
            "receiver": "",
            "received_on": None,
        }


def _subtitle(parameters: Parameters) -> str:
    return f"发证日期：{parameters['first']} 至 {parameters['last']}"


CERTIFICATE_REGISTER = TableReport(
    name=REGISTER,
    title="监督人员发证名册",
    screen=CERTIFICATE,
    resource=CERTIFICATE,
    button=_l("发证名册"),
    schema=RegisterConditions,
    rows=_rows,
    columns=(
        serial(),
        Column("place", "市州", 15),
        Column("organization", "单位名称", 36),
        Column("name", "姓名", 16),
        Column("sex", "性别", 8, align="center"),
        Column("id_no", "身份证号", 40),
        Column("type", "证书类别", 20, align="center"),
        Column("number", "证书编号", 33),
        Column("given_on", "发证日期", 19, "date"),
        Column("valid_from", "有效期起", 19, "date"),
        Column("valid_to", "有效期止", 19, "date"),
        Column("receiver", "领取人签名", 23),
        Column("received_on", "领取日期", 17, "date"),
    ),
    subtitle=_subtitle,
    unit="本",
    notes=("补办的证书以补发日期为发证日期；已注销的证书不列入。",),
    tally=PaperCount,
    counted=lambda **asked: queries.count_papers(_papers(asked)),
    page=Page("A4", landscape=True, font_pt=9),
    as_of=lambda _parameters: clock.today(),
    conditions=(
        Condition("first", FIRST, default=first_day, required=True, is_day=True),
        Condition("last", LAST, default=last_day, required=True, is_day=True),
        *place_conditions(CERTIFICATE),
        Condition("type", _l("证书类别"), choice(lambda: TYPES)),
        Condition("source", _l("来源"), choice(_sources)),
    ),
    allowed=in_reach(CERTIFICATE),
    reported=lambda _parameters: [node.id for node in organizations_seen(CERTIFICATE)],
    widened_by=(("oversee", CERTIFICATE), REVEAL),
)

REPORTS = (CERTIFICATE_REGISTER,)
