"""The words a report is declared in: columns, bands, paper and the table itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

from marshmallow import Schema

Fmt = Literal["text", "int", "dec2", "pct", "date"]
Align = Literal["left", "center", "right"]
Parameters = Mapping[str, Any]
Row = Mapping[str, Any]
Words = str | Callable[[Parameters], str]

NUMERIC = frozenset({"int", "dec2", "pct"})
SERIAL = "#"
SIGNATURE = "单位负责人：　　　　　　审核人：　　　　　　填报人：　　　　　　联系电话：　　　　　　"


@dataclass(frozen=True)
class Column:
    """A leaf of the heading: one value of every row.

    The key `#` stands for the running number. A ratio is divided anew in every line, also in
    totals, from the sums of its two keys, which need not be columns; as `pct` it is a percentage.
    Units belong into the title, cells show bare numbers.
    """

    key: str
    title: str
    mm: float = 14
    fmt: Fmt = "text"
    agg: Literal["sum"] | None = None
    ratio: tuple[str, str] | None = None
    merge: bool = False
    align: Align | None = None

    def __post_init__(self) -> None:
        if self.fmt not in get_args(Fmt):
            raise ValueError(f"{self.key}: unknown format {self.fmt!r}")
        if (self.agg or self.ratio) and self.fmt not in NUMERIC:
            raise ValueError(f"{self.key}: only numbers can be summed or divided")
        if self.agg and self.ratio:
            raise ValueError(f"{self.key}: a ratio is divided, never summed")
        if self.mm <= 0:
            raise ValueError(f"{self.key}: a column needs a width")

    @property
    def computed(self) -> bool:
        """Whether total lines have a value here."""
        return bool(self.agg or self.ratio)

    @property
    def alignment(self) -> Align:
        if self.align:
            return self.align
        if self.key == SERIAL or self.fmt == "date":
            return "center"
        return "right" if self.fmt in NUMERIC else "left"


def serial(title: str = "序号", mm: float = 9) -> Column:
    """The column that numbers the rows."""
    return Column(SERIAL, title, mm, "int")


@dataclass(frozen=True)
class Band:
    """A heading over several columns or further bands."""

    title: str
    children: tuple[Column | Band, ...]


Heads = tuple[Column | Band, ...]


def leaves(heads: Heads) -> Iterator[Column]:
    for head in heads:
        if isinstance(head, Band):
            yield from leaves(head.children)
        else:
            yield head


@dataclass(frozen=True)
class Margins:
    """The white edges of a page in mm; the page number stands in the lower one."""

    top: float = 14
    right: float = 8
    bottom: float = 14
    left: float = 8


@dataclass(frozen=True)
class Page:
    """The paper a report is printed on, and the largest body type it uses."""

    paper: Literal["A3", "A4"] = "A3"
    landscape: bool = True
    margins: Margins = Margins()
    font_pt: float = 9

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in mm."""
        short, long = {"A3": (297.0, 420.0), "A4": (210.0, 297.0)}[self.paper]
        return (long, short) if self.landscape else (short, long)

    @property
    def printable(self) -> float:
        """The width between the margins in mm."""
        return self.size[0] - self.margins.left - self.margins.right


@dataclass(frozen=True)
class Condition:
    """One field of the condition dialog; what it offers depends on who asks.

    A condition without offers is not shown. `shown_when` names another condition and the value
    of it that this one belongs to.
    """

    name: str
    label: Any
    offers: Callable[[], list[tuple[str, str]]]
    default: Callable[[], str] | None = None
    required: bool = False
    shown_when: tuple[str, str] | None = None


@dataclass(frozen=True)
class Offered:
    """A condition as the dialog of this moment shows it."""

    condition: Condition
    offers: list[tuple[str, str]]
    default: str


@dataclass(frozen=True)
class TableReport:
    """A report with one line per row, declared; it knows neither cells nor fonts.

    Rows must arrive sorted by `group_key`; `group_label` is the key of the text of a heading line
    above each group, without it a group shows only by its subtotal. Title, subtitle, unit and each
    note may be functions of the parameters; `vary` changes anything else by them. `allowed` says
    whether the asker's organization may use these parameters at all; `button` is what opens it
    on the screen that belongs to the resource `screen`.
    """

    name: str
    title: Words
    resource: str
    schema: type[Schema]
    rows: Callable[..., Iterable[Row]]
    columns: Heads
    page: Page = Page()
    subtitle: Words = ""
    unit: Words = ""
    notes: tuple[Words, ...] = ()
    signature: str = SIGNATURE
    group_key: str | None = None
    group_label: str | None = None
    subtotal_label: str = "小计"
    total_label: str | None = "合计"
    vary: Callable[[TableReport, Parameters], TableReport] | None = None
    conditions: tuple[Condition, ...] = ()
    allowed: Callable[[Parameters], bool] | None = None
    button: Any = ""
    screen: str = ""

    def __post_init__(self) -> None:
        keys = [column.key for column in self.leaves]
        if not keys or len(keys) != len(set(keys)):
            raise ValueError(f"{self.name}: columns are missing or declared twice")
        if self.total_label and self.has_totals and not self.label_span:
            raise ValueError(f"{self.name}: the label of totals needs a column before the sums")

    @property
    def leaves(self) -> tuple[Column, ...]:
        return tuple(leaves(self.columns))

    @property
    def has_totals(self) -> bool:
        return any(column.computed for column in self.leaves)

    @property
    def label_span(self) -> int:
        """How many leading columns the label of a total covers."""
        columns = self.leaves
        return next((n for n, c in enumerate(columns) if c.computed), len(columns))

    def resolve(self, parameters: Parameters) -> TableReport:
        """The report as these parameters want it, all its texts plain."""
        report = self.vary(self, parameters) if self.vary else self

        def say(words: Words) -> str:
            return str(words(parameters) if callable(words) else words)

        return replace(
            report,
            title=say(report.title),
            subtitle=say(report.subtitle),
            unit=say(report.unit),
            notes=tuple(text for text in map(say, report.notes) if text),
            vary=None,
        )

    def offered(self) -> list[Offered]:
        """The fields of the condition dialog for whoever asks now."""
        found = []
        for condition in self.conditions:
            if offers := condition.offers():
                default = condition.default() if condition.default else ""
                found.append(Offered(condition, offers, default))
        return found
