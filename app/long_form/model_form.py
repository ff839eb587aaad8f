"""Long forms whose fields follow from the columns of their table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from app.core.base.errors import FieldError
from app.core.base.per_request import once
from app.core.screens.fieldsets import sections
from app.core.screens.form_texts import differing, read_errors, takes, texts
from app.core.screens.model_forms import AppForm

from .rules import explained
from .unread import UNREAD
from .values import ShownRecord
from .views import LongFormView, Typed


class ModelFormView(LongFormView):
    """A long form whose fields are declared by ``edit_columns``; ``required`` marks some.

    ``formats`` names the format of fields that the page checks as they are left
    (``form/formats.js``); the rules of the module check them again.
    """

    edit_form: Any = None
    required: tuple[str, ...] = ()
    formats: Mapping[str, str] = MappingProxyType({})

    def source(self, form: Any) -> Any:
        """The row a new form begins with."""
        return self.kind.model(organization_id=form.organization.id)

    def bound(self, form: Any, typed: Typed | None) -> AppForm:
        """The form over the stored row, or over what was typed."""
        begun = form.item or self._begun_from(form)
        bound: AppForm = self.edit_form(formdata=typed, obj=begun, meta=self.form_meta(form))
        for name in self.required:
            bound[name].flags.required = True
        for name, kind in self.formats.items():
            bound[name].render_kw = {"data-rule": kind}
        return bound

    def _begun_from(self, form: Any) -> Any:
        key = ("begun from", self.kind.model, form.organization.id, form.key)
        return once(key, lambda: self.source(form))

    def stored(self, form: Any) -> Typed:
        return texts(self.bound(form, None))

    def read(self, form: Any) -> tuple[dict[str, Any], list[FieldError]]:
        bound = self.bound(form, form.typed)
        errors = list(read_errors(bound))
        # A cell that cannot be read makes its small table unread.
        names = {error.field.partition("-")[0] for error in errors}
        return bound.values_but(names, UNREAD), errors

    def has_field(self, name: str) -> bool:
        return takes(self.edit_form, name)

    def labels(self, form: Any) -> Mapping[str, str]:
        return {field.name: str(field.label.text) for field in self.bound(form, None)}

    def differing(self, form: Any) -> Sequence[tuple[str, str, str]]:
        return differing(self.bound(form, None), self.bound(form, form.typed))

    def form_context_of(self, form: Any) -> Mapping[str, Any]:
        bound = self.filled(form)
        fieldsets = self.edit_fieldsets or [(self.show_title, {"fields": self.edit_columns})]
        return {"form": bound, "sections": sections(bound, fieldsets, self.field_spans)}

    def details(self, item: Any) -> Mapping[str, Any]:
        return {"explanations": self.explained(item)}

    def filled(self, form: Any) -> AppForm:
        """The form as it goes to the screen, with an error at each field."""
        bound = self.bound(form, form.typed)
        bound.refuse(form.errors)
        return bound

    def shown_record(self, form: Any, carrier: Any) -> Any:
        holder = self.kind.holder
        if holder is None or not holder.has_conditions or holder.model is not self.kind.model:
            return carrier
        return ShownRecord(carrier, self.bound(form, form.typed))

    def explained(self, item: Any) -> list[tuple[str, str]]:
        """What was said about each doubt, under the doubt's own name."""
        return explained(self.doubt_names(item.organization), item.explanations)
