"""However many come for the last places at one moment, places equal the ledger."""

from __future__ import annotations

import pytest

from tests.training.rush import holds, rush

pytestmark = pytest.mark.both_databases


@pytest.mark.parametrize("number", range(5))
def test_a_rush_for_the_last_places(app, number):
    outcomes, told = rush(app)
    holds(told)
    assert outcomes["done"] > 0
    assert outcomes["refused"] > 0
