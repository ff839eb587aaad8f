"""The audit trail is complete, masked and cannot be changed."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DatabaseError

from app.core.access.scope import unscoped
from app.core.base.db import db
from app.core.models import AuditEntry, SupervisionLink, User
from tests.support.factories import make_person

pytestmark = pytest.mark.both_databases


@pytest.fixture
def person(app):
    with app.app_context(), unscoped("fixture"):
        found = make_person(organization_id=4, name="周全")
        db.session.commit()
        yield found


def entries(**conditions) -> list[AuditEntry]:
    return list(
        db.session.scalars(select(AuditEntry).filter_by(**conditions).order_by(AuditEntry.id))
    )


def test_a_new_row_is_kept_with_masked_numbers(person):
    (entry,) = entries(object_type="person", object_id=str(person.id))
    assert entry.action == "create"
    assert entry.changes["name"] == [None, "周全"]
    assert person.id_no not in str(entry.changes)
    assert person.mobile not in str(entry.changes)


def test_a_change_keeps_old_and_new(person):
    with unscoped("test"):
        person.education = "master"
        db.session.commit()
    entry = entries(object_type="person", action="update")[-1]
    assert entry.changes["education"] == ["bachelor", "master"]
    assert "name" not in entry.changes


def test_a_deletion_is_kept(app):
    with app.app_context(), unscoped("test"):
        link = SupervisionLink(organization_id=4, superior_id=3)
        db.session.add(link)
        db.session.commit()
        number = str(link.id)
        db.session.delete(link)
        db.session.commit()
        found = [(e.action, e.object_id) for e in entries(object_type="supervision_link")]
    assert found == [("create", number), ("delete", number)]


def test_changed_roles_are_kept(app):
    with app.app_context(), unscoped("test"):
        clerk = db.session.scalars(select(User).where(User.username == "yl_clerk")).one()
        leader = db.session.scalars(select(User).where(User.username == "yl_leader")).one()
        clerk.roles = [*clerk.roles, *leader.roles]
        db.session.commit()
        entry = entries(object_type="ab_user", action="update")[-1]
        assert entry.changes["roles"] == [[], ["县级领导"]]


def test_a_password_is_never_written(app):
    with app.app_context(), unscoped("test"):
        clerk = db.session.scalars(select(User).where(User.username == "yl_clerk")).one()
        clerk.password = "scrypt:new-hash"
        db.session.commit()
        entry = entries(object_type="ab_user", action="update")[-1]
        assert entry.changes["password"] == ["****", "****"]


@pytest.mark.parametrize("statement", [update(AuditEntry).values(action="x"), delete(AuditEntry)])
def test_entries_cannot_be_changed(person, statement):
    with pytest.raises(DatabaseError):
        db.session.execute(statement)
    db.session.rollback()


def test_the_seal_is_set_once(person):
    entry = entries(object_type="person")[0]
    number = entry.id
    db.session.execute(
        update(AuditEntry).where(AuditEntry.id == number).values(seq=1, hash="a" * 64)
    )
    db.session.commit()
    with pytest.raises(DatabaseError):
        db.session.execute(update(AuditEntry).where(AuditEntry.id == number).values(seq=2))
    db.session.rollback()


def test_a_refused_change_leaves_no_entry(person):
    before = len(entries())
    with unscoped("test"):
        person.name = "别名"
        db.session.flush()
        db.session.rollback()
    assert len(entries()) == before
