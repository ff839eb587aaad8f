"""The forms with drafts that the application was built with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import cast

from flask import current_app

from .declaration import DraftForm


def register(forms: Iterable[DraftForm]) -> None:
    """Take over the declarations; a resource has one form."""
    found: dict[str, DraftForm] = dict(registered())
    for form in forms:
        if form.resource in found:
            raise ValueError(f"two forms with drafts are called {form.resource}")
        found[form.resource] = form
    current_app.extensions["drafts"] = found


def registered() -> Mapping[str, DraftForm]:
    """Every form by its resource."""
    return cast(Mapping[str, DraftForm], current_app.extensions.get("drafts", {}))
