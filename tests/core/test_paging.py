"""Pages of rows that are at hand: every page is one there is, and says where it stands."""

from __future__ import annotations

import pytest

from app.core.paging import part_of

ROWS = list(range(1, 144))


@pytest.mark.parametrize(
    ("arguments", "number", "low", "high"),
    [
        ({}, 1, 1, 25),
        ({"page": "3"}, 3, 51, 75),
        ({"page": "999"}, 6, 126, 143),
        ({"page": "-1"}, 1, 1, 25),
        ({"page": "２"}, 1, 1, 25),
        ({"page": "15", "size": "10"}, 15, 141, 143),
        ({"page": "2", "size": "11"}, 2, 26, 50),
    ],
)
def test_a_page_says_where_it_stands(
    arguments: dict[str, str], number: int, low: int, high: int
) -> None:
    part = part_of(ROWS, arguments)
    assert (part.number, part.low, part.high, part.total) == (number, low, high, 143)
    assert list(part.rows) == ROWS[low - 1 : high]


def test_nothing_is_one_empty_page() -> None:
    part = part_of([], {"page": "4"})
    assert (part.number, part.pages, part.low, part.high) == (1, 1, 0, 0)


def test_many_pages_are_linked_with_gaps() -> None:
    assert part_of(ROWS, {"page": "7", "size": "10"}).numbers == [1, 0, 6, 7, 8, 0, 15]
    assert part_of(ROWS, {}).numbers == [1, 2, 0, 6]
