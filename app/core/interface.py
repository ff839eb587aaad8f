"""The framework's data access with our filters, checks and error texts."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import flask_appbuilder.forms
from flask import g
from flask_appbuilder.exceptions import DatabaseException
from flask_appbuilder.models.sqla.interface import SQLAInterface
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from .errors import ScopeViolation
from .filters import AppFilterConverter
from .forms import GlobalUnique

log = logging.getLogger("app.views")


class AppDatabaseError(DatabaseException):
    """A database error in words that a user may read."""


class AppInterface(SQLAInterface):
    """Everything that goes through it is scoped, and every database error is a fixed text."""

    filter_converter_class = AppFilterConverter

    def is_nullable(self, col_name: str) -> bool:
        """An unchecked box means no, so it is never missing."""
        return bool(self.is_boolean(col_name) or super().is_nullable(col_name))

    def add(self, item: Any, *rest: Any, **named: Any) -> None:
        self._write(super().add, item, *rest, **named)

    def edit(self, item: Any, *rest: Any, **named: Any) -> None:
        self._write(super().edit, item, *rest, **named)

    def delete(self, item: Any, *rest: Any, **named: Any) -> None:
        self._write(super().delete, item, *rest, **named)

    def delete_all(self, items: list[Any]) -> None:
        self._write(super().delete_all, items)

    def _write(self, function: Callable[..., Any], *arguments: Any, **named: Any) -> None:
        try:
            function(*arguments, **named)
        except (SQLAlchemyError, DatabaseException) as error:
            self.session.rollback()
            words = error_words(error)
            raise AppDatabaseError(words) from AppDatabaseError(words)


def error_words(error: BaseException) -> str:
    """What a user reads; what really happened stands in the log, without any value."""
    cause = error.__cause__ if isinstance(error, DatabaseException) else error
    request_id = g.get("request_id", "")
    log.error("database error %s %s", request_id, type(cause).__name__)
    if isinstance(cause, IntegrityError):
        return _("保存未成功：内容与已有记录重复，或关联的记录已变化，请检查后重试")
    if isinstance(cause, ScopeViolation):
        return _("该记录不在您的填报范围内")
    return _("保存未成功，内容已保留，请稍后重试。编号 %(id)s", id=request_id)


class _FrameworkUnique(GlobalUnique):
    """Takes the arguments with which the framework's own form builder calls its check."""

    def __init__(self, datamodel: Any, col_name: str, message: str | None = None) -> None:
        super().__init__(datamodel.obj, col_name)


# Forms that the framework generates look the name up here.
flask_appbuilder.forms.Unique = _FrameworkUnique
