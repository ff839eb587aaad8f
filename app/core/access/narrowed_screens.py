"""Screens on which some roles see only their own organization's rows (specification 5.3: 本)."""

from __future__ import annotations

from typing import Any

from .actor import current_actor
from .security_manager import may


def reads_rows_of(resource: str, organization_id: int) -> bool:
    """Whether whoever asks may look at an organization's rows of a resource, it being in reach."""
    is_own = organization_id == current_actor().organization_id
    return may("read", resource) and (is_own or may("oversee", resource))


def own_unless_overseen(model: Any, *, oversees: bool) -> tuple[Any, ...]:
    """A criterion for the own organization's rows, for whoever oversees no others."""
    return () if oversees else (model.organization_id == current_actor().organization_id,)
