"""办理进度 of an item: the path it has walked, and the working days of each step."""

from __future__ import annotations

import datetime as dt

from app.core.base import clock
from app.workflow.models import WorkflowEvent
from app.workflow.path import path_of
from tests.workflow.errand import ERRAND, Errand, State


def event(name: str, day: str, target: State, opinion: str = "") -> WorkflowEvent:
    at = dt.datetime.fromisoformat(f"{day} 10:00").replace(tzinfo=clock.SHANGHAI)
    return WorkflowEvent(
        name=name, source=None, target=target.value, at=at, actor_name="李安", opinion=opinion
    )


def test_each_step_says_how_many_working_days_it_took(app, at):
    at("2026-11-25 10:00")
    events = [
        event("begin", "2026-11-12", State.DRAFT),
        event("file", "2026-11-12", State.FILED),
        event("review", "2026-11-16", State.REVIEWED),
    ]
    item = Errand(organization_id=4, state=State.REVIEWED)
    with app.test_request_context():
        found = path_of(ERRAND, item, events)
        # 12 November is a Thursday; the beginning of the same day is no step of its own.
        assert [(one.label, one.days) for one in found[:2]] == [("提交", None), ("初审通过", 2)]
        assert (found[2].is_now, found[2].days) == (True, 7)
        assert "reviewed" in found[2].label


def test_what_has_ended_waits_for_nobody(app):
    events = [
        event("file", "2026-11-13", State.FILED),
        event("return", "2026-11-13", State.RETURNED, "请补充内容"),
        event("file", "2026-11-17", State.FILED),
        event("close", "2026-11-17", State.CLOSED, "同意办结"),
    ]
    item = Errand(organization_id=4, state=State.CLOSED)
    with app.test_request_context():
        found = path_of(ERRAND, item, events)
    assert [(one.days, one.is_now, one.is_back) for one in found] == [
        (None, False, False),
        (0, False, True),
        (2, False, False),
        (0, False, False),
    ]
