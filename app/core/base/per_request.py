"""Cache of one request: a value is computed once, however many rows of the page want it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from flask import g

Answer = TypeVar("Answer")


def once(key: tuple[Hashable, ...], find: Callable[[], Answer]) -> Answer:
    """The answer of ``find``, kept under ``key`` until the request ends."""
    kept: dict[Any, Answer] = g.setdefault("answers", {})
    if key not in kept:
        kept[key] = find()
    return kept[key]
