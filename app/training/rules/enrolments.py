"""Who may be enrolled, for which certificates and when (2.12, 2.13)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from flask_babel import gettext as _

from app.certificates.rules import extendable_until
from app.core.base.errors import FieldError
from app.personnel.choices import CertificateStatus, CertificateType


def certificate_refusal(
    held: Sequence[Any], today: dt.date, grace_months: int, lifted: Collection[str]
) -> str:
    """Why nobody with these certificates is trained on (2.13); blank where one can be extended.

    ``lifted`` are the reasons of suspensions that the training lifts.
    """
    if not held:
        return str(_("没有有效的监督证书"))
    if not any(is_open(one, lifted) for one in held):
        return str(_("证书已暂扣"))
    if not any(extendable(one, today, grace_months, lifted) for one in held):
        return str(_("证书过期已超过 %(n)d 个月", n=grace_months))
    return ""


def is_open(certificate: Any, lifted: Collection[str]) -> bool:
    """Whether a certificate is not suspended, or for a reason that training lifts."""
    if certificate.status is CertificateStatus.SUSPENDED:
        return certificate.suspension_reason in lifted
    return certificate.status is CertificateStatus.VALID


def extendable(
    certificate: Any, today: dt.date, grace_months: int, lifted: Collection[str]
) -> bool:
    """Whether a certificate may be extended by training: it is open, and not expired for long."""
    if not is_open(certificate, lifted):
        return False
    return extendable_until(certificate.valid_to, grace_months) >= today


def type_faults(types: Sequence[str] | None, free: Sequence[str]) -> Iterator[FieldError]:
    """延续证书 are some of those that can be extended."""
    if types is None:
        return
    if not types:
        yield FieldError("V35", "types", _("请勾选延续证书"))
    if beyond := [one for one in types if one not in free]:
        words = _("、").join(str(CertificateType.of(one).label) for one in beyond)
        yield FieldError("V35", "types", _("%(names)s不能延续", names=words))


def window_refusal(session: Any, today: dt.date) -> str:
    """Why nobody is enrolled for a session today."""
    if session.cancelled_at is not None or session.published_at is None:
        return str(_("该档期未开放报名"))
    if today < session.enrol_from:
        return str(_("报名尚未开始（%(day)s 开始）", day=session.enrol_from))
    if today > session.enrol_to:
        return str(_("报名已于 %(day)s 截止", day=session.enrol_to))
    return ""
