"""What must hold in a verification (specification 2.6; V15, V16); no database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import gettext as _

from app.core.base.errors import FieldError
from app.core.base.formats import years_from
from app.organizations.choices import VerificationResult

ENDING = ("revoked_as", "revoked_on", "revoked_no", "revoked_reason")
# What R01 prints and the marks of a year depend on.
PRINTED = (
    "certificate_no",
    "valid_from",
    "valid_to",
    "result",
    "verified_on",
    "revoked_on",
)
Values = Mapping[str, Any]


def refusals(
    values: Values, *, today: dt.date, first_year: int, least: Mapping[VerificationResult, int]
) -> Iterator[FieldError]:
    """Everything that is wrong, in one round; what could not be read compares with nothing.

    ``least`` is the score that each result needs; a key item may force a worse one than that.
    """
    if values["year"] < first_year or values["year"] > today.year:
        words = _("验证年度应在 %(a)d 至 %(b)d 之间", a=first_year, b=today.year)
        yield FieldError("V16", "year", words)
    yield from _days(values, today)
    yield from _grade(values, least)
    yield from _rectification(values)
    yield from _ending(values, today)


def _days(values: Values, today: dt.date) -> Iterator[FieldError]:
    begins, ends, verified = values["valid_from"], values["valid_to"], values["verified_on"]
    if ends <= begins:
        yield FieldError("V15", "valid_to", _("有效期止应晚于有效期起"))
    if verified > today:
        yield FieldError("V15", "verified_on", _("验证日期不能晚于今天"))
    first = values.get("first_on")
    if first is not None and first > begins:
        yield FieldError("V15", "first_on", _("首次发证日期不能晚于有效期起"))


def _grade(values: Values, least: Mapping[VerificationResult, int]) -> Iterator[FieldError]:
    score = values.get("score")
    result = next((one for one in least if values["result"] == one), None)
    if result is not None and score is not None and score < least[result]:
        named = {"n": least[result], "result": result.label}
        words = _("考核得分低于 %(n)d 分，验证结果不能是%(result)s", **named)
        yield FieldError("V15", "result", words)


def _rectification(values: Values) -> Iterator[FieldError]:
    """限期整改 belongs to what did not pass, and a second look to a day after the first."""
    if values["result"] in (VerificationResult.BARELY, VerificationResult.FAILED):
        for name, words in (
            ("rectification", _("验证结果不是合格，请填写整改要求")),
            ("rectify_by", _("验证结果不是合格，请填写整改期限")),
        ):
            if not values.get(name):
                yield FieldError("V15", name, words)
    limit, again = values.get("rectify_by"), values.get("rechecked_on")
    verified = values["verified_on"]
    if limit is not None and limit < verified:
        yield FieldError("V15", "rectify_by", _("整改期限不能早于验证日期"))
    if again is not None and again < verified:
        yield FieldError("V15", "rechecked_on", _("复验日期不能早于验证日期"))
    if (again is None) != (values.get("recheck_result") is None):
        lacking = "rechecked_on" if again is None else "recheck_result"
        yield FieldError("V15", lacking, _("复验日期和复验结果应同时填写"))


def _ending(values: Values, today: dt.date) -> Iterator[FieldError]:
    """撤销（注销） is told whole or not at all."""
    given = [name for name in ENDING if values.get(name)]
    if not given:
        return
    for name in ENDING:
        if not values.get(name):
            yield FieldError("V15", name, _("撤销（注销）的类型、日期、文号、原因应同时填写"))
    day = values.get("revoked_on")
    if day is not None and (day < values["valid_from"] or day > today):
        yield FieldError("V15", "revoked_on", _("撤销（注销）日期应在有效期起至今天之间"))


def term_from(first: dt.date, years: int) -> dt.date:
    """The last day of a term of some years."""
    return years_from(first, years) - dt.timedelta(days=1)
