"""Keys of drafts of records that have no natural key."""

from __future__ import annotations

from app.core.access.actor import Actor
from app.core.base.ids import is_id


def new_key(actor: Actor) -> str:
    """The draft of a new record is its writer's own: a colleague begins another record."""
    return f"new-{actor.user_id}"


def is_id_key(key: str) -> bool:
    """Whether a key names a stored record."""
    return is_id(key)
