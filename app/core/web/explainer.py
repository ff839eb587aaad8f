"""Way to the page that tells somebody why something is not possible."""

from __future__ import annotations

from typing import Any

from flask import current_app

from app.core.base.services import Service


def why_url(screen: str, **asked: Any) -> str:
    """Where a screen, by the name of its class, is explained; blank where nobody explains it."""
    explain = current_app.extensions.get(Service.EXPLAINER.value)
    return str(explain(screen, **asked)) if explain is not None else ""
