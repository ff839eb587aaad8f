from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reporting.line_breaks import text_width, wrap


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("整改通知书(份)", 2.6, ("整改", "通知", "书", "(份)")),
        ("专技占比(%)", 2.3, ("专技", "占比", "(%)")),
        ("甲乙\n丙", 9, ("甲乙", "丙")),
        ("成立于2001-05-06。", 7.5, ("成立于", "2001-05-06。")),
        ("", 5, ("",)),
        ("甲乙丙", 0.2, ("甲", "乙", "丙")),
    ],
)
def test_wrap(text: str, room: float, lines: tuple[str, ...]) -> None:
    assert wrap(text, room) == lines


@given(st.text(max_size=200), st.floats(1, 30))
def test_wrap_loses_nothing_and_never_overflows(text: str, room: float) -> None:
    lines = wrap(text, room)
    assert "".join(lines) == text.replace("\n", "")
    assert all(text_width(line) <= room or len(line) == 1 for line in lines)


@pytest.mark.parametrize(
    ("room", "lines"),
    [
        (1.0, ("质", "量", "(", "不", "含", "双", "证", ")")),
        (2.8, ("质量", "(不含", "双证)")),
        (3.3, ("质量", "(不含", "双证)")),
        (5.4, ("质量", "(不含双证)")),
        (7.4, ("质量(不含双证)",)),
    ],
)
def test_a_bracket_stays_with_what_it_encloses(room: float, lines: tuple[str, ...]) -> None:
    assert wrap("质量(不含双证)", room) == lines
