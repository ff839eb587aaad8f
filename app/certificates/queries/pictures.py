"""Certificates and their pictures by number, for pictures that come many at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.attachments.queries import files_of_each
from app.certificates.choices import CERTIFICATE
from app.core.base.db import db
from app.core.base.parts import in_parts
from app.personnel.models import NOT_CANCELLED, Certificate


def own_by_number(
    numbers: Collection[str], organization_id: int | None
) -> Mapping[str, list[Certificate]]:
    """The certificates of an organization that are not cancelled, by their number."""
    found: dict[str, list[Certificate]] = defaultdict(list)
    for some in in_parts(sorted(numbers)):
        asked = (
            select(Certificate)
            .options(selectinload(Certificate.roster_rows))
            .where(
                Certificate.organization_id == organization_id,
                Certificate.number.in_(some),
                NOT_CANCELLED,
            )
        )
        for one in db.session.scalars(asked.order_by(Certificate.id)):
            found[one.number].append(one)
    return found


def sides_pictured(ids: Sequence[int]) -> set[tuple[int, str]]:
    """Certificates with the sides that there are pictures of."""
    return {
        (number, file.slot)
        for some in in_parts(list(ids))
        for number, files in files_of_each(CERTIFICATE, some).items()
        for file in files
    }
