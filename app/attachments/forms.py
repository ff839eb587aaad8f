"""What a form says about its files, read from what was sent."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort, request

from app.core.forms import AppForm
from app.core.requests import is_id

TOKEN, WANTED, SHOWN = "files_token", "file", "file_shown"
MOST = 200


@dataclass(frozen=True, slots=True)
class SentFiles:
    """The form that was sent: its token, the files it lists, and those it was opened with."""

    token: str
    wanted: tuple[int, ...]
    shown: tuple[int, ...]


def sent_files(form: Any) -> SentFiles:
    """The files of a form; one that says nothing of files changes nothing about them."""
    if TOKEN not in form:
        return SentFiles(new_token(), (), ())
    if not is_token(form[TOKEN]):
        abort(400)
    return SentFiles(form[TOKEN], _ids(form.getlist(WANTED)), _ids(form.getlist(SHOWN)))


def _ids(values: Sequence[str]) -> tuple[int, ...]:
    if len(values) > MOST or not all(is_id(value) for value in values):
        abort(404)
    return tuple(dict.fromkeys(int(value) for value in values))


def new_token() -> str:
    """The name of a form that is opened now."""
    return uuid.uuid4().hex


def is_token(text: str) -> bool:
    """Whether a text can be the name of a form."""
    return re.fullmatch(r"[0-9a-f]{32}", text) is not None


class FormWithFiles(AppForm):
    """A form of a standard screen that carries files: ``values()["files"]`` is what it sent."""

    def values(self) -> dict[str, Any]:
        """What was filled in, and the files."""
        return {**super().values(), "files": sent_files(request.form)}
