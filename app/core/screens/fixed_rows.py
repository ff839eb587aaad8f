"""Form field: a table whose rows the server gives, with read-only and computed cells and totals."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from app.core.base.typed_text import clean_text

from .table_fields import Rows, as_typed, read_cell


@dataclass(frozen=True, slots=True)
class FixedRow:
    """A row as the server gives it: ``key`` names its cells, ``given`` are read-only values.

    ``beside`` are words at cells that are typed, by column; one of ``closed`` has these alone.
    """

    key: str
    label: str
    given: Mapping[str, Any] = field(default_factory=dict)
    beside: Mapping[str, str] = field(default_factory=dict)
    closed: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class GridColumn:
    """A column: typed (``kind`` text, count, amount or tenths), ``given`` by the rows, or computed.

    ``adds`` makes it the sum of other columns of the row, each with its sign:
    ``{"full": 1, "deducted": -1}``; page and server compute it alike. ``total`` adds the
    column up below. ``at_least`` and ``at_most`` name columns that bound what is typed.
    """

    key: str
    label: Any
    kind: str = "count"
    given: bool = False
    adds: Mapping[str, int] = field(default_factory=dict)
    total: bool = False
    required: bool = False
    length: int = 60
    at_least: str = ""
    at_most: str = ""
    # Columns of the small tables have choices; these have none.
    choices: None = None

    @property
    def is_typed(self) -> bool:
        """Whether people fill it in."""
        return not (self.given or self.adds)


@dataclass(frozen=True, slots=True)
class Room:
    """How much a column may add up to; below the totals stands what is left of it."""

    label: Any
    most: int


@dataclass(frozen=True, slots=True)
class PrintedCell:
    """A cell as the page prints it."""

    column: GridColumn
    name: str
    label: str
    text: str
    fault: str = ""
    beside: str = ""
    is_open: bool = False


class FixedRows(Rows):
    """``offered(stored)`` gives the rows; the value is typed cells by row: ``{row: {column: …}}``.

    ``heading`` stands over the names of the rows.

    Whatever is sent for a cell that is not typed, or for a row that is not given, is no input; for
    a column that there is no more it is told. What is sent for a closed cell is read: the form says
    why it is none.
    """

    columns: tuple[GridColumn, ...]  # type: ignore[assignment]
    data: Any
    texts: dict[str, dict[str, str]]

    def __init__(
        self,
        label: Any = None,
        validators: Any = None,
        *,
        columns: Any,
        offered: Any,
        heading: Any = "",
        **more: Any,
    ) -> None:
        super().__init__(label, validators, columns=columns, **more)
        self.heading = heading
        self._offered: Callable[[Any], Sequence[FixedRow]] = offered
        self.rows: Sequence[FixedRow] = ()
        self.texts = {}
        # What of a column is still to be given away, by its key; the form says it.
        self.rooms: Mapping[str, Room] = {}

    def process_data(self, value: Any) -> None:
        stored = value or {}
        self.rows = self._offered(stored)
        self.data = {
            row.key: {c.key: stored.get(row.key, {}).get(c.key) for c in self._typed()}
            for row in self.rows
        }
        self.texts = {
            key: {name: as_typed(one) for name, one in cells.items()}
            for key, cells in self.data.items()
        }

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        super().process(None, data, extra_filters)
        if not formdata:
            return
        self.raw_data = ["rows"]
        self.texts = {
            row.key: {
                c.key: clean_text(formdata.get(self._name(row, c)) or "") for c in self._typed()
            }
            for row in self.rows
        }
        self.faults = {}
        self.data = {
            row.key: {c.key: self._read_cell(row, c) for c in self._typed()} for row in self.rows
        }
        for row in self.rows:
            self._keep_bounds(row)
        if self._has_others(formdata):
            self.process_errors.append(_("表格的栏目已更改，请核对后重新填写"))
        self.process_errors += dict.fromkeys(self.faults.values())

    def _has_others(self, formdata: Any) -> bool:
        """Whether something was typed in a column that the table had when it was opened."""
        rows = {row.key for row in self.rows}
        columns = {column.key for column in self.columns}
        for name in formdata:
            row, _dash, column = name.removeprefix(f"{self.name}-").rpartition("-")
            is_cell = name.startswith(f"{self.name}-") and row in rows
            if is_cell and column not in columns and clean_text(formdata.get(name) or ""):
                return True
        return False

    def cells(self) -> Iterator[tuple[str, str]]:
        """What a browser would send of it."""
        for row in self.rows:
            for column in self._typed():
                if column.key not in row.closed:
                    yield self._name(row, column), self.texts[row.key][column.key]

    def _drawn(self) -> Collection[str]:
        return {self._name(row, column) for row in self.rows for column in self._typed()}

    def lines(self) -> list[tuple[FixedRow, list[PrintedCell]]]:
        """The rows as the page prints them."""
        return [(row, [self._cell(row, c) for c in self.columns]) for row in self.rows]

    def totals(self) -> list[str | None]:
        """The sum of each column, None for one that is not added up."""
        values = [self._values(row) for row in self.rows]
        return [
            _shown(sum(_number(one.get(c.key)) for one in values), c.kind) if c.total else None
            for c in self.columns
        ]

    def rests(self) -> list[tuple[Any, list[tuple[int, str] | None]]]:
        """The lines below the totals: what is left of each room, at its column."""
        sums = {c.key: sum(self._column(c.key)) for c in self.columns if c.key in self.rooms}
        return [
            (
                room.label,
                [
                    (room.most, _shown(room.most - sums[key], "count")) if c.key == key else None
                    for c in self.columns
                ],
            )
            for key, room in self.rooms.items()
        ]

    def _column(self, key: str) -> list[Decimal]:
        return [_number(self._values(row).get(key)) for row in self.rows]

    # --- inside -----------------------------------------------------------------------------

    def _typed(self) -> list[GridColumn]:
        return [column for column in self.columns if column.is_typed]

    def _name(self, row: FixedRow, column: GridColumn) -> str:
        return f"{self.name}-{row.key}-{column.key}"

    def _read_cell(self, row: FixedRow, column: GridColumn) -> Any:
        try:
            return read_cell(column, self.texts[row.key][column.key])
        except ValueError as fault:
            self.faults[self._name(row, column)] = _said(row, column, str(fault))
            return None

    def _keep_bounds(self, row: FixedRow) -> None:
        values = self._values(row)
        labels = {column.key: column.label for column in self.columns}
        for column in self._typed():
            name, number = self._name(row, column), values.get(column.key)
            if name in self.faults or number is None:
                continue
            low, high = values.get(column.at_least), values.get(column.at_most)
            if column.at_least and _number(number) < _number(low):
                words = _("不能小于%(limit)s（%(n)s）", limit=labels[column.at_least], n=low or 0)
                self.faults[name] = _said(row, column, words)
            if column.at_most and _number(number) > _number(high):
                words = _("不能大于%(limit)s（%(n)s）", limit=labels[column.at_most], n=high or 0)
                self.faults[name] = _said(row, column, words)

    def _values(self, row: FixedRow) -> dict[str, Any]:
        """All cells of a row as values, computed ones too, in the order of the columns."""
        found: dict[str, Any] = dict(row.given)
        found |= self.data.get(row.key, {})
        for column in self.columns:
            if column.adds:
                found[column.key] = sum(
                    sign * _number(found.get(key)) for key, sign in column.adds.items()
                )
        return found

    def _cell(self, row: FixedRow, column: GridColumn) -> PrintedCell:
        name = self._name(row, column)
        label = f"{row.label} {column.label}"
        if column.is_typed:
            return PrintedCell(
                column,
                name,
                label,
                self.texts[row.key][column.key],
                self._fault(name),
                row.beside.get(column.key, ""),
                column.key not in row.closed,
            )
        value = self._values(row).get(column.key)
        text = as_typed(value) if column.kind == "text" else _shown(_number(value), column.kind)
        return PrintedCell(column, name, label, text)

    def _fault(self, name: str) -> str:
        return self.faults.get(name, "")


def _said(row: FixedRow, column: GridColumn, words: str) -> str:
    """The words of a fault after the names of row and column."""
    return _("%(row)s %(column)s%(words)s", row=row.label, column=column.label, words=words)


def _number(value: Any) -> Decimal:
    return Decimal(str(value)) if value not in (None, "") else Decimal(0)


def _shown(value: Decimal | int, kind: str) -> str:
    return f"{value:.2f}" if kind == "amount" else f"{value:.0f}"
