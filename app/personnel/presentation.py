"""How a person reads on the screen: labels, sections of the detail page, the timeline."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.access.security_manager import may
from app.core.configuration.dictionaries import label
from app.core.screens.detail_parts import DetailPart
from app.core.screens.finder import MOST, FinderSource, Match, Wanted
from app.core.screens.timeline import TimelineEvent, TimelineSource, timeline_part
from app.core.screens.views import show_url
from app.core.tree.organization_tree import organization_names

from . import queries
from .choices import CertificateStanding, CertificateStatus, CertificateType
from .models import CertificateVersion, Person

FIELDSETS = [
    (
        _l("基本信息"),
        {
            "fields": [
                "name",
                "id_no",
                "sex",
                "born_on",
                "age",
                "nation",
                "politics",
                "mobile",
            ]
        },
    ),
    (
        _l("岗位信息"),
        {
            "fields": [
                "organization",
                "department",
                "position",
                "post_type",
                "supervision_field",
                "employ_type",
                "duty_status",
                "joined_on",
                "work_from",
                "engineering_from",
                "supervising_from",
                "law_cert_no",
                "law_cert_to",
            ]
        },
    ),
    (
        _l("学历与职称"),
        {
            "fields": [
                "education",
                "degree",
                "school",
                "major",
                "graduated_on",
                "specialty",
                "title_level",
                "title_name",
                "title_on",
                "remark",
            ]
        },
    ),
]
FORM_FIELDSETS = [
    (
        _l("基本信息"),
        {"fields": ["name", "id_no", "mobile", "nation", "politics"]},
    ),
    (
        _l("岗位信息"),
        {
            "fields": [
                "employ_type",
                "duty_status",
                "post_type",
                "supervision_field",
                "department",
                "position",
                "work_from",
                "joined_on",
                "supervising_from",
                "engineering_from",
                "law_cert_no",
                "law_cert_to",
            ]
        },
    ),
    (
        _l("学历与职称"),
        {
            "fields": [
                "education",
                "degree",
                "school",
                "major",
                "specialty",
                "graduated_on",
                "title_level",
                "title_name",
                "title_on",
            ]
        },
    ),
    (_l("执业资格与备注"), {"fields": ["qualifications", "remark"]}),
]
HINTS = {
    "supervision_field": _l("监督岗位必填"),
    "supervising_from": _l("监督岗位必填"),
    "title_name": _l("有职称的必填"),
}
SHOWN = [name for _title, part in FIELDSETS for name in part["fields"]]


def _qualifications(person: Person) -> Mapping[str, Any] | None:
    held = person.qualifications
    return {"qualifications": held} if held else None


def roster_events(person: Person) -> Iterator[TimelineEvent]:
    """进入 and 离开 of the rosters that a human was on."""
    for row in queries.rosters_of(person.identity_id):
        place = row.organization.name
        yield TimelineEvent(row.joined_on, _("进入本单位"), organization=place)
        if row.left_on is not None:
            reason = label("left_reason", row.left_reason) if row.left_reason else ""
            yield TimelineEvent(row.left_on, _("离开本单位"), reason, place)


def certificate_events(person: Person) -> Iterator[TimelineEvent]:
    """What became of each certificate, from version to version."""
    versions = queries.versions_of(person.identity_id)
    for version, words, is_first in told_versions(person.identity_id, versions):
        day = version.issued_on if is_first else version.from_day
        text = f"{version.type.label} {version.number}"
        yield TimelineEvent(day, words, text, version.organization.name)


def told_versions(
    identity_id: int, versions: Sequence[CertificateVersion]
) -> Iterator[tuple[CertificateVersion, str, bool]]:
    """Versions of the certificates of one human, the word for what was new, and the first ones."""
    first = queries.first_versions_of(identity_id)
    before: CertificateVersion | None = None
    for version in versions:
        if before is not None and before.certificate_id != version.certificate_id:
            before = None
        is_first = version.id in first
        words = _("取得证书") if is_first else change_of(before, version)
        yield version, words, is_first
        before = version


def change_of(before: CertificateVersion | None, after: CertificateVersion) -> str:
    """The word for what changed; the version before is None where it is another's to see."""
    if before is None or before.organization_id != after.organization_id:
        return _("证书随调动转入")
    if before.status is not after.status:
        return _STATUS_WORDS[after.status]()
    if after.valid_to > before.valid_to:
        return _("证书延续")
    return _("证书变更")


_STATUS_WORDS = {
    CertificateStatus.VALID: lambda: _("证书恢复有效"),
    CertificateStatus.SUSPENDED: lambda: _("证书暂扣"),
    CertificateStatus.CANCELLED: lambda: _("证书注销"),
}
STANDING_TONES = {
    CertificateStanding.VALID: "ok",
    CertificateStanding.EXPIRING: "soon",
    CertificateStanding.EXPIRED: "late",
    CertificateStanding.SUSPENDED: "bad",
    CertificateStanding.CANCELLED: "off",
}
PERSON = "personnel.person"
# 身份证号明文查看 (spec 4.0): the one right to numbers of people in full, on screens and on paper.
REVEAL = ("reveal", PERSON)
TIMELINE = (
    TimelineSource(PERSON, "roster", roster_events),
    TimelineSource(PERSON, "certificates", certificate_events),
)
DETAIL_PARTS = (
    DetailPart(
        PERSON,
        "certificates",
        _l("监督证书"),
        "personnel/certificates.html",
        lambda person: {"certificates": person.certificates, "tones": STANDING_TONES},
    ),
    DetailPart(
        PERSON,
        "qualifications",
        _l("执业资格"),
        "personnel/qualifications.html",
        _qualifications,
    ),
    timeline_part(PERSON, _l("一生一档")),
)


def type_words(codes: Sequence[str]) -> str:
    """证书种类 in words."""
    return _("、").join(str(CertificateType.of(code).label) for code in codes)


def short_types(codes: Sequence[str]) -> str:
    """证书种类 in a narrow column."""
    words = {"quality": _("质量"), "safety": _("安全")}
    return _("双证") if len(codes) > 1 else "".join(words[code] for code in codes)


def may_reveal_people() -> bool:
    """Whether whoever asks may have ID and phone numbers of people in full."""
    return may(*REVEAL)


def _people(wanted: Wanted) -> Iterator[Match]:
    oversees = may("oversee", "personnel.person")
    for person in queries.people_found(wanted, MOST, oversees=oversees):
        place = organization_names().get(person.organization_id, "")
        yield Match(person.name, show_url("personnel.person", person.id) or "", place)


FINDER = (FinderSource("personnel.person", _l("人员"), _people),)
