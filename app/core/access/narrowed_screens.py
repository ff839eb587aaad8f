"""Screens on which some roles see only their own organization's rows (specification 5.3: 本)."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from app.core.base.conditions import Condition

from .actor import current_actor
from .security_manager import may

OWN_ALONE = _l("该用户的角色在此只能看到本机构的记录")


def reads_rows_of(resource: str, organization_id: int) -> bool:
    """Whether whoever asks may look at an organization's rows of a resource, it being in reach."""
    is_own = organization_id == current_actor().organization_id
    return may("read", resource) and (is_own or may("oversee", resource))


def own_unless_overseen(model: Any, *, oversees: bool) -> tuple[Any, ...]:
    """A criterion for the own organization's rows, for whoever oversees no others."""
    if oversees:
        return ()
    own = current_actor().organization_id
    return (Condition(model.organization_id == own, OWN_ALONE),)
