"""Characters that no installed font can draw, found before a PDF is made."""

from __future__ import annotations

import shutil
import subprocess
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from .paper import PageBox, Paper

# What draws nothing by itself: controls, invisible signs and blanks.
_UNDRAWN = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})
# How much of a long word is quoted around what it lacks.
AROUND = 12
Ranges = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class MissingGlyph:
    """A character that the PDF would leave out, and the first word that has it."""

    char: str
    text: str

    @property
    def code(self) -> str:
        return f"U+{ord(self.char):04X}"


def missing_glyphs(paper: Paper) -> tuple[MissingGlyph, ...]:
    """What a PDF of these pages would lack, each character once, in the order of the pages.

    Empty also where the fonts cannot be asked for: such a machine makes no PDF.
    """
    covered = coverage()
    if not covered:
        return ()
    texts = [word for text in _texts(paper) for word in text.split()]
    lacking = {char for char in set().union(*texts) if not _is_drawn(char, covered)}
    found: dict[str, MissingGlyph] = {}
    for text in texts if lacking else ():
        for place, char in enumerate(text):
            if char in lacking and char not in found:
                around = text[max(0, place - AROUND) : place + AROUND + 1]
                found[char] = MissingGlyph(char, around)
    return tuple(found.values())


def _is_drawn(char: str, covered: Ranges) -> bool:
    if unicodedata.category(char) in _UNDRAWN or "VARIATION SELECTOR" in unicodedata.name(char, ""):
        return True
    place = bisect_right(covered, (ord(char), 0x110000)) - 1
    return place >= 0 and covered[place][0] <= ord(char) <= covered[place][1]


def _texts(paper: Paper) -> Iterator[str]:
    """Every text of a document, whole cells and lines."""
    yield paper.heading.watermark
    for strip in paper.strips:
        for row in strip.header:
            yield from ("".join(box.lines) for box in row.boxes)
    for page in paper.pages:
        for row in page.rows:
            yield from ("".join(box.lines) for box in row.boxes)
        yield from _around_table(page)


def _around_table(page: PageBox) -> Iterator[str]:
    yield from page.title
    for left, right in (*page.subtitle, *page.signature):
        yield from (left, right)
    yield from page.notes


def coverage() -> Ranges:
    """The code points that some installed font has, as sorted ranges; asked once a process."""
    try:
        return _coverage(shutil.which("fc-list"))
    except (OSError, subprocess.SubprocessError):
        # Not kept: the next document asks again.
        return ()


@cache
def _coverage(lister: str | None) -> Ranges:
    told = subprocess.run(
        [lister or "fc-list", "--format", "%{charset}\n"],
        capture_output=True,
        text=True,
        timeout=20,
        check=True,
    ).stdout
    found = _merged(part for line in set(told.splitlines()) for part in line.split())
    if not found:
        raise FileNotFoundError("no font is installed")
    return found


def _merged(parts: Iterable[str]) -> Ranges:
    """Hexadecimal numbers and ranges ("4e00-9fa5") joined where they touch."""
    found: list[tuple[int, int]] = []
    for first, last in sorted(_range(part) for part in parts):
        if found and first <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return tuple(found)


def _range(part: str) -> tuple[int, int]:
    first, _to, last = part.partition("-")
    return int(first, 16), int(last or first, 16)
