"""What tests of imports share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.imports.rosters import roster, upload


@pytest.fixture
def sent(app: Flask, sign_in: Any, run_jobs: Any, tmp_path: Path) -> Any:
    """Send rows as a clerk; the client, the id of the batch and its page."""

    def send(rows: list[dict[str, Any]], username: str = "yl_clerk") -> tuple[FlaskClient, int]:
        client = sign_in(username)
        answer = upload(client, roster(tmp_path / "rows.xlsx", rows))
        assert answer.status_code == 303, answer.text
        run_jobs()
        return client, int(answer.location.rpartition("/")[2])

    return send
