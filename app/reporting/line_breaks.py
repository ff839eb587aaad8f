"""Breaks text into lines by estimated width, so that row heights are known before drawing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

PT = 25.4 / 72

# A unit in brackets, a step of a formula, a Latin word or number, and a character with the
# punctuation around it stay together as long as a line can hold them.
_TOKEN = re.compile(
    r"\n|\d+=\d+|[+÷×]\d+|[(（〔][^()（）〔〕\n]{1,4}[)）〕]|[A-Za-z0-9.,:/%+\-_@#&]{1,80}"
    r"|[(（《〔【“‘]{0,2}.[，。、；：！？）》〕】”’]{0,3}"
)
_PART = re.compile(r"[(（〔]?[^()（）〔〕\n][)）〕]?|.")


@lru_cache(maxsize=4096)
def char_width(char: str) -> float:
    """The width in em: the widest of the fonts we draw with, and full for unknown scripts."""
    if ord(char) >= 0x250 or unicodedata.east_asian_width(char) in "WFA":
        return 1.0
    if char in "mwMW@%&":
        return 0.95
    return 0.75 if char.isupper() else 0.62


def text_width(text: str) -> float:
    """The width of the text in em, as one line."""
    return sum(map(char_width, text))


def widest_token(text: str) -> float:
    """The width in em below which a word of the text would have to be cut."""
    return max((text_width(token) for token in _TOKEN.findall(text)), default=0.0)


def wrap(text: str, room: float) -> tuple[str, ...]:
    """The text as lines of at most `room` em each, which must hold one character."""
    if len(text) <= room and "\n" not in text:
        return (text,)
    return tuple(_wrapped(text, max(room, 1.0)))


def line_count(text: str, room: float) -> int:
    """About how many lines the text takes where another program breaks it."""
    if "\n" in text:
        return sum(line_count(part, room) for part in text.split("\n"))
    # Words that move to the next line leave a gap at the end of theirs.
    wide = text_width(text)
    return 1 if wide <= room else int(wide / (0.92 * room)) + 1


def _wrapped(text: str, room: float) -> list[str]:
    lines: list[str] = []
    current, width = "", 0.0
    for piece in _pieces(text, room):
        wide = text_width(piece)
        if piece == "\n" or (current and width + wide > room):
            lines.append(current)
            current, width = "", 0.0
        if piece != "\n":
            current, width = current + piece, width + wide
    return [*lines, current]


def _pieces(text: str, room: float) -> Iterator[str]:
    """The words of the text; one that no line can hold comes character by character.

    Its brackets stay with what they enclose, where a line can hold both.
    """
    for word in _TOKEN.findall(text):
        if text_width(word) <= room:
            yield word
            continue
        for part in _PART.findall(word):
            yield from (part,) if text_width(part) <= room else part
