"""What an examination says of somebody (2.15), and until when a certificate is extended (3.6).

Hours and marks are whole tenths.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from app.core.base.formats import months_from
from app.training.choices import Result

TENTHS = 10
Marks = Mapping[str, int]


def hours_needed(hours: int, rate: int) -> int:
    """How many tenths of hours must be attended, of a session's hours and a percentage."""
    return -(-hours * TENTHS * rate // 100)


def passes(subject: Any, *marks: int | None) -> bool:
    """Whether the best of some marks passes a subject."""
    told = [one for one in marks if one is not None]
    return bool(told) and max(told) >= subject.pass_mark * TENTHS


def result_of(
    subjects: Sequence[Any], needed: int, attended: int | None, scores: Marks, makeup: Marks
) -> Result:
    """考核结果: 合格 needs the hours and every subject, who sat for none is 缺考.

    补考 counts where it is better.
    """
    if not scores and not makeup:
        return Result.ABSENT
    has_hours = (attended or 0) >= needed
    first = all(passes(one, scores.get(one.name)) for one in subjects)
    if has_hours and first:
        return Result.PASSED
    best = all(passes(one, scores.get(one.name), makeup.get(one.name)) for one in subjects)
    return Result.MAKEUP_PASSED if has_hours and best else Result.FAILED


def extended_to(valid_to: dt.date, ends_on: dt.date, months: int) -> dt.date:
    """有效期止 after 延期: months after the old one, or after the session where that is over."""
    return months_from(max(valid_to, ends_on), months)
