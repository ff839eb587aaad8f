"""What blocks of a form are made of: the grid, a labelled field, a photo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from .declaration import Fmt

# The invisible columns that every block of a form is laid on.
GRID = 48


@dataclass(frozen=True)
class Field:
    """A label and its value; `share` is how much of the row it takes beside the others."""

    key: str
    label: str
    fmt: Fmt = "text"
    share: float = 1
    lines: int = 1


@dataclass(frozen=True)
class Photo:
    """A picture (bytes of a JPEG or PNG) at the right of the first rows of a block."""

    key: str
    rows: int = 4
    label: str = "照片"


def shares(parts: Sequence[float], width: int) -> list[tuple[int, int]]:
    """Where each part begins and how wide it is, in whole columns of the grid."""
    total = sum(parts)
    edges = [0]
    passed = 0.0
    for part in parts:
        passed += part
        edges.append(round(passed / total * width))
    return [(left, right - left) for left, right in pairwise(edges)]
