"""The forms with drafts that the application was built with, by their resource."""

from __future__ import annotations

from app.core.base.registry import Registry

from .declaration import DraftForm

FORMS = Registry("drafts", DraftForm, lambda form: form.resource)
register, registered = FORMS.register, FORMS.registered
