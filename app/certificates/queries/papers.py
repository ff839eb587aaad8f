"""The certificates that are printed, and what stands on the paper of each beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.attachments.models import Attachment
from app.attachments.queries import files_of_each
from app.certificates.choices import CERTIFICATE
from app.core.access.narrowed_screens import own_unless_overseen
from app.core.access.security_manager import may
from app.core.base.db import db
from app.personnel.files import PEOPLE_FILES
from app.personnel.models import Certificate


def certificates_to_print(ids: Sequence[int]) -> list[Certificate]:
    """Those of some certificates that whoever asks may read, in the order asked for."""
    asked = (
        select(Certificate)
        .options(selectinload(Certificate.roster_rows))
        .where(
            Certificate.id.in_(ids),
            *own_unless_overseen(Certificate, oversees=may("oversee", CERTIFICATE)),
        )
    )
    found = {one.id: one for one in db.session.scalars(asked)}
    return [found[number] for number in ids if number in found]


def photos_of(certificates: Sequence[Certificate]) -> Mapping[int, Attachment]:
    """The photo of the holder of each certificate, by certificate."""
    held = {one.id: one.holder.id for one in certificates if one.holder is not None}
    files = files_of_each(PEOPLE_FILES.resource, set(held.values())) if held else {}
    return {number: files[of][0] for number, of in held.items() if files.get(of)}
