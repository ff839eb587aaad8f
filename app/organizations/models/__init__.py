"""Tables of what organizations report: profile, yearly returns, verification, snapshots."""

from .common import Annual, sum_of
from .funding import FundingReturn
from .profile import ProfileReturn
from .projects import TOTALS, ProjectLine, ProjectReturn, flow_total
from .records import OrganizationVerification, StaffSnapshot, checksum
from .years import RosterCheck, YearLock, YearUnlock

__all__ = [
    "TOTALS",
    "Annual",
    "FundingReturn",
    "OrganizationVerification",
    "ProfileReturn",
    "ProjectLine",
    "ProjectReturn",
    "RosterCheck",
    "StaffSnapshot",
    "YearLock",
    "YearUnlock",
    "checksum",
    "flow_total",
    "sum_of",
]
