"""How a return stands on a day, and what share was handed in and in time; no database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from app.organizations.choices import ReturnState

from .choices import DONE, CellState


@dataclass(frozen=True, slots=True)
class Cell:
    """A return of an organization: its state, the day it was handed in first, its record."""

    state: CellState
    filed_on: dt.date | None = None
    record_id: int | None = None

    def is_in_time(self, due_on: dt.date) -> bool:
        """Whether it was handed in by the day it was due, and is there."""
        return self.state in DONE and self.filed_on is not None and self.filed_on <= due_on


def state_of(stored: ReturnState | None, *, is_late: bool) -> CellState:
    """The state of a cell; what is not handed in is late once the day has passed."""
    if stored is ReturnState.LOCKED:
        return CellState.LOCKED
    if stored is ReturnState.SUBMITTED:
        return CellState.FILED
    if stored is ReturnState.RETURNED:
        return CellState.RETURNED
    if is_late:
        return CellState.LATE
    return CellState.MISSING if stored is None else CellState.DRAFT


@dataclass(frozen=True, slots=True)
class Rate:
    """Of some organizations: how many returns are expected, handed in, handed in in time."""

    name: str
    expected: int
    filed: int
    in_time: int

    @property
    def filed_share(self) -> int:
        """上报率 in whole percent, never 100 before the last one is there."""
        return self.filed * 100 // self.expected if self.expected else 0

    @property
    def in_time_share(self) -> int:
        """按时率 in whole percent."""
        return self.in_time * 100 // self.expected if self.expected else 0


def rate(name: str, cells: Iterable[Cell], due_on: dt.date) -> Rate:
    """The rates of the cells of some organizations."""
    every = list(cells)
    return Rate(
        name,
        len(every),
        sum(cell.state in DONE for cell in every),
        sum(cell.is_in_time(due_on) for cell in every),
    )
