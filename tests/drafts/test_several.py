"""One submission ends the drafts of several records: what the form has shown of each, no more."""

from __future__ import annotations

import pytest

from app.core.base.db import db
from app.drafts import operations, queries
from app.drafts.open_drafts import close_drafts, shown_drafts
from app.drafts.operations import Window
from app.drafts.queries import Record
from app.drafts.rules import Sent
from tests.support.acting import As
from tests.support.statements import statements

pytestmark = pytest.mark.both_databases
PADS = [Record(4, "tests.pad", str(number)) for number in range(1, 8)]


def write(app, record, text, who="yl_clerk", client="1" * 8, number=1):
    with As(app, who) as actor:
        operations.save(record, Window(client), [Sent("score", text, number)], actor=actor)


def texts(app, record) -> list[str | None]:
    with As(app, "yl_clerk"):
        held = queries.held(record)
        return [text.value for found in (held.texts.values() if held else ()) for text in found]


def close(app, records, form):
    with As(app, "yl_admin") as actor:
        close_drafts(records, form, actor=actor)


def shown(app, records) -> dict[str, str]:
    with As(app, "yl_admin"):
        return {name: str(value) for name, value in shown_drafts(records).items()}


def test_all_end_together_and_a_late_text_of_each_goes_on(app):
    for record in PADS[:3]:
        write(app, record, "90")
    form = shown(app, PADS)
    write(app, PADS[1], "85", who="yl_admin", client="2" * 8)

    close(app, PADS, form)

    assert [texts(app, record) for record in PADS[:3]] == [[], ["85"], []]


def test_a_form_that_says_nothing_of_a_draft_ends_none(app):
    for record in PADS[:2]:
        write(app, record, "90")
    form = shown(app, PADS[:1])

    close(app, PADS[:2], form)

    assert [texts(app, record) for record in PADS[:2]] == [[], ["90"]]


def test_seven_cost_no_more_than_two(app):
    counts = []
    for records in (PADS[:2], PADS):
        for record in records:
            write(app, record, "90", number=len(counts) + 1)
        form = shown(app, records)
        with As(app, "yl_admin") as actor:
            db.session.rollback()
            with statements() as found:
                close_drafts(records, form, actor=actor)
            counts.append(len(found))
    assert counts == [3, 3]


def test_nothing_to_end_is_no_fault(app):
    assert shown(app, []) == {}
    close(app, [], {})
    close(app, PADS, {})
