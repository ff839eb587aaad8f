"""Reader of tables in text files (CSV), answered as a workbook is: by headings, never guessing."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from flask_babel import gettext as _

from .archive import MIB, MOST_BYTES, refusal
from .sheet_scan import MOST_COLUMNS, MOST_ROWS, SheetScan
from .workbook import FIRST_ROWS, Heading, Sheet, below_headings, read_workbook

# What Excel writes as CSV in China, after what everything else writes.
ENCODINGS = ("utf-8-sig", "gb18030")


def read_table(path: Path, file_name: str, headings: Sequence[Heading]) -> Sheet:
    """Read a .csv or .xlsx; raises Refused with all that is wrong with the file as such."""
    if file_name.lower().endswith(".csv"):
        return read_csv(path, headings)
    return read_workbook(path, file_name, headings)


def read_csv(path: Path, headings: Sequence[Heading]) -> Sheet:
    """Read a table of texts that commas divide."""
    if path.stat().st_size > MOST_BYTES:
        raise refusal(_("文件超过 %(n)s MB，请分批导入", n=MOST_BYTES // MIB))
    grid = _grid(_text(path.read_bytes()))
    width = max(map(len, grid), default=0)
    if len(grid) > MOST_ROWS + FIRST_ROWS:
        raise refusal(_("数据超过 %(n)s 行，请分批导入", n=MOST_ROWS))
    if not width or width > MOST_COLUMNS:
        raise refusal(_("文件中没有可读的表格"))
    even = [[*row, *[""] * (width - len(row))] for row in grid]
    return below_headings("", even, SheetScan(), set(), headings)


def _text(content: bytes) -> str:
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise refusal(_("文件不是 UTF-8 或 GB18030 编码的文本"))


def _grid(text: str) -> list[list[str]]:
    if "\0" in text:
        raise refusal(_("文件中没有可读的表格"))
    try:
        return list(csv.reader(io.StringIO(text, newline="")))
    except csv.Error:
        raise refusal(_("文件中没有可读的表格")) from None
