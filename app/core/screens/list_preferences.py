"""What the signed-in user has set up for a list, and the writing of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import g
from sqlalchemy.orm.attributes import set_committed_value

from app.core.access.actor import current_actor
from app.core.base.db import db, one_at_a_time
from app.core.models import ListPreference


def own_columns() -> Mapping[str, Any] | None:
    """The columns that the user has chosen on the screen of this request."""
    return getattr(g.get("user"), "list_columns", None)


def own_conditions() -> Mapping[str, Any] | None:
    """The conditions that the user left on the screen of this request."""
    return getattr(g.get("user"), "list_conditions", None)


def keep_columns(screen: str, columns: Mapping[str, Any] | None) -> None:
    """Keep a choice of columns; None gives back those of the screen."""
    _keep(screen, "columns", columns)


def keep_conditions(screen: str, conditions: Mapping[str, Any] | None) -> None:
    """Keep the conditions that a list is left with; None forgets them."""
    if conditions != own_conditions():
        _keep(screen, "conditions", conditions)


def _keep(screen: str, name: str, value: Mapping[str, Any] | None) -> None:
    user_id = current_actor().user_id
    # Two windows of one person may press at once.
    one_at_a_time(db.session, f"list {user_id} {screen}")
    found = db.session.get(ListPreference, (user_id, screen))
    if found is None and value is not None:
        found = ListPreference(user_id=user_id, screen=screen)
        db.session.add(found)
    if found is not None:
        setattr(found, name, value)
        if found.columns is None and found.conditions is None:
            db.session.delete(found)
    set_committed_value(g.user, f"list_{name}", value)
