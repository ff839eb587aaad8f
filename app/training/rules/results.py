"""What an examination says of somebody (2.15), and until when a certificate is extended (3.6).

Hours and marks are whole tenths.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.base.formats import months_from
from app.core.base.tenths import TENTHS, tenths_of
from app.training.choices import Result

Marks = Mapping[str, int]
# What is wrong with a sheet: "attended" or the name of a subject, and the words.
Fault = tuple[str, str]
NUMBER, NAME, ORGANIZATION = "number", "name", "organization"
ATTENDED, RESULT, REMARK = "attended", "result", "remark"
# The columns beside those of the subjects, in tables and workbooks.
HEADINGS: Mapping[str, Any] = {
    NUMBER: _l("报名编号"),
    NAME: _l("姓名"),
    ORGANIZATION: _l("单位"),
    ATTENDED: _l("到课学时"),
    RESULT: _l("考核结果"),
    REMARK: _l("备注"),
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is entered of one person: hours, and marks by the names of subjects.

    Of 补考 it has marks alone.
    """

    attended: int | None = None
    scores: Marks = field(default_factory=dict)
    remark: str | None = None

    @property
    def is_blank(self) -> bool:
        """Whether nothing was entered that could be a result."""
        return self.attended is None and not self.scores


def mark_key(subject: Any) -> str:
    """The column of a subject in tables and workbooks: the same one while the subject is."""
    return f"s{subject.id}"


def sheet_of(cells: Mapping[str, Any], subjects: Sequence[Any]) -> Sheet:
    """What the cells of one person say; the table and a workbook have the same columns."""
    marks = {one.name: tenths_of(cells[mark_key(one)]) for one in subjects}
    return Sheet(
        tenths_of(cells.get(ATTENDED)),
        {name: mark for name, mark in marks.items() if mark is not None},
        cells[REMARK],
    )


def hours_needed(hours: int, rate: int) -> int:
    """How many tenths of hours must be attended, of a session's hours and a percentage."""
    return -(-hours * TENTHS * rate // 100)


def passes(subject: Any, *marks: int | None) -> bool:
    """Whether the best of some marks passes a subject."""
    told = [one for one in marks if one is not None]
    return bool(told) and max(told) >= subject.pass_mark * TENTHS


def result_of(
    subjects: Sequence[Any], needed: int, attended: int | None, scores: Marks, makeup: Marks
) -> Result:
    """考核结果: 合格 needs the hours and every subject, who sat for none is 缺考.

    补考 counts where it is better.
    """
    if not scores and not makeup:
        return Result.ABSENT
    has_hours = (attended or 0) >= needed
    first = all(passes(one, scores.get(one.name)) for one in subjects)
    if has_hours and first:
        return Result.PASSED
    best = all(passes(one, scores.get(one.name), makeup.get(one.name)) for one in subjects)
    return Result.MAKEUP_PASSED if has_hours and best else Result.FAILED


def sheet_faults(sheet: Sheet, subjects: Sequence[Any], hours: int) -> Iterator[Fault]:
    """What is wrong with what was entered of somebody after the training."""
    if sheet.attended is not None and sheet.attended > hours * TENTHS:
        yield ATTENDED, _("不能大于档期学时（%(n)d）", n=hours)
    if sheet.scores and sheet.attended is None:
        yield ATTENDED, _("不能为空")
    yield from mark_faults(sheet.scores, subjects)
    if sheet.remark and sheet.is_blank:
        yield ATTENDED, _("不能为空，缺考请填 0")


def mark_faults(marks: Marks, subjects: Sequence[Any]) -> Iterator[Fault]:
    """Marks above the full one."""
    for one in subjects:
        if marks.get(one.name, 0) > one.full_mark * TENTHS:
            yield one.name, _("不能大于满分（%(n)d）", n=one.full_mark)


def makeup_faults(sheet: Sheet, scores: Marks, subjects: Sequence[Any]) -> Iterator[Fault]:
    """What is wrong with what was entered of somebody's 补考: it is of what was not passed."""
    yield from mark_faults(sheet.scores, subjects)
    if sheet.remark and not sheet.scores:
        yield REMARK, _("没有填写补考成绩")
    for one in subjects:
        if one.name in sheet.scores and passes(one, scores.get(one.name)):
            yield one.name, _("已合格，不需补考")


def missing_subjects(sheet: Sheet, earlier: Marks, subjects: Sequence[Any]) -> list[str]:
    """Subjects without a mark of somebody who sat for others: they count as not passed.

    What was passed by an earlier mark is not missing.
    """
    if not sheet.scores:
        return []
    return [
        one.name
        for one in subjects
        if one.name not in sheet.scores and not passes(one, earlier.get(one.name))
    ]


def extended_to(valid_to: dt.date, ends_on: dt.date, months: int) -> dt.date:
    """有效期止 after 延期: months after the old one, or after the session where that is over."""
    return months_from(max(valid_to, ends_on), months)
