"""Impact analysis of dictionary edits: which records, figures and reports an edit changes.

A module declares a source: which records hold a code, which figures they are counted in, and
which columns of reports print the label. 字典管理 asks all sources before it stores an edit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from app.core.base.registry import Registry

from .cache import steady


@dataclass(frozen=True, slots=True)
class Edit:
    """Another label or class of an entry, each as it is and as it shall be."""

    dictionary: str
    code: str
    label: tuple[str, str]
    group: tuple[str | None, str | None]

    @property
    def is_renamed(self) -> bool:
        """Whether the label becomes another."""
        return self.label[0] != self.label[1]

    @property
    def is_regrouped(self) -> bool:
        """Whether figures count the entry in another class."""
        return self.group[0] != self.group[1]


class Holding(NamedTuple):
    """How many records of a kind hold a code: of an open year, or of no year at all."""

    year: int | None
    kind: Any
    records: int


# The sums of an open year by the key of the column that reports print them in.
Figures = Mapping[tuple[int, str], Any]


def _no_figures(_edit: Edit) -> Figures:
    return {}


@dataclass(frozen=True)
class EffectSource:
    """What a module tells. ``printed`` is the column key that a dictionary's label stands under."""

    name: str
    holdings: Callable[[Edit], Iterable[Holding]]
    figures: Callable[[Edit], Figures] = _no_figures
    printed: Mapping[str, str] = field(default_factory=dict)


SOURCES = Registry("dictionary_effects", EffectSource, lambda one: one.name)


def _sources() -> Iterable[EffectSource]:
    return SOURCES.registered().values()


def holdings(edit: Edit) -> list[Holding]:
    """The records that hold the code, kinds without any left out."""
    return [one for source in _sources() for one in source.holdings(edit) if one.records]


def figures(edit: Edit) -> Figures:
    """The sums that the class of the entry may decide, by the dictionaries of this moment."""
    if not edit.is_regrouped:
        return {}
    found: dict[tuple[int, str], Any] = {}
    with steady():
        for source in _sources():
            found.update(source.figures(edit))
    return found


def printed(edit: Edit) -> set[str]:
    """The columns of reports that print the label."""
    if not edit.is_renamed:
        return set()
    found = {source.printed.get(edit.dictionary) for source in _sources()}
    return {key for key in found if key}
