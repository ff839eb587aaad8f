from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from app.reporting import show
from app.reporting.values import clean, ratio


@pytest.mark.parametrize(
    ("value", "fmt", "text"),
    [
        (0, "int", "0"),
        # What was not told is blank: it was 0 until "not filed" was told from 0.
        (None, "int", ""),
        (None, "dec2", ""),
        (0, "dec2", "0.00"),
        (None, "dec1", ""),
        (Decimal("85.5"), "dec1", "85.5"),
        (Decimal(90), "dec1", "90.0"),
        (None, "pct", "—"),
        (None, "text", ""),
        (None, "date", ""),
        ("—", "int", "—"),
        (Decimal("2.675"), "dec2", "2.68"),
        (2.675, "dec2", "2.68"),
        (Decimal("-0.001"), "dec2", "0.00"),
        (Decimal("66.65"), "pct", "66.7"),
        (Decimal("0.5"), "int", "1"),
        (1234567, "int", "1234567"),
        (Decimal("NaN"), "dec2", "—"),
        (float("inf"), "int", "—"),
        (True, "text", "是"),
        (dt.date(2026, 1, 2), "date", "2026-01-02"),
        (Decimal(10**30), "dec2", "1" + "0" * 30 + ".00"),
        (430102, "text", "430102"),
    ],
)
def test_show(value: object, fmt: str, text: str) -> None:
    assert show(value, fmt) == text


def test_a_ratio_without_a_divisor_is_undefined() -> None:
    assert ratio(1, 0, "pct") == "—"
    assert ratio(1, None, "pct") == "—"
    assert ratio(None, 3, "pct") == 0
    assert show(ratio(2, 3, "pct"), "pct") == "66.7"
    assert show(ratio(2, 3, "dec2"), "dec2") == "0.67"


def test_clean_removes_what_deceives_and_keeps_what_is_written() -> None:
    assert clean("甲\u202e乙\u2066\x00\x1b[0m\ud800\ufeff") == "甲乙[0m"
    assert clean("a\r\nb\u2028c\td\n") == "a\nb\nc d"
    assert clean("𣲘　é<b>&") == "𣲘　é<b>&"
