"""培训档期: what a session must fulfil, how it goes on by its days, and who sees it when."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.models import User
from app.training.choices import ContinuingState, InductionState, Result
from app.training.models import TrainingSession
from app.workflow.models import Message
from tests.support.forms import errors, fields
from tests.support.pages import listed, plain
from tests.support.together import Wait, together
from tests.training.examined import over
from tests.training.stage import make_continuing, make_induction
from tests.users.acts import set_parameter

pytestmark = pytest.mark.both_databases

BASE = "/training/sessions"
PROVINCE, CHANGSHA, ZHUZHOU = 1, 2, 3
STATES: dict[str, Any] = {"induction": InductionState, "continuing": ContinuingState}


def day(after: int) -> str:
    return (clock.today() + dt.timedelta(days=after)).isoformat()


def typed(**changed: str) -> dict[str, str]:
    """A session of 继续教育 that begins in thirty days."""
    return {
        "kind": "continuing",
        "covers": "both",
        "year": str(clock.year()),
        "issue": "1",
        "name": "第1期质量安全监督人员继续教育培训班",
        "hours": "24",
        "extension_months": "24",
        "starts_on": day(30),
        "ends_on": day(33),
        "checks_in_at": f"{day(29)}T15:00",
        "place": "长沙市芙蓉南路培训中心",
        "organizer": "湖南省建设工程质量安全监督管理总站",
        "contact": "苏湘宁",
        "contact_phone": "0731-88950001",
        "enrol_from": day(0),
        "enrol_to": day(20),
        "allocate_by": day(10),
        "seats": "60",
        f"places-{PROVINCE}-seats": "5",
        f"places-{CHANGSHA}-seats": "30",
        f"places-{ZHUZHOU}-seats": "20",
        "subjects-0-name": "综合测试",
        "subjects-0-full_mark": "100",
        "subjects-0-pass_mark": "60",
        "lessons-0-day": day(30),
        "lessons-0-topic": "工程质量安全监督实务",
        "lessons-0-hours": "24",
        "lessons-0-teacher": "",
        **changed,
    }


def add(client: Any, **changed: str) -> Any:
    return client.post(f"{BASE}/add", data=typed(**changed))


def the_session(app: Flask) -> int:
    with app.app_context():
        return db.session.scalars(select(TrainingSession.id).order_by(TrainingSession.id)).all()[-1]


@pytest.fixture
def published(app: Flask, sign_in: Any) -> int:
    client = sign_in("hn_admin")
    assert add(client).status_code == 303
    number = the_session(app)
    assert client.post(f"{BASE}/publish/{number}").status_code == 303
    return number


def phase(client: Any) -> str:
    return listed(client.get(f"{BASE}/list/").text)[0]["状态"]


def test_a_draft_is_the_province_s_and_is_told_when_it_is_published(app, sign_in):
    admin, city = sign_in("hn_admin"), sign_in("cs_admin")
    assert add(admin).status_code == 303
    number = the_session(app)
    (row,) = listed(admin.get(f"{BASE}/list/").text)
    assert (row["档期编号"], row["状态"]) == (f"PX-{clock.year()}-01", "草稿")
    assert (row["总名额"], row["已下达"]) == ("60", "55")
    assert listed(city.get(f"{BASE}/list/").text) == []
    assert city.get(f"{BASE}/show/{number}").status_code == 404
    assert admin.post(f"{BASE}/publish/{number}").status_code == 303
    page = plain(city.get(f"{BASE}/show/{number}").text)
    assert "长沙市建设工程质量安全监督站 30" in page
    assert "综合测试 100 60" in page
    assert "总名额 60，未下达 5" in page
    with app.app_context(), unscoped("test"):
        asked = select(User.username).join(Message, Message.user_id == User.id)
        told = set(db.session.scalars(asked.where(Message.key.like("training:%"))))
        assert told == {"hn_admin", "cs_admin", "cs_leader", "zz_admin"}
    assert admin.post(f"{BASE}/publish/{number}").status_code == 409


def test_everything_that_is_wrong_is_told_at_once(sign_in):
    wrong = add(
        sign_in("hn_admin"),
        ends_on=day(29),
        enrol_to=day(31),
        allocate_by=day(40),
        seats="50",
        extension_months="",
        **{"subjects-0-pass_mark": "101", "lessons-0-hours": "20"},
    )
    assert wrong.status_code == 422
    told = errors(wrong.text)
    assert "市州名额合计 55，超过总名额 50" in told["places"]
    assert "培训结束日期不能早于培训开始日期" in told["ends_on"]
    assert "报名截止日期不能晚于培训开始日期" in told["enrol_to"]
    assert "额度分配截止日期不能晚于培训开始日期" in told["allocate_by"]
    assert "继续教育培训须填写证书有效期延长的月数" in told["extension_months"]
    assert "合格线不能高于满分" in wrong.text
    assert "课程表合计 20 学时，与学时 24 不一致" in wrong.text


def test_cells_that_cannot_be_read_keep_no_rule_from_being_asked(sign_in):
    cells = {"subjects-0-full_mark": "", "lessons-0-day": "", "lessons-0-hours": "20"}
    lesson = {"lessons-1-day": day(40), "lessons-1-topic": "法律法规", "lessons-1-hours": "10"}
    wrong = add(sign_in("hn_admin"), seats="", **{"subjects-0-name": "备注", **cells, **lesson})
    told = errors(wrong.text)
    assert "第 1 行满分不能为空" in told["subjects-0-full_mark"]
    assert "成绩表另有此栏" in told["subjects-0-name"]
    assert "第 1 行日期不能为空" in told["lessons-0-day"]
    assert "课程表第 2 行的日期不在培训起止日期之内" in told["lessons-1-day"]
    assert "课程表合计 30 学时，与学时 24 不一致" in told["lessons"]


@pytest.mark.parametrize("number", ["123", "95001", "88950001", "2381234567"])
def test_the_contact_can_be_called(sign_in, number):
    told = errors(add(sign_in("hn_admin"), contact_phone=number).text)
    assert "请输入 11 位手机号码，或带区号的电话号码" in told["contact_phone"]


def test_the_contact_may_have_a_mobile(sign_in):
    assert add(sign_in("hn_admin"), contact_phone="13807310001").status_code == 303


@pytest.mark.parametrize(("after", "is_taken"), [(22, False), (23, True), (33, True), (34, False)])
def test_people_check_in_for_the_training(sign_in, after, is_taken):
    sent = add(sign_in("hn_admin"), checks_in_at=f"{day(after)}T23:00")
    words = "报到时间应在培训开始前 7 天至培训结束之间"
    assert (words in errors(sent.text).get("checks_in_at", "")) is not is_taken
    assert sent.status_code == (303 if is_taken else 422)


def test_an_office_says_how_early_people_may_check_in(app, sign_in):
    set_parameter(app, "train_check_in_days", 8)
    assert add(sign_in("hn_admin"), checks_in_at=f"{day(22)}T23:00").status_code == 303


@pytest.mark.parametrize(("after", "is_taken"), [(29, False), (30, True), (33, True), (34, False)])
def test_lessons_are_given_while_the_training_lasts(sign_in, after, is_taken):
    sent = add(sign_in("hn_admin"), **{"lessons-0-day": day(after)})
    words = "课程表第 1 行的日期不在培训起止日期之内"
    assert (words in errors(sent.text).get("lessons-0-day", "")) is not is_taken
    assert sent.status_code == (303 if is_taken else 422)


def test_it_lasts_as_long_as_an_office_allows(app, sign_in):
    admin = sign_in("hn_admin")
    refused = add(admin, ends_on=day(90))
    assert "培训不能超过 60 天" in errors(refused.text)["ends_on"]
    set_parameter(app, "train_most_days", 61)
    assert add(admin, ends_on=day(90)).status_code == 303


@pytest.mark.parametrize("name", ["备注", "姓 名", "*单位", "到课学时:", "attended", "*"])
def test_no_subject_is_called_like_another_column_of_results(sign_in, name):
    refused = add(sign_in("hn_admin"), **{"subjects-0-name": name})
    assert f"“{name}”不能作科目名称：成绩表另有此栏" in errors(refused.text)["subjects-0-name"]


def test_subjects_that_a_workbook_cannot_tell_apart_are_one(sign_in):
    subject = {"subjects-1-full_mark": "100", "subjects-1-pass_mark": "60"}
    refused = add(sign_in("hn_admin"), **{**subject, "subjects-1-name": "综合 测试"})
    assert "科目重复" in errors(refused.text)["subjects-1-name"]
    parts = {"subjects-0-name": "综合测试（一）", "subjects-1-name": "综合测试（二）"}
    assert add(sign_in("hn_admin"), **subject, **parts).status_code == 303


def test_it_goes_on_by_its_days(sign_in, published, at):
    client = sign_in("hn_admin")
    assert phase(client) == "已发布（报名中）"
    for after, expected in ((21, "报名截止"), (30, "培训中"), (33, "培训中"), (34, "考核中")):
        at(f"{day(after)} 09:00")
        assert phase(sign_in("hn_admin")) == expected
        at(f"{day(-after)} 09:00")
    at(f"{day(34)} 09:00")
    client = sign_in("hn_admin")
    assert client.post(f"{BASE}/cancel/{published}").status_code == 409
    assert client.post(f"{BASE}/end/{published}").status_code == 303
    assert phase(client) == "已结束"
    assert client.get(f"{BASE}/edit/{published}").status_code == 403


def test_it_is_ended_after_its_examination_alone(sign_in, published):
    client = sign_in("hn_admin")
    assert client.post(f"{BASE}/end/{published}").status_code == 409
    assert client.post(f"{BASE}/delete/{published}").status_code in (403, 422)
    assert client.post(f"{BASE}/cancel/{published}").status_code == 303
    assert phase(client) == "已取消"
    assert client.post(f"{BASE}/cancel/{published}").status_code == 409


def test_what_organizations_go_by_stays(sign_in, published):
    client = sign_in("hn_admin")
    begun = fields(client.get(f"{BASE}/edit/{published}").text)
    sent = {**typed(kind="induction", seats="70"), "version": begun["version"]}
    refused = client.post(f"{BASE}/edit/{published}", data=sent)
    assert "档期已发布，不能更改" in errors(refused.text)["kind"]
    sent = {**typed(seats="70"), "version": begun["version"]}
    assert client.post(f"{BASE}/edit/{published}", data=sent).status_code == 303
    (row,) = listed(client.get(f"{BASE}/list/").text)
    assert (row["总名额"], row["已下达"]) == ("70", "55")


def test_a_copy_takes_over_places_and_subjects_but_no_days(sign_in, published):
    begun = fields(sign_in("hn_admin").get(f"{BASE}/add?like=continuing").text)
    assert begun["issue"] == "2"
    assert begun[f"places-{CHANGSHA}-seats"] == "30"
    assert begun["subjects-0-name"] == "综合测试"
    assert begun["contact"] == "苏湘宁"
    assert begun["starts_on"] == ""


def test_a_new_one_begins_with_what_is_usual(sign_in):
    begun = fields(sign_in("hn_admin").get(f"{BASE}/add?like=induction").text)
    assert [begun[f"subjects-{n}-name"] for n in range(3)] == [
        "法律法规",
        "质量监督实务",
        "安全监督实务",
    ]
    assert (begun["hours"], begun["issue"]) == ("24", "1")


def test_the_kind_is_chosen_first_and_brings_its_subjects(sign_in):
    client = sign_in("hn_admin")
    page = client.get(f"{BASE}/list/").text
    for kind, first in (("induction", "法律法规"), ("continuing", "综合测试")):
        address = f"{BASE}/add?kind={kind}"
        assert f'href="{address}"' in page
        begun = fields(client.get(address).text)
        assert (begun["kind"], begun["subjects-0-name"]) == (kind, first)
    assert f'href="{BASE}/add"' not in page


def test_another_kind_is_not_saved_with_the_subjects_of_the_first(sign_in):
    client = sign_in("hn_admin")
    told = errors(add(client, kind="induction").text)["subjects"]
    own = "法律法规、质量监督实务、安全监督实务"
    assert f"考核科目与培训类型不符，新进人员培训为{own}" in told
    assert add(client, kind="induction", **{"subjects-0-name": "实务考核"}).status_code == 303


def test_the_same_issue_is_not_made_twice(sign_in):
    clients = [sign_in("hn_admin") for _one in range(2)]

    def send(place: int, wait: Wait) -> int:
        wait()
        return int(add(clients[place]).status_code)

    assert sorted(together([partial(send, place) for place in range(2)])) == [303, 422]
    assert "该年度已有同一期次的档期" in errors(add(clients[0]).text)["issue"]


@pytest.mark.parametrize("who", ["cs_admin", "yl_clerk", "hn_leader", "auditor"])
def test_others_plan_nothing(sign_in, published, who):
    client = sign_in(who)
    assert client.get(f"{BASE}/add").status_code == 403
    for name in ("publish", "end", "cancel"):
        assert client.post(f"{BASE}/{name}/{published}").status_code == 403


def test_what_can_be_done_with_a_session_follows_from_how_far_it_is(app, sign_in, at):
    client = sign_in("hn_admin")
    assert add(client).status_code == 303
    number = the_session(app)

    def offered() -> set[str]:
        page = sign_in("hn_admin").get(f"{BASE}/list/").text
        names = ("publish", "cancel", "end", "delete", "edit")
        return {name for name in names if f"{BASE}/{name}/{number}" in page}

    assert offered() == {"publish", "cancel", "delete", "edit"}
    client.post(f"{BASE}/publish/{number}")
    assert offered() == {"cancel", "edit"}
    at(f"{day(34)} 09:00")
    assert offered() == {"end", "edit"}
    sign_in("hn_admin").post(f"{BASE}/end/{number}")
    assert offered() == set()


@pytest.mark.parametrize(
    ("left", "comes_back"),
    [
        ("/list/?_flt_0_phase=draft&page_SessionView=1", True),
        ("/list/", False),
        ("/show/1?tab=2", False),
    ],
)
def test_what_is_done_in_a_row_leads_back_to_the_list_as_it_was(app, sign_in, left, comes_back):
    client = sign_in("hn_admin")
    add(client)
    sent = {"headers": {"Referer": f"http://localhost{BASE}{left}"}}
    expected = f"{BASE}{left}" if comes_back else f"{BASE}/list/"
    assert client.post(f"{BASE}/publish/{the_session(app)}", **sent).location == expected


def test_a_refusal_leads_back_there_too_but_to_nobody_else_s_page(app, sign_in):
    client = sign_in("hn_admin")
    add(client, enrol_from=day(-3), enrol_to=day(-1), allocate_by=day(-2))
    address, asked = f"{BASE}/publish/{the_session(app)}", f"{BASE}/list/?_flt_0_phase=draft"
    for origin, expected in (
        ("http://localhost", asked),
        ("http://evil.example", f"{BASE}/list/"),
    ):
        sent = {"Referer": f"{origin}{asked}"}
        assert client.post(address, headers=sent).location == expected


@pytest.mark.parametrize("kind", ["induction", "continuing"])
def test_before_it_ends_it_says_what_goes_on_and_who_waits_for_a_certificate(app, sign_in, kind):
    ended, waits = over(app, kind), over(app, kind)
    passed = {"state": STATES[kind].PASSED, "result": Result.PASSED}
    with app.app_context(), unscoped("rows of the test"):
        make = make_induction if kind == "induction" else make_continuing
        for _one in range(2):
            make(db.session.get(TrainingSession, waits), **passed)
        db.session.commit()
    goes_on = "结束后不能再录入或更改成绩，补考录入和发证（延期）仍可办理。"
    two = "还有 2 人考核合格，尚未发证（延期）。"
    client = sign_in("hn_admin")
    for page in (client.get(f"{BASE}/list/").text, client.get(f"{BASE}/show/{waits}").text):
        assert f'{BASE}/end/{waits}" data-confirm="{goes_on}{two}确定结束？"' in page
    page = client.get(f"{BASE}/list/").text
    assert f'{BASE}/end/{ended}" data-confirm="{goes_on}确定结束？"' in page


def test_details_say_each_day_once_and_nothing_of_what_is_not_extended(app, sign_in):
    client = sign_in("hn_admin")
    for kind in ("induction", "continuing"):
        page = plain(client.get(f"{BASE}/show/{over(app, kind)}").text)
        first, last = day(-5), day(-2)
        assert f"培训开始日期 {first} 培训结束日期 {last}" in page
        assert ("证书有效期延长" in page) is (kind == "continuing")
    assert listed(client.get(f"{BASE}/list/").text)[0]["培训时间"] == f"{first} — {last}"
