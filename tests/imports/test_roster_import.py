"""导入 of a roster from end to end: as if each row had been typed, all or nothing, once."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.attachments.models import Attachment
from app.core.access.actor import current_actor
from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.base.errors import Refused
from app.core.base.pinyin import name_initials
from app.core.models import AuditEntry
from app.core.screens.search import NameGram, name_contains
from app.imports import operations, queries
from app.imports.choices import ImportState
from app.imports.models import ImportBatch, ImportRow
from app.personnel.choices import TransferState
from app.personnel.models import Person, PersonTransfer, Qualification
from app.personnel.operations import add_person, edit_person, leave
from tests.imports.rosters import ask_to_store, batch_of, good_row, roster, send
from tests.support.acting import As
from tests.support.factories import id_number, make_certificate
from tests.support.statements import statements

pytestmark = pytest.mark.both_databases


@pytest.fixture
def checked(app: Flask, run_jobs: Any, tmp_path: Path) -> Any:
    """Send rows and have them checked; the id of the batch."""

    def check(rows: list[dict[str, Any]], username: str = "yl_clerk") -> int:
        batch = send(app, username, roster(tmp_path / "rows.xlsx", rows))
        run_jobs()
        return batch

    return check


@pytest.fixture
def stored(app: Flask, run_jobs: Any, checked: Any) -> Any:
    """Send rows, have them checked and stored; the id of the batch."""

    def store(rows: list[dict[str, Any]], username: str = "yl_clerk") -> int:
        batch = checked(rows, username)
        ask_to_store(app, username, batch)
        run_jobs()
        return batch

    return store


def faults(app: Flask, batch: int) -> dict[tuple[int, str], list[str]]:
    """Every fault by row and column."""
    with app.app_context():
        return {
            (row.number, key): words
            for row in queries.rows(batch)
            for key, words in row.faults.items()
        }


def people(app: Flask) -> list[Person]:
    with app.app_context(), unscoped("a test looks"):
        found = list(db.session.scalars(select(Person).order_by(Person.id)))
        db.session.expunge_all()
        return found


def plain(person: Person) -> dict[str, Any]:
    """What a row says, but for who and when."""
    left_out = ("id", "identity_id", "created_at", "changed_at")
    return {
        column.key: getattr(person, column.key)
        for column in Person.__table__.columns
        if column.key not in left_out
    }


def test_an_imported_row_is_as_one_that_was_typed(app: Flask, stored: Any) -> None:
    row = good_row(
        1, 学位="学士", 备注="𠀀 备注", 行政执法证号="19-1", 职称级别="中级", 职称名称="工程师"
    )
    stored([row])
    (imported,) = people(app)
    with app.app_context(), unscoped("a test looks"):
        told = db.session.scalars(
            select(AuditEntry).where(AuditEntry.object_type == "person")
        ).one()
        grams = set(db.session.scalars(select(NameGram.gram).where(NameGram.kind == "person")))
        changes, who = told.changes, (told.user_name, told.action)
        person = db.session.get(Person, imported.id)
        assert person is not None
        person.deleted_at = clock.now()
        db.session.commit()
    values = {name: getattr(imported, name) for name in plain(imported)}
    with As(app, "yl_clerk") as actor:
        typed = add_person(values, actor)
        db.session.flush()
        assert plain(typed) == {**plain(imported), "organization_id": actor.organization_id}
        assert typed.identity_id == imported.identity_id
        entries = select(AuditEntry).where(
            AuditEntry.object_type == "person", AuditEntry.object_id == str(typed.id)
        )
        again = db.session.scalars(entries).one()
        unlike = ("id", "created_at", "changed_at")
        assert {k: v for k, v in again.changes.items() if k not in unlike} == {
            k: v for k, v in changes.items() if k not in unlike
        }
        assert who == (again.user_name, again.action)
        kept = select(NameGram.gram).where(NameGram.kind == "person", NameGram.row_id == typed.id)
        assert set(db.session.scalars(kept)) == grams
        assert db.session.scalar(select(func.count()).where(name_contains(Person, typed.name)))
        assert typed.initials == name_initials(typed.name)


def test_five_thousand_good_rows(app: Flask, run_jobs: Any, tmp_path: Path) -> None:
    path = roster(tmp_path / "rows.xlsx", [good_row(place) for place in range(5000)])
    began = time.process_time()
    batch = send(app, "yl_clerk", path)
    run_jobs()
    assert batch_of(app, batch).faulty_count == 0
    ask_to_store(app, "yl_clerk", batch)
    run_jobs()
    spent = time.process_time() - began
    assert batch_of(app, batch).stored_count == 5000
    assert spent < 20
    with app.app_context(), unscoped("a test looks"):
        count = select(func.count()).select_from
        assert db.session.scalar(count(Person)) == 5000
        entries = count(AuditEntry).where(AuditEntry.object_type == "person")
        assert db.session.scalar(entries) == 5000


PLANTED: tuple[tuple[dict[str, Any], str], ...] = (
    ({"姓名": "Wang"}, "name"),
    ({"身份证号": "439900199003070012"}, "id_no"),
    ({"身份证号": 4.39900199003e17}, "id_no"),
    ({"身份证号": id_number(dt.date(1950, 1, 1), 1)}, "id_no"),
    ({"手机号": "12900000000"}, "mobile"),
    ({"手机号": None}, "mobile"),
    ({"民族": "汉"}, "nation"),
    ({"用工形式": "正式"}, "employ_type"),
    ({"毕业院校": None}, "school"),
    ({"所学专业": "土" * 61}, "major"),
    ({"职称级别": "中级"}, "title_name"),
    ({"岗位类别": "监督岗位", "从事监督工作时间": "2016.1.1"}, "supervision_field"),
    ({"岗位类别": "监督岗位", "监督专业方向": "质量"}, "supervising_from"),
    ({"参加工作时间": dt.date(1985, 1, 1)}, "work_from"),
    ({"参加工作时间": "1985.13.1"}, "work_from"),
    ({"进入本单位日期": dt.date(1999, 1, 1)}, "joined_on"),
    ({"进入本单位日期": 42000}, "joined_on"),
    ({"毕业院校": "=A1"}, "school"),
)  # fmt: skip


def test_two_hundred_faults_are_each_found_and_no_other(app: Flask, checked: Any) -> None:
    rows, wanted = [], []
    columns = {"从事监督工作时间": None, "监督专业方向": None, "职称名称": None}
    for place in range(1200):
        changed, key = PLANTED[place // 6 % len(PLANTED)] if place % 6 == 0 else ({}, "")
        rows.append(good_row(place, **{**columns, **changed}))
        # A number that stands in several rows would be a fault of its own.
        if changed.get("身份证号") == "439900199003070012":
            rows[-1]["身份证号"] = good_row(place)["身份证号"][:17] + "?"
        elif isinstance(changed.get("身份证号"), str):
            rows[-1]["身份证号"] = id_number(dt.date(1950, 1, 1), place // 6 + 1)
        if key:
            wanted.append((place + 2, key))
    batch = checked(rows)
    assert len(wanted) == 200
    assert sorted(faults(app, batch)) == sorted(wanted)
    assert batch_of(app, batch).faulty_count == 200


def test_twins_in_one_file_are_named_by_both_rows(app: Flask, checked: Any) -> None:
    number = good_row(1)["身份证号"]
    spaced = f"{number[:6]} {number[6:]}"
    batch = checked(
        [good_row(1), good_row(2), good_row(3, 身份证号=spaced), good_row(4, 身份证号=number)]
    )
    assert faults(app, batch) == {
        (2, "id_no"): ["与第 4、5 行重复"],
        (4, "id_no"): ["与第 2、5 行重复"],
        (5, "id_no"): ["与第 2、4 行重复"],
    }


def test_the_same_file_twice_names_who_is_there(app: Flask, stored: Any, checked: Any) -> None:
    rows = [good_row(1), good_row(2)]
    stored(rows)
    again = checked(rows)
    words = ["该人员已在本机构在职人员中，请勿重复新增"]
    assert faults(app, again) == {(2, "id_no"): words, (3, "id_no"): words}
    foreign = checked(rows, "ty_clerk")
    (told, _same) = faults(app, foreign).values()
    assert "该人员已在【" in told[0]


def test_what_has_changed_since_the_check_stores_nothing(
    app: Flask, stored: Any, checked: Any, run_jobs: Any
) -> None:
    batch = checked([good_row(1), good_row(2)])
    stored([good_row(2)], "ty_clerk")
    ask_to_store(app, "yl_clerk", batch)
    with statements() as asked:
        run_jobs()
    assert sum("FROM import_row" in one for one in asked) == 1
    found = batch_of(app, batch)
    assert (found.stage, found.stored_count) == (ImportState.CHECKED, 0)
    assert (found.row_count, found.faulty_count) == (2, 1)
    assert "没有导入任何行" in (found.message or "")
    assert list(faults(app, batch)) == [(3, "id_no")]
    assert len(people(app)) == 1
    ask_to_store(app, "yl_clerk", batch)
    run_jobs()
    assert batch_of(app, batch).stored_count == 1


def test_who_is_above_sixty_is_pointed_out_and_imported(app: Flask, stored: Any) -> None:
    old = id_number(clock.today().replace(year=clock.year() - 62, day=1), 5)
    batch = stored([good_row(1, 身份证号=old, 用工形式="合同制聘用")])
    with app.app_context():
        (row,) = queries.noted_rows(batch, 10)
        assert "请确认继续聘用" in row.notes["id_no"][0]
    assert batch_of(app, batch).stored_count == 1


# --- 撤销导入 ---------------------------------------------------------------------------------


def undo(app: Flask, batch: int) -> None:
    with As(app, "yl_clerk") as actor:
        found = db.session.get(ImportBatch, batch)
        assert found is not None
        operations.undo_batch(found, actor)


def test_an_import_is_taken_back(app: Flask, stored: Any, checked: Any) -> None:
    rows = [good_row(1), good_row(2)]
    batch = stored(rows)
    undo(app, batch)
    assert people(app) == []
    assert batch_of(app, batch).stage is ImportState.UNDONE
    assert faults(app, checked(rows)) == {}


@pytest.mark.parametrize(
    "used", ["certificate", "changed", "left", "offered", "photo", "qualified"]
)
def test_what_is_used_keeps_an_import_from_being_taken_back(
    app: Flask, stored: Any, used: str
) -> None:
    batch = stored([good_row(1), good_row(2)])
    with app.app_context(), unscoped("a test prepares"):
        person = db.session.scalars(select(Person).order_by(Person.id)).first()
        assert person is not None
        if used == "certificate":
            make_certificate(person)
        elif used == "changed":
            person.school = "中南大学"
        elif used == "offered":
            db.session.add(_offer(person))
        elif used == "qualified":
            held = [{"kind": "constructor_second", "number": "湘1"}]
            edit_person(person, {"qualifications": held}, current_actor())
        elif used == "photo":
            db.session.add(_photo(person))
        else:
            person.left_on, person.left_reason = clock.today(), "retired"
        db.session.commit()
        name = person.name
    with pytest.raises(Refused, match=f"不能撤销导入.*{name}"):
        undo(app, batch)
    assert len(people(app)) == 2
    assert batch_of(app, batch).stage is ImportState.STORED


def _offer(person: Person) -> PersonTransfer:
    facts = {
        name: getattr(person, name) for name in ("organization_id", "name", "sex", "post_type")
    }
    return PersonTransfer(
        person_id=person.id, receiver_id=5, state=TransferState.WITHDRAWN, **facts
    )


def _photo(person: Person) -> Attachment:
    return Attachment(
        organization_id=person.organization_id,
        resource="personnel.person",
        item_id=person.id,
        form_token="0" * 32,
        slot="photo",
        name="照片.jpg",
        media_type="image/jpeg",
        size=1,
        sha256="0" * 64,
        stored_as="aa/bb/photo.jpg",
        uploaded_at=clock.now(),
    )


def test_taking_an_import_back_leaves_what_was_held_here_before(app: Flask, stored: Any) -> None:
    row, today = good_row(1), clock.today()
    held = [{"kind": "constructor_second", "number": "湘1"}]
    stored([row])
    with As(app, "yl_clerk") as actor:
        person = db.session.scalars(select(Person)).one()
        edit_person(person, {"qualifications": held}, actor)
        leave(person, {"left_on": today, "left_reason": "resigned"})
        db.session.commit()
    undo(app, stored([row | {"进入本单位日期": today}]))
    with app.app_context(), unscoped("what is left"):
        (kept,) = db.session.scalars(select(Qualification))
        assert (kept.number, kept.to_day) == ("湘1", today)


def test_what_was_imported_last_year_is_not_taken_back(app: Flask, stored: Any, at: Any) -> None:
    batch = stored([good_row(1)])
    year = clock.year()
    at(f"{year}-12-31 23:59")
    later = stored([good_row(2)])
    at(f"{year + 1}-01-01 00:01")
    for one in (batch, later):
        with pytest.raises(Refused, match=f"上年人员结构已归档，只能撤销 {year + 1} 年内的导入"):
            undo(app, one)
    assert len(people(app)) == 2
    undo(app, stored([good_row(3)]))
    assert len(people(app)) == 2


def test_many_people_are_taken_back_with_as_many_questions_as_few(app: Flask, stored: Any) -> None:
    few, many = stored([good_row(1)]), stored([good_row(place) for place in range(2, 60)])
    asked = []
    for batch in (few, many):
        with statements() as found:
            undo(app, batch)
        asked.append([words for words in found if words.startswith("SELECT")])
    assert len(asked[0]) == len(asked[1])


# --- expiry ----------------------------------------------------------------------------------


def test_what_was_sent_expires_and_what_was_made_stays(
    app: Flask, stored: Any, checked: Any, at: Any
) -> None:
    done, waiting = stored([good_row(1), good_row(2, 姓名="")]), checked([good_row(3)])
    later = clock.now() + dt.timedelta(days=8)
    with app.app_context():
        operations.throw_away_expired(later)
        operations.throw_away_orphans(later)
    folder = Path(app.config["INSTANCE_DIR"]) / "imports"
    assert not [path for path in folder.glob("*/*") if path.is_file()]
    assert batch_of(app, waiting).stage is ImportState.CANCELLED
    with app.app_context():
        rows = db.session.scalars(select(ImportRow)).all()
        assert [(row.batch_id, row.number) for row in rows] == [(done, 2)]
        assert good_row(1)["身份证号"] not in rows[0].content
    undo(app, done)
    assert people(app) == []
