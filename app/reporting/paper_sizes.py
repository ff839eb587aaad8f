"""The papers that reports are printed on, and the white edges of a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

PaperName = Literal["A3", "A4", "A5"]
# Width and height in mm, upright.
SIZES: Mapping[PaperName, tuple[float, float]] = {
    "A3": (297.0, 420.0),
    "A4": (210.0, 297.0),
    "A5": (148.0, 210.0),
}


@dataclass(frozen=True)
class Margins:
    """The white edges of a page in mm; the page number stands in the lower one."""

    top: float = 14
    right: float = 8
    bottom: float = 14
    left: float = 8

    def times(self, ratio: float) -> Margins:
        """The edges of a paper that is so much larger or smaller."""
        return Margins(*(round(mm * ratio, 2) for mm in vars(self).values()))
