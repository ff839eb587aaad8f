"""The content of a draft comes in from a workbook, whose lines are those of the form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.access.actor import Actor
from app.core.base.db import db
from app.core.base.errors import Refused
from app.imports.cells import Reads
from app.imports.declaration import CellFault, ImportColumn, ImportedRow, ImportKind, SubjectKind
from app.scoring import operations, rules
from app.scoring.choices import SHEET
from app.scoring.forms import COLUMNS
from app.scoring.models import ScoreSheet


def _columns() -> Sequence[ImportColumn]:
    return tuple(
        ImportColumn(
            one.key,
            one.label,
            Reads.NUMBER if one.kind == "tenths" else Reads.TEXT,
            length=one.length,
            required=one.required,
        )
        for one in COLUMNS
    )


def _filled(sheet: ScoreSheet) -> Iterator[Mapping[str, str]]:
    """What the sheet says now, so that the template is its workbook, too."""
    for line in operations.lines_of(sheet):
        yield {key: "" if value is None else str(value) for key, value in line.items()}


def _check(sheet: ScoreSheet, rows: Sequence[ImportedRow], _actor: Actor) -> Iterator[CellFault]:
    if words := operations.published_words(sheet):
        yield from (CellFault(row.number, "", words) for row in rows)
    for place, column, words in rules.faults([row.values for row in rows]):
        yield CellFault(rows[place].number, column, words)


def _store(sheet: ScoreSheet, rows: Sequence[ImportedRow], _actor: Actor) -> list[int]:
    return operations.replace_content(sheet, [row.values for row in rows])


def _undo(_sheet: ScoreSheet, _ids: Sequence[int], _actor: Actor) -> None:
    raise Refused.because("", "", _("评分表导入后请直接修改草稿，或重新导入"))


def _kind(number: int) -> ImportKind | None:
    """The import of the content of a draft."""
    sheet = db.session.get(ScoreSheet, number)
    if sheet is None or sheet.published_at is not None:
        return None
    return ImportKind(
        SHEET_IMPORT.named(number),
        _l("评分表：%(name)s", name=sheet.title),
        SHEET,
        _columns(),
        check=partial(_check, sheet),
        store=partial(_store, sheet),
        undo=partial(_undo, sheet),
        screen="ScoreSheetView.list",
        filled=partial(_filled, sheet),
        is_whole=True,
        guide=(_l("类别、序号、考核项目和分值只填在每个考核项目的第一行，其余行留空。"),),
    )


SHEET_IMPORT = SubjectKind("score_sheet", _l("评分表"), SHEET, _kind)
