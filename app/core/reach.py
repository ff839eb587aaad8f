"""Screens on which some roles see only their own organization's rows (specification 5.3: 本)."""

from __future__ import annotations

from typing import Any

from .actor import current_actor


def own_unless_overseer(view: Any) -> tuple[Any, ...]:
    """A criterion for a view's rows: the own organization's, without ``can_oversee``."""
    if view.has_right("oversee"):
        return ()
    return (view.datamodel.obj.organization_id == current_actor().organization_id,)
