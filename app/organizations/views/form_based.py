"""Returns whose form follows from the columns of their table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.core.errors import FieldError
from app.core.form_texts import differing, read_errors, texts
from app.core.forms import AppForm
from app.core.once import once
from app.organizations import presenting

from .annual import AnnualReturnView, Sheet, Typed


class FormReturnView(AnnualReturnView):
    """A yearly return whose fields are declared by ``edit_columns``."""

    edit_form: Any = None
    required: tuple[str, ...] = ()

    def source(self, sheet: Sheet) -> Any:
        """The row a new form begins with: last year's, when there is one."""
        raise NotImplementedError

    def bound(self, sheet: Sheet, typed: Typed | None) -> AppForm:
        """The form over the stored row, or over what was typed."""
        begun = sheet.item or self._begun_from(sheet)
        form: AppForm = self.edit_form(formdata=typed, obj=begun, meta={"year": sheet.year})
        for name in self.required:
            form[name].flags.required = True
        return form

    def _begun_from(self, sheet: Sheet) -> Any:
        key = ("begun from", self.kind.model, sheet.organization.id, sheet.year)
        return once(key, lambda: self.source(sheet))

    def stored(self, sheet: Sheet) -> Typed:
        return texts(self.bound(sheet, None))

    def read(self, sheet: Sheet) -> tuple[dict[str, Any], list[FieldError]]:
        form = self.bound(sheet, sheet.typed)
        # What is no choice of the list has no value that it could stand for.
        errors = list(read_errors(form))
        return ({} if errors else form.values()), errors

    def labels(self, sheet: Sheet) -> Mapping[str, str]:
        return {field.name: str(field.label.text) for field in self.bound(sheet, None)}

    def differing(self, sheet: Sheet) -> Sequence[tuple[str, str, str]]:
        return differing(self.bound(sheet, None), self.bound(sheet, sheet.typed))

    def filled(self, sheet: Sheet) -> AppForm:
        """The form as it goes to the screen, with an error at each field."""
        form = self.bound(sheet, sheet.typed)
        form.refuse(sheet.errors)
        return form

    def explained(self, item: Any) -> list[tuple[str, str]]:
        """What was said about each doubt, under the doubt's own name."""
        return presenting.explained(self.doubt_names(item.organization), item.explanations)
