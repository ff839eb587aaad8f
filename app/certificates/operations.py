"""Writes about certificates: old ones are entered or taken back, any is suspended or cancelled."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import IntegrityError

from app.core.access.actor import Actor
from app.core.access.roles import ADMIN_OF, Role
from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.base.errors import Conflict, FieldError, Refused
from app.core.configuration.dictionaries import codes_in
from app.core.configuration.parameters import parameter
from app.imports.undo import refuse_if_used
from app.personnel.choices import CertificateStatus, CertificateType
from app.personnel.models import Certificate
from app.workflow import messages

from . import queries
from .rules import suspension_faults, valid_until
from .suspensions import REASONS

HISTORY = "history"
PROVINCES = "the province suspends and restores certificates wherever their holders work"
# Who is told of a suspension.
TOLD = (*ADMIN_OF.values(), Role.PROVINCE_LEADER, Role.PREFECTURE_LEADER, Role.COUNTY_LEADER)
FACTS = ("number", "issuer", "first_issued_on", "issued_on", "valid_from", "field")


def enter_certificates(rows: Sequence[Mapping[str, Any]], actor: Actor) -> list[Certificate]:
    """Write certificates of the own people whose values were found well; nothing is committed.

    IntegrityError when somebody has entered one of them meanwhile.
    """
    id_numbers = {row["id_no"] for row in rows}
    people = queries.known_of(id_numbers, (), actor.organization_id).people
    months = parameter("cert_valid_months")
    entered = [
        Certificate(
            organization_id=actor.organization_id,
            identity_id=people[row["id_no"]][0],
            type=CertificateType.of(row["type"]),
            valid_to=row["valid_to"] or valid_until(row["valid_from"], months),
            source=HISTORY,
            **{name: row[name] for name in FACTS},
        )
        for row in rows
    ]
    db.session.add_all(entered)
    db.session.flush()
    return entered


def suspension_refusals(
    certificate: Certificate, values: Mapping[str, Any]
) -> Iterator[FieldError]:
    """All that speaks against a suspension as it was typed."""
    needs_words = values.get("suspension_reason") in codes_in(REASONS, "other")
    yield from suspension_faults(
        values,
        valid_from=certificate.valid_from,
        changed_on=queries.changed_on(certificate),
        needs_words=needs_words,
        today=clock.today(),
    )


def suspend(certificate: Certificate, values: Mapping[str, Any], _actor: Actor) -> None:
    """暂扣 of what is 有效, from a day on; the organization is told."""
    if certificate.status is not CertificateStatus.VALID:
        raise Conflict(_("该证书的状态已变化，请刷新"))
    Refused.if_any(suspension_refusals(certificate, values))
    certificate.status = CertificateStatus.SUSPENDED
    certificate.suspended_on = certificate.effective_on = values["suspended_on"]
    certificate.suspension_reason = values["suspension_reason"]
    certificate.suspension_text = values["suspension_text"]
    with unscoped(PROVINCES):
        db.session.flush()
    _tell_about(certificate, lambda: _("监督证书已暂扣：%(number)s", number=certificate.number))


def restore(certificate: Certificate, _actor: Actor) -> None:
    """恢复 by the province, whatever the reason was; the organization is told."""
    if certificate.status is not CertificateStatus.SUSPENDED:
        raise Conflict(_("该证书的状态已变化，请刷新"))
    lift(certificate)
    with unscoped(PROVINCES):
        db.session.flush()
    _tell_about(certificate, lambda: _("监督证书已恢复：%(number)s", number=certificate.number))


def lift(certificate: Certificate) -> None:
    """A suspension is over from today on."""
    _become(certificate, CertificateStatus.VALID)


def cancel(certificate: Certificate, reason: str | None) -> None:
    """注销 for good, from today on."""
    _become(certificate, CertificateStatus.CANCELLED)
    certificate.cancelled_on, certificate.cancelled_reason = clock.today(), reason


def _become(certificate: Certificate, status: CertificateStatus) -> None:
    """A certificate is something else from today on, and suspended no more."""
    certificate.status, certificate.effective_on = status, clock.today()
    certificate.suspended_on = certificate.suspension_reason = None
    certificate.suspension_text = None


def _tell_about(certificate: Certificate, title: Callable[[], str]) -> None:
    """Tell the administrators and leaders of the organization that employs the holder."""
    holder = certificate.holder
    messages.send_each(
        messages.readers_at([certificate.organization_id], TOLD),
        lambda: messages.Words(
            title(), certificate.suspension_text or "", holder.name if holder else ""
        ),
        key=f"certificate:{certificate.id}:{certificate.status}:{clock.now():%Y%m%d%H%M%S%f}",
        kind=messages.NOTICE,
        link=f"/certificates/show/{certificate.id}",
    )


def take_back_certificates(ids: Sequence[int], _actor: Actor) -> None:
    """Delete certificates that were entered by mistake; Refused when anything is known of one.

    Nothing is committed.
    """
    certificates = queries.locked_certificates(ids)
    changed = queries.changed_among(ids)
    pictured = {number for number, _side in queries.sides_pictured(ids)}
    words = {True: _("导入后已修改"), False: _("已有证书照片")}
    used = changed | pictured
    refuse_if_used(
        ((one.number, words[one.id in changed]) for one in certificates if one.id in used),
        _l("不能撤销导入，因为以下证书的数据已被使用：%(named)s"),
        _l("等 %(n)d 本"),
    )
    for version in queries.versions_among(ids):
        db.session.delete(version)
    db.session.flush()
    for one in certificates:
        db.session.delete(one)
    try:
        db.session.flush()
    except IntegrityError as used:
        raise Refused.because("", "", _("不能撤销导入，因为证书已有其他业务数据")) from used
