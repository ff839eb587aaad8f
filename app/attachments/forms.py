"""What a form says about its files, read from what was sent."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort

from app.core.base.ids import is_id

TOKEN, WANTED, SHOWN, KEPT = "files_token", "file", "file_shown", "files_kept"
MOST = 200


@dataclass(frozen=True, slots=True)
class SentFiles:
    """The form that was sent: its token, the files it lists, and those it was opened with.

    ``prefix`` begins the names of its fields, where a page has several boxes.
    """

    token: str
    wanted: tuple[int, ...]
    shown: tuple[int, ...]
    prefix: str = ""


def sent_files(form: Any, prefix: str = "") -> SentFiles:
    """The files of a box; a form that says nothing of files changes nothing about them."""
    token = form.get(f"{prefix}{TOKEN}")
    if token is None:
        return SentFiles(new_token(), (), (), prefix)
    if not is_token(token):
        abort(400)
    wanted, shown = (form.getlist(f"{prefix}{name}") for name in (WANTED, SHOWN))
    return SentFiles(token, _ids(wanted), _ids(shown), prefix)


def kept_files(texts: Mapping[str, str], prefix: str = "") -> SentFiles | None:
    """The files of a form that was left, as its draft keeps them; None where it keeps none.

    The script writes token, listed and shown files into one field: ``token 1,2 1``.
    """
    found = re.fullmatch(r"([0-9a-f]{32}) ([\d,]*) ([\d,]*)", texts.get(f"{prefix}{KEPT}", ""))
    if found is None:
        return None
    wanted, shown = ([one for one in ids.split(",") if is_id(one)] for ids in found.groups()[1:])
    return SentFiles(found[1], _ids(wanted[:MOST]), _ids(shown[:MOST]), prefix)


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
