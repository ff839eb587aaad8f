"""Column types: what they keep of a value."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy.dialects import sqlite

from app.core.base.column_types import Amount


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("0.01", "0.01"),
        ("2.675", "2.68"),
        ("-2.675", "-2.68"),
        ("0.004", "0.00"),
        ("99999999999.99", "99999999999.99"),
    ],
)
def test_an_amount_is_kept_to_the_nearest_hundredth(value, kept):
    bound = Amount().process_bind_param(Decimal(value), sqlite.dialect())
    assert isinstance(bound, int)
    assert str(Amount().process_result_value(bound, sqlite.dialect())) == kept
