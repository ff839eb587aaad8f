"""What 提交 and 撤回 of an assessment do to records; nothing is committed here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask import url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from markupsafe import Markup, escape

from app.assessments.models import Assessment
from app.core.access.actor import Actor
from app.core.access.scope import unscoped
from app.core.base.db import db
from app.core.base.errors import FieldError
from app.demerits import queries, rules
from app.demerits.choices import COUNTING
from app.personnel.models import Person
from app.workflow import engine
from app.workflow.answers import KEPT_IN
from app.workflow.declaration import Move, Workflow

from .records import Line, draft_records, remove_record

# The tick by which records come of 建议记分.
TICK = "record_points"
Suggested = Mapping[str, Any]


def priced(suggested: Sequence[Suggested]) -> list[dict[str, Any]]:
    """建议记分 with the points of the list that was in force on its day.

    What that list does not have, or does not propose by itself, is left out.
    """
    return [
        {**one, "points": reason.points}
        for one in suggested
        if (reason := rules.proposed(one["reason"], queries.offered_on(_day(one)))) is not None
    ]


def _day(one: Suggested) -> dt.date:
    return dt.date.fromisoformat(one["day"])


def recordable(suggested: Sequence[Suggested], *, lock: bool = False) -> dict[int, Person]:
    """Who of the people of 建议记分 can get points: on a roster, with a certificate."""
    ids = {one["person_id"] for one in suggested}
    return queries.people_of(ids, lock=lock) if ids else {}


def propose(workflow: Workflow, move: Move) -> None:
    """Effect of 提交 of an assessment: how many points, and with the tick a record of each."""
    item: Assessment = move.item
    item.suggested = priced(item.suggested)
    if not move.data.get(TICK) or not item.suggested or queries.living_records_of(item):
        return
    people = recordable(item.suggested, lock=True)
    lines = [
        _line(people[one["person_id"]], one, item)
        for one in item.suggested
        if one["person_id"] in people
    ]
    if lines:
        _record(workflow, lines, item, move.actor)


def _line(person: Person, one: Suggested, item: Assessment) -> Line:
    day = _day(one)
    reason = queries.offered_on(day)[one["reason"]]
    # What is kept reads Chinese, whoever submits.
    with force_locale(KEPT_IN):
        facts = _(
            "%(kind)s（%(number)s）等次为%(grade)s",
            kind=item.kind.label,
            number=item.number,
            grade=item.grade.label if item.grade is not None else "",
        )
    about = {"project": one.get("project"), "builder": one.get("builder")}
    return person, {"happened_on": day, "facts": facts, **about}, [reason]


def _record(workflow: Workflow, lines: Sequence[Line], item: Assessment, actor: Actor) -> None:
    rows = draft_records(lines, actor)
    for row in rows:
        row.source, row.source_id = queries.source_of(item), item.id
    engine.begin_each(workflow, rows, actor=actor, batch=rows[0].batch)
    for row in rows:
        engine.fire(workflow, row, "file", actor=actor, batch=row.batch)


def none_is_passed(move: Move) -> Iterator[FieldError]:
    """Guard of 撤回 of an assessment: what counts of it has to be revoked first.

    The people are held before their records, as whoever decides about these does.
    """
    queries.hold_identities(queries.identities_of_records(move.item))
    for one in queries.living_records_of(move.item):
        if one.state in COUNTING:
            link = Markup('<a href="%s">%s</a>') % (
                url_for("RecordView.show", pk=one.id),
                one.number,
            )
            words = escape(_("考核记分 %(number)s 已通过，不能撤回考核")) % {"number": link}
            yield FieldError("V30", "", words)


def take_back(move: Move) -> None:
    """Effect of 撤回 of an assessment: what it proposed and nobody has passed is gone."""
    with unscoped("what an assessment proposed, wherever its people work now"):
        for one in queries.living_records_of(move.item):
            remove_record(one, move.actor)
        db.session.flush()
