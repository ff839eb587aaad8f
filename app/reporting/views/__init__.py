"""The screens of the reporting engine."""

from .downloads import DownloadView
from .reports import ReportView
from .verification import VerificationView

__all__ = ["DownloadView", "ReportView", "VerificationView"]
