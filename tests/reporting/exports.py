"""Exports of the annual summary: asked for, looked at, and read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Flask

from app.core.base import clock
from app.reporting import operations
from tests.support.paper import sheet_texts, sheets

YEAR = str(clock.year())
PROVINCE = {"year": YEAR, "level": "province"}
CHANGSHA = {"year": YEAR, "level": "prefecture", "prefecture": "430100"}
ADDRESS = "/reports/annual_summary/export"


def ask(client: Any, conditions: dict[str, str], kind: str = "xlsx", **more: str) -> Any:
    answer = client.post(ADDRESS, data={**conditions, "format": kind, **more})
    assert answer.status_code == 202, answer.text
    return answer.json


def state(client: Any, run: Any) -> Any:
    return client.get(run["status_url"]).json


def book(client: Any, run: Any) -> list[Any]:
    """The sheets of a finished file."""
    answer = client.get(state(client, run)["file_url"], buffered=True)
    assert answer.status_code == 200
    return sheets(answer.data)


def words(sheet: Any) -> list[str]:
    return [text for row in sheet_texts(sheet) for text in row]


def files_of(app: Flask) -> list[Path]:
    folder = Path(app.config["INSTANCE_DIR"]) / operations.FOLDER
    return [path for path in folder.rglob("*") if path.is_file()] if folder.exists() else []
