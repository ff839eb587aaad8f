"""录入成绩 and 补考录入 for several people of a session at once; nothing is committed here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from app.core.access.actor import Actor
from app.core.base.errors import Conflict, FieldError, Refused, Unconfirmed
from app.training import queries, rules
from app.training.models import TrainingSession
from app.training.rules import Sheet
from app.workflow import engine
from app.workflow.declaration import Workflow

GRADE, MAKEUP, UNGRADE = "grade", "makeup", "ungrade"
# What is wrong in a cell, not with whom the row is of.
IN_CELL = "TR1"
Sheets = Mapping[int, Sheet]


def sheet_refusals(
    session: TrainingSession, items: Mapping[int, Any], sheets: Sheets, move: str
) -> Iterator[FieldError]:
    """Everything that is wrong with what was entered, each at "<id>-<attended or subject>"."""
    subjects = session.subjects
    for number, sheet in sheets.items():
        item = items[number]
        if move == MAKEUP:
            faults = rules.makeup_faults(sheet, item.scores, subjects)
        elif sheet.is_blank and item.result is not None:
            faults = iter([(rules.ATTENDED, _("已录入的成绩不能清空，缺考请填 0"))])
        else:
            faults = rules.sheet_faults(sheet, subjects, session.hours)
        for key, words in faults:
            yield FieldError(IN_CELL, f"{number}-{key}", words)


def record_sheets(
    workflow: Workflow,
    session: TrainingSession,
    sheets: Sheets,
    move: str,
    actor: Actor,
    *,
    shown: Mapping[int, int] | None = None,
    agreed_to: str | None = None,
    only_first: bool = False,
) -> int:
    """Enter the results of some people of a session, by id; how many were changed.

    Refused where any is, at "<id>-attended". ``shown`` are the versions that were typed over;
    with ``only_first`` no result is written over another.
    Unconfirmed where something should be agreed to; without a question where that is None.
    """
    _hold(session)
    items = {one.id: one for one in queries.examined(session, list(sheets))}
    Refused.if_any(
        FieldError("V33", f"{number}-{rules.ATTENDED}", _("该报名的状态已变化，请刷新"))
        for number in sheets
        if number not in items
    )
    Refused.if_any(sheet_refusals(session, items, sheets, move))
    new = {number: sheet for number, sheet in sheets.items() if _says_more(items[number], sheet)}
    lines = list(_to_agree(session, items, new, move))
    outcomes = engine.fire_all(
        workflow,
        [items[number] for number in new],
        move,
        actor=actor,
        told={
            number: {
                "sheet": sheet,
                "version": (shown or {}).get(number),
                "only_first": only_first,
            }
            for number, sheet in new.items()
        },
    )
    Refused.if_any(
        FieldError(error.code, f"{outcome.item.id}-{rules.ATTENDED}", error.message)
        for outcome in outcomes
        for error in outcome.errors
    )
    if agreed_to is not None:
        Unconfirmed.unless(agreed_to, lines)
    return len(new)


def _hold(session: TrainingSession) -> None:
    """Keep a session as it is; Conflict where its subjects are others than were typed over."""
    before = {one.name for one in session.subjects}
    queries.hold_sessions([session.id])
    if before != {one.name for one in session.subjects}:
        raise Conflict(_("考核科目刚被他人更改，请重新打开"))


def take_results_back(workflow: Workflow, items: Sequence[Any], actor: Actor) -> None:
    """Everybody is again as before the results were entered; Refused where that cannot be."""
    outcomes = engine.fire_all(workflow, items, UNGRADE, actor=actor)
    Refused.if_any(error for outcome in outcomes for error in outcome.errors)


def _says_more(item: Any, sheet: Sheet) -> bool:
    """Whether a sheet says anything, and anything else than what is known."""
    if sheet.is_blank:
        return False
    known = Sheet(item.attended, item.scores, item.result_remark)
    return item.result is None or sheet != known


def _to_agree(
    session: TrainingSession, items: Mapping[int, Any], sheets: Sheets, move: str
) -> Iterator[str]:
    """What somebody should know before it is stored: marks that are missing, and what is final."""
    if move == MAKEUP and sheets:
        yield _("补考成绩保存后不能更改（%(n)d 人）", n=len(sheets))
    for number, sheet in sheets.items():
        item = items[number]
        earlier = item.scores if move == MAKEUP else {}
        if missing := rules.missing_subjects(sheet, earlier, session.subjects):
            names = _("、").join(missing)
            yield _("%(name)s：%(names)s没有成绩，按不合格记录", name=item.name, names=names)
