"""The surveys of one world, which the tests of a module read together or change for themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from tests.support.survey import world
from tests.support.survey.desk import Desk
from tests.support.worlds import Worlds


@pytest.fixture
def stations(grown: Any) -> Flask:
    """More organizations, and two years of returns in every state with people of every kind."""
    return grown("surveys", world.fill)


@pytest.fixture(scope="module")
def _desks(worlds: Worlds) -> Iterator[dict[str, Desk]]:
    """The desk that the tests of a module share, once the first of them has come."""
    yield {}
    worlds.let_go()


@pytest.fixture
def desk(request: Any, worlds: Worlds, _desks: dict[str, Desk]) -> Desk:
    """The surveys for tests that change nothing, in a module where no test does.

    What one of them has drawn the others compare; the world is brought back for the first alone.
    """
    if "shared" not in _desks:
        request.getfixturevalue("stations")
        _desks["shared"] = Desk(worlds.app)
    return _desks["shared"]


@pytest.fixture
def own_desk(stations: Flask) -> Desk:
    """The surveys of a world that this test alone has, and may change."""
    return Desk(stations)
