"""层级考核: organizations, projects with teams, 提交, 撤回, 整改; and whoever is refused."""

from __future__ import annotations

import re
from typing import Any

import pytest

from app.assessments.choices import AssessmentState, Rectification
from app.core.base import clock
from app.scoring.choices import Grade
from tests.assessments.acts import FIRST, found, people, project
from tests.assessments.hierarchies import (
    CHANGSHA,
    HIERARCHIES,
    LIUYANG,
    PROJECTS,
    TIANYUAN,
    YUELU,
    ZHUZHOU,
    add_url,
    begin,
    begun,
    save,
    saved,
    stored,
    submit,
)
from tests.support.forms import errors, fields
from tests.support.pages import history_of, listed, plain

pytestmark = pytest.mark.both_databases
VETO = {"vetoed-0-ticked": "y"}


def rows(client: Any) -> list[dict[str, str]]:
    return listed(client.get(f"{HIERARCHIES}/list/").text)


def done(client: Any, *marks: dict[str, str], team: Any = (), **said: str) -> int:
    """An assessment of 岳麓区 with two projects that is submitted."""
    number = begun(client)
    saved(client, number, "甲工程", *marks, team=team)
    saved(client, number, "乙工程")
    answer = submit(client, number, **said)
    assert answer.status_code == 303, errors(answer.text)
    return number


# --- whom it is about -----------------------------------------------------------------------


def test_each_ticked_organization_has_a_record_and_the_first_opens(app, sign_in):
    clerk = sign_in("cs_clerk")
    picked = clerk.post(f"{HIERARCHIES}/pick", data={"act": "submit", "of": ["6", "4"]})
    assert picked.location.endswith(add_url([LIUYANG, YUELU]))
    assert "浏阳市" in plain(clerk.get(add_url([LIUYANG, YUELU])).text)
    answer = begin(clerk, LIUYANG, YUELU)
    assert answer.status_code == 303
    first = int(re.search(r"pad/(\d+)", answer.location)[1])
    assert stored(app, first).target_id == LIUYANG
    second, row = rows(clerk)
    assert (row["考核编号"][-4:], second["考核编号"][-4:]) == ("-001", "-002")
    half = 1 if clock.today().month <= 6 else 2
    assert row["考核编号"] == f"CK-{clock.year()}H{half}-001"
    assert {one["状态"] for one in rows(clerk)} == {"考核中"}
    pad = clerk.get(answer.location).location
    assert pad.endswith(f"{PROJECTS}/add?of={first}")
    assert "被考核机构：浏阳市" in plain(clerk.get(pad).text).replace(" ", "")


def test_the_province_assesses_all_others_and_a_prefecture_its_counties(app, sign_in):
    page = sign_in("hn_admin").get(f"{HIERARCHIES}/pick").text
    assert set(re.findall(r'name="of" value="(\d+)"', page)) == {"2", "3", "4", "5", "6"}
    page = sign_in("cs_admin").get(f"{HIERARCHIES}/pick").text
    below = set(re.findall(r'name="of" value="(\d+)"', page))
    assert str(YUELU) in below
    assert not below & {"1", "2", "3", str(TIANYUAN)}


@pytest.mark.parametrize("target", [TIANYUAN, ZHUZHOU, CHANGSHA, 1])
def test_another_prefectures_county_and_the_own_organization_are_refused(app, sign_in, target):
    clerk = sign_in("cs_clerk")
    assert clerk.get(add_url([target])).status_code == 404
    assert clerk.get(add_url([YUELU, target])).status_code == 404
    typed = {**fields(clerk.get(add_url([YUELU])).text), "assessors": "赵六"}
    assert clerk.post(add_url([target]), data=typed).status_code == 404
    assert clerk.post(add_url([YUELU, target]), data=typed).status_code == 404
    sent = {"act": "submit", "of": [str(target)]}
    assert clerk.post(f"{HIERARCHIES}/pick", data=sent).status_code == 404
    assert rows(clerk) == []


def test_what_is_assessed_already_is_told_with_its_link_and_none_is_stored(app, sign_in):
    clerk, admin = sign_in("cs_clerk"), sign_in("cs_admin")
    typed = {**fields(admin.get(add_url([LIUYANG, YUELU])).text), "assessors": "赵六"}
    number = begun(clerk, YUELU)
    page = clerk.get(f"{HIERARCHIES}/pick").text
    assert "年下半年已被本机构考核" in page or "年上半年已被本机构考核" in page
    assert f"{HIERARCHIES}/show/{number}" in page
    late = admin.post(add_url([LIUYANG, YUELU]), data=typed)
    assert late.status_code == 422
    assert "已被本机构考核" in errors(late.text)["period"]
    assert len(rows(clerk)) == 1
    # The province may assess what the prefecture has.
    assert begin(sign_in("hn_admin"), YUELU).status_code == 303


def test_the_tree_of_that_half_year_decides(app, sign_in, at):
    at("2026-07-10 09:00")
    clerk = sign_in("cs_clerk")
    assert fields(clerk.get(add_url([YUELU])).text)["period"] == "1"
    wrong = begin(clerk, YUELU, year="2025", period="")
    assert "period" in errors(wrong.text)
    at("2026-02-10 09:00")
    clerk = sign_in("cs_clerk")
    wrong = begin(clerk, YUELU, year="2026", period="2")
    assert errors(wrong.text)["period"] == "该半年尚未开始"


def test_counties_assess_nobody(app, sign_in):
    for name in ("yl_admin", "yl_clerk", "yl_leader"):
        client = sign_in(name)
        assert client.get(f"{HIERARCHIES}/pick").status_code == 403
        assert client.get(add_url([LIUYANG])).status_code == 403
        assert "新增被考核机构" not in client.get(f"{HIERARCHIES}/list/").text


# --- projects -------------------------------------------------------------------------------


def test_a_project_keeps_its_team_of_the_assessed_organization(app, sign_in):
    own, more = people(app, "王示范", "李样例")
    (stranger,) = people(app, "外人", organization_id=TIANYUAN)
    (colleague,) = people(app, "同事", organization_id=CHANGSHA)
    clerk = sign_in("cs_clerk")
    number = begun(clerk)
    for one in (stranger, colleague):
        wrong = save(clerk, number, "甲工程", team=[own, one])
        assert wrong.status_code == 422
        assert errors(wrong.text)["members"] == "请在列表中选择监督组成员"
    made = saved(clerk, number, "甲工程", team=[more, own])
    page = plain(clerk.get(f"{PROJECTS}/edit/{made}").text)
    assert "王示范（质量）" in page
    assert "同事" not in page
    assert "监督组成员：王示范、李样例" in plain(
        clerk.get(f"{HIERARCHIES}/show/{number}").text
    ).replace("： ", "：")


def test_an_independent_organization_begins_without_what_is_not_its_task(app, sign_in, client):
    from app.core.access.scope import unscoped
    from app.core.base.choices import OrganizationKind
    from app.core.base.db import db
    from app.core.models import Organization

    with app.app_context(), unscoped("another kind"):
        db.session.get(Organization, YUELU).kind = OrganizationKind.QUALITY
        db.session.commit()
    clerk = sign_in("cs_clerk")
    number = begun(clerk)
    typed = fields(clerk.get(f"{PROJECTS}/add?of={number}").text)
    left_out = [
        key for key, value in typed.items() if re.fullmatch(r"items-\d+-reason", key) and value
    ]
    assert len(left_out) == 6


# --- 提交 -------------------------------------------------------------------------------------


def test_two_projects_are_needed_and_a_comment(app, sign_in):
    clerk = sign_in("cs_clerk")
    number = begun(clerk)
    saved(clerk, number, "甲工程")
    few = submit(clerk, number)
    assert few.status_code == 422
    assert "至少保存 2 个项目后才能提交" in few.text
    saved(clerk, number, "乙工程")
    wrong = submit(clerk, number, comment="", rectify_by="2000-01-01")
    assert wrong.status_code == 422
    assert "请填写综合评价意见" in wrong.text
    assert submit(clerk, number).status_code == 303


def test_a_failed_project_caps_the_grade_and_proposes_points_for_its_team(app, sign_in):
    first, second = people(app, "王示范", "李样例")
    clerk = sign_in("cs_clerk")
    number = begun(clerk)
    saved(clerk, number, "甲工程", VETO, team=[first, second])
    saved(clerk, number, "乙工程", team=[first])
    saved(clerk, number, "丙工程", VETO, team=[first])
    for name in "丁戊":
        saved(clerk, number, f"{name}工程")
    dialog = plain(clerk.get(f"{HIERARCHIES}/move/{number}/submit").text)
    assert "甲工程：每人 3 分（J103）：王示范、李样例" in dialog
    assert "丙工程：每人 3 分（J103）：王示范" in dialog
    assert submit(clerk, number).status_code == 303
    item = stored(app, number)
    assert (item.score, item.grade) == (100_00, Grade.PASSED)
    half = 1 if clock.today().month <= 6 else 2
    day = f"{clock.year()}-06-30" if half == 1 else f"{clock.year()}-12-31"
    assert [(one["person_id"], one["project"]) for one in item.suggested] == [
        (first, "甲工程"),
        (second, "甲工程"),
        (first, "丙工程"),
    ]
    assert {(one["reason"], one["points"], one["day"]) for one in item.suggested} == {
        ("J103", 3, day)
    }


# --- 整改 -------------------------------------------------------------------------------------


def test_the_assessed_read_the_result_and_answer_once_and_it_is_confirmed(app, sign_in):
    clerk = sign_in("cs_clerk")
    number = begun(clerk)
    saved(clerk, number, "甲工程", found(FIRST))
    county, reader = sign_in("yl_admin"), sign_in("yl_clerk")
    assert rows(county) == []
    assert county.get(f"{HIERARCHIES}/show/{number}").status_code == 404
    saved(clerk, number, "乙工程")
    submit(clerk, number, feedback="已当面反馈", rectify_by="2090-01-31")
    (row,) = rows(county)
    assert (row["状态"], row["整改情况"], row["等次"] if "等次" in row else row["考核等次"]) == (
        "已完成",
        "待整改",
        "优秀",
    )
    shown = plain(county.get(f"{HIERARCHIES}/show/{number}").text)
    assert "甲工程：未办理质量安全监督手续" in shown
    assert "已当面反馈" in shown
    url = f"{HIERARCHIES}/move/{number}/reply"
    for other in (reader, clerk):
        assert other.post(url, data={"reply": "已补办手续"}).status_code == 403
    assert county.post(url, data={"reply": ""}).status_code == 422
    assert county.post(url, data={"reply": "已补办手续"}).status_code == 303
    assert county.post(url, data={"reply": "再次回复"}).status_code == 409
    assert stored(app, number).reply == "已补办手续"
    assert county.post(f"{HIERARCHIES}/move/{number}/confirm").status_code == 403
    # What has been answered is taken back no more.
    for name, move in (("cs_leader", "withdraw"), ("hn_admin", "reopen")):
        late = sign_in(name).post(
            f"{HIERARCHIES}/move/{number}/{move}", data={"opinion": "需要重新考核"}
        )
        assert late.status_code == 409
    assert clerk.post(f"{HIERARCHIES}/move/{number}/confirm").status_code == 303
    assert stored(app, number).step is Rectification.CONFIRMED
    assert any(
        "整改回复" in one for one in history_of(county.get(f"{HIERARCHIES}/show/{number}").text)
    )


def test_without_problems_nothing_is_to_be_put_right(app, sign_in):
    number = done(sign_in("cs_clerk"))
    assert stored(app, number).step is Rectification.NONE
    answer = sign_in("yl_admin").post(f"{HIERARCHIES}/move/{number}/reply", data={"reply": "好"})
    assert answer.status_code == 409


def test_another_county_reads_nothing_of_it(app, sign_in):
    number = done(sign_in("cs_clerk"), found(FIRST))
    for name in ("ly_clerk", "ty_clerk", "zz_admin"):
        assert sign_in(name).get(f"{HIERARCHIES}/show/{number}").status_code == 404
    assert sign_in("hn_review").get(f"{HIERARCHIES}/show/{number}").status_code == 200


def test_it_is_taken_back_by_the_leader_and_the_county_sees_it_no_more(app, sign_in):
    number = done(sign_in("cs_clerk"), found(FIRST))
    leader, county = sign_in("cs_leader"), sign_in("yl_admin")
    assert len(rows(county)) == 1
    url = f"{HIERARCHIES}/move/{number}/withdraw"
    assert sign_in("cs_clerk").post(url, data={"opinion": "需要补录项目"}).status_code == 403
    assert leader.post(url, data={"opinion": "需要补录项目"}).status_code == 303
    item = stored(app, number)
    assert (item.state, item.step, item.score, item.suggested) == (
        AssessmentState.RUNNING,
        None,
        None,
        [],
    )
    assert rows(county) == []


def test_deleted_it_can_begin_anew(app, sign_in):
    admin, clerk = sign_in("cs_admin"), sign_in("cs_clerk")
    number = begun(clerk)
    made = saved(clerk, number, "甲工程")
    assert clerk.post(f"{HIERARCHIES}/delete/{number}").status_code == 403
    assert admin.post(f"{HIERARCHIES}/delete/{number}").status_code == 303
    assert project(app, made).deleted_at is not None
    assert begun(clerk) != number
