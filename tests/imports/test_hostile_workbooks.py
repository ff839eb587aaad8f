"""Workbooks that would harm: each is answered by name, within little memory and time."""

from __future__ import annotations

import re
import resource
import struct
import time
import zipfile
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.core.base.errors import Refused
from app.imports.archive import ENCRYPTED, MIB, OLE
from app.imports.workbook import Heading, read_workbook

from .workbooks import BOOK, TYPES, heading_row, packed, parts, sheet, text_cell, written

HEADINGS = (Heading("name", "姓名", required=True), Heading("id_no", "身份证号", required=True))
HEAD = heading_row("姓名", "身份证号")
ROW = f'<row r="2">{text_cell("A2", "王伟")}{text_cell("B2", "1")}</row>'
GOOD = sheet(HEAD + ROW)
# More than reading needs, much less than what these files would become.
MEMORY, SECONDS = 300 * MIB, 20


Build = Callable[[Path], Any]


def _bytes(content: bytes) -> Build:
    return lambda path: path.write_bytes(content)


def _parts(sheet_xml: str = GOOD, **more: str | bytes) -> Build:
    return lambda path: packed(path, parts(sheet_xml, **more))


def _row(at: str, number: int = 2) -> str:
    return f'<row r="{number}">{text_cell(at, "x")}</row>'


def _bomb(path: Path) -> None:
    packed(path, parts(sheet(HEAD + ROW + " " * (300 * MIB))))


def _bomb_in_strings(path: Path) -> None:
    packed(path, parts(GOOD, **{"xl__sharedStrings.xml": "<sst>" + " " * (300 * MIB)}))


def _cut_off(path: Path) -> None:
    path.write_bytes(packed(path, parts(GOOD)).read_bytes()[:-40])


def _of_macros(path: Path) -> None:
    types = TYPES.replace(
        "openxmlformats-officedocument.spreadsheetml.sheet.main", "ms-excel.sheet.macroEnabled.main"
    )
    packed(path, parts(GOOD, **{"[Content_Types].xml": types}))


def _encoded(encoding: str, part: str = GOOD) -> str:
    return f'<?xml version="1.0" encoding="{encoding}"?>{part}'


def _lzma(path: Path) -> None:
    """A part in a packing that no spreadsheet uses, cut in its middle."""
    packed(path, parts(GOOD))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_LZMA) as archive:
        archive.writestr("xl/more.xml", "<a>" + "x" * 5000 + "</a>")
    content = path.read_bytes()
    at = content.index(b"xl/more.xml") + len("xl/more.xml") + 10
    path.write_bytes(content[:at] + b"\xff" * 20 + content[at + 20 :])


def _members(count: int) -> Build:
    """A good workbook of so many parts."""
    more = {f"xl__more__{i}.xml": "<a/>" for i in range(count - len(parts(GOOD)))}
    return _parts(**more)


def _twin_members(path: Path) -> None:
    packed(path, parts(GOOD))
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", GOOD)


def _lying(path: Path) -> None:
    """A sheet that says it is short and unpacks to much more."""
    long = sheet(HEAD + ROW + " " * (200 * MIB))
    packed(path, parts(long))
    size = struct.pack("<I", len(long.encode()))
    path.write_bytes(path.read_bytes().replace(size, struct.pack("<I", 2000)))


def _wide_rows(rows: int) -> str:
    return "".join(f'<row r="{i}" s="1" customFormat="1"/>' for i in range(3, rows + 3))


EXPANDS = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
OUTSIDE = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>'
MERGED = '<mergeCells><mergeCell ref="A2:XFD1048576"/></mergeCells>'
REFUSED: dict[str, tuple[Build, str]] = {
    "empty": (_bytes(b""), "已损坏"),
    "page": (_bytes(b"<html><table><tr><td>1</td></tr></table></html>"), "已损坏"),
    "old-format": (_bytes(OLE + b"\0" * 1000), "另存为"),
    "encrypted": (_bytes(OLE + b"\0" * 1000 + ENCRYPTED), "取消密码"),
    "cut-off": (_cut_off, "已损坏"),
    "too-large": (_bytes(b"PK" + b"\0" * 6 * MIB), "超过 5 MB"),
    "macros-by-type": (_of_macros, "宏"),
    "macros-by-part": (_parts(**{"xl__vbaProject.bin": b"x"}), "宏"),
    "bomb": (_bomb, "展开后超过 50 MB"),
    "bomb-in-strings": (_bomb_in_strings, "展开后超过 50 MB"),
    "lying-size": (_lying, "已损坏"),
    "many-members": (_members(101), "已损坏"),
    "twin-members": (_twin_members, "已损坏"),
    "entities": (_parts(EXPANDS + GOOD.replace("王伟", "&b;")), "已损坏"),
    "entities-in-utf-16": (_parts(**{"xl__styles.xml": OUTSIDE.encode("utf-16")}), "已损坏"),
    "encoding-of-nobody": (_parts(_encoded("foo")), "已损坏"),
    "encoding-of-no-text": (_parts(_encoded("base64")), "已损坏"),
    "encoding-of-wide-signs": (_parts(_encoded("gb18030")), "已损坏"),
    "encoding-of-a-list": (
        _parts(**{"xl__workbook.xml": _encoded("foo", BOOK)}),
        "已损坏",
    ),
    "packed-in-another-way": (_lzma, "已损坏"),
    "row-of-a-raised-digit": (_parts(sheet(HEAD + '<row r="²"/>')), "已损坏"),
    "not-closed": (_parts(GOOD[:-20]), "已损坏"),
    "no-sheet": (_parts(**{"xl__workbook.xml": BOOK.replace("rId1", "rId9")}), "没有可读"),
    "only-hidden": (
        _parts(**{"xl__workbook.xml": BOOK.replace("sheetId", 'state="veryHidden" sheetId')}),
        "没有可读",
    ),
    "far-row": (_parts(sheet(HEAD + ROW + _row("A1048576", 1048576))), "A1048576"),
    "far-column": (_parts(sheet(HEAD + _row("XFD2"))), "XFD2"),
    "first-column-too-many": (_parts(sheet(HEAD + _row("AY2"))), "AY2"),
    "rows-back": (_parts(sheet(HEAD + ROW + _row("A1", 1))), "已损坏"),
    "cell-of-another-row": (_parts(sheet(HEAD + _row("A99999"))), "已损坏"),
    "no-address": (_parts(sheet(HEAD + _row("$$"))), "已损坏"),
    "too-many-rows": (
        _parts(sheet(HEAD + "".join(_row(f"A{i}", i) for i in range(2, 5003)))),
        "超过 5000 行",
    ),
    "merged-everywhere": (_parts(sheet(HEAD + ROW, MERGED)), "合并的单元格太多"),
}


def _read(path: str, app: Flask, answer: Any) -> None:
    """Read in a process of its own that may not take more memory than a little."""
    # The most begins anew.
    Path("/proc/self/clear_refs").write_text("5")
    before = _memory("VmRSS")
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    with app.app_context():
        began = time.monotonic()
        try:
            found = read_workbook(Path(path), "人员.xlsx", HEADINGS)
            said = [str(len(found.rows))]
        except Refused as refused:
            said = [error.message for error in refused.errors]
    answer.put((said, time.monotonic() - began, _memory("VmHWM") - before))


def _memory(of: str) -> int:
    """What this process has of memory now (VmRSS), or had at most (VmHWM), in bytes."""
    status = Path("/proc/self/status").read_text()
    (found,) = re.findall(rf"{of}:\s+(\d+) kB", status)
    return int(found) * 1024


@pytest.fixture
def limited(app: Flask) -> Callable[[Path], list[str]]:
    """What reading a workbook says, from a process that is watched."""

    def read(path: Path) -> list[str]:
        context: Any = get_context("fork")
        answer = context.Queue()
        reader = context.Process(target=_read, args=(str(path), app, answer))
        reader.start()
        said, seconds, memory = answer.get(timeout=SECONDS + 10)
        reader.join()
        assert reader.exitcode == 0
        assert seconds < SECONDS
        assert memory < MEMORY, f"{memory // MIB} MiB"
        return list(said)

    return read


@pytest.mark.parametrize("kind", REFUSED)
def test_a_hostile_workbook_is_refused_by_name(
    kind: str, tmp_path: Path, limited: Callable[[Path], list[str]]
) -> None:
    build, words = REFUSED[kind]
    path = tmp_path / "book.xlsx"
    build(path)
    (said,) = limited(path)
    assert words in said


def test_a_million_empty_rows_cost_little(
    tmp_path: Path, limited: Callable[[Path], list[str]]
) -> None:
    path = packed(tmp_path / "book.xlsx", parts(sheet(HEAD + ROW + _wide_rows(1_000_000))))
    assert path.stat().st_size < 5 * MIB
    assert limited(path) == ["1"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("人员.xls", "只能上传 .xlsx"),
        ("人员.csv", "只能上传 .xlsx"),
        ("人员.et", "只能上传 .xlsx"),
        ("人员", "只能上传 .xlsx"),
        ("人员.xlsm", "含宏"),
        ("人员.XLSB", "含宏"),
    ],
)
def test_what_is_no_xlsx_is_refused_by_its_name(
    tmp_path: Path, app_context: None, name: str, words: str
) -> None:
    path = written(tmp_path / "book.xlsx", [["姓名", "身份证号"], ["王伟", "1"]])
    with pytest.raises(Refused, match=words):
        read_workbook(path, name, HEADINGS)


# Thousands of equal formats, as offices copy them together, pack 250 to 1.
FORMATS = "<styleSheet>" + '<xf numFmtId="0" fontId="0"/>' * 60_000 + "</styleSheet>"


@pytest.mark.parametrize(
    "build",
    [
        _parts(),
        _members(100),
        _parts(sheet(HEAD + ROW + _row("AX3", 3))),
        _parts(**{"xl__styles.xml": FORMATS}),
    ],
    ids=["plain", "as-many-parts-as-may-be", "last-column", "copied-formats"],
)
def test_the_reader_of_a_limited_process_reads_what_is_good(
    build: Build, tmp_path: Path, limited: Callable[[Path], list[str]]
) -> None:
    build(tmp_path / "book.xlsx")
    assert limited(tmp_path / "book.xlsx") == ["1"]
