"""A page of rows that are at hand already; lists of the database have `listing.py`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .listing import NEIGHBOURS, SIZES

USUAL_SIZE = 25


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of one page, and where they stand among all."""

    rows: Sequence[Any]
    number: int
    size: int
    total: int
    sizes: Sequence[int] = SIZES

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // self.size))

    @property
    def numbers(self) -> list[int]:
        """The pages to link to: the first, the last and those around; 0 is a gap."""
        near = {1, self.pages, *range(self.number - NEIGHBOURS, self.number + NEIGHBOURS + 1)}
        found: list[int] = []
        for number in sorted(n for n in near if 1 <= n <= self.pages):
            if found and number > found[-1] + 1:
                found.append(0)
            found.append(number)
        return found

    @property
    def low(self) -> int:
        """The place of the first row, counted from 1; 0 without rows."""
        return (self.number - 1) * self.size + 1 if self.rows else 0

    @property
    def high(self) -> int:
        """The place of the last row."""
        return (self.number - 1) * self.size + len(self.rows)


def part_of(rows: Sequence[Any], arguments: Mapping[str, str]) -> Part:
    """The page that ``page`` and ``size`` of an address ask for; beyond the last it is the last."""
    size = _number(arguments.get("size", ""))
    size = size if size in SIZES else USUAL_SIZE
    last = max(1, -(-len(rows) // size))
    number = min(max(_number(arguments.get("page", "")), 1), last)
    return Part(rows[(number - 1) * size : number * size], number, size, len(rows))


def page_arguments(page: int, size: int) -> dict[str, Any]:
    """What an address needs to name a page and a size; nothing for the usual ones."""
    found: dict[str, Any] = {"size": size} if size != USUAL_SIZE else {}
    return found | ({"page": page} if page > 1 else {})


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0
