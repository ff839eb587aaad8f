"""What a session examines changes while results are being entered: no mark changes its subject."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.core.access.scope import unscoped
from app.core.base.db import db
from app.core.base.errors import Conflict, Refused
from app.imports.declaration import ImportedRow
from app.imports.registry import kind_named
from app.imports.sent_rows import SentRow, check
from app.training import operations
from app.training.models import InductionEnrolment, SessionSubject, TrainingSession
from app.training.rules import Sheet
from app.training.workflows import INDUCTION_ENROLMENT
from tests.support.acting import As
from tests.support.forms import errors, fields
from tests.support.pages import plain
from tests.training.examined import coming, over
from tests.training.mark_pages import FULL, cells, opened, post, send, shown
from tests.training.test_result_import import key, number_of, settle, upload
from tests.training.test_results import result
from tests.training.test_sessions import BASE as SESSIONS

pytestmark = pytest.mark.both_databases

LAW, QUALITY, SAFETY = SUBJECTS = ("法律法规", "质量监督实务", "安全监督实务")
MARKS = {LAW: 910, QUALITY: 720, SAFETY: 630}
# Long enough for another's change where the database lets it pass.
A_WHILE = 5


@pytest.fixture
def session(app: Flask) -> int:
    return over(app, "induction")


def examine(sign_in: Any, session: int, *names: str) -> Any:
    """The province changes what a session examines."""
    admin = sign_in("hn_admin")
    begun = fields(admin.get(f"{SESSIONS}/edit/{session}").text)
    named = {f"subjects-{place}-name": name for place, name in enumerate(names)}
    return admin.post(f"{SESSIONS}/edit/{session}", data={**begun, **named})


def meanwhile(act: Callable[[], Any]) -> threading.Thread:
    """Somebody else acts, and is done or kept waiting when this returns."""
    thread = threading.Thread(target=act)
    thread.start()
    thread.join(A_WHILE)
    return thread


def test_marks_typed_over_an_older_page_stay_with_their_subjects(app, sign_in, session):
    (one,) = coming(app, session, "唐一鸣")
    clerk = sign_in("hn_review")
    begun = opened(clerk, session)
    assert examine(sign_in, session, SAFETY, LAW, QUALITY).status_code == 303
    assert post(clerk, session, begun, cells(one, "24", "91", "72", "63")).status_code == 303
    assert result(app, one)[3] == MARKS


def test_a_mark_of_a_subject_that_is_gone_is_told(app, sign_in, session):
    (one,) = coming(app, session, "唐一鸣")
    clerk = sign_in("hn_review")
    begun = opened(clerk, session)
    assert examine(sign_in, session, "建筑法", QUALITY, SAFETY).status_code == 303
    answer = post(clerk, session, begun, cells(one, "24", "91", "72", "63"))
    assert answer.status_code == 422
    assert "表格的栏目已更改，请核对后重新填写" in plain(answer.text)
    assert shown(answer.text, one) == ["", "72", "63"]
    assert result(app, one)[:2] == ("accepted", None)


def test_imported_marks_stay_with_their_subjects(app, sign_in, session, run_jobs, tmp_path):
    (one,) = coming(app, session, "唐一鸣")
    clerk = sign_in("hn_review")
    page = upload(
        clerk, session, tmp_path, [[number_of(app, one), "唐一鸣", "", 24, 91, 72, 63, None]]
    )
    run_jobs()
    assert examine(sign_in, session, SAFETY, LAW, QUALITY).status_code == 303
    settle(clerk, page, "store")
    run_jobs()
    assert result(app, one)[3] == MARKS


def test_a_file_with_a_subject_that_is_gone_is_not_stored(
    app: Flask, sign_in: Any, session: int, run_jobs: Any, tmp_path: Path
) -> None:
    (one,) = coming(app, session, "唐一鸣")
    clerk = sign_in("hn_review")
    page = upload(
        clerk, session, tmp_path, [[number_of(app, one), "唐一鸣", "", 24, 91, 72, 63, None]]
    )
    run_jobs()
    assert examine(sign_in, session, "建筑法", QUALITY, SAFETY).status_code == 303
    settle(clerk, page, "store")
    run_jobs()
    assert "上传之后栏目已更改，请重新下载模板" in plain(clerk.get(page).text)
    assert result(app, one)[:2] == ("accepted", None)


def test_a_file_whose_subject_goes_while_it_is_stored_comes_back(
    app: Flask, sign_in: Any, session: int, run_jobs: Any, tmp_path: Path
) -> None:
    (one,) = coming(app, session, "唐一鸣")
    clerk = sign_in("hn_review")
    row = [number_of(app, one), "唐一鸣", "", 24, 91, 72, 63, None]
    page = upload(clerk, session, tmp_path, [row])
    run_jobs()
    settle(clerk, page, "store")
    is_held = threading.Event()

    def rename() -> None:
        with As(app, "hn_admin"):
            held = db.session.get(TrainingSession, session, with_for_update=True)
            other = SessionSubject(position=0, name="建筑法", full_mark=100, pass_mark=60)
            held.subjects = [other, *held.subjects[1:]]
            db.session.flush()
            is_held.set()
            # The job is under way meanwhile, and waits for the session.
            time.sleep(A_WHILE)

    other = threading.Thread(target=rename)
    other.start()
    assert is_held.wait(A_WHILE)
    run_jobs()
    other.join()
    assert "上传之后栏目已更改，请重新下载模板" in plain(clerk.get(page).text)
    assert result(app, one)[:2] == ("accepted", None)


def test_subjects_do_not_change_while_results_are_stored(app, sign_in, session):
    (one,) = coming(app, session, "唐一鸣")
    told = []
    with As(app, "hn_review") as actor:
        held = db.session.get(TrainingSession, session)
        sheet = Sheet(240, dict.fromkeys([one.name for one in held.subjects], 900))
        other = meanwhile(
            lambda: told.append(examine(sign_in, session, "建筑法", QUALITY, SAFETY).status_code)
        )
        try:
            operations.record_sheets(
                INDUCTION_ENROLMENT, held, {one: sheet}, operations.GRADE, actor
            )
        except Conflict:
            db.session.rollback()
    other.join()
    state, _result, _hours, scores = result(app, one)
    with app.app_context():
        names = [one.name for one in db.session.get(TrainingSession, session).subjects]
    # Whoever came first; never marks of a subject that there is not.
    stored = (told, state, set(scores), names)
    assert stored in (
        ([303], "accepted", set(), ["建筑法", QUALITY, SAFETY]),
        ([422], "passed", set(SUBJECTS), list(SUBJECTS)),
    )


def test_an_import_does_not_overwrite_what_is_typed_meanwhile(app, sign_in, session):
    (one,) = coming(app, session, "唐一鸣")
    number, clerk = number_of(app, one), sign_in("hn_review")
    began = opened(clerk, session)
    answers: list[int] = []
    with As(app, "hn_review") as actor:
        kind = kind_named(key(session))
        assert kind is not None
        marks = [column.key for column in kind.columns if column.label in SUBJECTS]
        texts = {"number": number, "name": "唐一鸣", "attended": "24", **dict.fromkeys(marks, "10")}
        rows = [SentRow(2, texts)]
        found: list[ImportedRow] = check(kind, rows, actor)
        assert rows[0].faults == {}
        other = meanwhile(
            lambda: answers.append(post(clerk, session, began, cells(one, *FULL)).status_code)
        )
        try:
            kind.store(found, actor)
        except Refused:
            db.session.rollback()
    other.join()
    # By hand first: the import is refused; else who types hears of the import.
    assert (answers, result(app, one)[0]) in (([303], "passed"), ([422], "failed"))


def test_a_session_does_not_end_while_results_are_taken_back(app, sign_in, session):
    (one,) = coming(app, session, "唐一鸣")
    send(sign_in("hn_review"), session, cells(one, *FULL))
    admin = sign_in("hn_admin")
    with As(app, "hn_review") as actor:
        items = [db.session.get(InductionEnrolment, one)]
        # What is known of the session is old by then.
        known = items[0].session
        assert known.ended_at is None
        other = meanwhile(lambda: admin.post(f"{SESSIONS}/end/{session}"))
        try:
            operations.take_results_back(INDUCTION_ENROLMENT, items, actor)
        except Refused:
            db.session.rollback()
    other.join()
    with app.app_context(), unscoped("test"):
        has_ended = db.session.get(TrainingSession, session).ended_at is not None
    assert (has_ended, result(app, one)[0]) in ((True, "passed"), (False, "accepted"))


def test_days_that_results_follow_from_stay(app, sign_in, session):
    (one,) = coming(app, session, "唐一鸣")
    send(sign_in("hn_review"), session, cells(one, *FULL))
    admin = sign_in("hn_admin")
    begun = fields(admin.get(f"{SESSIONS}/edit/{session}").text)
    later = {"starts_on": begun["ends_on"], "ends_on": "2100-01-01"}
    refused = errors(admin.post(f"{SESSIONS}/edit/{session}", data={**begun, **later}).text)
    assert "已录入成绩，不能更改" in refused["starts_on"]
    assert "已录入成绩，不能更改" in refused["ends_on"]
    moved = {**begun, "place": "株洲市培训中心"}
    assert admin.post(f"{SESSIONS}/edit/{session}", data=moved).status_code == 303
