"""What an arrangement must fulfil."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from flask_babel import gettext as _

from app.core.base.errors import FieldError


def refusals(values: Mapping[str, Any], today: dt.date) -> Iterator[FieldError]:
    """All that speaks against the days as they were typed."""
    first, last = values.get("starts_on"), values.get("ends_on")
    if first and first < today:
        yield FieldError("DE1", "starts_on", _("开始日期不能早于今天"))
    if first and last and last < first:
        yield FieldError("DE2", "ends_on", _("结束日期不能早于开始日期"))


def overlap(one: Collection[str], other: Collection[str]) -> bool:
    """Whether two arrangements are about the same process; none named means every one."""
    return not one or not other or bool(set(one) & set(other))
