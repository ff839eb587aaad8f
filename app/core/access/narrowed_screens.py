"""Screens on which some roles see only their own organization's rows (specification 5.3: 本)."""

from __future__ import annotations

from typing import Any, Protocol

from .actor import current_actor


class Narrowed(Protocol):
    """A screen over a table with an owner, which knows the rights of whoever asks."""

    datamodel: Any

    def has_right(self, action: str) -> bool: ...


def own_unless_overseer(view: Narrowed) -> tuple[Any, ...]:
    """A criterion for a view's rows: the own organization's, without ``can_oversee``."""
    return own_unless_overseen(view.datamodel.obj, oversees=view.has_right("oversee"))


def own_unless_overseen(model: Any, *, oversees: bool) -> tuple[Any, ...]:
    """The same for rows that are looked for beside their screen."""
    return () if oversees else (model.organization_id == current_actor().organization_id,)
