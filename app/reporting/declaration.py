"""The words a report is declared in: columns, bands, paper and the table itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Literal, NamedTuple, Protocol, Self, get_args

from marshmallow import Schema

from app.core.screens.organization_choices import MOST_LISTED

from .paper_sizes import SIZES, Margins, PaperName
from .title_places import fill_places

# "number" is shown as it comes: whole, or with two decimals.
Fmt = Literal["text", "int", "dec1", "dec2", "pct", "date", "number"]
Align = Literal["left", "center", "right"]
Parameters = Mapping[str, Any]
Row = Mapping[str, Any]
Words = str | Callable[[Parameters], str]

NUMERIC = frozenset({"int", "dec1", "dec2", "pct", "number"})
SERIAL = "#"
SIGNATURE = "单位负责人：　　　　　　审核人：　　　　　　填报人：　　　　　　联系电话：　　　　　　"


@dataclass(frozen=True)
class Column:
    """A leaf of the heading: one value of every row.

    The key `#` stands for the running number. A ratio is divided anew in every line, also in
    totals, from the sums of its two keys, which need not be columns; as `pct` it is a percentage.
    `adds` are the columns whose sum a row has here; the query gives it, the paper tells it.
    A value that is None was not told: it is blank and adds nothing, and a row that lacks one key of
    a ratio lacks the other too. Units belong into the title, cells show bare numbers. A column of
    `sums_alone` is blank in rows, and filled in the lines that add up. Equal neighbours of a column
    to `merge` are one cell as long as those further left are; with a key, while its value stays.
    """

    key: str
    title: str
    mm: float = 14
    fmt: Fmt = "text"
    agg: Literal["sum"] | None = None
    ratio: tuple[str, str] | None = None
    adds: tuple[str, ...] = ()
    sums_alone: bool = False
    merge: bool | str = False
    align: Align | None = None

    def __post_init__(self) -> None:
        if self.fmt not in get_args(Fmt):
            raise ValueError(f"{self.key}: unknown format {self.fmt!r}")
        if (self.agg or self.ratio) and self.fmt not in NUMERIC:
            raise ValueError(f"{self.key}: only numbers can be summed or divided")
        if self.agg and self.ratio:
            raise ValueError(f"{self.key}: a ratio is divided, never summed")
        if self.sums_alone and not self.agg:
            raise ValueError(f"{self.key}: it would be blank everywhere")
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
class Page:
    """The paper a report is printed on, and its largest body type; a certificate is `framed`."""

    paper: PaperName = "A3"
    landscape: bool = True
    margins: Margins = field(default_factory=Margins)
    font_pt: float = 9
    framed: bool = False

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in mm."""
        short, long = SIZES[self.paper]
        return (long, short) if self.landscape else (short, long)

    def on(self, paper: PaperName) -> Self:
        """The page with all its measures as much larger or smaller as its paper is."""
        ratio = SIZES[paper][0] / SIZES[self.paper][0]
        edges, font_pt = self.margins.times(ratio), round(self.font_pt * ratio, 1)
        return replace(self, paper=paper, margins=edges, font_pt=font_pt)

    @property
    def printable(self) -> float:
        """The width between the margins in mm."""
        return self.size[0] - self.margins.left - self.margins.right


class Detail(NamedTuple):
    """One of the rows behind a figure: whose it is, what it says, what it adds to the figure.

    ``record`` names the record it stands in: a resource and an id.
    """

    organization_id: int
    organization: str
    item: str
    note: str
    value: int | Decimal
    record: tuple[str, int] | None = None


class Step(NamedTuple):
    """Something that must be done before a report can be had, and the address where it is done."""

    label: str
    url: str | None


class Blocked(NamedTuple):
    """Why a report cannot be had yet, and what must be done for it."""

    words: str
    steps: tuple[Step, ...]


class Signer(NamedTuple):
    """The organization that a form is about, which signs it, and its 填报人 if one is known."""

    organization_id: int
    organization: str
    filler: str = ""


@dataclass(frozen=True)
class Breakdown:
    """Rows before the total that divide it: by the value of a key, one row a named value."""

    key: str
    parts: tuple[tuple[str, str], ...]


class Tally(Protocol):
    """A count that is kept while rows pass, and what is said of it below the last one."""

    def add(self, row: Row) -> None: ...

    def words(self) -> str: ...


def _offers_nothing(_chosen: Parameters) -> list[tuple[str, str]]:
    """What a condition offers that is typed."""
    return []


@dataclass(frozen=True)
class Condition:
    """One field of the condition dialog; what it offers depends on who asks, and on the year.

    `offers` and `default` get what is chosen so far, always with a valid ``year``. A condition
    without offers is not shown unless it is required. `shown_when` names another condition and
    the value of it that this one belongs to. What `decides` changes the offers of those after it.
    Where there are too many for a list, they are searched at the address that `lookup` gives.
    One that `is_day` offers nothing: a day is typed.
    """

    name: str
    label: Any
    offers: Callable[[Parameters], list[tuple[str, str]]] = _offers_nothing
    default: Callable[[Parameters], str] | None = None
    required: bool = False
    shown_when: tuple[str, str] | None = None
    decides: bool = False
    lookup: Callable[[Parameters], str] | None = None
    is_day: bool = False


@dataclass(frozen=True)
class ConditionField:
    """A condition as the dialog of this moment shows it; ``chosen`` is "" or among its offers.

    What was chosen and is not there any more is `gone`; nothing else takes its place. With a
    `lookup` it is searched there instead of listed.
    """

    condition: Condition
    offers: list[tuple[str, str]]
    chosen: str
    gone: bool
    lookup: str = ""

    @property
    def words(self) -> str:
        """How the chosen one reads."""
        return dict(self.offers).get(self.chosen, "")


@dataclass(frozen=True, kw_only=True)
class Report:
    """What every report declares, whatever its shape.

    The title may hold places such as ``{place}``, named by `place_names` and filled by `places`;
    subtitle, unit and each note may be functions of the parameters. A report is `dated` when it
    speaks of its parameter ``year``: rows and the asker's reach then follow the organization tree
    of that year's end. `allowed` says whether the asker's organization may use these parameters
    at all, `reported` whose rows the answer is made of: whoever reaches these (by default all that
    the asker reaches) may see it by its number. `blocked` says why the report cannot be had yet;
    `button` names what opens it on the screen of the resource `screen`, which may say less: `link`.
    The form of one organization is signed by that one, whoever prints it (ruling 39): `signer` says
    who it is, `signs` which parameter names it or its record, `about` whom or what the record is
    about, for screens and names of files. An export is for those alone who hold all that its asker
    held of the rights (action, resource) by which one sees more of it, `widened_by`. What stands
    around a form of official statistics is printed where its text is not empty: `table_no`,
    `issued_by`, `approval_no` and `valid_until` at the right above the table, `compiled_by` at the
    left, `guide` (one line each) below; a `numbered` table has a row
    with the number of each column and how it is computed from others; `as_of` is the day up to
    which the data goes, None for a year that is closed. Texts, signature, numbers and page are what
    an office may change (ruling 23). Among `papers` the parameter ``paper`` chooses.
    """

    name: str
    title: str
    resource: str
    schema: type[Schema]
    page: Page = Page()
    papers: tuple[PaperName, ...] = ()
    place_names: tuple[str, ...] = ()
    places: Callable[[Parameters], Mapping[str, str]] | None = None
    subtitle: Words = ""
    unit: Words = ""
    notes: tuple[Words, ...] = ()
    signature: str = SIGNATURE
    watermark: str = ""
    table_no: str = ""
    issued_by: str = ""
    approval_no: str = ""
    valid_until: str = ""
    compiled_by: str = ""
    guide: str = ""
    numbered: bool = False
    as_of: Callable[[Parameters], dt.date | None] | None = None
    dated: bool = False
    conditions: tuple[Condition, ...] = ()
    allowed: Callable[[Parameters], bool] | None = None
    reported: Callable[[Parameters], Iterable[int]] | None = None
    blocked: Callable[[Parameters], Blocked | None] | None = None
    button: Any = ""
    link: Any = ""
    screen: str = ""
    signer: Callable[[Parameters], Signer] | None = None
    signs: str = ""
    about: Callable[[Parameters], str] | None = None
    widened_by: tuple[tuple[str, str], ...] = ()

    @property
    def subject(self) -> str:
        """The parameter that names the record of a form which opens from its row, not by choice."""
        chosen = {condition.name for condition in self.conditions}
        return "" if self.signs in chosen else self.signs

    def named(self, parameters: Parameters) -> str:
        """The title with its places filled."""
        return fill_places(self.title, self.places(parameters) if self.places else {})

    def resolve(self, parameters: Parameters) -> Self:
        """The report as these parameters want it, all its texts plain."""

        def say(words: Words) -> str:
            return str(words(parameters) if callable(words) else words)

        return replace(
            self,
            page=self.page.on(parameters["paper"]) if self.papers else self.page,
            title=self.named(parameters),
            subtitle=say(self.subtitle),
            unit=say(self.unit),
            notes=tuple(text for text in map(say, self.notes) if text),
        )

    def offered(self, chosen: Parameters) -> list[ConditionField]:
        """The fields of the condition dialog in the reach of this moment, by what is chosen."""
        found = []
        for condition in self.conditions:
            offers = condition.offers(chosen)
            if offers or condition.required or condition.is_day:
                default = condition.default(chosen) if condition.default else ""
                wanted = str(chosen.get(condition.name) or default)
                is_there = condition.is_day or wanted in dict(offers)
                gone = bool(wanted) and not is_there
                many = condition.lookup if len(offers) > MOST_LISTED else None
                lookup = many(chosen) if many else ""
                wanted = wanted if is_there else ""
                found.append(ConditionField(condition, offers, wanted, gone, lookup))
        return found


@dataclass(frozen=True, kw_only=True)
class TableReport(Report):
    """A report with one line per row, declared; it knows neither cells nor fonts.

    Rows must arrive sorted by `group_key`; `group_label` is the key of the text of a heading line
    above each group, without it a group shows only by its subtotal. `breakdown` divides the total;
    with a `tally`, the last line says in words what that counted, and the last line of each group
    what the `subtally` did. `counted` announces how many rows there will be.
    Where the table is too wide for its paper, the first `keys` columns are repeated on every
    further strip. `vary` changes anything by the parameters. `blocks` are further tables below the
    last line, each a `block_of` it, which share the columns of this one, the widest.

    `row_key` is the key of what names a row in an address, and `behind` lists the rows behind
    a figure: behind(parameters, line key, figure) with the figure's column key;
    `part_labels` says what a part of a ratio is called that is no column itself.
    """

    rows: Callable[..., Iterable[Row]]
    columns: Heads
    keys: int = 0
    group_key: str | None = None
    group_label: str | None = None
    subtotal_label: str = "小计"
    total_label: str | None = "合计"
    breakdown: Breakdown | None = None
    tally: Callable[[], Tally] | None = None
    subtally: Callable[[], Tally] | None = None
    counted: Callable[..., int] | None = None
    row_key: str = ""
    behind: Callable[[Parameters, str, str], Iterable[Detail]] | None = None
    part_labels: Mapping[str, str] = field(default_factory=dict)
    vary: Callable[[TableReport, Parameters], TableReport] | None = None
    blocks: tuple[TableReport, ...] = ()

    def __post_init__(self) -> None:
        keys = [column.key for column in self.leaves]
        if not keys or len(keys) != len(set(keys)):
            raise ValueError(f"{self.name}: columns are missing or declared twice")
        if self.total_label and self.has_totals and not self.label_span:
            raise ValueError(f"{self.name}: the label of totals needs a column before the sums")
        if self.keys > self.label_span:
            raise ValueError(f"{self.name}: repeated columns stand before the sums")
        if any(len(block.leaves) > len(self.leaves) for block in self.blocks):
            raise ValueError(f"{self.name}: a block has more columns than the table above it")

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

    def varied(self, parameters: Parameters) -> TableReport:
        """The report with the columns and groups that these parameters want, its texts unsaid."""
        return self.vary(self, parameters) if self.vary else self

    def resolve(self, parameters: Parameters) -> TableReport:
        return super(TableReport, self.varied(parameters)).resolve(parameters)
