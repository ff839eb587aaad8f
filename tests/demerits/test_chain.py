"""Two years of somebody: 不合格, points, 暂扣, 再培训, 恢复; by the pages, as they act."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask

from tests.assessments.acts import begin, people, save, submit
from tests.demerits.points import certificates, file, measures, move, records
from tests.demerits.test_reports import preview, summary
from tests.support.pages import plain
from tests.training.mark_pages import BASE as RESULTS
from tests.training.mark_pages import cells, send
from tests.training.test_continuing import allocate, enrol, press, the_enrolment
from tests.training.test_sessions import BASE as SESSIONS
from tests.training.test_sessions import add, the_session

pytestmark = pytest.mark.both_databases
FULL_POINTS = "full_points"


def total(client: Any, person: int, year: int) -> int:
    """本周期累计 as R23 prints it in its head."""
    page = plain(preview(client, "demerit_sheet", person=person, year=year).text)
    found = re.search(r"本周期累计\D{0,4}(\d+)", page)
    assert found is not None, page[-600:]
    return int(found[1])


def passed(sign_in: Any, app: Flask, *, name: str) -> None:
    """The leader passes what waits about somebody."""
    for one in records(app):
        if one.name == name and one.state.value == "filed":
            assert move(sign_in("yl_leader"), one.id, "pass").status_code == 303


def recorded(app: Flask, sign_in: Any, person: int, reason: str, **about: str) -> None:
    """A record of the clerk that the leader passes."""
    assert file(sign_in("yl_clerk"), [person], reason, **about).status_code == 303
    passed(sign_in, app, name="王示范")


def assessed(app: Flask, sign_in: Any) -> int:
    """A group that is 不合格 in the first quarter, with a record of each; the first person."""
    person, colleague = people(app, "王示范", "李样例")
    clerk = sign_in("yl_clerk")
    answer = begin(clerk, [person, colleague], year="2026", period="1")
    number = int(answer.location.rpartition("/")[2])
    assert save(clerk, number, "示例花园", {"vetoed-0-ticked": "y"}).status_code == 303
    assert submit(clerk, number, record_points="y").status_code == 303
    return person


def retrained(app: Flask, sign_in: Any, at: Any, person: int) -> None:
    """A session of the next year: enrolled, accepted, passed, extended."""
    admin = sign_in("hn_admin")
    assert add(admin).status_code == 303
    session = the_session(app)
    assert admin.post(f"{SESSIONS}/publish/{session}").status_code == 303
    assert allocate(app, sign_in, session, o4=3).status_code == 303
    assert enrol(sign_in("yl_clerk"), session, person).status_code == 303
    enrolment = the_enrolment(app)
    assert press(sign_in("cs_leader"), enrolment, "review") == 303
    assert press(sign_in("hn_review"), enrolment, "pass") == 303
    assert certificates(app)[0] == ("suspended", FULL_POINTS)
    at("2027-04-20 09:00")
    review = sign_in("hn_review")
    assert send(review, session, cells(enrolment, "24", "80")).status_code == 303
    assert certificates(app)[0] == ("suspended", FULL_POINTS)
    answer = review.post(f"{RESULTS}/extend/{session}", follow_redirects=True)
    assert "已延期 1 人" in answer.text


def test_from_a_failed_assessment_to_the_restored_certificate(app, sign_in, at):
    at("2026-04-10 09:00")
    person = assessed(app, sign_in)
    assert total(sign_in("yl_clerk"), person, 2026) == 0
    passed(sign_in, app, name="王示范")
    assert total(sign_in("yl_clerk"), person, 2026) == 3
    assert measures(app) == ["remind 3 done"]

    at("2026-06-15 09:00")
    recorded(app, sign_in, person, "J503")
    assert total(sign_in("yl_clerk"), person, 2026) == 9
    assert "约谈 王示范" in plain(sign_in("yl_leader").get("/").text)
    assert certificates(app) == [("valid", None)] * 2
    at("2026-12-20 09:00")
    recorded(app, sign_in, person, "J406")
    assert total(sign_in("yl_clerk"), person, 2026) == 12
    assert measures(app)[-1] == "suspension 12 open"
    # The colleague's record waits still, and nothing follows from it.
    assert certificates(app) == [("suspended", FULL_POINTS), ("valid", None)]

    at("2027-02-10 09:00")
    clerk = sign_in("yl_clerk")
    assert (total(clerk, person, 2026), total(clerk, person, 2027)) == (12, 0)
    assert "未清零" in standing(clerk, person)
    assert certificates(app)[0] == ("suspended", FULL_POINTS)
    assert "为 王示范安排再培训" in plain(sign_in("yl_admin").get("/").text)
    retrained(app, sign_in, at, person)

    assert certificates(app) == [("valid", None)] * 2
    assert measures(app)[-1] == "suspension 12 done"
    assert "安排再培训" not in plain(sign_in("yl_admin").get("/").text)
    clerk = sign_in("yl_clerk")
    assert (total(clerk, person, 2026), total(clerk, person, 2027)) == (12, 0)
    assert "已清零" in standing(clerk, person)
    recorded(app, sign_in, person, "J404")
    assert (total(clerk, person, 2026), total(clerk, person, 2027)) == (12, 3)
    assert certificates(app)[0] == ("valid", None)
    assert "0 3 0 0 1 3 提醒谈话" in summary(sign_in("yl_clerk"), year=2027)


def standing(client: Any, person: int) -> str:
    """The cycle of 2026 as the dossier tells it."""
    page = plain(client.get(f"/dossiers/show/{person}").text)
    return page.partition("2026 年记分周期")[2][:40]
