"""Scope as a value: the organizations that may be read and written, and which scope is in force."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Scope:
    """Organizations that may be read and written; None means every one."""

    read: tuple[int, ...] | None
    write: tuple[int, ...] | None


EVERYTHING, NOTHING = Scope(None, None), Scope((), ())
_scope: ContextVar[Scope | None] = ContextVar("scope", default=None)


def declared() -> Scope | None:
    """The scope that surrounding code has set; None where nobody did."""
    return _scope.get()


@contextmanager
def _set(value: Scope) -> Iterator[None]:
    token = _scope.set(value)
    try:
        yield
    finally:
        _scope.reset(token)


def unscoped(reason: str) -> Any:
    """Look beyond the scope: uniqueness, the tree, declared cross-organization effects."""
    if not reason:
        raise ValueError("unscoped needs its reason")
    return _set(EVERYTHING)


def under(scope: Scope) -> Any:
    """A scope computed elsewhere, for example from a past year's tree."""
    return _set(scope)
