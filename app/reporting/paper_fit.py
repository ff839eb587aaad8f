"""Chooses the type size and the column widths with which a sheet fits its paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from .declaration import Column
from .line_breaks import PT, text_width, widest_token

SMALLEST_PT = 6.5
# The air left and right of a text and of a heading, in em.
PADDING, HEAD_PADDING = 0.2, 0.05
# Words of a column title wider than this many em may be cut: "(万元)" fits, or at least "(个)".
_TITLE_WORD, _SHORT_TITLE_WORD = 3.3, 2.3
# Two signs of a title stand side by side where there is room enough.
_TWO_SIGNS = 2.0
# So much of its width a text column keeps when numbers need room.
_TEXT_KEEPS = 0.7
# Below this type a table that can is cut into strips, of which there are at most so many.
READABLE_PT, MOST_STRIPS = 7.5, 4
# Below this part of its size a spreadsheet is cut into strips as well.
LEAST_SCALE = 0.75


class Fit(NamedTuple):
    """The body type in pt and the width of each column in mm."""

    font_pt: float
    widths: tuple[float, ...]


@dataclass(frozen=True)
class Plan:
    """How wide each column is, and which columns stand on each strip of pages."""

    font_pt: float
    widths: tuple[float, ...]
    strips: tuple[tuple[int, ...], ...]


def plan(
    columns: Sequence[Column],
    texts: Sequence[Sequence[str]],
    printable: float,
    largest_pt: float,
    *,
    keys: int = 0,
    groups: Sequence[tuple[int, ...]] = (),
    numbers: Sequence[str] = (),
) -> Plan:
    """One strip, or with `keys` as few as are readable.

    The keys are columns that every strip begins with, in their declared widths; the `groups` are
    the columns, by number, that stay together, keys excluded; `numbers` stand below the titles.
    """
    least = [widest_token(text) for text in numbers] or [0.0] * len(columns)
    if not keys or len(groups) < 2:
        whole = fit(columns, texts, printable, largest_pt, least)
        return Plan(whole.font_pt, whole.widths, (tuple(range(len(columns))),))
    fixed = tuple(column.mm for column in columns[:keys])
    room = printable - sum(fixed)

    def sized(part: Sequence[int], largest: float) -> Fit:
        shown = [[row[x] for x in part] for row in texts]
        return fit([columns[x] for x in part], shown, room, largest, [least[x] for x in part])

    # The keys keep their widths, so they limit the type too.
    shown = [row[:keys] for row in texts]
    largest_pt = fit(columns[:keys], shown, sum(fixed), largest_pt).font_pt
    count, size = 0, 0.0
    parts: list[tuple[int, ...]] = []
    while size < READABLE_PT and count < min(MOST_STRIPS, len(groups)):
        count += 1
        parts = _partition(columns, groups, count)
        size = min(sized(part, largest_pt).font_pt for part in parts)
    widths = list(fixed) + [0.0] * (len(columns) - keys)
    for part in parts:
        for x, width in zip(part, sized(part, size).widths, strict=True):
            widths[x] = width
    every = tuple(range(keys))
    return Plan(size, tuple(widths), tuple((*every, *part) for part in parts))


def readable_strips(
    columns: Sequence[Column], groups: Sequence[tuple[int, ...]], printable: float, keys: int
) -> list[tuple[int, ...]]:
    """As few strips as print the declared widths in at least three quarters of their size.

    That is how a spreadsheet is printed, whose columns do not shrink one by one.
    """
    fixed = sum(column.mm for column in columns[:keys])
    parts = [tuple(range(keys, len(columns)))]
    while keys and len(parts) < min(MOST_STRIPS, len(groups)):
        widest = max(sum(columns[x].mm for x in part) for part in parts)
        if (fixed + widest) * LEAST_SCALE <= printable:
            break
        parts = _partition(columns, groups, len(parts) + 1)
    return parts


def _partition(
    columns: Sequence[Column], groups: Sequence[tuple[int, ...]], count: int
) -> list[tuple[int, ...]]:
    """The groups in their order as `count` parts of about one width."""
    wide = [sum(columns[x].mm for x in group) for group in groups]
    parts: list[list[int]] = [[] for _ in range(count)]
    left = 0.0
    for group, width in zip(groups, wide, strict=True):
        place = min(int((left + width / 2) * count / sum(wide)), count - 1)
        parts[place] += group
        left += width
    return [tuple(part) for part in parts if part]


def fit(
    columns: Sequence[Column],
    texts: Sequence[Sequence[str]],
    printable: float,
    largest_pt: float,
    least: Sequence[float] = (),
) -> Fit:
    """The largest type in which no number has to be broken, on columns that fill the paper.

    Where even the smallest type is too large, the longest numbers break. No column has less room
    than its `least` em.
    """
    declared = sum(column.mm for column in columns)
    widths = [column.mm * printable / declared for column in columns]
    numbers = [
        0.0
        if column.fmt == "text"
        else max(map(text_width, {row[x] for row in texts}), default=0.0)
        for x, column in enumerate(columns)
    ]
    if least:
        numbers = [max(pair) for pair in zip(numbers, least, strict=True)]
    size, needs = 0.0, widths
    for size, title_word in _attempts(largest_pt):
        needs = [
            _need(column, number, width, size * PT, title_word)
            for column, number, width in zip(columns, numbers, widths, strict=True)
        ]
        if _lacking(widths, needs) <= _lacking(needs, widths):
            break
    em = size * PT
    wishes = [
        (min(text_width(column.title), _TWO_SIGNS) + 2 * HEAD_PADDING) * em + 0.05
        for column in columns
    ]
    return Fit(size, tuple(_balance(widths, needs, wishes)))


def _attempts(largest_pt: float) -> Iterator[tuple[float, float]]:
    """Candidates (type size in pt, room kept for title words), best looking first."""
    size = largest_pt
    while size > SMALLEST_PT:
        yield size, _TITLE_WORD
        size -= 0.5
    yield SMALLEST_PT, _TITLE_WORD
    yield SMALLEST_PT, _SHORT_TITLE_WORD


def _need(column: Column, number: float, width: float, em: float, title_word: float) -> float:
    """The width in mm below which a number or a short word of the title would be cut."""
    words = min(widest_token(column.title), title_word)
    need = max(number + 2 * PADDING, words + 2 * HEAD_PADDING) * em + 0.05
    return max(need, _TEXT_KEEPS * width) if column.fmt == "text" else need


def _lacking(widths: Sequence[float], needs: Sequence[float]) -> float:
    return sum(max(0.0, need - width) for width, need in zip(widths, needs, strict=True))


def _balance(
    widths: Sequence[float], needs: Sequence[float], wishes: Sequence[float]
) -> list[float]:
    """Give narrow columns what they need from those that have more, the modest ones first.

    Nobody gives of what it wishes to keep, as long as the others have enough.
    """
    floors = [
        max(need, min(width, wish)) for need, width, wish in zip(needs, widths, wishes, strict=True)
    ]
    if _lacking(widths, needs) > _lacking(floors, widths):
        floors = list(needs)
    spare = left = _lacking(floors, widths)
    balanced = list(widths)
    for x in sorted(range(len(widths)), key=lambda x: needs[x] - widths[x]):
        lacks = needs[x] - widths[x]
        if 0 < lacks <= left:
            balanced[x] = needs[x]
            left -= lacks
    share = (spare - left) / spare if spare else 0.0
    return [width - max(0.0, widths[x] - floors[x]) * share for x, width in enumerate(balanced)]
