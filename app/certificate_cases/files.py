"""The files of applications; which are asked for follows from what is ticked."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from app.attachments.declaration import FileKind, Holder, Slot, Ticked
from app.attachments.queries import files_of
from app.core.base.per_request import once
from app.personnel.choices import CertificateType
from app.personnel.files import PEOPLE_FILES

from .access import may_read
from .choices import CANCELLATION, CHANGE, REISSUE, REISSUE_PHOTO, ChangeType
from .models import CancellationCase, ChangeCase, ReissueCase
from .queries import lost_codes

MOST_PAPERS = 5


def _of(kind: CertificateType) -> Ticked:
    return Ticked("types", (kind.value,))


def _changes(*types: ChangeType) -> Ticked:
    return Ticked("change_types", tuple(one.value for one in types))


QUALITY_PICTURES = (_l("质量监督证新证书照片（正面）"), _l("质量监督证新证书照片（反面）"))
SAFETY_PICTURES = (_l("安全监督证新证书照片（正面）"), _l("安全监督证新证书照片（反面）"))


def _pictures(kind: CertificateType, front: Any, back: Any) -> tuple[Slot, Slot]:
    """The pictures of a new certificate, asked for where it is ticked."""
    return (
        Slot(f"{kind.value}_front", front, FileKind.PHOTO, required=_of(kind), applies=_of(kind)),
        Slot(f"{kind.value}_back", back, FileKind.PHOTO, applies=_of(kind)),
    )


CHANGE_FILES = Holder(
    CHANGE,
    ChangeCase,
    (
        *_pictures(CertificateType.QUALITY, *QUALITY_PICTURES),
        *_pictures(CertificateType.SAFETY, *SAFETY_PICTURES),
        Slot(
            "order",
            _l("调令"),
            required=True,
            most=2,
            applies=_changes(ChangeType.TRANSFER),
        ),
        Slot(
            "police",
            _l("公安证明（户籍证明）"),
            required=True,
            most=2,
            applies=_changes(ChangeType.NAME, ChangeType.ID_NUMBER),
        ),
        Slot("papers", _l("其他附件（身份证、任职文件等）"), most=MOST_PAPERS),
    ),
    reads=may_read,
)
CANCELLATION_FILES = Holder(
    CANCELLATION,
    CancellationCase,
    (Slot("papers", _l("附件"), most=MOST_PAPERS),),
    reads=may_read,
)


def _lacks_photo(case: Any) -> bool:
    """近期照片 is that of the dossier; it is asked for where that has none (spec 2.10)."""
    person_id = getattr(case, "person_id", None) or case.about.person.id
    key = ("photos of", person_id)
    return not once(key, lambda: files_of(PEOPLE_FILES.resource, person_id))


REISSUE_FILES = Holder(
    REISSUE,
    ReissueCase,
    (
        Slot(
            REISSUE_PHOTO,
            _l("近期照片"),
            FileKind.PHOTO,
            required=_lacks_photo,
            largest_kb=500,
        ),
        Slot(
            "notice",
            _l("遗失声明"),
            required=Ticked("reissue_reason", lost_codes),
            most=2,
        ),
        Slot("papers", _l("附件"), most=MOST_PAPERS),
    ),
    reads=may_read,
)
HOLDERS = (CHANGE_FILES, CANCELLATION_FILES, REISSUE_FILES)
