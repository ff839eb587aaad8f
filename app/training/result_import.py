"""Results of a session come in from a workbook, whose columns are the subjects of the session."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.access.actor import Actor
from app.core.base.db import db
from app.core.tree.organization_tree import organization_names
from app.imports.cells import Reads
from app.imports.declaration import CellFault, ImportColumn, ImportedRow, ImportKind, SubjectKind
from app.imports.undo import refuse_if_used
from app.workflow.registry import registered

from . import operations, queries, rules
from .choices import COMING, RESULT
from .models import TrainingSession
from .rules import (
    ATTENDED,
    HEADINGS,
    NAME,
    NUMBER,
    ORGANIZATION,
    REMARK,
    Sheet,
    mark_key,
    sheet_of,
)


def _columns(session: TrainingSession) -> Sequence[ImportColumn]:
    hours = _l("最多一位小数，不大于 %(n)s；缺考填到课学时，成绩留空", n=session.hours)
    return (
        ImportColumn(NUMBER, HEADINGS[NUMBER], required=True, unique=True, width=18),
        ImportColumn(NAME, HEADINGS[NAME], required=True),
        ImportColumn(ORGANIZATION, HEADINGS[ORGANIZATION], width=30),
        ImportColumn(ATTENDED, HEADINGS[ATTENDED], Reads.NUMBER, hint=hours),
        *(
            ImportColumn(
                mark_key(one),
                one.name,
                Reads.NUMBER,
                hint=_l(
                    "满分 %(full)s，合格线 %(pass)s", full=one.full_mark, **{"pass": one.pass_mark}
                ),
            )
            for one in session.subjects
        ),
        ImportColumn(REMARK, HEADINGS[REMARK], width=24),
    )


def _filled(session: TrainingSession) -> Iterator[Mapping[str, str]]:
    """Who has no result yet."""
    names = organization_names()
    for one in queries.in_states(session, COMING):
        where = names.get(one.organization_id, "")
        yield {NUMBER: one.number, NAME: one.name, ORGANIZATION: where}


def _known(session: TrainingSession, rows: Sequence[ImportedRow]) -> dict[str, Any]:
    """The people of a session by the numbers in a file."""
    wanted = {row.values[NUMBER] for row in rows}
    return {one.number: one for one in queries.examined(session) if one.number in wanted}


def _check(
    session: TrainingSession, rows: Sequence[ImportedRow], _actor: Actor
) -> Iterator[CellFault]:
    refusal = operations.grading_refusal(session)
    known = _known(session, rows)
    for row in rows:
        if refusal:
            yield CellFault(row.number, "", refusal)
        for key, words in _faults(session, row, known.get(row.values[NUMBER])):
            yield CellFault(row.number, key, words)


def _faults(session: TrainingSession, row: ImportedRow, item: Any) -> Iterator[tuple[str, str]]:
    """What is wrong with a row: of whom it is, and what it says."""
    values = row.values
    if values[NUMBER] and item is None:
        yield NUMBER, _("本档期参加培训的人员中没有该报名编号")
    if item is not None and values[NAME] and values[NAME] != item.name:
        yield NAME, _("姓名与报名不一致")
    if item is not None and item.result is not None:
        yield NUMBER, operations.graded_words()
    yield from _mark_faults(session, row)


def _mark_faults(session: TrainingSession, row: ImportedRow) -> Iterator[tuple[str, str]]:
    """What is wrong with hours and marks; of a cell that cannot be read nothing more is said."""
    unread = set(row.unread)
    for key in _numeric(session):
        if not _is_tenths(row.values[key] or Decimal(0)):
            unread.add(key)
            yield key, _("应为不小于 0 的数字，最多一位小数")
    sheet = sheet_of({**row.values, **dict.fromkeys(unread)}, session.subjects)
    if sheet.is_blank and not sheet.remark and not unread:
        yield ATTENDED, _("没有填写成绩")
    names = {one.name: mark_key(one) for one in session.subjects}
    for key, words in rules.sheet_faults(sheet, session.subjects, session.hours):
        if key not in unread:
            yield names.get(key, key), words


def _numeric(session: TrainingSession) -> list[str]:
    return [ATTENDED, *(mark_key(one) for one in session.subjects)]


def _is_tenths(value: Decimal) -> bool:
    return value >= 0 and value * rules.TENTHS == int(value * rules.TENTHS)


def _notes(
    session: TrainingSession, rows: Sequence[ImportedRow], _actor: Actor
) -> Iterator[CellFault]:
    """Marks that are missing count as not passed."""
    keys = {one.name: mark_key(one) for one in session.subjects}
    for row in rows:
        if row.unread or not all(
            _is_tenths(row.values[k] or Decimal(0)) for k in _numeric(session)
        ):
            continue
        for name in rules.missing_subjects(
            sheet_of(row.values, session.subjects), {}, session.subjects
        ):
            yield CellFault(row.number, keys[name], _("没有成绩，按不合格记录"))


def _store(session: TrainingSession, rows: Sequence[ImportedRow], actor: Actor) -> list[int]:
    """Enter the results; the ids of the enrolments in the order of the rows."""
    known = _known(session, rows)
    sheets: dict[int, Sheet] = {
        known[row.values[NUMBER]].id: sheet_of(row.values, session.subjects) for row in rows
    }
    operations.record_sheets(
        _workflow(session),
        session,
        sheets,
        operations.GRADE,
        actor,
        only_first=True,
    )
    return list(sheets)


def _undo(session: TrainingSession, ids: Sequence[int], actor: Actor) -> None:
    """Take results back that nothing followed."""
    items = queries.examined(session, ids)
    followed = queries.graded_again(session, ids)
    refuse_if_used(
        ((one.name, _("导入后已更改、补考或发证")) for one in items if one.id in followed),
        _l("不能撤销导入，因为以下人员的成绩已被使用：%(named)s"),
        _l("等 %(n)d 人"),
    )
    operations.take_results_back(_workflow(session), items, actor)


def _workflow(session: TrainingSession) -> Any:
    return registered()[f"training.{session.kind}"]


def _kind(number: int) -> ImportKind | None:
    """The import of the results of a session that has begun."""
    session = db.session.get(TrainingSession, number)
    if session is None or session.published_at is None:
        return None
    return ImportKind(
        RESULT_IMPORT.named(number),
        _l("成绩：%(name)s", name=session.name),
        RESULT,
        _columns(session),
        check=partial(_check, session),
        store=partial(_store, session),
        undo=partial(_undo, session),
        notes=partial(_notes, session),
        screen="ResultView.list",
        filled=partial(_filled, session),
        guide=(_l("模板已列出尚无成绩的人员；没有成绩的行请删除或留空。"),),
    )


RESULT_IMPORT = SubjectKind("training_results", _l("培训成绩"), RESULT, _kind)
