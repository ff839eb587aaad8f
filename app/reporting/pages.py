"""Cuts a sheet into page boxes in mm: the one source of preview, print and PDF."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from .declaration import Align, Column
from .line_breaks import PT, text_width, wrap
from .paper import (
    CONTINUED,
    LEADING,
    SLACK,
    Box,
    PageBox,
    Paper,
    RowBox,
    Sides,
    Strip,
    continued,
    in_strips,
    on_strip,
)
from .paper_fit import HEAD_PADDING, PADDING, Plan, plan
from .sheet import GridCell, HeaderCell, Kind, Line, Sheet, top_groups
from .values import clean, show

MAX_ROWS = 5_000
TITLE_PT, SMALL_PT = 16.0, 9.5
TITLE_MM, SMALL_MM, GAP_MM = 9.0, 5.2, 2.4
ROW_AIR = 1.5


class TooManyRows(ValueError):
    """More rows than a preview or PDF can hold; the spreadsheet has no limit."""

    def __init__(self, limit: int = MAX_ROWS) -> None:
        super().__init__(f"超过 {limit:,} 行，无法预览或生成 PDF，请缩小条件范围或下载 XLSX")
        self.limit = limit


def paginate(sheet: Sheet) -> Paper:
    """Read the sheet to its end and cut it; raises TooManyRows instead of growing endlessly."""
    lines, texts = _read(sheet)
    drawn = [text for line, text in zip(lines, texts, strict=True) if line.span < len(text)]
    fitted = plan(
        sheet.columns,
        drawn,
        sheet.page.printable,
        sheet.page.font_pt,
        keys=sheet.keys,
        groups=top_groups(sheet),
        numbers=sheet.numbers,
    )
    draw = _Pen(sheet.columns, fitted)
    strips = draw.strips(sheet.header, sheet.header_rows, numbered=sheet.numbered)
    flow = _Flow(sheet, strips[0].header, draw)
    for unit in _units(list(zip(lines, texts, strict=True))):
        flow.place(unit)
    width, height = sheet.page.size
    return Paper(
        heading=sheet.heading,
        width=width,
        height=height - SLACK,
        margins=sheet.page.margins,
        font_pt=fitted.font_pt,
        strips=strips,
        pages=in_strips(flow.finish(), strips),
        columns=sheet.columns,
        rows=sum(line.kind == "row" for line in lines),
        framed=sheet.page.framed,
    )


def _read(sheet: Sheet) -> tuple[list[Line], list[list[str]]]:
    formats = [column.fmt for column in sheet.columns]
    lines: list[Line] = []
    texts: list[list[str]] = []
    rows = 0
    for line in sheet.lines:
        rows += line.kind == "row"
        if rows > MAX_ROWS:
            raise TooManyRows
        lines.append(line)
        texts.append([show(value, fmt) for value, fmt in zip(line.values, formats, strict=True)])
    return lines, texts


Written = tuple[Line, list[str]]


def _units(lines: Sequence[Written]) -> Iterable[list[Written]]:
    """Lines that must share a page: a group's heading and its first row, and what follows."""
    unit: list[Written] = []
    for place, line in enumerate(lines, 1):
        unit.append(line)
        is_followed = place < len(lines) and lines[place][0].follows
        if line[0].kind != "group" and not is_followed:
            yield unit
            unit = []


class _Pen:
    """Turns texts into boxes of one type size and set of widths."""

    def __init__(self, columns: tuple[Column, ...], fitted: Plan) -> None:
        self._columns = columns
        self._widths = fitted.widths
        self._strips = fitted.strips
        self._em = fitted.font_pt * PT
        self.line_mm = self._em * LEADING

    def _wrap(
        self, text: str, col: int, colspan: int = 1, padding: float = PADDING, size: float = 1
    ) -> tuple[str, ...]:
        width = self._widths[col] if colspan == 1 else self._narrowest(col, colspan)
        return wrap(text, width / (self._em * size) - 2 * padding)

    def _narrowest(self, col: int, colspan: int) -> float:
        """The width of a cell over several columns on the strip where it has the least room."""
        spanned = range(col, col + colspan)
        found = (sum(self._widths[x] for x in strip if x in spanned) for strip in self._strips)
        return min(width for width in found if width)

    def height(self, lines: float) -> float:
        return round(lines * self.line_mm + ROW_AIR, 3)

    def strips(
        self, cells: Sequence[HeaderCell], rows: int, *, numbered: bool
    ) -> tuple[Strip, ...]:
        """Each strip with its part of the heading, all of the same height."""
        drawn = self._grid([GridCell(*cell, "label", "center") for cell in cells], rows, "header")
        if numbered:
            drawn = (*drawn[:-1], replace(drawn[-1], kind="numbers"))
        return tuple(
            Strip(
                strip,
                tuple(self._widths[x] for x in strip),
                tuple(on_strip(row, strip) for row in drawn),
            )
            for strip in self._strips
        )

    def _grid(self, cells: Iterable[GridCell], rows: int, kind: Kind | str) -> tuple[RowBox, ...]:
        """Cells in their places as rows that are high enough for each of them."""
        heights = [self.height(1)] * rows
        padding = HEAD_PADDING if kind == "header" else PADDING
        placed = [
            (cell, self._wrap(clean(cell.text), cell.col, cell.colspan, padding, cell.size))
            for cell in cells
        ]
        # Low cells decide first; a tall one then stretches the last row it spans.
        for cell, lines in sorted(placed, key=lambda one: one[0].rowspan):
            last = cell.row + cell.rowspan - 1
            needed = self.height(max(len(lines), cell.lines) * cell.size)
            heights[last] += max(0.0, needed - sum(heights[cell.row : last + 1]))
        drawn: list[list[Box]] = [[] for _ in range(rows)]
        for cell, lines in sorted(placed, key=lambda one: one[0].col):
            room = sum(heights[cell.row : cell.row + cell.rowspan]) - ROW_AIR
            drawn[cell.row].append(
                Box(
                    cell.col,
                    cell.colspan,
                    cell.rowspan,
                    lines,
                    cell.align,
                    cell.col,
                    cell.role,
                    cell.picture,
                    room,
                    cell.size,
                    cell.alt,
                )
            )
        return tuple(
            RowBox(kind, height, tuple(boxes)) for height, boxes in zip(heights, drawn, strict=True)
        )

    def rows(self, written: Written, *, top: bool) -> list[RowBox]:
        """A line as drawn rows; at the top of a page merged cells show their text again."""
        line, texts = written
        covered = () if top else line.covered
        if line.cells:
            cells = [*line.cells]
            if top and line.heading:
                high = grid_rows(line.heading)
                cells = [*line.heading, *(cell._replace(row=cell.row + high) for cell in cells)]
            cells = [cell for cell in cells if cell.col not in covered]
            *rows, last = self._grid(cells, grid_rows(cells), line.kind)
            return [*rows, replace(last, covered=covered)]
        boxes = [self._label(line)] if line.span else []
        for x in range(line.span, len(texts)):
            if x not in covered:
                box_lines = self._wrap(texts[x], x)
                boxes.append(Box(x, 1, 1, box_lines, self._columns[x].alignment, x))
        height = self.height(max(len(box.lines) for box in boxes) if boxes else 1)
        return [RowBox(line.kind, height, tuple(boxes), covered, line.key)]

    def _label(self, line: Line) -> Box:
        align: Align = "left" if line.kind == "group" else "center"
        return Box(0, line.span, 1, self._wrap(clean(line.label), 0, line.span), align)


def grid_rows(cells: Iterable[GridCell]) -> int:
    """How many rows the cells of a form take."""
    return max(cell.row + cell.rowspan for cell in cells)


class _Flow:
    """Fills page after page from the top."""

    def __init__(self, sheet: Sheet, header: tuple[RowBox, ...], pen: _Pen) -> None:
        self._heading, self._pen, self._stamp = sheet.heading, pen, sheet.stamp
        self._printable, self._is_form = sheet.page.printable, not sheet.header_rows
        self._is_framed = sheet.page.framed
        margins = sheet.page.margins
        self._room = sheet.page.size[1] - SLACK - margins.top - margins.bottom
        self._header_mm = sum(row.height for row in header)
        if self._room - self._header_mm - 3 * TITLE_MM < pen.height(1):
            raise ValueError("the heading of the table leaves no room for rows")
        self.pages: list[PageBox] = []
        self._left = 0.0
        # Pages that a block begins have its headings instead of those of the table.
        self._has_header = True
        # The last row and what follows it, and where on which page they begin.
        self._ending: list[Sequence[Written]] = []
        self._ending_at = (1, 0)
        self._open(first=True)

    def _open(self, *, first: bool = False, table: bool = True) -> None:
        header = table and self._has_header
        page = PageBox(len(self.pages) + 1, has_table=table, has_header=header)
        self.pages.append(page)
        self._left = self._room - (self._header_mm if header else 0.0)
        if self._is_framed:
            return
        # With room for the word that further pages and strips add.
        room = self._printable / (TITLE_PT * PT) - len(CONTINUED)
        page.title = wrap(clean(self._heading.title), room)
        if not first:
            page.title = continued(page.title)
        if first:
            page.subtitle = self._sides(*self._heading.top)
        elif self._is_form:
            # A form says on each of its pages whose it is.
            page.subtitle = self._sides((self._heading.left, self._heading.right))
        self._left -= len(page.title) * TITLE_MM + len(page.subtitle) * SMALL_MM + GAP_MM

    def _sides(self, *sides: Sides) -> tuple[Sides, ...]:
        """Texts at the left and at the right of lines if all have room there, else one below the
        other."""
        room = self._printable / (SMALL_PT * PT)
        lines = [(clean(left), clean(right)) for left, right in sides if left or right]
        block = max((text_width(right) for _left, right in lines), default=0.0)
        if all(
            text_width(left) + block + 2 <= room and "\n" not in left + right
            for left, right in lines
        ):
            return tuple(lines)
        lefts = [part for left, _right in lines if left for part in wrap(left, room)]
        rights = [part for _left, right in lines if right for part in wrap(right, room)]
        return (*((left, "") for left in lefts), *(("", right) for right in rights))

    def place(self, unit: Sequence[Written]) -> None:
        self._has_header = not unit[0][0].cells
        rows = self._drawn(unit)
        is_forced = unit[0][0].kind == "page"
        if is_forced or sum(row.height for row in rows) > self._left:
            if self.pages[-1].rows:
                self._open()
            rows = self._drawn(unit)
        if any(line.kind in ("row", "grid", "page") for line, _ in unit):
            self._ending, self._ending_at = [], (len(self.pages), len(self.pages[-1].rows))
        self._ending.append(unit)
        for row in rows:
            self._put(row)

    def _drawn(self, unit: Sequence[Written]) -> list[RowBox]:
        fresh = not self.pages[-1].rows
        return [
            row for n, line in enumerate(unit) for row in self._pen.rows(line, top=fresh and not n)
        ]

    def _put(self, row: RowBox) -> None:
        """Add a row; one that is taller than a page goes on over the next ones."""
        while row.height > self._left:
            fits = int((self._left - ROW_AIR) / self._pen.line_mm)
            if fits > 0:
                self._append(self._cut(row, 0, fits))
                row = self._cut(row, fits, None)
            self._open()
        self._append(row)

    def _append(self, row: RowBox) -> None:
        self.pages[-1].rows.append(row)
        self._left -= row.height

    def _cut(self, row: RowBox, start: int, stop: int | None) -> RowBox:
        boxes = tuple(replace(box, lines=box.lines[start:stop]) for box in row.boxes)
        height = self._pen.height(max(1, *(len(box.lines) for box in boxes), 1))
        return RowBox(row.kind, height, boxes, row.covered if not start else (), row.key)

    def finish(self) -> list[PageBox]:
        """Put notes and signature below the table, on a new page where they have no room."""
        if self._is_framed:
            return self._finish_framed()
        heading = self._heading
        room = self._printable / (SMALL_PT * PT)
        told = (*heading.notes, self._stamp()) if self._stamp else heading.notes
        notes = [line for note in told for line in wrap(clean(note), room)]
        signature = self._sides((heading.footer_left, heading.footer_right))
        sign_mm = len(signature) * SMALL_MM + (GAP_MM if signature else 0.0)
        if GAP_MM + len(notes) * SMALL_MM + sign_mm > self._left:
            self._turn()
        self._left -= GAP_MM
        for note in notes:
            self._step(SMALL_MM)
            self.pages[-1].notes.append(note)
        if signature:
            self._step(sign_mm)
            self.pages[-1].signature = signature
        for page in self.pages:
            page.rows = _spanned(page.rows)
        return self.pages

    def _finish_framed(self) -> list[PageBox]:
        """The rows share the height of their page, at whose foot stands what proves the export."""
        foot = clean(self._stamp()).strip() if self._stamp else ""
        for page in self.pages:
            spare = (self._room - sum(row.height for row in page.rows)) / max(1, len(page.rows))
            page.rows = [_higher(row, spare) for row in _spanned(page.rows)]
            page.foot = foot
        return self.pages

    def _turn(self) -> None:
        """Begin the page of the signature, if possible with the end of the table it is for."""
        page, first = self._ending_at
        if page != len(self.pages) or not first:
            self._open(table=False)
            return
        del self.pages[-1].rows[first:]
        self._open()
        for unit in list(self._ending):
            self.place(unit)

    def _step(self, height: float) -> None:
        if height > self._left:
            self._open(table=False)
        self._left -= height


def _higher(row: RowBox, more: float) -> RowBox:
    """A row with so many mm more, and more room for its pictures."""
    boxes = (replace(box, room=box.room + more * box.rowspan) for box in row.boxes)
    return replace(row, height=row.height + more, boxes=tuple(boxes))


def _spanned(rows: Sequence[RowBox]) -> list[RowBox]:
    """Let each cell reach down over the rows that continue it."""
    below: dict[int, int] = {}
    result: list[RowBox] = []
    for row in reversed(rows):
        boxes = tuple(
            replace(box, rowspan=box.rowspan + below.get(box.col, 0)) for box in row.boxes
        )
        below = {col: 1 + below.get(col, 0) for col in row.covered}
        result.append(replace(row, boxes=boxes))
    return result[::-1]
