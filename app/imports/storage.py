"""The bytes of workbooks that were sent: sealed, under names nobody can guess."""

from __future__ import annotations

from app.core.base import encryption, file_store

FOLDER, SUFFIX = "imports", ".sealed"


def keep(batch_id: int, content: bytes) -> str:
    """Write a workbook and return its stored name."""
    stored_as = file_store.name_of(batch_id, SUFFIX)
    file_store.write_whole(file_store.place(FOLDER, stored_as), encryption.seal(content))
    return stored_as


def content_of(stored_as: str) -> bytes:
    """The workbook as it was sent."""
    return encryption.unseal(file_store.place(FOLDER, stored_as).read_bytes())


def remove(stored_as: str) -> None:
    file_store.remove(FOLDER, stored_as)
