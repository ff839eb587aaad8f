"""How a certificate reads on the screen: its holder, its life, its pictures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.attachments.presentation import shown_files
from app.core.access.narrowed_screens import reads_rows_of
from app.core.base import clock
from app.core.base.formats import age_on
from app.core.base.masks import mask_name
from app.core.configuration.dictionaries import label
from app.core.configuration.parameters import parameter
from app.core.screens.detail_parts import DetailPart
from app.core.screens.row_markup import RowAction, row_links
from app.core.screens.value_display import NOTHING
from app.core.screens.views import show_url
from app.personnel.choices import CertificateStanding, CertificateStatus
from app.personnel.models import Certificate, CertificateVersion
from app.personnel.presentation import PERSON, STANDING_TONES, told_versions
from app.personnel.queries import versions_of
from app.reporting.buttons import form_actions

from .choices import CERTIFICATE, CERTIFICATE_PAPER, RadarKind
from .radar import Finding
from .rules import PRINTED, extendable_until
from .suspensions import REASONS, lift_of


def person_url(person_id: int, organization_id: int) -> str | None:
    """The way to somebody on a roster, for whoever may look at people there."""
    return show_url(PERSON, person_id) if reads_rows_of(PERSON, organization_id) else None


def holder_link(certificate: Any) -> Any:
    """姓名, with the way to the holder as long as the holder is on the roster."""
    person = certificate.holder
    if person is None:
        return NOTHING
    is_there = person.left_on is None
    address = person_url(person.id, person.organization_id) if is_there else None
    if not address:
        return person.name
    return row_links([RowAction(person.name, address, "drawer")], _l("查看人员"))


def paper_actions(number: int, standing: CertificateStanding) -> list[RowAction]:
    """打印证书 of a certificate that is printed, for who prints."""
    return form_actions(CERTIFICATE_PAPER, number) if standing in PRINTED else []


@dataclass(frozen=True, slots=True)
class Checked:
    """What everybody may know of a certificate: no more than its paper says, the name masked."""

    number: str
    name: str
    type: Any
    standing: Any
    tone: str
    valid_to: dt.date


def checked(found: Any) -> Checked:
    """A certificate that was found by its code; who runs out soon is 有效 to everybody else."""
    standing: CertificateStanding = found.standing
    if standing is CertificateStanding.EXPIRING:
        standing = CertificateStanding.VALID
    return Checked(
        found.number,
        mask_name(found.name) or NOTHING,
        found.type.label,
        standing.label,
        STANDING_TONES[standing],
        found.valid_to,
    )


RADAR_TONES = {
    RadarKind.EXPIRING: "soon",
    RadarKind.EXPIRED: "late",
    RadarKind.MISSING: "bad",
    RadarKind.OVERAGE: "wait",
}


def finding_words(one: Finding) -> str:
    """What is the matter with somebody, in a sentence."""
    if one.kind is RadarKind.MISSING:
        return _("监督岗位在岗人员没有有效的监督证书")
    if one.kind is RadarKind.OVERAGE:
        age = age_on(one.born_on, clock.today())
        return _("%(age)d 周岁，在编人员已到退休年龄", age=age)
    assert one.type is not None
    assert one.valid_to is not None
    paper = f"{one.type.label} {one.number}"
    if one.kind is RadarKind.EXPIRING:
        return _("%(paper)s即将到期，请安排继续教育", paper=paper)
    months = parameter("expired_grace_months")
    if one.is_lapsed:
        return _("%(paper)s过期已超过 %(n)d 个月，须参加新进人员培训", paper=paper, n=months)
    last = extendable_until(one.valid_to, months)
    return _("%(paper)s已过期，至 %(day)s 仍可通过继续教育延续", paper=paper, day=last)


@dataclass(frozen=True, slots=True)
class ShownVersion:
    """A line of 证书沿革: what a certificate said from one day to another, and why it was new."""

    version: CertificateVersion
    event: str
    field: str


def _life(certificate: Certificate) -> Mapping[str, Any]:
    return {"lines": list(_shown_versions(certificate))[::-1]}


def _shown_versions(certificate: Certificate) -> Iterator[ShownVersion]:
    own = (v for v in versions_of(certificate.identity_id) if v.certificate_id == certificate.id)
    for version, words, _is_first in told_versions(certificate.identity_id, list(own)):
        field = label("certificate_field", version.field) if version.field else ""
        yield ShownVersion(version, words, field)


def _suspension(certificate: Certificate) -> Mapping[str, Any] | None:
    """Since when and why a certificate is suspended; nothing of one that is not."""
    if certificate.status is not CertificateStatus.SUSPENDED:
        return None
    lift = lift_of(certificate.suspension_reason)
    return {
        "lines": [
            (_("暂扣日期"), certificate.suspended_on or NOTHING),
            (_("暂扣原因"), label(REASONS, certificate.suspension_reason) or NOTHING),
            (_("暂扣说明"), certificate.suspension_text or NOTHING),
            *([(_("恢复方式"), lift.label)] if lift is not None else []),
        ]
    }


DETAIL_PARTS = (
    DetailPart(CERTIFICATE, "suspension", _l("暂扣"), "certificates/suspension.html", _suspension),
    DetailPart(CERTIFICATE, "life", _l("证书沿革"), "certificates/life.html", _life),
    DetailPart(
        CERTIFICATE,
        "pictures",
        _l("证书照片"),
        "certificates/pictures.html",
        lambda certificate: {"files": shown_files(CERTIFICATE, certificate.id)},
    ),
)
