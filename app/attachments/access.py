"""Who may read and send files: the record decides, and the right to its resource."""

from __future__ import annotations

from typing import Any

from app.core.access.actor import Actor
from app.core.access.scope import OrgOwned, writable
from app.core.access.security_manager import may

from . import queries
from .declaration import Holder
from .models import Attachment


class NotThere(Exception):
    """The record or the file is not the asker's to know of."""


class NotAllowed(Exception):
    """The asker lacks the right."""


def may_start(holder: Holder) -> bool:
    """Whether the asker may send files to a form of this resource at all."""
    if holder.starts is not None:
        return holder.starts()
    return may("create", holder.resource) or may("update", holder.resource)


def may_change(holder: Holder, item: Any) -> bool:
    """Whether the asker may change the files of a record."""
    if holder.changes is not None:
        return holder.changes(item)
    if not may("update", holder.resource):
        return False
    ids = writable(holder.model)
    # A record of no organization is of whoever may update its resource.
    return ids is None or not isinstance(item, OrgOwned) or item.organization_id in ids


def check_reading(holder: Holder, found: Attachment, actor: Actor) -> None:
    """Raise unless the asker may read a file."""
    if found.item_id is None:
        if found.organization_id != actor.organization_id:
            raise NotThere
        if not may_start(holder):
            raise NotAllowed
        return
    item = queries.record_of(holder, found.item_id)
    if item is None or (holder.reads is not None and not holder.reads(item)):
        raise NotThere
    if holder.reads is None and not may("read", holder.resource):
        raise NotAllowed
