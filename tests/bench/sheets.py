"""Files of 25 columns, each written by a process of its own: CPU and the highest memory."""

from __future__ import annotations

import atexit
import datetime as dt
import json
import resource
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import islice
from pathlib import Path
from time import process_time
from typing import Any

import xlsxwriter

COLUMNS = 25
# So many people are one import.
IMPORTED = 5_000
FORMATS = ("text",) * 15 + ("int",) * 4 + ("dec2",) * 3 + ("date",) * 3
WORDS = ("长沙市建设工程质量安全监督站", "大学本科", "质量监督", "在岗", "中级", "土木工程")
DAY = dt.date(2020, 1, 1)


def rows(count: int) -> Iterator[list[Any]]:
    """Rows as lists have them: short texts, numbers, amounts and days."""
    for y in range(count):
        texts = [f"{WORDS[(x + y) % len(WORDS)]}{y % 997}" for x in range(15)]
        numbers = [y % 1000 + x for x in range(4)]
        amounts = [(y * 7 + x) % 100_000 / 100 for x in range(3)]
        days = [DAY + dt.timedelta(days=(y + x) % 3000) for x in range(3)]
        yield [*texts, *numbers, *amounts, *days]


Write = Callable[[Path, int], None]


def raw() -> Write:
    """The bare writer with one format a kind and its own typed calls."""
    return _write_raw


def _write_raw(path: Path, count: int) -> None:
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet()
    shown = {"text": "@", "int": "0", "dec2": "0.00", "date": "yyyy-mm-dd"}
    formats = {
        name: book.add_format({"num_format": code, "border": 1}) for name, code in shown.items()
    }
    writers = {
        "text": sheet.write_string,
        "int": sheet.write_number,
        "dec2": sheet.write_number,
        "date": sheet.write_datetime,
    }
    cells = [(x, writers[name], formats[name]) for x, name in enumerate(FORMATS)]
    for x in range(COLUMNS):
        sheet.write_string(0, x, f"列{x}")
    for y, row in enumerate(rows(count), 1):
        for x, write, form in cells:
            write(y, x, row[x], form)
    book.close()


def ours() -> Write:
    """The writer of the product's lists on the same rows."""
    from app.reporting.list_exports import write_list

    headers = [(f"列{x}", name) for x, name in enumerate(FORMATS)]
    return lambda path, count: ignore(write_list(path, "清单", headers, rows(count)))


def exported() -> Write:
    """A whole export: the rows of the people's screen out of the database into the file."""
    from app.core.access.scope import unscoped
    from app.core.base.db import reading
    from app.factory import create_app
    from app.reporting.list_exports import write_list

    app = create_app()

    def write(path: Path, count: int) -> None:
        with app.test_request_context(), unscoped("an export that is measured"), reading():
            title, columns, found = _wide_view().export_rows({})
            write_list(path, title, columns, islice(found, count))

    return write


def report_of(count: int) -> Any:
    """The same rows as a report: title, groups of a thousand, totals, signature, and its proof."""
    from dataclasses import replace

    from marshmallow import Schema

    from app.reporting.archive import Keeper
    from app.reporting.declaration import Column, TableReport
    from app.reporting.heading import official_heading
    from app.reporting.sheet import lay_out

    numeric = ("int", "dec2")
    report = TableReport(
        name="bench",
        title="清单",
        resource="",
        schema=Schema,
        rows=lambda **_: (),
        group_key="group",
        row_key="0",
        columns=tuple(
            Column(str(x), f"列{x}", 22, name, agg="sum" if name in numeric else None)
            for x, name in enumerate(FORMATS)
        ),
    )
    # Amounts come from the database as exact numbers.
    named = (
        {
            "group": y // 1000,
            **{
                str(x): Decimal(value * 100) / 100 if kind == "dec2" else value
                for x, (value, kind) in enumerate(zip(row, FORMATS, strict=True))
            },
        }
        for y, row in enumerate(rows(count))
    )
    heading = official_heading(report, organization="示例市建设工程质量安全监督站")
    keeper = Keeper(lay_out(report, named, heading, expected=count))
    return replace(keeper.sheet, stamp=lambda: f"校验码：{keeper.checksum}")


def reported() -> Write:
    """The writer of reports, with everything an official export has."""
    from app.reporting.xlsx import write_xlsx

    return lambda path, count: ignore(write_xlsx(report_of(count), path))


def printed() -> Write:
    """The same report as a PDF, the engine's own process included."""
    from app.reporting.declaration import Page
    from app.reporting.pages import paginate
    from app.reporting.pdf import paper_pdf

    def write(path: Path, count: int) -> None:
        path.write_bytes(paper_pdf(paginate(report_of(count)), Page(), timeout=600))

    return write


def previewed() -> Write:
    """The preview of the survey of all organizations, as the province asks for it."""
    from flask import g
    from sqlalchemy import select

    from app.core.access.scope import acting_as, unscoped
    from app.core.base import clock
    from app.core.base.db import db, reading
    from app.core.models import User
    from app.factory import create_app
    from app.reporting.export import make_paper
    from app.reporting.html import render_pages
    from app.reporting.question import read_question
    from app.reporting.registry import registered

    app = create_app()

    def write(path: Path, _count: int) -> None:
        with app.test_request_context(), reading():
            with unscoped("the asker"):
                user = db.session.scalars(select(User).where(User.username == "hn_admin")).one()
            g.user = user
            with acting_as(user):
                question = read_question(registered()["survey_all"], user, {"year": clock.year()})
                paper = make_paper(question)
            path.write_text(str(render_pages(paper, opens=lambda line, x: f"behind?{line}&{x}")))

    return write


def _people(count: int) -> Path:
    """A workbook of people as an organization sends one."""
    from tests.imports.rosters import good_row, roster

    folder = Path(tempfile.mkdtemp(prefix="zj-bench-"))
    atexit.register(shutil.rmtree, folder)
    return roster(folder / "people.xlsx", [good_row(90_000 + place) for place in range(count)])


def calamine() -> Write:
    """The bare reader of workbooks."""
    from python_calamine import CalamineWorkbook

    book = _people(IMPORTED)

    def read(path: Path, _count: int) -> None:
        found = CalamineWorkbook.from_path(book).get_sheet_by_index(0).to_python()
        path.write_text(str(len(found)))

    return read


def imported() -> Write:
    """A whole import: read, checked, checked again and stored with all that follows a row."""
    from flask import g
    from sqlalchemy import select

    from app.core.access.actor import Actor
    from app.core.access.scope import acting_as, unscoped
    from app.core.base.db import db
    from app.core.models import User
    from app.factory import create_app
    from app.imports.sent_rows import check, rows_of
    from app.imports.workbook import read_workbook
    from app.personnel.roster_import import ROSTER_IMPORT

    app, book = create_app(), _people(IMPORTED)

    def store(path: Path, _count: int) -> None:
        with app.app_context():
            with unscoped("the asker"):
                user = db.session.scalars(select(User).where(User.username == "hn_admin")).one()
            g.user = user
            with acting_as(user):
                rows = rows_of(
                    read_workbook(book, book.name, ROSTER_IMPORT.headings), ROSTER_IMPORT
                )
                check(ROSTER_IMPORT, rows, Actor.of(user))
                good = check(ROSTER_IMPORT, [row for row in rows if not row.faults], Actor.of(user))
                made = ROSTER_IMPORT.store(good, Actor.of(user))
                path.write_text(str(len(made)))
                db.session.rollback()

    return store


def ignore(_result: Any) -> None:
    """How many rows there were is known."""


def _wide_view() -> Any:
    """The people's screen with 25 columns."""
    from flask import current_app

    from app.personnel.views import PersonView

    class WideView(PersonView):
        list_columns = [
            *PersonView.list_columns,
            *("nation", "politics", "department", "supervision_field", "degree", "school"),
            *("major", "graduated_on", "specialty", "title_name", "work_from", "remark"),
        ]

        def base_conditions(self) -> Any:
            return PersonView.base_conditions(self)[:1]

        def has_right(self, action: str) -> bool:
            return True

    view = WideView()
    view.appbuilder = current_app.extensions.get("appbuilder")
    return view


WRITERS: dict[str, Callable[[], Write]] = {
    "raw": raw,
    "ours": ours,
    "reported": reported,
    "printed": printed,
    "exported": exported,
    "previewed": previewed,
    "calamine": calamine,
    "imported": imported,
}


def main() -> None:
    """Write one file and say what it took."""
    name, count = sys.argv[1], int(sys.argv[2])
    write = WRITERS[name]()
    with tempfile.TemporaryDirectory(prefix="zj-bench-") as folder:
        path = Path(folder) / "list.xlsx"
        began = process_time() + _children()[0]
        write(path, count)
        spent = process_time() + _children()[0] - began
        size = path.stat().st_size
    peak = max(_peak(), _children()[1])
    sys.stdout.write(json.dumps({"cpu": spent, "peak": peak, "bytes": size}) + "\n")


def _children() -> tuple[float, float]:
    """CPU seconds of the programs that were started and have ended, and their memory in MB."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def _peak() -> float:
    """The highest memory in MB since this program began, without what its parent had."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


if __name__ == "__main__":
    main()
