"""Which files the returns carry. Declarations only; the engine for attachments does the work."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.attachments.declaration import FileKind, Holder, Slot
from app.core.access.actor import current_actor
from app.core.access.narrowed_screens import reads_rows_of
from app.core.access.scope import may_read
from app.core.access.security_manager import may
from app.core.models import Organization

from .choices import ReturnState
from .models import FundingReturn

PROFILE, FUNDING = "organizations.profile", "organizations.funding_return"


def _reads(organization: Organization) -> bool:
    own = organization.id == current_actor().organization_id
    reaches = own or (may("oversee", PROFILE) and may_read(organization.id))
    return reaches and may("read", PROFILE)


def _changes(organization: Organization) -> bool:
    return organization.id == current_actor().organization_id and may("update", PROFILE)


# Papers of the organization, not of one year: what was handed in once need not be sent again.
PROFILE_FILES = Holder(
    PROFILE,
    Organization,
    (
        Slot("approval", _l("成立批文"), required=True, most=3),
        Slot("legal_person", _l("法人证书"), most=3),
        Slot("entrustment", _l("委托书"), most=3),
        Slot("office", _l("办公场所照片"), FileKind.PHOTO, most=6),
        Slot("other", _l("其他附件"), most=5),
    ),
    reads=_reads,
    changes=_changes,
)


def _reads_return(found: FundingReturn) -> bool:
    """As its figures: those of a draft are nobody's but its own organization's."""
    own = found.organization_id == current_actor().organization_id
    reaches = reads_rows_of(FUNDING, found.organization_id)
    return reaches and (own or found.state is not ReturnState.DRAFT)


FUNDING_FILES = Holder(
    FUNDING,
    FundingReturn,
    (Slot("budget", _l("预算批复文件"), most=3), Slot("other", _l("其他附件"), most=5)),
    reads=_reads_return,
)
HOLDERS = (PROFILE_FILES, FUNDING_FILES)
