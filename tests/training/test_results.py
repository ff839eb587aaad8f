"""成绩录入 and 补考: exact marks, one round of faults, two clerks, whoever has a 补考."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.access.scope import unscoped
from app.core.base.db import db
from app.training.choices import ContinuingState
from app.training.models import ContinuingEnrolment, InductionEnrolment, TrainingSession
from tests.support.forms import errors, fields
from tests.support.pages import listed, plain
from tests.support.together import Wait, together
from tests.training.examined import TIANYUAN, coming, day, over
from tests.training.mark_pages import BASE, FULL, cells, opened, post, send, shown, told
from tests.training.stage import make_continuing
from tests.training.test_sessions import BASE as SESSIONS

pytestmark = pytest.mark.both_databases


@pytest.fixture
def session(app: Flask) -> int:
    """A session of 新进人员培训 that is 考核中."""
    return over(app, "induction")


def result(app: Flask, number: int, model: Any = InductionEnrolment) -> tuple[Any, ...]:
    with app.app_context(), unscoped("test"):
        one = db.session.get(model, number)
        return (one.state.value, one.result and one.result.value, one.attended, one.scores)


def test_marks_are_exact_and_say_the_result(app, sign_in, session):
    good, bad, away, open_ = coming(app, session, "唐一鸣", "宋知远", "许清和", "何思齐")
    clerk = sign_in("hn_review")
    typed = {
        **cells(good, "21.6", "87.5", "60", "100"),
        **cells(bad, "24", "87.5", "59.9", "70"),
        **cells(away, "0", "", "", ""),
        **cells(open_, "", "", "", ""),
    }
    assert send(clerk, session, typed).status_code == 303
    marks = {"法律法规": 875, "质量监督实务": 600, "安全监督实务": 1000}
    assert result(app, good) == ("passed", "passed", 216, marks)
    assert result(app, bad)[:2] == ("failed", "failed")
    assert result(app, away)[:3] == ("absent", "absent", 0)
    assert result(app, open_)[:2] == ("accepted", None)
    (row,) = listed(clerk.get(f"{BASE}/list/").text)
    counts = [row[name] for name in ("应考", "已录入", "合格", "已发证/延期", "状态")]
    assert counts == ["4", "3", "1", "0", "考核中"]
    page = clerk.get(f"{BASE}/grade/{session}").text
    assert shown(page, good) == ["87.5", "60", "100"]
    assert "考核结果" in page


def test_too_few_hours_do_not_pass(app, sign_in, session):
    (number,) = coming(app, session, "唐一鸣")
    send(sign_in("hn_review"), session, cells(number, "21.5", "80", "80", "80"))
    assert result(app, number)[:2] == ("failed", "failed")


def test_all_that_is_wrong_is_told_in_one_round(app, sign_in, session):
    first, second, third, fourth = coming(app, session, "唐一鸣", "宋知远", "许清和", "何思齐")
    clerk = sign_in("hn_review")
    typed = {
        **cells(first, "24.1", "100.5", "60", "70"),
        **cells(second, "24", "八十", "60.55", "-1"),
        **cells(third, "", "60", "60", "60"),
        **cells(fourth, "", "", "", "", remark="未参加"),
    }
    answer = post(clerk, session, opened(clerk, session), typed)
    assert answer.status_code == 422
    hours, marks, _remark = told(answer.text, first)
    assert "不能大于档期学时（24）" in hours
    assert marks[0] == "唐一鸣 法律法规：不能大于满分（100）"
    unread = told(answer.text, second)[1]
    assert sum("应为不小于 0 的数字，最多一位小数" in words for words in unread) == 3
    assert told(answer.text, third)[0] == "许清和 到课学时：不能为空"
    assert "缺考请填 0" in told(answer.text, fourth)[0]
    assert shown(answer.text, second)[0] == "八十"
    assert result(app, first)[:2] == ("accepted", None)


def test_a_missing_mark_is_asked_about_and_counts_as_not_passed(app, sign_in, session):
    (number,) = coming(app, session, "唐一鸣")
    clerk = sign_in("hn_review")
    begun, typed = opened(clerk, session), cells(number, "24", "80", "", "80")
    asked = post(clerk, session, begun, typed)
    assert "唐一鸣：质量监督实务没有成绩，按不合格记录" in plain(asked.text)
    assert result(app, number)[:2] == ("accepted", None)
    agreed = {**typed, "confirmed": fields(asked.text)["confirmed"]}
    assert post(clerk, session, begun, agreed).status_code == 303
    assert result(app, number)[:2] == ("failed", "failed")


def test_a_result_is_corrected_but_not_taken_away(app, sign_in, session):
    (number,) = coming(app, session, "唐一鸣")
    clerk = sign_in("hn_review")
    send(clerk, session, cells(number, "24", "80", "50", "60"))
    send(clerk, session, cells(number, *FULL))
    assert result(app, number)[:2] == ("passed", "passed")
    blank = send(clerk, session, cells(number, "", "", "", ""))
    assert "已录入的成绩不能清空" in errors(blank.text)[f"marks-{number}-attended"]


def test_a_slower_clerk_hears_of_it_and_loses_nothing(app, sign_in, session):
    (number,) = coming(app, session, "唐一鸣")
    first, second = sign_in("hn_review"), sign_in("hn_review")
    begun = opened(second, session)
    send(first, session, cells(number, *FULL))
    late = post(second, session, begun, cells(number, "24", *"345"))
    assert late.status_code == 422
    assert "已由他人更改" in errors(late.text)[f"marks-{number}-attended"]
    assert shown(late.text, number) == ["3", "4", "5"]
    assert result(app, number)[:2] == ("passed", "passed")
    again = post(second, session, fields(late.text), cells(number, "24", "80", "61", "60"))
    assert again.status_code == 303
    assert result(app, number)[3]["质量监督实务"] == 610


def test_two_clerks_at_once_store_one_of_two_results(app, sign_in, session):
    (number,) = coming(app, session, "唐一鸣")
    clients = [sign_in("hn_review") for _one in range(2)]

    def enter(place: int, wait: Wait) -> int:
        begun, typed = opened(clients[place], session), cells(number, "24", "80", f"6{place}", "60")
        wait()
        return int(post(clients[place], session, begun, typed).status_code)

    assert sorted(together([partial(enter, place) for place in range(2)])) == [303, 422]


def test_only_who_failed_with_enough_hours_has_a_makeup_once(app, sign_in, session):
    failed, short, away, passed = coming(app, session, "唐一鸣", "宋知远", "许清和", "何思齐")
    clerk = sign_in("hn_review")
    typed = {
        **cells(failed, "24", "80", "50", "80"),
        **cells(short, "10", "80", "50", "80"),
        **cells(away, "24", "", "", ""),
        **cells(passed, *FULL),
    }
    send(clerk, session, typed)
    page = clerk.get(f"{BASE}/makeup/{session}").text
    assert [len(shown(page, one)) for one in (failed, short, passed)] == [1, 0, 0]
    assert '<th scope="col">姓名</th>' in page
    assert "原成绩 80，已合格 原成绩 50 原成绩 80，已合格" in plain(page)
    assert "宋知远 到课学时不足" in plain(page)
    needless = send(clerk, session, {f"marks-{failed}-s0": "90"}, "makeup")
    assert told(needless.text, failed)[1][0] == "唐一鸣 法律法规：已合格，不需补考"
    bare = send(clerk, session, {f"marks-{failed}-remark": "未到场"}, "makeup")
    assert "没有填写补考成绩" in told(bare.text, failed)[2]
    typed = {f"marks-{failed}-s1": "60.5", f"marks-{away}-s0": "60", f"marks-{away}-s1": "60"}
    assert send(clerk, session, typed, "makeup").status_code == 303
    assert result(app, failed)[:2] == ("passed", "makeup_passed")
    assert result(app, away)[:2] == ("failed", "failed")
    assert shown(clerk.get(f"{BASE}/makeup/{session}").text, away) == []
    assert "许清和 已补考一次" in plain(clerk.get(f"{BASE}/makeup/{session}").text)
    regraded = send(clerk, session, cells(failed, *FULL))
    assert "已录入补考成绩" in errors(regraded.text)[f"marks-{failed}-attended"]


def test_a_makeup_is_over_after_its_months(app, sign_in):
    session = over(app, "induction", ended=-200)
    (number,) = coming(app, session, "唐一鸣")
    clerk = sign_in("hn_review")
    send(clerk, session, cells(number, "24", "80", "50", "80"))
    assert "补考已于" in plain(clerk.get(f"{BASE}/makeup/{session}").text)
    late = clerk.post(f"{BASE}/makeup/{session}", data={f"marks-{number}-s1": "90"})
    assert result(app, number)[:2] == ("failed", "failed")
    assert late.status_code in (303, 422)


def test_a_session_ends_when_everybody_has_a_result(app, sign_in, session):
    first, second = coming(app, session, "唐一鸣", "宋知远")
    admin, clerk = sign_in("hn_admin"), sign_in("hn_review")
    send(clerk, session, cells(first, "24", "80", "50", "80"))
    refused = admin.post(f"{SESSIONS}/end/{session}", follow_redirects=True)
    assert "还有 1 人没有成绩，不能结束" in refused.text
    send(clerk, session, cells(second, *FULL))
    assert admin.post(f"{SESSIONS}/end/{session}").status_code == 303
    assert clerk.get(f"{BASE}/grade/{session}").status_code == 403
    typed = {f"marks-{first}-s1": "60"}
    assert send(clerk, session, typed, "makeup").status_code == 303
    assert result(app, first)[:2] == ("passed", "makeup_passed")


@pytest.mark.parametrize("years_later", [0, 1])
def test_who_was_enrolled_again_does_not_pass_an_earlier_examination(app, sign_in, years_later):
    session, later = over(app, "continuing"), over(app, "continuing")
    (number,) = coming(app, session, "唐一鸣")
    clerk = sign_in("hn_review")
    send(clerk, session, cells(number, "24", "40"))
    with app.app_context(), unscoped("test"):
        one = db.session.get(ContinuingEnrolment, number)
        one.year -= years_later
        next_session = db.session.get(TrainingSession, later)
        next_one = make_continuing(
            next_session, person=one.person, state=ContinuingState.ACCEPTED, number="JX-2"
        )
        db.session.commit()
        anew = next_one.id
    again = send(clerk, session, cells(number, "24", "90"))
    assert "该人员已重新报名（JX-2）" in errors(again.text)[f"marks-{number}-attended"]
    assert send(clerk, later, cells(anew, "24", "90")).status_code == 303
    assert result(app, anew, ContinuingEnrolment)[0] == "passed"


def test_each_sees_the_results_of_its_own(app, sign_in, session):
    coming(app, session, "唐一鸣")
    coming(app, session, "宋知远", organization_id=TIANYUAN)
    people = f"{BASE}/induction/list/?_flt_0_session={session}"

    def names(who: str) -> set[str]:
        return {row["姓名"] for row in listed(sign_in(who).get(people).text)}

    assert names("hn_review") == {"唐一鸣", "宋知远"}
    assert names("cs_admin") == {"唐一鸣"}
    assert names("yl_clerk") == {"唐一鸣"}
    assert names("zz_admin") == {"宋知远"}
    page = sign_in("hn_review").get(people).text
    assert re.search(f'<a href="{BASE}/list/"[^>]*aria-current="page"><span>成绩与发证<', page)
    assert f'<li><a href="{BASE}/list/">成绩与发证</a></li>' in page
    (row,) = listed(sign_in("yl_clerk").get(f"{BASE}/list/").text)
    assert row["应考"] == "1"
    assert "录入成绩" not in sign_in("yl_clerk").get(f"{BASE}/list/").text


@pytest.mark.parametrize("who", ["hn_admin", "cs_admin", "yl_clerk", "hn_leader"])
def test_others_enter_nothing(app, sign_in, session, who):
    client = sign_in(who)
    for page in ("grade", "makeup", "issue"):
        assert client.get(f"{BASE}/{page}/{session}").status_code == 403
    assert client.post(f"{BASE}/extend/{session}").status_code == 403


def test_what_has_not_begun_is_no_session_of_results(app, sign_in):
    session = over(app, "induction", ended=30, starts_on=day(10))
    clerk = sign_in("hn_review")
    assert listed(clerk.get(f"{BASE}/list/").text) == []
    assert clerk.get(f"{BASE}/grade/{session}").status_code == 404
    running = over(app, "induction", ended=3, starts_on=day(-1))
    assert len(listed(clerk.get(f"{BASE}/list/").text)) == 1
    assert clerk.get(f"{BASE}/grade/{running}").status_code == 403


def test_forged_versions_and_people_change_nothing(app, sign_in, session):
    other = over(app, "induction")
    (mine,), (theirs,) = coming(app, session, "唐一鸣"), coming(app, other, "宋知远")
    clerk = sign_in("hn_review")
    typed = {**cells(mine, *FULL), **cells(theirs, *FULL), "versions": "[" * 20_000}
    assert post(clerk, session, opened(clerk, session), typed).status_code == 303
    assert result(app, mine)[0] == "passed"
    assert result(app, theirs)[0] == "accepted"
    with app.app_context(), unscoped("test"):
        assert len(db.session.scalars(select(InductionEnrolment)).all()) == 2
