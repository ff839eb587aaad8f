"""考核趋势 as pictures: grades over the quarters, and what was deducted most often."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from app.scoring.choices import Grade

WIDTH, HEIGHT, FLOOR, AIR = 420, 140, 160, 0.2


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a column: from where, how high, in which of the colours of charts."""

    y: float
    height: float
    colour: int


@dataclass(frozen=True, slots=True)
class QuarterColumn:
    """A quarter: its place, its pieces, and how many assessments have each grade."""

    label: str
    x: float
    width: float
    parts: Sequence[Part]
    counts: Sequence[int]

    @property
    def total(self) -> int:
        return sum(self.counts)

    @property
    def top(self) -> float:
        """Where the column ends above."""
        return min((part.y for part in self.parts), default=FLOOR)


def quarter_columns(
    quarters: Sequence[tuple[int, int]], found: Mapping[tuple[int, int], Mapping[Grade, int]]
) -> list[QuarterColumn]:
    """A column for each quarter, as high as it has assessments; none where nothing was assessed."""
    highest = max((sum(counts.values()) for counts in found.values()), default=0)
    if not highest:
        return []
    step = WIDTH / len(quarters)
    return [
        _column(
            f"{year}Q{quarter}",
            round(step * (place + AIR), 1),
            round(step * (1 - 2 * AIR), 1),
            [found.get((year, quarter), {}).get(grade, 0) for grade in Grade],
            HEIGHT / highest,
        )
        for place, (year, quarter) in enumerate(quarters)
    ]


def _column(
    label: str, x: float, width: float, counts: Sequence[int], scale: float
) -> QuarterColumn:
    parts, y = [], float(FLOOR)
    for colour, number in enumerate(counts, 1):
        y -= number * scale
        if number:
            parts.append(Part(round(y, 1), round(number * scale, 1), colour))
    return QuarterColumn(label, x, width, parts, counts)


def spoken(columns: Sequence[QuarterColumn]) -> str:
    """What the picture says, for who does not see it."""
    told = []
    for one in columns:
        pairs = zip(Grade, one.counts, strict=True)
        grades = _("、").join(f"{grade.label} {number}" for grade, number in pairs if number)
        told.append(f"{one.label} {grades or 0}")
    return _("，").join(told)
