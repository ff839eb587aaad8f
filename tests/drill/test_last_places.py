"""Fifty rushes for the last places of a session, on the database that is asked for."""

from __future__ import annotations

import pytest

from tests.training.rush import holds, rush

ROUNDS = 50
pytestmark = pytest.mark.both_databases


@pytest.mark.parametrize("number", range(ROUNDS))
def test_a_rush_for_the_last_places(app, number):
    _outcomes, told = rush(app)
    holds(told)
