"""历史录入: certificates that there were before the system come in from a workbook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.access.actor import Actor
from app.core.base import clock
from app.core.configuration.parameters import parameter
from app.imports.declaration import CellFault, ImportedRow, ImportKind, column_of
from app.personnel.choices import CertificateType
from app.personnel.labels import LABELS as OF_PEOPLE
from app.personnel.models import Certificate, Person

from . import operations, queries, rules
from .choices import CERTIFICATE
from .labels import LABELS

ID_NUMBER: Mapping[str, Any] = {
    "hint": _l("本机构在职人员的身份证号，18 位，文本格式"),
    "example": "439900199003070011",
    "width": 22,
    "length": 18,
    "also": ("身份证号码", "身份证", "公民身份号码"),
}
COLUMNS = (
    column_of(Person, "id_no", OF_PEOPLE["id_no"], required=True, **ID_NUMBER),
    column_of(
        Person,
        "name",
        LABELS["name"],
        required=True,
        hint=_l("须与在职工作人员基础数据一致"),
        example="王伟",
    ),
    column_of(Certificate, "type", LABELS["type"], required=True, example="质量监督证"),
    column_of(
        Certificate, "number", LABELS["number"], required=True, example="湘质监430100012", width=20
    ),
    column_of(
        Certificate,
        "issuer",
        LABELS["issuer"],
        required=True,
        example="湖南省住房和城乡建设厅",
        width=26,
    ),
    column_of(
        Certificate, "first_issued_on", LABELS["first_issued_on"], example="2015-06-01", width=16
    ),
    column_of(Certificate, "issued_on", LABELS["issued_on"], required=True, example="2025-06-01"),
    column_of(Certificate, "valid_from", LABELS["valid_from"], required=True, example="2025-06-01"),
    column_of(
        Certificate,
        "valid_to",
        LABELS["valid_to"],
        hint=_l("留空则按参数“证书有效期”计算"),
        example="2027-05-31",
    ),
    column_of(Certificate, "field", LABELS["field"], example="房建市政"),
)


def check(rows: Sequence[ImportedRow], actor: Actor) -> Iterator[CellFault]:
    """What is wrong with each row; people and certificates are looked up once for all."""
    today = clock.today()
    known = queries.known_of(
        {one for row in rows if (one := row.values["id_no"])},
        {one for row in rows if (one := row.values["number"])},
        actor.organization_id,
    )
    for row in rows:
        for key, message in _against(row.values, known):
            yield CellFault(row.number, key, message)
        for fault in rules.certificate_faults(row.values, today=today):
            yield CellFault(row.number, fault.field, fault.message)


def _against(values: Mapping[str, Any], known: queries.Known) -> Iterator[tuple[str, str]]:
    """Whose the certificate is, and whether there is one already."""
    id_no, kind = values["id_no"], values["type"]
    person = known.people.get(id_no)
    if id_no and person is None:
        yield "id_no", _("本机构在职人员中没有该身份证号，请先登记人员")
    if person is not None and values["name"] and values["name"] != person[1]:
        yield "name", _("姓名与本机构在职人员中登记的不一致")
    if kind is None:
        return
    if person is not None and (person[0], kind) in known.held:
        yield "type", _("该人员已有未注销的%(kind)s", kind=CertificateType.of(kind).label)
    if (kind, values["number"]) in known.numbers:
        yield "number", _("同种类的未注销证书已使用该编号")


def notes(rows: Sequence[ImportedRow], _actor: Actor) -> Iterator[CellFault]:
    """A last day that was computed, and one that is over."""
    today, months = clock.today(), parameter("cert_valid_months")
    for row in rows:
        first, last = row.values["valid_from"], row.values["valid_to"]
        if first is not None and last is None and "valid_to" not in row.unread:
            last = rules.valid_until(first, months)
            words = _("有效期止未填，按 %(n)d 个月计算为 %(day)s", n=months, day=last)
            yield CellFault(row.number, "valid_to", words)
        if last is not None and last < today:
            yield CellFault(row.number, "valid_to", _("该证书已过期"))


def store(rows: Sequence[ImportedRow], actor: Actor) -> list[int]:
    """Enter the certificates at the actor's organization; their ids."""
    entered = operations.enter_certificates([row.values for row in rows], actor)
    return [certificate.id for certificate in entered]


CERTIFICATE_IMPORT = ImportKind(
    "certificates",
    _l("监督证书"),
    CERTIFICATE,
    COLUMNS,
    check=check,
    store=store,
    undo=operations.take_back_certificates,
    screen="CertificateView.list",
    notes=notes,
    unique_together=(("id_no", "type"), ("type", "number")),
    kept_by_year=_l("上年人员结构已归档"),
    guide=(_l("只录入系统启用前已有的证书，来源记为“历史录入”；证书照片在导入后补充。"),),
)
