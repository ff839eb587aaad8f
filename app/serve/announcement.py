"""What the terminal shows once the product answers: its address and the demo accounts."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import config

COLUMNS = ("username", "password", "name", "role", "level", "organization")


def announcement(values: dict[str, Any]) -> str:
    lines = [f"{values['APP_NAME']}: {address(values)}"]
    accounts = Path(values["INSTANCE_DIR"]) / "demo-accounts.json"
    if values["APP_ENV"] != "production" and accounts.exists():
        lines += ["", "Demo accounts:", *_table(json.loads(accounts.read_text()))]
    return "\n".join([*lines, "", "Ctrl-C stops it."])


def address(values: dict[str, Any]) -> str:
    name = values["TRUSTED_HOSTS"][0].lstrip(".")
    if values["HTTPS"]:
        return f"https://{name}"
    host = name if values["HOST"] in config.EVERY_ADDRESS else values["HOST"]
    return f"http://{host}:{values['PORT']}"


def _table(accounts: list[dict[str, Any]]) -> Iterator[str]:
    rows = [dict(zip(COLUMNS, COLUMNS, strict=True)), *accounts]
    texts = [[str(row.get(column) or "") for column in COLUMNS] for row in rows]
    widths = [max(map(_width, column)) for column in zip(*texts, strict=True)]
    for text in texts:
        cells = zip(text, widths, strict=True)
        yield "  ".join(cell + " " * (width - _width(cell)) for cell, width in cells).rstrip()


def _width(text: str) -> int:
    """Places on a terminal, where a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
