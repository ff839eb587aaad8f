"""Filters that a screen declares itself, under names of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import false

from .filters import AppFilter
from .value_kinds import Attribute, ValueKind


@dataclass(frozen=True, slots=True)
class Declared:
    """A filter that a screen declares under a name of its own, in ``filters``.

    ``where`` gives, for the values of the argument, the SQL criterion of a list over a table,
    or the test of a row in a list of rows at hand. With ``choices`` it is a select, and a code
    that is not on offer finds nothing; else it is a field of text. One that is ``linked`` has no
    field: other pages lead to the list with it. ``words`` says how a value reads in its chip.
    """

    where: Callable[[Sequence[str]], Any]
    choices: Callable[[], Iterable[tuple[str, Any]]] | None = None
    linked: bool = False
    words: Callable[[str], Any] | None = None


class DeclaredFilter(AppFilter):
    """A declared filter under its name in one screen."""

    name = _l("等于")

    def __init__(self, column_name: str, declared: Declared) -> None:
        self.column_name = column_name
        self.declared = declared
        self.attribute = Attribute(None, column_name, ValueKind.OTHER)
        self.is_chosen = declared.choices is not None
        self.is_linked = declared.linked

    def words(self) -> Mapping[str, Any]:
        """Every code on offer with its word."""
        return dict(self.declared.choices()) if self.declared.choices is not None else {}

    def chip_words(self, value: str) -> str:
        """How a value reads in the chip of the condition."""
        said = self.declared.words
        return str(said(value) if said is not None else self.words().get(value, value)).strip()

    def where(self, values: Sequence[str]) -> Any:
        return self.declared.where(values) if self.is_offered(values) else false()

    def test(self, values: Sequence[str]) -> Callable[[Any], bool]:
        if not self.is_offered(values):
            return lambda _row: False
        fulfils: Callable[[Any], bool] = self.declared.where(values)
        return fulfils

    def is_offered(self, values: Sequence[str]) -> bool:
        """What is offered may depend on who asks, so another's address may find nothing."""
        return not self.is_chosen or set(values) <= self.words().keys()
