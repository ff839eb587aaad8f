"""Screens of 监督机构管理."""

from .funding import FundingReturnView
from .overview import OverviewView
from .profile import ProfileView
from .projects import ProjectReturnView
from .years import YearLockView

__all__ = [
    "FundingReturnView",
    "OverviewView",
    "ProfileView",
    "ProjectReturnView",
    "YearLockView",
]
