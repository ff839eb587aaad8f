"""How much of a whole a part is, and what falls to each, rounded once and everywhere alike."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal


def share(part: Decimal | int | None, whole: Decimal | int | None) -> Decimal | None:
    """A part in percent to one decimal, half up; None where there is nothing to divide.

    Whatever stands for an unread value stays one: nothing is converted.
    """
    if part is None or not whole:
        return None
    return (part * Decimal(100) / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)


def each(whole: Decimal | None, people: int | None) -> Decimal | None:
    """What falls to each of some people, to two decimals, half up; None where there are none."""
    if whole is None or not people:
        return None
    return (whole / people).quantize(Decimal("0.01"), ROUND_HALF_UP)
