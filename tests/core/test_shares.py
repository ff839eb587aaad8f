"""A share is rounded half up, and there is none of nothing."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from app.core.base.shares import share


@pytest.mark.parametrize(
    ("part", "whole", "wanted"),
    [
        (1, 3, "33.3"),
        (2, 3, "66.7"),
        (1, 2000, "0.1"),
        (Decimal("0.25"), Decimal(1000), "0.0"),
        (Decimal("18.45"), Decimal(150), "12.3"),
        (250, 1000, "25.0"),
        (1245, 10000, "12.5"),
        (0, 4, "0.0"),
        (3, 0, None),
        (3, None, None),
        (None, 4, None),
    ],
)
def test_a_share_in_percent(part: Any, whole: Any, wanted: str | None) -> None:
    found = share(part, whole)
    assert (None if found is None else str(found)) == wanted
