"""办理记录 only grows: the database itself refuses to change, delete or replace an event."""

from __future__ import annotations

import pytest
from sqlalchemy import delete as deletion
from sqlalchemy import func, insert, select, text, update
from sqlalchemy.exc import DatabaseError

from app.core.access import audit
from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.workflow.models import WorkflowEvent

pytestmark = pytest.mark.both_databases

FACTS = {
    "organization_id": 4,
    "resource": "organizations.profile",
    "item_id": 1,
    "name": "begin",
    "target": "draft",
    "actor_name": "湘致远",
    "actor_organization": "",
    "opinion": "",
    "marked": [],
    "snapshot": {},
}


@pytest.fixture
def event(app):
    with app.app_context(), unscoped("an event to attack"):
        found = WorkflowEvent(**FACTS, at=clock.now())
        db.session.add(found)
        db.session.commit()
        yield found.id


@pytest.mark.parametrize(
    "statement",
    [
        audit.bulk(update(WorkflowEvent).values(opinion="改过的意见"), because="the test"),
        audit.bulk(update(WorkflowEvent).values(actor_name="别人"), because="the test"),
        audit.bulk(deletion(WorkflowEvent), because="the test"),
        text("UPDATE workflow_event SET opinion = 'x'"),
        text("DELETE FROM workflow_event"),
    ],
)
def test_an_event_is_neither_changed_nor_deleted(event, statement):
    with pytest.raises(DatabaseError, match=r"append-only|read-only"):
        db.session.execute(statement)
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(WorkflowEvent)) == 1


def test_an_event_is_not_replaced(event):
    again = insert(WorkflowEvent).values(**FACTS | {"opinion": "x"}, id=event, at=clock.now())
    if db.engine.dialect.name == "sqlite":
        again = again.prefix_with("OR REPLACE")
    with pytest.raises(DatabaseError):
        db.session.execute(audit.bulk(again, because="the test"))
    db.session.rollback()
    assert db.session.get(WorkflowEvent, event).opinion == ""


def test_the_history_is_not_emptied_at_once(event):
    if db.engine.dialect.name == "postgresql":
        with pytest.raises(DatabaseError, match="read-only"):
            db.session.execute(text("TRUNCATE workflow_event CASCADE"))
        db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(WorkflowEvent)) == 1
