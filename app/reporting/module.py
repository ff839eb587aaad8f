"""What the engine for reports adds to the application."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.module import Module, Service
from app.core.shell import ShellLink

from . import lists
from .numbering import NUMBERS
from .parameters import PARAMETERS
from .views import DownloadView, ReportView, VerificationView

MODULE = Module(
    "reporting",
    screens=(ReportView, DownloadView, VerificationView),
    declares=(PARAMETERS, NUMBERS),
    links=(
        ShellLink(_l("我的下载"), "DownloadView.list", "dl"),
        ShellLink(_l("报表核验"), "VerificationView.find", "check"),
    ),
    services={
        Service.LIST_WRITER: lists.answer_list,
        Service.LIST_JOBS: lists.answer_by_job,
    },
)
