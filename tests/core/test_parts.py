"""Many values a part at a time: each once, in their order."""

from __future__ import annotations

import pytest

from app.core.base.parts import in_parts


@pytest.mark.parametrize(
    ("count", "wanted"), [(0, []), (1, [[0]]), (2, [[0, 1]]), (5, [[0, 1], [2, 3], [4]])]
)
def test_every_value_is_in_one_part(count: int, wanted: list[list[int]]) -> None:
    assert list(in_parts(list(range(count)), 2)) == wanted
