"""Finder of records: what modules offer to whoever types a name, letters or a number (Ctrl+K)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from app.core.access.security_manager import may
from app.core.base.registry import Registry
from app.core.base.typed_text import HAN, code_text, narrow, search_text

SHORTEST, LONGEST = 2, 40
# So many of a kind are shown.
MOST = 8
SHORTEST_NUMBER = 6
HAS_HAN = re.compile(f"[{HAN}]")
ID_TAIL = re.compile(r"\d{3,5}[\dX]")
ID_NUMBER = re.compile(r"\d{17}[\dX]")


@dataclass(frozen=True)
class Wanted:
    """What somebody typed, read as a name, as letters, as a number."""

    typed: str

    @cached_property
    def name(self) -> str:
        """A part of a name as names are stored; blank for what is no part of one."""
        text = search_text(self.typed)
        return text if HAS_HAN.search(text) else ""

    @cached_property
    def letters(self) -> str:
        """Small letters without blanks, for pinyin; blank where anything else stands between."""
        text = re.sub(r"[\s']", "", narrow(self.typed)).lower()
        return text if text.isascii() and text.isalpha() else ""

    @cached_property
    def id_tail(self) -> str:
        """The last four to six characters of an ID number."""
        text = code_text(self.typed)
        return text if ID_TAIL.fullmatch(text) else ""

    @cached_property
    def id_number(self) -> str:
        """A whole ID number."""
        text = code_text(self.typed)
        return text if ID_NUMBER.fullmatch(text) else ""

    @cached_property
    def number(self) -> str:
        """The number of a record, or its beginning; blank for what is too short to be one."""
        text = narrow(self.typed).strip().upper()
        has_digit = any(sign.isdigit() for sign in text)
        return text if has_digit and len(text) >= SHORTEST_NUMBER else ""


@dataclass(frozen=True, slots=True)
class Match:
    """A record that was found: how it is called, whose it is, where its 查看 is."""

    name: str
    url: str
    organization: str = ""


@dataclass(frozen=True, slots=True)
class FinderSource:
    """How one module finds its records; asked of those alone who may read the resource.

    ``find`` gives the best first, by one statement at most, within the scope of whoever asks,
    and none that the page of a record would not show.
    """

    resource: str
    label: Any
    find: Callable[[Wanted], Iterable[Match]]
    action: str = "read"


SOURCES = Registry("finder", FinderSource, lambda one: f"{one.resource} {one.label}")


def found_by(typed: str) -> list[tuple[str, list[Match]]]:
    """The records of each kind that somebody may look at, by what they typed."""
    text = " ".join(typed.split())
    if not SHORTEST <= len(text) <= LONGEST:
        return []
    wanted = Wanted(text)
    sources = [one for one in SOURCES.registered().values() if may(one.action, one.resource)]
    found = [(str(one.label), list(one.find(wanted))[:MOST]) for one in sources]
    return [(label, matches) for label, matches in found if matches]
