"""市州名额 and what was handed on of them: never more than there is."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from app.core.access.scope import unscoped
from app.core.base.db import db
from app.training import queries
from app.training.choices import ContinuingState, Result
from app.training.models import ContinuingEnrolment, OrganizationQuota, SessionQuota
from tests.certificate_cases.acts import YUELU, certified
from tests.support.forms import errors, fields
from tests.support.pages import listed, plain
from tests.support.statements import statements
from tests.support.together import Wait, together
from tests.training.test_continuing import ALLOCATIONS, CHANGSHA, allocate, enrol, quota_of
from tests.training.test_continuing import BASE as CONTINUING
from tests.training.test_sessions import BASE as SESSIONS
from tests.training.test_sessions import add, day, the_session, typed

pytestmark = pytest.mark.both_databases


def change(client: Any, number: int, **changed: str) -> Any:
    begun = fields(client.get(f"{SESSIONS}/edit/{number}").text)
    sent = {**typed(**changed), "version": begun["version"]}
    return client.post(f"{SESSIONS}/edit/{number}", data=sent)


@pytest.mark.parametrize("seats", ["19", "0", ""])
def test_no_prefecture_falls_below_what_it_has_handed_on(app, sign_in, session, seats):
    allocate(app, sign_in, session, o4=20)
    cell, admin = f"places-{CHANGSHA}-seats", sign_in("hn_admin")
    refused = change(admin, session, **{cell: seats})
    assert refused.status_code == 422
    assert "长沙市建设工程质量安全监督站已分配 20 个名额，不能少于已分配数" in refused.text
    assert f'href="#{cell}"' in refused.text
    assert change(admin, session, **{cell: "20"}).status_code == 303


def test_places_are_lowered_and_handed_on_at_once(app, sign_in, session):
    number, city, admin = quota_of(app, session), sign_in("cs_admin"), sign_in("hn_admin")
    begun = fields(admin.get(f"{SESSIONS}/edit/{session}").text)
    lowered = typed(**{f"places-{CHANGSHA}-seats": "10", "version": begun["version"]})

    def lower(wait: Wait) -> int:
        wait()
        return int(admin.post(f"{SESSIONS}/edit/{session}", data=lowered).status_code)

    def hand_on(wait: Wait) -> int:
        wait()
        cells = {f"shares-{YUELU}-seats": "30"}
        return int(city.post(f"{ALLOCATIONS}/edit/{number}", data=cells).status_code)

    assert sorted(together([lower, hand_on])) == [303, 422]
    with app.app_context(), unscoped("test"):
        given = db.session.get(SessionQuota, number).seats
        told = db.session.scalar(select(OrganizationQuota.seats)) or 0
    assert (given, told) in ((10, 0), (30, 30))


def test_what_results_follow_from_stays(app, sign_in, session):
    allocate(app, sign_in, session, o4=1)
    enrol(sign_in("yl_clerk"), session, certified(app))
    admin = sign_in("hn_admin")
    changed = {"hours": "30", "lessons-0-hours": "30", "subjects-0-pass_mark": "70"}
    assert change(admin, session, **changed).status_code == 303
    with app.app_context(), unscoped("test"):
        one = db.session.scalars(select(ContinuingEnrolment)).one()
        one.state, one.result = ContinuingState.PASSED, Result.PASSED
        db.session.commit()
    refused = change(admin, session)
    assert errors(refused.text)["hours"] == "已录入成绩，不能更改"
    assert "已录入成绩，不能更改" in errors(refused.text)["subjects"]
    assert change(admin, session, **changed, place="长沙市韶山路培训中心").status_code == 303


def test_the_list_says_when_and_how_many_are_left(app, sign_in, session):
    allocate(app, sign_in, session, o4=20)
    (row,) = listed(sign_in("cs_admin").get(f"{ALLOCATIONS}/list/").text)
    assert row["培训时间"] == f"{day(30)} — {day(33)}"
    assert (row["本市州名额"], row["已分配"], row["剩余"]) == ("30", "20", "10")
    assert (row["截止时间"], row["状态"]) == (day(10), "已发布（报名中）")
    assert "市州" not in row
    rows = listed(sign_in("hn_admin").get(f"{ALLOCATIONS}/list/").text)
    assert {one["市州"] for one in rows} >= {"长沙市建设工程质量安全监督站"}


def test_the_province_asks_for_the_places_of_a_prefecture(sign_in, session):
    admin, city = sign_in("hn_admin"), sign_in("cs_admin")
    every = listed(admin.get(f"{ALLOCATIONS}/list/").text)
    page = admin.get(f"{ALLOCATIONS}/list/?_flt_0_organization_id={CHANGSHA}").text
    found = {row["市州"] for row in listed(page)}
    assert found == {"长沙市建设工程质量安全监督站"}
    assert len(every) > 1
    assert f"共 {len(listed(page))} 条额度" in plain(page)
    assert "_flt_0_organization_id" not in city.get(f"{ALLOCATIONS}/list/").text


def test_the_form_says_what_is_left(app, sign_in, session):
    allocate(app, sign_in, session, o4=20)
    page = sign_in("cs_admin").get(f"{ALLOCATIONS}/edit/{quota_of(app, session)}").text
    assert 'data-rest="seats" data-most="30"' in page
    assert "剩余名额 10 取消 提交" in plain(page)
    assert "本市州名额 30" in plain(page)


def todos(client: Any) -> str:
    return plain(client.get("/").text)


def test_who_has_places_is_asked_to_hand_them_on_and_to_fill_them(app, sign_in, session, at):
    to_allocate = "分配 第1期质量安全监督人员继续教育培训班的名额，剩余 30 个"
    assert to_allocate in todos(sign_in("cs_admin"))
    assert "剩余 5 个" in todos(sign_in("hn_admin"))
    for who in ("cs_leader", "cs_clerk", "yl_admin"):
        assert "的名额，剩余" not in todos(sign_in(who))
    allocate(app, sign_in, session, o4=30)
    assert "的名额，剩余" not in todos(sign_in("cs_admin"))
    to_fill = "为 第1期质量安全监督人员继续教育培训班报名，剩余 30 个名额"
    assert to_fill in todos(sign_in("yl_admin"))
    assert to_fill not in todos(sign_in("zz_admin"))
    allocate(app, sign_in, session, o4=1)
    enrol(sign_in("yl_clerk"), session, certified(app))
    assert "培训班报名，剩余" not in todos(sign_in("yl_admin"))
    at(f"{day(11)} 09:00")
    assert "的名额，剩余" not in todos(sign_in("cs_admin"))


def test_more_rows_cost_no_more_statements(app, sign_in, session):
    allocate(app, sign_in, session, o4=2)
    city, clerk = sign_in("cs_admin"), sign_in("yl_clerk")
    people = [certified(app, name=f"唐一{sign}") for sign in "鸣凡平安乐"]
    pages = (
        (city, f"{ALLOCATIONS}/edit/{quota_of(app, session)}?proposed"),
        (city, f"{ALLOCATIONS}/list/"),
        (clerk, f"{CONTINUING}/list/"),
        (clerk, f"{CONTINUING}/sessions?of={people[-1]}"),
    )

    def counted() -> list[int]:
        found = []
        for client, path in pages:
            assert client.get(path).status_code == 200
            with statements() as asked:
                client.get(path)
            found.append(len(asked))
        return found

    enrol(clerk, session, people[0])
    enrol(clerk, f"{session}w", people[1])
    enrol(clerk, f"{session}w", people[2])
    before = counted()
    enrol(clerk, f"{session}w", people[3])
    admin = sign_in("hn_admin")
    assert add(admin, issue="2", name="第2期继续教育培训班").status_code == 303
    further = the_session(app)
    admin.post(f"{SESSIONS}/publish/{further}")
    allocate(app, sign_in, further, o4=2)
    assert counted() == before
    with app.app_context(), unscoped("test"):
        assert [one.seats for one in queries.own_places(YUELU)] == [2, 2]


def test_a_proposal_is_shown_and_stored_by_who_hands_it_in(app, sign_in, session):
    certified(app, name="唐一鸣")
    certified(app, name="宋知远", organization_id=6)
    city, number = sign_in("cs_admin"), quota_of(app, session)
    page = city.get(f"{ALLOCATIONS}/edit/{number}").text
    assert "按需求生成建议" in page
    assert "依据" not in plain(page)
    proposed = city.get(f"{ALLOCATIONS}/edit/{number}?proposed")
    begun = fields(proposed.text)
    seats = {key: text for key, text in begun.items() if key.endswith("-seats") and text != "0"}
    assert seats == {f"shares-{YUELU}-seats": "1", "shares-6-seats": "1"}
    assert "不少于 1" in plain(proposed.text)
    assert "不超过需要人数；有持证人员的机构没有需求也不少于 1 个" in plain(proposed.text)
    assert "建议尚未保存" in plain(proposed.text)
    (row,) = listed(city.get(f"{ALLOCATIONS}/list/").text)
    assert row["已分配"] == "0"
    assert city.post(f"{ALLOCATIONS}/edit/{number}", data=begun).status_code == 303
    (row,) = listed(city.get(f"{ALLOCATIONS}/list/").text)
    assert row["已分配"] == "2"
