"""How a dossier reads on the screen: words of the list, sections and parts of 查看."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from app.attachments.models import Attachment
from app.attachments.presentation import ShownFile, shown_file, shown_files
from app.attachments.queries import files_of_each
from app.certificates.files import CERTIFICATE_FILES
from app.certificates.presentation import paper_actions
from app.core.access.security_manager import may
from app.core.screens.detail_parts import DetailPart
from app.core.screens.timeline import timeline_part
from app.core.screens.value_display import NOTHING
from app.core.tree.organization_tree import divisions, tree
from app.core.web.markup import tag
from app.organizations.queries import prefecture_name
from app.personnel.choices import CertificateStanding, CertificateType
from app.personnel.files import PEOPLE_FILES
from app.personnel.models import Person
from app.personnel.presentation import FORM_FIELDSETS as OF_THE_ROSTER
from app.personnel.presentation import PERSON, STANDING_TONES

from . import queries
from .choices import DOSSIER, Completeness
from .rules import RESUME

COMPLETENESS_TONES = {Completeness.COMPLETE: "ok", Completeness.INCOMPLETE: "wait"}
# 证书状态 to choose from: whose certificate is 即将到期 is found under 有效, too.
STANDING_WORDS = {
    **{one.value: one.label for one in CertificateStanding},
    CertificateStanding.VALID.value: _l("有效（含即将到期）"),
}
# What stands before a word that holds for one of two certificates alone.
SHORT = {CertificateType.QUALITY: _l("质量"), CertificateType.SAFETY: _l("安全")}
# Two states stand one below the other; in a file on one line.
BETWEEN = Markup(" <br>")


def prefecture_words(organization_id: int) -> str:
    """The 市州 that an organization lies in; nothing for one that is no more."""
    node = tree().get(organization_id)
    return prefecture_name(node, divisions()) if node is not None else ""


def standing_words(standings: str) -> dict[str, CertificateStanding]:
    """证书状态 in words: one where both certificates stand alike, else one for each."""
    held = {
        kind: CertificateStanding.of(word)
        for kind, word in zip(CertificateType, standings.split(" "), strict=True)
        if word != "-"
    }
    if len(set(held.values())) == 1:
        (standing,) = set(held.values())
        return {str(standing.label): standing}
    return {
        _("%(kind)s%(standing)s", kind=SHORT[kind], standing=one.label): one
        for kind, one in held.items()
    }


def standing_tags(standings: str) -> Markup:
    """The same as tags in their colours."""
    found = standing_words(standings).items()
    return BETWEEN.join(tag(words, STANDING_TONES[standing]) for words, standing in found)


def number_and_end(text: str | None) -> str:
    """编号/有效期止 of a certificate on two lines; in a file on one."""
    if text is None:
        return NOTHING
    number, _slash, end = text.rpartition(" / ")
    return Markup("%s / <br>%s") % (number, end)


# The form of 完善: the sections of the roster, with 工作简历 of its own.
FORM_FIELDSETS = [*OF_THE_ROSTER, (_l("工作简历"), {"fields": [RESUME]})]


# --- 查看 -------------------------------------------------------------------------------------


def photo(person: Person) -> ShownFile | None:
    """The one-inch photo of somebody."""
    (slot,) = shown_files(PEOPLE_FILES.resource, person.id)
    return slot.files[0] if slot.files else None


def pictures_of(person: Person) -> list[tuple[str, list[Attachment]]]:
    """The pictures of somebody's certificates under what they show; none without the right."""
    resource = CERTIFICATE_FILES.resource
    ids = [one.id for one in person.certificates]
    files = files_of_each(resource, ids) if may("read", resource) else {}
    return [
        (
            f"{one.type.label} {slot.label}",
            [file for file in files[one.id] if file.slot == slot.key],
        )
        for one in person.certificates
        if one.id in files
        for slot in CERTIFICATE_FILES.slots
    ]


def _certificates(person: Person) -> Mapping[str, Any]:
    """Each certificate with its pictures, as far as whoever reads may see these."""
    pictures = [(words, list(map(shown_file, files))) for words, files in pictures_of(person)]
    held = person.certificates
    papers = [(one.number, paper_actions(one.id, one.standing)) for one in held]
    return {
        "certificates": held,
        "tones": STANDING_TONES,
        "pictures": pictures,
        "papers": [(number, action) for number, actions in papers for action in actions],
    }


def _qualifications(person: Person) -> Mapping[str, Any] | None:
    held = person.qualifications
    return {"qualifications": held} if held else None


def _resume(person: Person) -> Mapping[str, Any] | None:
    rows = queries.resume_of(person)
    return {"resume": rows} if rows else None


DETAIL_PARTS = (
    DetailPart(
        DOSSIER, "certificates", _l("监督证书"), "dossiers/certificates.html", _certificates
    ),
    DetailPart(
        DOSSIER,
        "qualifications",
        _l("执业资格"),
        "dossiers/qualifications.html",
        _qualifications,
    ),
    DetailPart(DOSSIER, "resume", _l("工作简历"), "dossiers/resume.html", _resume),
    timeline_part(DOSSIER, _l("一生一档"), told_of=PERSON),
)
