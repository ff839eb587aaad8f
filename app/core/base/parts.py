"""Many values a part at a time: databases and drivers limit how many a statement may name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")

# So many ids or names stand in a statement.
MOST_IN_A_STATEMENT = 500


def in_parts(values: Sequence[T], size: int = MOST_IN_A_STATEMENT) -> Iterator[Sequence[T]]:
    """The values in their order, so many at once."""
    for start in range(0, len(values), size):
        yield values[start : start + size]
