"""The pictures of a certificate, front and back; the engine for attachments does the work."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.attachments.declaration import FileKind, Holder, Slot
from app.core.access.narrowed_screens import reads_rows_of
from app.core.access.scope import writable
from app.core.access.security_manager import may
from app.personnel.models import Certificate

from .choices import CERTIFICATE


def _may_bring() -> bool:
    """Whoever brings certificates in brings their pictures."""
    return may("import", CERTIFICATE)


def _may_change(certificate: Certificate) -> bool:
    ids = writable(Certificate)
    return _may_bring() and (ids is None or certificate.organization_id in ids)


CERTIFICATE_FILES = Holder(
    CERTIFICATE,
    Certificate,
    (
        Slot("front", _l("证书照片（正面）"), FileKind.PHOTO, required=True),
        Slot("back", _l("证书照片（反面）"), FileKind.PHOTO),
    ),
    reads=lambda certificate: reads_rows_of(CERTIFICATE, certificate.organization_id),
    changes=_may_change,
    starts=_may_bring,
)
