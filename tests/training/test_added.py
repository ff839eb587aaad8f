"""What training adds to the screens of other modules: dossier, timeline, R07, radar, finder."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from flask import Flask

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.personnel.models import Person
from app.personnel.operations import move_person
from app.training.choices import TrainingKind
from app.training.models import ContinuingEnrolment
from app.training.workflows import CONTINUING_ENROLMENT
from app.workflow import engine
from tests.home.test_finder import find
from tests.support.acting import As
from tests.support.factories import make_certificate, make_person
from tests.support.pages import plain
from tests.support.paper import drawn_rows
from tests.training.rows import enrolled, places, session_of
from tests.training.stage import (
    CHANGSHA,
    TIANYUAN,
    YUELU,
    make_continuing,
    make_induction,
    make_session,
)

RADAR = "/certificates/radar/list/"
DOSSIERS = "/dossiers"
OLDER, NEWER = "第7期继续教育培训班", "第8期继续教育培训班"


@pytest.fixture
def trained(app: Flask) -> int:
    """Somebody whose certificate was extended once, and who has passed anew; her id."""
    with app.app_context(), unscoped("rows of the test"):
        person = make_person(organization_id=YUELU, name="唐一鸣")
        make_certificate(person)
        extended = {"quality": ["2025-01-01", "2027-01-01"]}
        first = session_of("continuing", starts_in=-700, name=OLDER)
        before = {"year": first.year, "applied_on": first.starts_on, "number": "JX-OLDER-1"}
        item = enrolled(person, first, "extended", **before)
        item.extensions = extended
        second = session_of("continuing", starts_in=-20, name=NEWER)
        places(second, {CHANGSHA: {YUELU: 1}})
        enrolled(person, second, "passed", number="JX-NEWER-1")
        db.session.commit()
        return person.id


def read(client: Any, number: int) -> str:
    answer = client.get(f"{DOSSIERS}/show/{number}")
    assert answer.status_code == 200
    return answer.text


def test_the_dossier_tells_of_every_training(sign_in: Any, trained: int) -> None:
    page = read(sign_in("yl_clerk"), trained)
    told = plain(page)
    for words in (
        "培训记录",
        OLDER,
        NEWER,
        "质量监督证延至 2027-01-01",
        "继续教育培训报名",
    ):
        assert words in told, words
    assert 'href="/training/continuing/show/1"' in page


def test_it_stays_with_who_moves_and_leads_nowhere_out_of_reach(
    app: Flask, sign_in: Any, trained: int
) -> None:
    with app.app_context(), unscoped("a move of the test"):
        person = db.session.get_one(Person, trained)
        moved = move_person(person, TIANYUAN, on=clock.today()).id
        db.session.commit()
    page = read(sign_in("ty_clerk"), moved)
    assert OLDER in plain(page)
    # What was over stayed behind, what goes on came along.
    assert "/training/continuing/show/1" not in page
    assert 'href="/training/continuing/show/2"' in page


def test_each_step_is_told_on_the_day_it_was_made(app: Flask, sign_in: Any, trained: int) -> None:
    with As(app, "hn_review") as actor:
        item = db.session.get_one(ContinuingEnrolment, 2)
        engine.fire(CONTINUING_ENROLMENT, item, "extend", actor=actor)
    told = plain(read(sign_in("yl_clerk"), trained))
    assert told.count("继续教育培训：已延期") == 1


def test_nobody_is_told_who_may_not_look_at_trainings(
    app: Flask, sign_in: Any, trained: int
) -> None:
    assert sign_in("zz_clerk").get(f"{DOSSIERS}/show/{trained}").status_code == 404
    with app.app_context(), unscoped("another person of the test"):
        other = make_person(organization_id=YUELU, name="宋知远")
        make_certificate(other)
        db.session.commit()
        number = other.id
    assert "培训记录" not in plain(read(sign_in("yl_clerk"), number))


def test_r07_lists_what_was_learned_since(sign_in: Any, trained: int) -> None:
    answer = sign_in("yl_clerk").get(f"/reports/dossier/preview?person={trained}")
    rows = [" ".join(row).strip() for page in drawn_rows(answer.text) for row in page]
    after = rows[rows.index("七、继续教育") + 1 :]
    assert after[0] == "培训档期 培训时间 考核结果 证书延期"
    older, newer = (row for row in after if "继续教育培训班" in row)
    assert older.startswith(f"{OLDER} ")
    assert older.endswith(" 合格 质量监督证延至 2027-01-01")
    first = clock.today() - dt.timedelta(days=20)
    assert newer == f"{NEWER} {first} 至 {first + dt.timedelta(days=3)} 合格"


def test_r07_says_nothing_where_there_was_nothing(app: Flask, sign_in: Any) -> None:
    with app.app_context(), unscoped("a row of the test"):
        person = make_person(organization_id=YUELU)
        make_certificate(person)
        db.session.commit()
        number = person.id
    answer = sign_in("yl_clerk").get(f"/reports/dossier/preview?person={number}")
    assert "七、继续教育" not in answer.text


@pytest.mark.parametrize(("ends_in", "offered"), [(30, True), (-30, True), (-300, False)])
def test_the_radar_leads_to_the_enrolment_while_it_helps(
    app: Flask, sign_in: Any, ends_in: int, *, offered: bool
) -> None:
    with app.app_context(), unscoped("a row of the test"):
        person = make_person(organization_id=YUELU, name="赵甲")
        make_certificate(person, valid_to=clock.today() + dt.timedelta(days=ends_in))
        db.session.commit()
        address = f"/training/continuing/several?of={person.id}"
    clerk = sign_in("yl_clerk")
    assert (address in clerk.get(RADAR).text) == offered
    if offered:
        assert clerk.get(address).status_code == 200
    for other in ("yl_leader", "cs_admin", "hn_review"):
        assert address not in sign_in(other).get(RADAR).text


def test_the_radar_says_who_is_enrolled_already(app: Flask, sign_in: Any) -> None:
    with app.app_context(), unscoped("rows of the test"):
        person = make_person(organization_id=YUELU, name="赵甲")
        make_certificate(person, valid_to=clock.today() + dt.timedelta(days=20))
        newcomer = make_person(organization_id=YUELU, name="钱乙")
        session = make_session(TrainingKind.CONTINUING)
        again = make_continuing(session, organization_id=YUELU, person=person)
        first = make_induction(organization_id=YUELU, person=newcomer)
        db.session.commit()
        shown = [f"/training/continuing/show/{again.id}", f"/training/induction/show/{first.id}"]
        offered = [f"several?of={person.id}", f"&amp;of={newcomer.id}"]
    page = sign_in("yl_clerk").get(RADAR).text
    assert "已报名" in page
    for address in shown:
        assert address in page
    for address in offered:
        assert address not in page


def test_the_radar_leads_who_has_no_certificate_to_the_first_training(
    app: Flask, sign_in: Any
) -> None:
    with app.app_context(), unscoped("rows of the test"):
        missing, late = (make_person(organization_id=YUELU, name=one) for one in ("赵甲", "钱乙"))
        make_certificate(late, valid_to=clock.today() - dt.timedelta(days=300))
        db.session.commit()
        ids = {missing.id, late.id}
    clerk = sign_in("yl_clerk")
    page = clerk.get(RADAR).text
    for number in ids:
        address = f"/training/induction/several?kind=uncertified&of={number}"
        assert address.replace("&", "&amp;") in page
        assert clerk.get(address).status_code == 200
    assert "/training/induction/several" not in sign_in("cs_admin").get(RADAR).text


def test_enrolments_and_sessions_are_found(sign_in: Any, trained: int) -> None:
    clerk = sign_in("yl_clerk")
    number, older = "JX-NEWER-1", "唐一鸣（JX-OLDER-1）"
    assert find(clerk, "唐一鸣")["继续教育培训"] == [f"唐一鸣（{number}）", older]
    assert find(clerk, "tym")["继续教育培训"] == [f"唐一鸣（{number}）", older]
    assert find(clerk, number) == {"继续教育培训": [f"唐一鸣（{number}）"]}
    assert find(clerk, "继续教育培训班") == {"培训档期": [NEWER, OLDER]}
    assert find(sign_in("zz_clerk"), number) == {}


def test_a_draft_is_found_by_its_planners_alone(app: Flask, sign_in: Any) -> None:
    with app.app_context(), unscoped("a draft of the test"):
        session_of("continuing", published_at=None)
        db.session.commit()
    assert find(sign_in("hn_admin"), "继续教育培训班") != {}
    assert find(sign_in("cs_admin"), "继续教育培训班") == {}
