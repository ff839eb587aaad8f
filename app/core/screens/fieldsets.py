"""How a form is laid out: fieldsets with their fields, and the size of its dialog."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .form_fields import LongText
from .model_forms import SMALL_DIALOG, AppForm


@dataclass(frozen=True, slots=True)
class Fieldset:
    """One fieldset with its fields and their widths in twelfths."""

    key: str
    title: Any
    fields: list[tuple[Any, int]]

    @property
    def error_count(self) -> int:
        """How many of its fields want to be corrected."""
        return sum(1 for field, _span in self.fields if field.errors)


@dataclass(frozen=True, slots=True)
class GivenFacts:
    """What a form shows above its fields and does not ask: a title, each label with its text."""

    title: Any
    lines: Sequence[tuple[Any, str]]


def sections(
    form: AppForm, fieldsets: Sequence[tuple[Any, Any]], spans: Mapping[str, int]
) -> list[Fieldset]:
    """The sections of a form in the order of the view's fieldsets."""
    count = sum(len(names["fields"]) for _title, names in fieldsets)
    usual = 6 if count <= SMALL_DIALOG else 4
    found = []
    for place, (title, names) in enumerate(fieldsets):
        fields = [
            (form[name], spans.get(name) or (12 if isinstance(form[name], LongText) else usual))
            for name in names["fields"]
            # A form of one's own may leave a field out for some records.
            if name in form
        ]
        found.append(Fieldset(f"part-{place}", title, fields))
    return found


def dialog_size(parts: Sequence[Fieldset]) -> str:
    """The width of the dialog by the number of fields."""
    count = sum(len(part.fields) for part in parts)
    return "m" if count <= SMALL_DIALOG else "l"
