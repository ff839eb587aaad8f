"""Chooses the type size and the column widths with which a sheet fits its paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .declaration import Column
from .wrapping import PT, text_width, widest_token

SMALLEST_PT = 6.5
# The air left and right of a text, in em.
PADDING = 0.2
# Words of a column title wider than this many em may be cut: "(万元)" fits, or at least "(个)".
_TITLE_WORD, _SHORT_TITLE_WORD = 3.3, 2.3
# So much of its width a text column keeps when numbers need room.
_TEXT_KEEPS = 0.7


class Fit(NamedTuple):
    """The body type in pt and the width of each column in mm."""

    font_pt: float
    widths: tuple[float, ...]


def fit(
    columns: Sequence[Column], texts: Sequence[Sequence[str]], printable: float, largest_pt: float
) -> Fit:
    """The largest type in which no number has to be broken, on columns that fill the paper.

    Where even the smallest type is too large, the longest numbers break.
    """
    declared = sum(column.mm for column in columns)
    widths = [column.mm * printable / declared for column in columns]
    numbers = [
        0.0
        if column.fmt == "text"
        else max(map(text_width, {row[x] for row in texts}), default=0.0)
        for x, column in enumerate(columns)
    ]
    size, needs = 0.0, widths
    for size, title_word in _attempts(largest_pt):
        needs = [
            _need(column, number, width, size * PT, title_word)
            for column, number, width in zip(columns, numbers, widths, strict=True)
        ]
        if _lacking(widths, needs) <= _lacking(needs, widths):
            break
    return Fit(size, tuple(_balance(widths, needs)))


def _attempts(largest_pt: float) -> Iterator[tuple[float, float]]:
    """Type sizes with the title words to spare, the best looking first."""
    size = largest_pt
    while size > SMALLEST_PT:
        yield size, _TITLE_WORD
        size -= 0.5
    yield SMALLEST_PT, _TITLE_WORD
    yield SMALLEST_PT, _SHORT_TITLE_WORD


def _need(column: Column, number: float, width: float, em: float, title_word: float) -> float:
    """The width in mm below which a number or a short word of the title would be cut."""
    words = max(number, min(widest_token(column.title), title_word))
    need = (words + 2 * PADDING) * em + 0.05
    return max(need, _TEXT_KEEPS * width) if column.fmt == "text" else need


def _lacking(widths: Sequence[float], needs: Sequence[float]) -> float:
    return sum(max(0.0, need - width) for width, need in zip(widths, needs, strict=True))


def _balance(widths: Sequence[float], needs: Sequence[float]) -> list[float]:
    """Give narrow columns what they need from those that have more, the modest ones first."""
    spare = left = _lacking(needs, widths)
    balanced = list(widths)
    for x in sorted(range(len(widths)), key=lambda x: needs[x] - widths[x]):
        lacks = needs[x] - widths[x]
        if 0 < lacks <= left:
            balanced[x] = needs[x]
            left -= lacks
    share = (spare - left) / spare if spare else 0.0
    return [width - max(0.0, widths[x] - needs[x]) * share for x, width in enumerate(balanced)]
