"""The bytes of attachments: random names in two levels of folders, whole or not at all."""

from __future__ import annotations

import datetime as dt
import os
import uuid
from collections.abc import Iterator
from pathlib import Path

from app.core.base import clock, file_store

FOLDER = "files"
UNFINISHED = ".part"


def path_of(stored_as: str) -> Path:
    """Where a stored name lies."""
    return file_store.folder(FOLDER) / stored_as


def keep(data: bytes, suffix: str) -> str:
    """Write a new file and return its stored name; it is on the disk when this returns."""
    name = uuid.uuid4().hex
    stored_as = f"{name[:2]}/{name[2:4]}/{name}{suffix}"
    path = path_of(stored_as)
    path.parent.parent.mkdir(mode=0o700, exist_ok=True)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    draft = path.with_suffix(UNFINISHED)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(path)
    for folder in (path.parent, path.parent.parent, path.parent.parent.parent):
        _settle(folder)
    return stored_as


def _settle(folder: Path) -> None:
    """Make the names in a folder outlive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def written_before(moment: dt.datetime) -> Iterator[str]:
    """The stored names of files older than a moment, unfinished ones among them."""
    folder = file_store.folder(FOLDER)
    for path in folder.glob("*/*/*"):
        if clock.of_machine(path.stat().st_mtime) < moment:
            yield path.relative_to(folder).as_posix()


def remove(stored_as: str) -> None:
    """Delete a file; one that is gone already is no fault."""
    path_of(stored_as).unlink(missing_ok=True)
