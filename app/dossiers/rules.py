"""What must hold of a dossier beside the roster; plain values, no database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from app.core.base.errors import FieldError

RESUME = "resume"


def resume_faults(
    rows: Sequence[Mapping[str, Any]], *, born_on: dt.date, today: dt.date
) -> Iterator[FieldError]:
    """V15 of 工作简历: days in their order and none ahead, each row named by its number.

    What could not be read is None, and said elsewhere.
    """
    for place, row in enumerate(rows):
        first, last = (day_of(row.get(name)) for name in ("from_on", "to_on"))
        words = {"n": place + 1}
        if first and first > today:
            yield _fault(place, "from_on", _("工作简历第 %(n)d 行起始日期不能晚于今天", **words))
        elif first and first <= born_on:
            yield _fault(place, "from_on", _("工作简历第 %(n)d 行起始日期应晚于出生日期", **words))
        if last and last > today:
            told = _("工作简历第 %(n)d 行终止日期不能晚于今天，至今的请留空", **words)
            yield _fault(place, "to_on", told)
        elif first and last and last < first:
            yield _fault(place, "to_on", _("工作简历第 %(n)d 行终止日期不能早于起始日期", **words))


def day_of(value: Any) -> dt.date | None:
    """A day as it was typed; nothing for a blank."""
    return dt.date.fromisoformat(value) if isinstance(value, str) and value else value or None


def _fault(place: int, name: str, words: str) -> FieldError:
    return FieldError("V15", f"{RESUME}-{place}-{name}", words)
