"""Several records in one form: a form for each, with names of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.core.base.errors import FieldError

from .form_texts import texts
from .model_forms import AppForm


@dataclass(frozen=True, slots=True)
class Member:
    """One record of a set: ``key`` names its fields, ``label`` its tab; ``source`` is the object
    whose attributes its form starts with, ``note`` a line below the label."""

    key: str
    label: str
    source: Any = None
    note: str = ""

    @property
    def prefix(self) -> str:
        """What the names of its fields begin with."""
        return f"r{self.key}-"

    def own(self, errors: Iterable[FieldError]) -> list[FieldError]:
        """Refusals of this record as refusals of the set; those of no field name the record."""
        return [
            replace(error, field=f"{self.prefix}{error.field}")
            if error.field
            else replace(error, message=f"{self.label}{_('：')}{error.message}")
            for error in errors
        ]


@dataclass(frozen=True, slots=True)
class MemberForm:
    """A record of the set with its form."""

    member: Member
    form: AppForm

    @property
    def error_count(self) -> int:
        """How many of its fields want to be corrected, files included."""
        return sum(bool(field.errors) for field in self.form) + len(self.form.form_errors)


class FormSet:
    """The forms of a set; ``errors`` are those that belong to none of its records."""

    def __init__(
        self,
        form_class: type[AppForm],
        members: Sequence[Member],
        formdata: MultiDict[str, str] | None = None,
    ) -> None:
        self.errors: list[str] = []
        # The page carries one form token for all of them.
        meta = {"csrf": False}
        self.parts = [
            MemberForm(one, form_class(formdata, obj=one.source, prefix=one.prefix, meta=meta))
            for one in members
        ]

    def validate(self) -> bool:
        """Whether every form is well; all of them are asked."""
        wrong = [part for part in self.parts if not part.form.validate()]
        return not wrong

    def refuse(self, errors: Iterable[FieldError]) -> None:
        """Show refusals at the fields of their records; what concerns no field stands on top."""
        for error in errors:
            part = next((p for p in self.parts if error.field.startswith(p.member.prefix)), None)
            if part is None:
                self.errors.append(error.message)
            else:
                short = error.field.removeprefix(part.member.prefix)
                part.form.refuse([replace(error, field=short)])

    def texts(self) -> MultiDict[str, str]:
        """What a browser would send of the forms as they stand."""
        found: MultiDict[str, str] = MultiDict()
        for part in self.parts:
            for name, text in texts(part.form).items(multi=True):
                found.add(name, text)
        return found

    def labels(self) -> dict[str, str]:
        """What the fields are called, each with its record."""
        return {
            field.name: f"{part.member.label} {field.label.text}"
            for part in self.parts
            for field in part.form
        }

    @property
    def error_count(self) -> int:
        """How many places want to be corrected."""
        return len(self.errors) + sum(part.error_count for part in self.parts)
