"""A record as its form shows it."""

from __future__ import annotations

from typing import Any

from app.core.screens.model_forms import AppForm


class ShownRecord:
    """Attributes of a record, with the values typed into its form over the stored ones.

    Conditions of slots read it: what is required follows what is ticked.
    """

    def __init__(self, item: Any, form: AppForm) -> None:
        self._item, self._form = item, form

    def __getattr__(self, name: str) -> Any:
        field = self._form._fields.get(name)
        return field.data if field is not None else getattr(self._item, name, None)
