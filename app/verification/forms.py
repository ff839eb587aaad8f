"""Form of a verification, which asks what could be read by every rule of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from flask import request

from app.core.base.db import db
from app.core.base.errors import FieldError
from app.core.screens.model_forms import AppForm
from app.long_form.unread import UNREAD
from app.organizations.models import OrganizationVerification

from . import operations


class VerificationForm(AppForm):
    """A verification as it is recorded or revised."""

    def told(self, unread: Collection[str]) -> Iterable[FieldError]:
        if not unread:
            return ()
        values = self.values_but(unread, UNREAD)
        if self.item_id is None:
            return operations.refusals(values, getattr(values["organization"], "id", None))
        found = db.session.get(OrganizationVerification, self.item_id)
        return operations.revision_refusals(found, values) if found else ()

    def values(self) -> dict[str, Any]:
        return {**super().values(), "confirmed": request.form.get("confirmed", "")}
