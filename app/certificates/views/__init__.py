"""Screens of certificates."""

from .certificates import CertificateView
from .check import CheckView
from .radar import RadarView

__all__ = ["CertificateView", "CheckView", "RadarView"]
