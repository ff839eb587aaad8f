"""What the engine for reports adds to the application."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.base.services import Service
from app.core.module import Module
from app.core.web.page_frame import UserLink

from . import list_exports
from .finder import FINDER
from .numbering import NUMBERS
from .parameters import PARAMETERS
from .views import DownloadView, ReportView, VerificationView

MODULE = Module(
    "reporting",
    screens=(ReportView, DownloadView, VerificationView),
    declares=(PARAMETERS, NUMBERS, FINDER),
    links=(
        UserLink(_l("我的下载"), "DownloadView.list", "dl"),
        UserLink(_l("报表核验"), "VerificationView.find", "check"),
    ),
    services={
        Service.LIST_WRITER: list_exports.answer_list,
        Service.LIST_JOBS: list_exports.answer_by_job,
    },
)
