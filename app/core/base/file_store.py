"""The private folder of finished files: random names, served only through their row."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from pathlib import Path

from flask import current_app

from . import clock


def folder(kind: str) -> Path:
    """A private folder of the installation, made on first use."""
    path = Path(current_app.config["INSTANCE_DIR"]) / kind
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def place(kind: str, stored_as: str) -> Path:
    """Where a stored name lies; its folder exists afterwards."""
    path = folder(kind) / stored_as
    path.parent.mkdir(mode=0o700, exist_ok=True)
    return path


def name_of(number: int, suffix: str) -> str:
    """A name nobody can guess for a try at the file of a row; all its tries lie together."""
    return f"{number % 256:02x}/{number}-{uuid.uuid4().hex}{suffix}"


def remove_other_tries(kind: str, number: int, stored_as: str | None) -> None:
    """Delete what other tries at the file of a row left, finished or not."""
    place_of_all = folder(kind) / f"{number % 256:02x}"
    for pattern in (f"{number}-*", f".{number}-*"):
        for path in place_of_all.glob(pattern):
            if stored_as is None or path != folder(kind) / stored_as:
                path.unlink(missing_ok=True)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that a reader sees all of it or none."""
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def older_than(kind: str, moment: dt.datetime) -> Iterator[str]:
    """The stored names of files that were last written before a moment."""
    for path in folder(kind).glob("*/*"):
        if clock.of_machine(path.stat().st_mtime) < moment:
            yield path.relative_to(folder(kind)).as_posix()


def remove(kind: str, stored_as: str) -> None:
    """Delete a file; one that is gone already is no fault."""
    (folder(kind) / stored_as).unlink(missing_ok=True)
