"""Every kind of import that the modules declare."""

from __future__ import annotations

from app.core.base.registry import Registry

from .declaration import ImportKind

KINDS = Registry("imports", ImportKind, lambda kind: kind.key)
registered = KINDS.registered
