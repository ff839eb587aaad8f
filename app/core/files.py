"""The private folder of finished files: random names, served only through their row."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from pathlib import Path

from flask import current_app


def folder(kind: str) -> Path:
    """A private folder of the installation, made on first use."""
    path = Path(current_app.config["INSTANCE_DIR"]) / kind
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def new_name(suffix: str) -> str:
    """A name nobody can guess, in one of 256 folders."""
    name = uuid.uuid4().hex
    return f"{name[:2]}/{name}{suffix}"


def place(kind: str, stored_as: str) -> Path:
    """Where a stored name lies; its folder exists afterwards."""
    path = folder(kind) / stored_as
    path.parent.mkdir(mode=0o700, exist_ok=True)
    return path


def older_than(kind: str, moment: dt.datetime) -> Iterator[str]:
    """The stored names of files that were last written before a moment."""
    for path in folder(kind).glob("*/*"):
        if path.stat().st_mtime < moment.timestamp():
            yield path.relative_to(folder(kind)).as_posix()


def remove(kind: str, stored_as: str) -> None:
    """Delete a file; one that is gone already is no fault."""
    (folder(kind) / stored_as).unlink(missing_ok=True)
