"""Tables of the kernel."""

from .access import LoginAttempt, PasswordHistory, Role, User, UserGrant, UserSession
from .audit import AuditEntry, Refusal
from .configuration import DictionaryEntry, Parameter, Revision
from .jobs import JobRun
from .organizations import Division, Organization, OrganizationVersion, SupervisionLink

__all__ = [
    "AuditEntry",
    "DictionaryEntry",
    "Division",
    "JobRun",
    "LoginAttempt",
    "Organization",
    "OrganizationVersion",
    "Parameter",
    "PasswordHistory",
    "Refusal",
    "Revision",
    "Role",
    "SupervisionLink",
    "User",
    "UserGrant",
    "UserSession",
]
