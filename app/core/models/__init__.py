"""Tables of the kernel."""

from .access import (
    LoginAttempt,
    PasswordHistory,
    PendingSignIn,
    PermissionBundle,
    RecoveryCode,
    Role,
    SecondFactor,
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
from .deputies import Deputy
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
    "Deputy",
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
    "PendingSignIn",
    "PermissionBundle",
    "RecoveryCode",
    "RefusedAccess",
    "Revision",
    "Role",
    "SecondFactor",
    "SupervisionLink",
    "User",
    "UserGrant",
    "UserSession",
    "bundle_right",
]
