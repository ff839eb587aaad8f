"""Screens of 监督机构管理."""

from .funding import FundingReturnView
from .overview import OverviewView
from .profile import ProfileView
from .projects import ProjectReturnView
from .roster import BUTTONS, RosterCheckView
from .structure import StaffStructureView
from .years import YearLockView

__all__ = [
    "BUTTONS",
    "FundingReturnView",
    "OverviewView",
    "ProfileView",
    "ProjectReturnView",
    "RosterCheckView",
    "StaffStructureView",
    "YearLockView",
]
