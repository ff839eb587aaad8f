"""What the tests of several reports begin with."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from tests.support import summary_world
from tests.support.workers import worker  # noqa: F401 - for every test of a file


@pytest.fixture
def figures(grown: Any) -> Flask:
    """Two years of figures in every state, and people of every kind."""
    return grown("summary", summary_world.fill)
