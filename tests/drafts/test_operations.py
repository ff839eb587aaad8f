"""Drafts in both databases: merging, handing in, throwing away, parallel writers."""

from __future__ import annotations

import datetime as dt
from functools import partial

import pytest
from sqlalchemy import func, select, text, update

from app.core.access import audit
from app.core.access.actor import Actor
from app.core.access.scope import acting_as, unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.base.errors import Refused
from app.core.models import AuditEntry, User
from app.drafts import jobs, operations, queries, rules
from app.drafts.models import DraftField, FormDraft
from app.drafts.operations import Handed, Window
from app.drafts.presentation import opened
from app.drafts.queries import Record
from app.drafts.rules import Sent
from tests.support.together import together

pytestmark = pytest.mark.both_databases

RECORD = Record(4, "organizations.project_return", str(clock.year() - 1))
ONE, TWO = "11111111-1111", "22222222-2222"


def user(name: str) -> User:
    return db.session.scalars(select(User).where(User.username == name)).one()


@pytest.fixture
def clerk(app):
    with app.app_context():
        found = user("yl_clerk")
        with acting_as(found):
            yield Actor.of(found)
        db.session.remove()


@pytest.fixture
def colleague(clerk):
    return Actor.of(user("yl_admin"))


def save(actor, client=ONE, over=(), number=1, base=None, record=RECORD, **values) -> None:
    sent = [Sent(name, value, number, frozenset(over)) for name, value in values.items()]
    operations.save(record, Window(client, base), sent, actor=actor)
    db.session.commit()


def texts(record=RECORD) -> dict[str, list[str | None]]:
    held = queries.held(record)
    found = held.texts.items() if held else ()
    return {name: [one.value for one in rules.newest_first(all_)] for name, all_ in found}


def revision() -> int:
    return queries.held(RECORD).draft.revision


def look(actor, typed=(), base=None, handed=None):
    return opened(
        RECORD,
        queries.held(RECORD),
        dict(typed),
        base,
        actor=actor,
        page="/",
        handed=handed,
    )


def test_text_is_kept_as_it_was_typed(clerk):
    save(clerk, talks=" 很多，１２ ", coverage="")
    assert texts() == {"talks": [" 很多，１２ "], "coverage": [""]}


def test_texts_are_sealed_in_the_database(clerk):
    save(clerk, head_mobile="13912345678")
    (stored,) = db.session.scalars(text("SELECT value FROM form_draft_field")).all()
    assert b"13912345678" not in bytes(stored)
    assert texts() == {"head_mobile": ["13912345678"]}


def test_one_window_has_one_text_of_a_field(clerk):
    save(clerk, talks="1")
    save(clerk, number=2, talks="12")
    assert texts() == {"talks": ["12"]}


def test_two_people_keep_both_texts_until_one_of_them_decides(clerk, colleague):
    save(clerk, talks="4")
    save(colleague, TWO, talks="5")
    assert texts() == {"talks": ["5", "4"]}
    shown = look(clerk)
    assert shown.values == {"talks": "5"}
    assert [one["by"] for one in shown.state["fields"]["talks"]] == ["岳观澜", "您在另一窗口"]
    save(clerk, number=2, over=[2], talks="4")
    assert texts() == {"talks": ["4"]}


def test_a_field_that_was_taken_out_is_out(clerk):
    save(clerk, talks="4", **{"depts-0-name": "质量科"})
    save(clerk, number=2, **{"depts-0-name": None})
    assert look(clerk, {"depts-0-name": "质量科"}).values == {"talks": "4"}


def test_a_draft_that_says_the_same_as_the_record_is_none(clerk):
    save(clerk, talks="4")
    assert not look(clerk, {"talks": "4"}).notice
    assert look(clerk, {"talks": "3"}).notice.startswith("以下含 湘致远 填写")


def test_a_record_that_was_changed_meanwhile_is_compared(clerk):
    save(clerk, base=3, talks="4", fines="1")
    assert look(clerk, {"talks": "3", "fines": "1"}, base=3).differing == ()
    assert look(clerk, {"talks": "9", "fines": "1"}, base=4).differing == (("talks", "9", "4"),)


def test_what_the_form_showed_is_done_with_the_record(clerk, colleague):
    save(clerk, talks="4")
    shown = revision()
    save(colleague, TWO, fines="7")
    operations.close(RECORD, Handed(ONE, shown, 1), actor=clerk)
    db.session.commit()
    assert texts() == {"fines": ["7"]}


def test_a_save_that_the_record_overtook_brings_no_draft_back(clerk):
    save(clerk, talks="4")
    operations.close(RECORD, Handed(ONE, revision(), 2), actor=clerk)
    db.session.commit()
    save(clerk, number=2, talks="44")
    assert (texts(), revision()) == ({}, 2)
    save(clerk, number=3, talks="45")
    assert texts() == {"talks": ["45"]}


def test_a_refused_form_keeps_its_own_text_with_the_others_beside(clerk, colleague):
    save(clerk, talks="4")
    handed = Handed(ONE, revision(), 1)
    save(colleague, TWO, talks="5")
    shown = look(clerk, {"talks": "4"}, handed=handed)
    assert shown.values == {"talks": "4"}
    assert [one["value"] for one in shown.state["fields"]["talks"]] == ["5", "4"]
    assert shown.state["revision"] == handed.revision


def test_a_discarded_draft_comes_back_within_a_day(clerk, colleague):
    save(clerk, talks="4", fines="7")
    operations.discard(RECORD, None, actor=colleague)
    db.session.commit()
    assert texts() == {}
    assert look(clerk).discarded.startswith("岳观澜 于 ")
    save(colleague, TWO, talks="5")
    operations.take_back(RECORD)
    db.session.commit()
    assert texts() == {"talks": ["5", "4"], "fines": ["7"]}
    assert not look(clerk).discarded


def test_a_window_that_types_on_after_the_discarding_has_its_newer_text(clerk):
    save(clerk, talks="4")
    operations.discard(RECORD, None, actor=clerk)
    save(clerk, number=2, talks="44")
    operations.take_back(RECORD)
    db.session.commit()
    assert texts() == {"talks": ["44"]}


def test_one_window_s_text_can_be_discarded_alone(clerk, colleague):
    save(clerk, talks="4")
    save(colleague, TWO, fines="7")
    operations.discard(RECORD, ONE, actor=clerk)
    db.session.commit()
    assert texts() == {"fines": ["7"]}


def test_old_drafts_are_forgotten(clerk):
    later = Record(4, RECORD.resource, str(clock.year() - 2))
    save(clerk, talks="4")
    save(clerk, record=later, talks="5")
    operations.discard(later, None, actor=clerk)
    db.session.commit()
    day = dt.timedelta(days=1)
    operations.throw_away_old(clock.now() + day * 0.9)
    assert count(DraftField) == 2
    operations.throw_away_old(clock.now() + day * 1.1)
    assert count(DraftField) == 1
    operations.throw_away_old(clock.now() + day * 399)
    assert texts() == {"talks": ["4"]}
    operations.throw_away_old(clock.now() + day * 401)
    assert (count(DraftField), count(FormDraft)) == (0, 0)


def count(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model))


def test_the_clock_forgets_drafts_of_everybody(app, clerk, run_jobs):
    save(clerk, talks="4")
    db.session.execute(
        audit.bulk(
            update(FormDraft).values(changed_at=clock.now() - dt.timedelta(days=401)),
            because="the test",
        )
    )
    jobs.throw_away_old.request(key="today", actor=clerk, arguments={})
    db.session.commit()
    run_jobs()
    assert count(FormDraft) == 0


def test_the_audit_trail_names_acts_and_holds_no_text(clerk):
    for number in range(1, 5):
        save(clerk, number=number, talks=f"秘密{number}")
    operations.discard(RECORD, None, actor=clerk)
    db.session.commit()
    with unscoped("look"):
        rows = db.session.scalars(
            select(AuditEntry)
            .where(AuditEntry.object_type.like("form_draft%"))
            .order_by(AuditEntry.id)
        ).all()
    assert [row.action for row in rows] == ["create", "discard"]
    assert "秘密" not in str([row.changes for row in rows])


def test_limits_have_names(clerk, monkeypatch):
    monkeypatch.setattr(rules, "MOST_FIELDS", 2)
    save(clerk, a="1", b="2")
    with pytest.raises(Refused, match="草稿内容过多"):
        save(clerk, c="3")
    db.session.rollback()
    monkeypatch.setattr(rules, "SAVES_A_MINUTE", 2)
    save(clerk, number=2, a="1")
    with pytest.raises(operations.TooOften, match="自动保存过于频繁"):
        save(clerk, number=3, a="1")


def test_sixteen_writers_at_one_moment_lose_nothing(app):
    """Each has a field of its own and one that all of them fill in."""

    def write(number, wait) -> None:
        with app.app_context():
            found = user(("yl_clerk", "yl_admin")[number % 2])
            actor = Actor.of(found)
            db.session.rollback()
            wait()
            with acting_as(found):
                for edit in (1, 2, 3):
                    client = f"{number:08x}"
                    values = {f"own-{number}": f"{number}.{edit}", "shared": f"{number}.{edit}"}
                    save(actor, client, number=edit, **values)
            db.session.remove()

    together([partial(write, number) for number in range(16)])
    with app.app_context(), unscoped("look"):
        found = texts()
        assert {name: values for name, values in found.items() if name != "shared"} == {
            f"own-{number}": [f"{number}.3"] for number in range(16)
        }
        assert set(found["shared"]) == {f"{number}.3" for number in range(16)}
        assert count(FormDraft) == 1
        assert revision() == 48
        db.session.remove()
