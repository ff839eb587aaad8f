"""Archive of an export: its cells compressed, and the checksum that proves them.

Reports up to the length of paper are kept cell by cell, so that a number shows the same figures
after the file has gone (ruling 22); of longer ones the checksum alone is known.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from .declaration import Column, Page
from .heading import Heading
from .pages import MAX_ROWS
from .paper_sizes import Margins
from .sheet import GridCell, HeaderCell, Line, Sheet

FORM = 1


class Keeper:
    """Observer of a sheet's lines as they pass to the renderer: collects cells and checksum.

    The checksum covers title, second line, headings of columns and every cell, unrounded; number,
    moment and notes are not in it, so that equal figures have equal checksums.
    """

    def __init__(self, sheet: Sheet):
        self._head = _head(sheet)
        self._sum = hashlib.sha256(_json(self._head["proved"]))
        self._lines: list[bytes] | None = []
        self._rows = 0
        self.sheet = replace(sheet, lines=self._pass(sheet.lines))

    def _pass(self, lines: Iterator[Line]) -> Iterator[Line]:
        update = self._sum.update
        for line in lines:
            if self._lines is None:
                # Nobody will read these cells again; what is quickest to write proves as well.
                update(repr(line[:]).encode("utf-8", "surrogatepass"))
                yield line
                continue
            written = b"\n" + _json(line)
            update(written)
            self._lines.append(written)
            self._rows += line.kind == "row"
            if self._rows > MAX_ROWS:
                self._lines = None
            yield line

    @property
    def checksum(self) -> str:
        """SHA-256 of what has passed, as 64 hexadecimal digits."""
        return self._sum.hexdigest()

    def content(self, heading: Heading) -> bytes | None:
        """The cells to keep, under the heading as it was printed; None when they are too many."""
        if self._lines is None:
            return None
        told = _json(vars(heading))
        return zlib.compress(b"".join([_json(self._head), b"\n", told, *self._lines]), 9)


def short(checksum: str) -> str:
    """The checksum as paper shows it: 64 of its bits, in groups that can be compared by eye."""
    return "-".join(checksum[place : place + 4] for place in range(0, 16, 4)).upper()


def reopen(content: bytes) -> tuple[Sheet, str]:
    """A kept export as a sheet to draw again, and the checksum of its cells as they are now."""
    head, told, *lines = zlib.decompress(content).split(b"\n")
    parts = json.loads(head, object_hook=_revive)
    proof = hashlib.sha256(_json(parts["proved"]))
    for line in lines:
        proof.update(b"\n" + line)
    columns = tuple(Column(**column) for column in parts["columns"])
    page = parts["page"]
    sheet = Sheet(
        heading=_heading(json.loads(told)),
        page=Page(**{**page, "margins": Margins(**page["margins"])}),
        columns=columns,
        header=tuple(HeaderCell(*cell) for cell in parts["proved"]["header"]),
        header_rows=parts["header_rows"],
        lines=(_line(json.loads(line, object_hook=_revive)) for line in lines),
        keys=parts["keys"],
        # What was kept before columns were numbered does not say so.
        numbered=parts.get("numbered", False),
    )
    return sheet, proof.hexdigest()


def _head(sheet: Sheet) -> dict[str, Any]:
    page = sheet.page
    return {
        "form": FORM,
        "proved": {
            "title": sheet.heading.title,
            "left": sheet.heading.left,
            "right": sheet.heading.right,
            "header": [list(cell) for cell in sheet.header],
        },
        "header_rows": sheet.header_rows,
        "keys": sheet.keys,
        "numbered": sheet.numbered,
        "page": {
            "paper": page.paper,
            "landscape": page.landscape,
            "font_pt": page.font_pt,
            "margins": vars(page.margins),
            "framed": page.framed,
        },
        # What drawing needs; sums are done.
        "columns": [
            {
                "key": column.key,
                "title": str(column.title),
                "mm": column.mm,
                "fmt": column.fmt,
                "align": column.align,
                "agg": "sum" if column.agg else None,
                "ratio": column.ratio,
            }
            for column in sheet.columns
        ],
    }


def _heading(told: dict[str, Any]) -> Heading:
    lists = {name: tuple(told.get(name, ())) for name in ("notes", "corner")}
    return Heading(**{**told, **lists})


def _line(kept: list[Any]) -> Line:
    kind, values, label, span, covered, key, *forms = kept
    # What was kept before lists repeated their headings has neither of the last two.
    cells, heading, follows = (*forms, (), False)[:3]
    line = Line(kind, values, label, span, tuple(covered), key, _grid(cells), _grid(heading))
    return line._replace(follows=follows)


def _grid(kept: Iterable[list[Any]]) -> tuple[GridCell, ...]:
    return tuple(GridCell(*cell) for cell in kept)


def _marked(value: Any) -> Any:
    """What JSON does not know: exact numbers and days are marked, words that wait are said."""
    if isinstance(value, Decimal):
        return {"number": str(value)}
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return {"day": value.isoformat()}
    if isinstance(value, bytes):
        return {"hex": value.hex()}
    return str(value)


def _revive(found: dict[str, Any]) -> Any:
    if len(found) == 1:
        if "day" in found:
            return dt.date.fromisoformat(found["day"])
        if "number" in found:
            return Decimal(found["number"])
        if "hex" in found:
            return bytes.fromhex(found["hex"])
    return found


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_marked)


def _json(value: Any) -> bytes:
    return _ENCODER.encode(value).encode("utf-8", "surrogatepass")
