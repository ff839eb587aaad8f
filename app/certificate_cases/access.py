"""Who may look at an application that is in reach."""

from __future__ import annotations

from app.core.access.actor import current_actor
from app.core.access.narrowed_screens import reads_rows_of

from .models import CertificateCase


def may_read(case: CertificateCase) -> bool:
    """Whoever reads its organization's applications, and those to whom somebody comes by it."""
    own = current_actor().organization_id
    is_party = own is not None and own in case.organizations_concerned()
    return is_party or reads_rows_of(case.kind.resource, case.organization_id)
