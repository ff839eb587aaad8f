"""Screens of 资格验证."""

from .checkup import CheckupView
from .records import OrganizationVerificationView

__all__ = ["CheckupView", "OrganizationVerificationView"]
