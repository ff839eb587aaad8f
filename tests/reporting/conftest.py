"""What the tests of exports and of PDFs begin with."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from app.reporting.pages import Paper, paginate
from tests.reporting.engines import ENGINES, use
from tests.reporting.exports import files_of
from tests.reporting.samples import GROUPED, invented, sheet_of
from tests.support.workers import nobody_works, worker  # noqa: F401 - for every test of a file


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A machine with either engine."""
    use(request.param, tmp_path, monkeypatch)
    return request.param


@pytest.fixture
def only_second(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without wkhtmltopdf."""
    use("weasyprint", tmp_path, monkeypatch)


@pytest.fixture(scope="module")
def paper() -> Paper:
    return paginate(sheet_of(GROUPED, invented(120)))


@pytest.fixture
def no_files_of_others(app: Flask) -> None:
    """The folder of exports is empty."""
    for path in files_of(app):
        path.unlink()
