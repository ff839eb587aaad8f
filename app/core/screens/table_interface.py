"""Adapter to the framework's data model, and the messages of database errors."""

from __future__ import annotations

import logging

from flask import g
from flask_appbuilder.models.sqla.interface import SQLAInterface
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from app.core.base.errors import ScopeViolation

log = logging.getLogger("app.views")


class AppInterface(SQLAInterface):
    """The table of a screen; screens read and write it by statements of their own."""


def error_words(error: BaseException) -> str:
    """What a user reads; what really happened stands in the log, without any value."""
    request_id = g.get("request_id", "")
    log.error("database error %s %s", request_id, type(error).__name__)
    if isinstance(error, IntegrityError):
        return _("保存未成功：内容与已有记录重复，或关联的记录已变化，请检查后重试")
    if isinstance(error, ScopeViolation):
        return _("该记录不在您的填报范围内")
    return _("保存未成功，内容已保留，请稍后重试。编号 %(id)s", id=request_id)
