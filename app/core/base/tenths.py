"""Numbers with one decimal that are kept as whole tenths, such as hours and marks."""

from __future__ import annotations

from decimal import Decimal
from typing import overload

TENTHS = 10


@overload
def tenths_of(value: Decimal) -> int: ...
@overload
def tenths_of(value: None) -> None: ...
@overload
def tenths_of(value: Decimal | None) -> int | None: ...
def tenths_of(value: Decimal | None) -> int | None:
    """A number with one decimal as whole tenths."""
    return None if value is None else int(value * TENTHS)


def number_of(tenths: int | None) -> Decimal | None:
    """Whole tenths as the number that people write: 87.5, but 87."""
    if tenths is None:
        return None
    whole, rest = divmod(tenths, TENTHS)
    return Decimal(tenths) / TENTHS if rest else Decimal(whole)
