"""What must hold of a certificate (V06, V15), and what follows from its dates (3.4)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from flask_babel import gettext as _

from app.core.base.errors import FieldError
from app.core.base.formats import months_from
from app.core.base.typed_text import HAN
from app.personnel.choices import CertificateStanding

from .labels import LABELS

NUMBER = re.compile(rf"[0-9A-Za-z{HAN}\-\u3014\u3015()\[\]]{{4,40}}")
# In this order, each no earlier than the one before; the last one is later than its neighbour.
DAYS = ("first_issued_on", "issued_on", "valid_from", "valid_to")
PAST_DAYS = ("first_issued_on", "issued_on")


def number_fault(number: str) -> str | None:
    """V06: the number of a certificate; older ones are taken as they are."""
    if NUMBER.fullmatch(number):
        return None
    return _("证书编号为 4 至 40 个汉字、字母、数字或 - 〔〕 ( ) [ ]")


def certificate_faults(values: Mapping[str, Any], *, today: dt.date) -> Iterator[FieldError]:
    """V06 and V15: everything that is wrong with what a certificate says, in one round.

    Values are by the names of the columns; what is absent or could not be read is None.
    """
    if (number := values.get("number")) and (words := number_fault(number)):
        yield FieldError("V06", "number", words)
    for name in PAST_DAYS:
        if (day := values.get(name)) and day > today:
            yield FieldError("V15", name, _("%(label)s不能晚于今天", label=LABELS[name]))
    yield from _order_faults(values)


def _order_faults(values: Mapping[str, Any]) -> Iterator[FieldError]:
    said = [(name, day) for name in DAYS if (day := values.get(name))]
    for (before, first), (name, day) in pairwise(said):
        labels = {"label": LABELS[name], "before": LABELS[before]}
        if day < first:
            yield FieldError("V15", name, _("%(label)s不能早于%(before)s", **labels))
        elif day == first and name == "valid_to":
            yield FieldError("V15", name, _("%(label)s应晚于%(before)s", **labels))


def suspension_faults(
    values: Mapping[str, Any],
    *,
    valid_from: dt.date,
    changed_on: dt.date,
    needs_words: bool,
    today: dt.date,
) -> Iterator[FieldError]:
    """What is wrong with a suspension as it was typed.

    ``changed_on`` is the day since which the certificate says what it says: what was said of
    earlier days stays said.
    """
    if (day := values.get("suspended_on")) is not None:
        if day > today:
            yield FieldError("V15", "suspended_on", _("暂扣日期不能晚于今天"))
        elif day < max(valid_from, changed_on):
            yield FieldError("V15", "suspended_on", _early_words(valid_from, changed_on))
    if needs_words and not values.get("suspension_text"):
        yield FieldError("V34", "suspension_text", _("请填写暂扣说明"))


def _early_words(valid_from: dt.date, changed_on: dt.date) -> str:
    if valid_from >= changed_on:
        return _("暂扣日期不能早于有效期起")
    return _("暂扣日期不能早于该证书上一次变更的日期（%(day)s）", day=changed_on)


def valid_until(valid_from: dt.date, months: int) -> dt.date:
    """The last day of a certificate that holds for so many months, the first one included.

    Where the last month lacks the day, it holds to the end of that month.
    """
    same = months_from(valid_from, months)
    return same if same.day < valid_from.day else same - dt.timedelta(days=1)


def extendable_until(valid_to: dt.date, grace_months: int) -> dt.date:
    """The last day on which 继续教育 still extends a certificate; then 新进培训 is needed."""
    return months_from(valid_to, grace_months)


# States in which a certificate is printed; 即将到期 is 有效 still.
PRINTED = (CertificateStanding.VALID, CertificateStanding.EXPIRING)


def print_fault(number: str, standing: CertificateStanding) -> str | None:
    """Why a certificate is not printed: what says 有效 for years must be so today."""
    if standing in PRINTED:
        return None
    return _("%(number)s %(state)s", number=number, state=standing.label)


# Who ran out longer ago stands on the radar and in the monthly list alone.
TOLD_FOR = 30


def occasion(left: int, warn_days: Sequence[int]) -> str:
    """Which reminder a certificate is due for with so many days left; blank for none (5.4)."""
    if left < -TOLD_FOR:
        return ""
    return next((str(days) for days in sorted({0, *warn_days}) if left <= days), "")
