"""Lists as spreadsheets: joins the screens of the kernel with the engine that writes files."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from flask import Flask, send_file

from app.reporting.declaration import Column
from app.reporting.xlsx import write_list_xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTHS = {"text": 32.0, "int": 18.0, "dec2": 24.0, "date": 24.0}


def columns_of(headers: Sequence[tuple[str, Any]]) -> list[Column]:
    """The columns of a list's file from its (label, format) pairs."""
    return [
        Column(str(place), label, WIDTHS[fmt], fmt) for place, (label, fmt) in enumerate(headers)
    ]


def write_list(
    path: str | os.PathLike[str],
    title: str,
    headers: Sequence[tuple[str, str]],
    rows: Iterable[Sequence[Any]],
) -> int:
    """Write the file of a list and say how many rows it has."""
    named = ({str(place): value for place, value in enumerate(row)} for row in rows)
    return write_list_xlsx(path, title, columns_of(headers), named)


def answer_list(
    title: str, headers: Sequence[tuple[str, str]], rows: Iterable[Sequence[Any]]
) -> Any:
    """A short list, written within the request and sent at once."""
    with tempfile.TemporaryDirectory(prefix="zj-list-") as folder:
        path = Path(folder) / "list.xlsx"
        write_list(path, title, headers, rows)
        content = BytesIO(path.read_bytes())
    return send_file(
        content, mimetype=XLSX, as_attachment=True, download_name=f"{title}.xlsx"
    )


def install(app: Flask) -> None:
    """Tell the kernel's lists how their files are written."""
    app.extensions["list_writer"] = answer_list
