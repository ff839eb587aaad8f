"""Tables of the kernel."""

from .access import (
    LoginAttempt,
    PasswordHistory,
    PermissionBundle,
    Role,
    User,
    UserGrant,
    UserSession,
    bundle_right,
)
from .audit import AuditEntry, RefusedAccess
from .configuration import (
    CalendarDay,
    DictionaryEntry,
    FrozenEntry,
    GivenNumber,
    NumberCounter,
    NumberingRule,
    Parameter,
    Revision,
)
from .jobs import JobRun
from .keys import KeyProof
from .organizations import (
    Division,
    DivisionVersion,
    Organization,
    OrganizationVersion,
    SupervisionLink,
)
from .preferences import ListPreference

__all__ = [
    "AuditEntry",
    "CalendarDay",
    "DictionaryEntry",
    "Division",
    "DivisionVersion",
    "FrozenEntry",
    "GivenNumber",
    "JobRun",
    "KeyProof",
    "ListPreference",
    "LoginAttempt",
    "NumberCounter",
    "NumberingRule",
    "Organization",
    "OrganizationVersion",
    "Parameter",
    "PasswordHistory",
    "PermissionBundle",
    "RefusedAccess",
    "Revision",
    "Role",
    "SupervisionLink",
    "User",
    "UserGrant",
    "UserSession",
    "bundle_right",
]
