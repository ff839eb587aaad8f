"""Invented gadgets."""

from __future__ import annotations

from app.demo import bulk

from .models import Gadget


def load() -> None:
    """One gadget, once."""
    if bulk.is_empty(Gadget):
        bulk.insert_numbered(Gadget, [{"organization_id": 1, "name": "回弹仪", "number": None}])
