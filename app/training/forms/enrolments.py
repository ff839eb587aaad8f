"""The forms of who is enrolled."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from flask_babel import lazy_gettext as _l

from app.core.screens.form_fields import AtMost, OptionalField, Required, Text
from app.core.screens.model_forms import AppForm
from app.core.screens.table_fields import SeveralChoice
from app.personnel.choices import CertificateType


def _types(_held: Collection[str]) -> list[tuple[str, str]]:
    return [(one.value, str(one.label)) for one in CertificateType]


class EnrolmentForm(AppForm):
    """Which certificates of a person the training is to extend."""

    types = SeveralChoice(_l("延续证书"), [Required()], offered=_types)
    remark = Text(_l("备注"), [OptionalField(), AtMost(200)])

    def __init__(self, *arguments: Any, obj: Any = None, **named: Any) -> None:
        super().__init__(*arguments, obj=obj, **named)
        # What the certificates and their holder are now, which the form shows.
        self.about = obj
        if obj is not None:
            self.types.narrow(obj.free)
