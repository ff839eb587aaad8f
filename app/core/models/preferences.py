"""What people have set up for themselves: columns and conditions of their lists."""

from __future__ import annotations

from typing import Any

from flask import has_request_context, request
from sqlalchemy import JSON, ForeignKey, String, bindparam, select
from sqlalchemy.orm import Mapped, column_property, mapped_column

from app.core.base.db import db

from .access import WITH_THE_USER, User


class ListPreference(db.Model):
    """How one person has set up one list: its columns, and the conditions it was left with."""

    __tablename__ = "list_preference"
    shared_because = "belongs to one user; read and written by that user's id alone"

    user_id: Mapped[int] = mapped_column(
        ForeignKey("ab_user.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    # The endpoint of the screen.
    screen: Mapped[str] = mapped_column(String(100), primary_key=True)
    # Names of columns: all of them in their "order", and those that are "hidden".
    columns: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    # The "filters" in force, argument by argument, and the "defaults" as they were then.
    conditions: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


def _screen() -> str:
    """The screen of this request."""
    return (request.blueprint or "") if has_request_context() else ""


def _own(column: Any) -> Any:
    """What the signed-in user has set up for the screen of this request."""
    here = bindparam("screen", unique=True, callable_=_screen, type_=String(100))
    found = select(column).where(ListPreference.user_id == User.id, ListPreference.screen == here)
    return column_property(
        found.correlate(User).scalar_subquery(), deferred=True, group=WITH_THE_USER
    )


# Read together with the signed-in user: a list asks no statement more.
User.list_columns = _own(ListPreference.columns)
User.list_conditions = _own(ListPreference.conditions)
