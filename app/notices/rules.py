"""What a notice and a document must fulfil."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from flask_babel import gettext as _

from app.core.base.errors import FieldError

from .choices import Audience

Values = Mapping[str, Any]
# What is settled once a notice is published.
SETTLED = ("published_on", "asks_confirmation", "audience", "levels", "organizations")
# What its receivers are told of when it changes.
TOLD = ("title", "content")


def refusals(values: Values) -> Iterator[FieldError]:
    """All that speaks against a notice as it was typed."""
    first, last = values.get("published_on"), values.get("ends_on")
    if first and last and last < first:
        yield FieldError("NO1", "ends_on", _("截止日期不能早于发布日期"))
    named = values.get("levels"), values.get("organizations")
    if values.get("audience") == Audience.CHOSEN and not any(named) and None not in named:
        yield FieldError("NO2", "audience", _("请选择接收公告的级别或机构"))


def settled_refusals(before: Values, values: Values) -> Iterator[FieldError]:
    """What may no longer be changed: who was told what cannot be taken back."""
    for name in SETTLED:
        if values.get(name) is not None and before[name] != values[name]:
            yield FieldError("NO3", name, _("公告已发布，不能更改"))


def is_revised(before: Values, values: Values, names: Collection[str] = TOLD) -> bool:
    """Whether a change is one that receivers are told of."""
    return any(before[name] != values[name] for name in names)
