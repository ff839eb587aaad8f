"""监督组考核: whom it is about, its projects, 提交, 撤回, 删除; and whoever is refused."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select

from app.assessments.choices import AssessmentState
from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.models import User
from app.scoring.choices import Grade
from app.workflow.models import Message
from tests.assessments.acts import (
    FIRST,
    GROUPS,
    PROJECTS,
    SECOND,
    add_url,
    assessment,
    begin,
    begun,
    found,
    people,
    project,
    save,
    saved,
    submit,
)
from tests.long_form.pages import sent
from tests.support.forms import errors, fields
from tests.support.pages import history_of, listed, plain
from tests.support.statements import statements

pytestmark = pytest.mark.both_databases


def rows(client: Any) -> list[dict[str, str]]:
    return listed(client.get(f"{GROUPS}/list/").text)


def test_ticked_people_are_assessed_this_quarter(app, sign_in):
    clerk = sign_in("yl_clerk")
    ids = people(app, "王示范", "李样例")
    picked = clerk.post(f"{GROUPS}/pick", data={"act": "submit", "of": [str(one) for one in ids]})
    assert picked.location.endswith(add_url(ids))
    assert "岳麓区建设工程质量安全监督站被考核人员" in clerk.get(f"{GROUPS}/pick").text
    page = plain(clerk.get(add_url(ids)).text)
    assert "王示范 质量" in page
    answer = begin(clerk, ids, group_name="监督一科第二组")
    assert answer.status_code == 303
    assert re.search(rf"{GROUPS}/pad/\d+$", answer.location)
    (row,) = rows(clerk)
    assert (row["监督组"], row["被考核人员"], row["状态"]) == (
        "监督一科第二组",
        "王示范、李样例",
        "考核中",
    )
    quarter = (clock.today().month + 2) // 3
    assert row["考核编号"] == f"ZK-{clock.year()}Q{quarter}-001"


def test_a_person_is_assessed_once_a_quarter_also_by_two_at_once(app, sign_in):
    clerk, admin = sign_in("yl_clerk"), sign_in("yl_admin")
    ids = people(app, "王示范", "李样例")
    page = admin.get(add_url(ids[:1])).text
    assert begin(clerk, ids).status_code == 303
    typed = {**fields(page), "assessors": "赵六"}
    late = admin.post(add_url(ids[:1]), data=typed)
    assert late.status_code == 422
    assert f"王示范：{clock.year()} 年第" in late.text
    assert "赵六" in late.text
    refused = admin.get(add_url(ids))
    assert refused.status_code == 422
    assert "季度已被考核" in refused.text
    picker = admin.get(f"{GROUPS}/pick").text
    assert picker.count("季度已被考核") == 2
    assert len(rows(clerk)) == 1


def test_everything_that_is_wrong_is_told_in_one_round(app, sign_in):
    clerk = sign_in("yl_clerk")
    wrong = begin(
        clerk,
        people(app, "王示范"),
        assessors="王示范、赵六",
        period="",
        assessed_on="",
        group_name="一组",
    )
    assert wrong.status_code == 422
    told = errors(wrong.text)
    assert told["assessors"] == "王示范是被考核人员，不能同时为考核人员"
    assert {"period", "assessed_on"} <= set(told)
    assert fields(wrong.text)["group_name"] == "一组"


def test_a_quarter_that_has_not_begun_is_refused(app, sign_in, at):
    at("2026-02-10 09:00")
    wrong = begin(sign_in("yl_clerk"), people(app, "王示范"), year="2026", period="2")
    assert errors(wrong.text)["period"] == "该季度尚未开始"


def test_the_quarter_before_is_open_for_the_days_of_backfilling(app, sign_in, at):
    at("2026-04-30 09:00")
    clerk = sign_in("yl_clerk")
    (first,) = people(app, "王示范")
    assert fields(clerk.get(add_url([first])).text)["period"] == "1"
    begin(clerk, [first])
    assert fields(clerk.get(add_url([first])).text)["period"] == "2"
    assert "已被考核" not in clerk.get(f"{GROUPS}/pick").text
    at("2026-05-01 09:00")
    clerk = sign_in("yl_clerk")
    (second,) = people(app, "李样例")
    assert fields(clerk.get(add_url([second])).text)["period"] == "2"


def test_only_own_people_of_the_supervising_posts_can_be_ticked(app, sign_in):
    (stranger,) = people(app, "外人", organization_id=6)
    clerk = sign_in("yl_clerk")
    assert clerk.get(add_url([stranger])).status_code == 404
    assert clerk.post(add_url([stranger]), data={"assessors": "赵六"}).status_code == 404
    assert clerk.get(f"{GROUPS}/add").status_code == 400


# --- projects -------------------------------------------------------------------------------


def test_a_project_is_scored_by_the_server_and_kept_with_what_was_found(app, sign_in):
    clerk = sign_in("yl_clerk")
    number = begun(app, clerk)
    assert clerk.get(f"{GROUPS}/pad/{number}").location.endswith(f"{PROJECTS}/add?of={number}")
    first = found(FIRST, count="1", fact="手续不全")
    second = found(SECOND, count="3", value="1", fact="两项轻微")
    made = saved(app, clerk, number, "示例花园", first, second)
    stored = project(app, made)
    # 3 and 1 are more than the 3 that the item is worth.
    assert (stored.score, stored.grade) == (97_00, Grade.EXCELLENT)
    assert [(one.code, one.count, one.value, one.fact) for one in stored.deductions] == [
        ("A1.1.1", 1, 30, "手续不全"),
        ("A1.1.2", 3, 10, "两项轻微"),
    ]
    page = clerk.get(f"{PROJECTS}/edit/{made}")
    assert page.status_code == 200
    assert "100 − (3（扣完）) = 97" in plain(page.text)
    assert fields(page.text)["marks-0-fact"] == "手续不全"
    assert clerk.get(f"{GROUPS}/pad/{number}").location.endswith(f"{PROJECTS}/edit/{made}")


def test_a_forged_score_changes_nothing(app, sign_in):
    clerk = sign_in("yl_clerk")
    number = begun(app, clerk)
    answer = save(clerk, number, "示例花园", found(FIRST), score="10000", grade="excellent")
    made = int(re.search(r"edit/(\d+)", answer.location)[1])
    assert project(app, made).score == 97_00


def test_what_is_wrong_with_a_project_is_told_at_its_cells_and_nothing_is_lost(app, sign_in):
    clerk = sign_in("yl_clerk")
    number = begun(app, clerk)
    saved(app, clerk, number, "示例花园")
    wrong = save(
        clerk,
        number,
        "示例花园",
        {"marks-0-ticked": "y", "marks-0-count": "x"},
        found(SECOND, count="", value="0.7", fact="三项"),
        {"items-5-out": "y"},
        {"marks-4-fact": "没有勾选"},
        inspected_on="2090-01-01",
    )
    assert wrong.status_code == 422
    told = errors(wrong.text)
    assert told["name"] == "本次考核已有同名的工程"
    assert told["inspected_on"] == "检查日期不能晚于今天"
    assert "应为不小于 0 的整数" in told["marks-0-count"]
    assert told["marks-1-value"] == "A1.1.2 应扣 0.5 至 3 分，以 0.5 分为单位"
    assert "请填写原因" in told["items-5-reason"]
    assert told["marks-4-fact"] == "A1.2.3 填写了扣分，但没有勾选"
    kept = fields(wrong.text)
    assert (kept["marks-1-fact"], kept["marks-1-value"], kept["marks-0-count"]) == (
        "三项",
        "0.7",
        "x",
    )


def test_a_form_that_is_sent_twice_makes_one_project(app, sign_in):
    clerk = sign_in("yl_clerk")
    number = begun(app, clerk)
    url = f"{PROJECTS}/add?of={number}"
    typed = sent(clerk.get(url).text, name="示例花园", client="甲方")
    assert clerk.post(url, data=typed).status_code == 303
    assert clerk.post(url, data=typed).status_code == 303
    assert assessment(app, number).project_count == 1


def test_two_at_one_project_hear_of_each_other_and_lose_nothing(app, sign_in):
    clerk, admin = sign_in("yl_clerk"), sign_in("yl_admin")
    number = begun(app, clerk)
    made = saved(app, clerk, number, "示例花园")
    url = f"{PROJECTS}/edit/{made}"
    mine, theirs = sent(clerk.get(url).text), sent(admin.get(url).text)
    assert clerk.post(url, data={**mine, **found(FIRST)}).status_code == 303
    late = admin.post(url, data={**theirs, **found(SECOND, fact="两项")})
    assert late.status_code == 409
    assert "最近保存的内容与您填写的不同" in late.text
    assert "A1.1.1 勾选 已保存 y，您填写 —" in plain(late.text)
    typed = sent(late.text)
    assert typed["marks-1-fact"] == "两项"
    # Sent again it is what was typed that counts.
    assert admin.post(url, data=typed).status_code == 303
    assert [one.code for one in project(app, made).deductions] == ["A1.1.2"]


def test_what_changes_in_deductions_alone_is_another_version(app, sign_in):
    clerk, admin = sign_in("yl_clerk"), sign_in("yl_admin")
    number = begun(app, clerk)
    made = saved(app, clerk, number, "示例花园", found(FIRST, value="0.5", fact="一处"))
    url = f"{PROJECTS}/edit/{made}"
    mine, theirs = sent(clerk.get(url).text), sent(admin.get(url).text)
    assert clerk.post(url, data={**mine, "marks-0-fact": "两处"}).status_code == 303
    assert admin.post(url, data={**theirs, "marks-0-fact": "三处"}).status_code == 409
    assert project(app, made).deductions[0].fact == "两处"


def test_a_new_project_takes_over_the_head_of_the_last_one(app, sign_in):
    clerk = sign_in("yl_clerk")
    number = begun(app, clerk)
    answer = save(clerk, number, "示例花园", builder="示例建工", stage="structure")
    made = int(re.search(r"edit/(\d+)", answer.location)[1])
    blank = clerk.get(f"{PROJECTS}/add?of={number}").text
    assert fields(blank)["builder"] == ""
    assert f"of={number}&amp;like={made}" in blank
    assert '<option value="示例置业有限公司">' in blank
    copied = fields(clerk.get(f"{PROJECTS}/add?of={number}&like={made}").text)
    assert (copied["builder"], copied["stage"], copied["name"]) == ("示例建工", "structure", "")


def test_more_projects_cost_the_pad_no_more_statements(app, sign_in):
    clerk = sign_in("yl_clerk")
    number = begun(app, clerk)
    counts = []
    for name in "甲乙丙":
        made = saved(app, clerk, number, f"{name}工程", found(FIRST), found(SECOND))
        clerk.get(f"{PROJECTS}/edit/{made}")
        with statements() as asked:
            assert clerk.get(f"{PROJECTS}/edit/{made}").status_code == 200
        counts.append(len(asked))
    assert len(set(counts)) == 1, counts


def test_a_project_is_deleted_and_its_name_is_free(app, sign_in):
    clerk = sign_in("yl_clerk")
    number = begun(app, clerk)
    made = saved(app, clerk, number, "示例花园")
    assert "删除“示例花园”？" in clerk.get(f"{PROJECTS}/delete/{made}").text
    answer = clerk.post(f"{PROJECTS}/delete/{made}")
    assert answer.location.endswith(f"{GROUPS}/pad/{number}")
    assert assessment(app, number).project_count == 0
    assert save(clerk, number, "示例花园").status_code == 303


# --- 提交, 撤回, 删除 -----------------------------------------------------------------------


def test_submission_freezes_scores_and_tells_the_assessed(app, sign_in):
    clerk = sign_in("yl_clerk")
    number = begun(app, clerk)
    with app.app_context(), unscoped("an account of the test"):
        member = assessment(app, number)
        held = db.session.merge(member).members[0].person_id
        told = db.session.scalars(select(User).where(User.username == "yl_leader")).one()
        told.person_id = held
        db.session.commit()
        reader = told.id
    saved(app, clerk, number, "甲工程", found(FIRST))
    failed = save(clerk, number, "乙工程", {"vetoed-0-ticked": "y"})
    assert failed.status_code == 303
    dialog = plain(clerk.get(f"{GROUPS}/move/{number}/submit").text)
    assert "甲工程 97.00 优秀" in dialog
    assert "考核得分 98.50" in dialog
    assert "建议记分 每人 2 分（J102）：王示范、李样例" in dialog
    assert submit(clerk, number, comment="有待改进").status_code == 303
    done = assessment(app, number)
    assert (done.state, done.score, done.grade) == (AssessmentState.DONE, 98_50, Grade.BARELY)
    assert done.problems == [
        "甲工程：未办理质量安全监督手续即纳入监督，或手续资料不齐",
        "乙工程：监督记录、抽测数据弄虚作假或代签后补",
    ]
    assert [(one["reason"], one["points"]) for one in done.suggested] == [("J102", 2)] * 2
    (row,) = rows(clerk)
    assert (row["考核得分"], row["考核等次"], row["项目数"]) == ("98.50", "基本合格", "2")
    page = plain(clerk.get(f"{GROUPS}/show/{number}").text)
    assert "有待改进" in page
    assert "100 − (3×1) = 97" in page
    with app.app_context():
        texts = [one.texts for one in db.session.scalars(select(Message)) if one.user_id == reader]
    assert "考核得分 98.50，等次基本合格" in str(texts)


def test_without_a_project_or_with_unsaved_text_nothing_is_submitted(app, sign_in):
    clerk = sign_in("yl_clerk")
    number = begun(app, clerk)
    assert "至少保存 1 个项目后才能提交" in submit(clerk, number).text
    made = saved(app, clerk, number, "甲工程")
    draft = f"/drafts/assessments.group/{number}-{made}"
    text = {
        "client": "aaaaaaaa-0000",
        "since": 0,
        "base_version": 1,
        "fields": [{"name": "marks-0-fact", "value": "刚填的", "number": 1, "over": []}],
    }
    assert clerk.post(draft, json=text).status_code == 200
    assert "湘致远填写的项目尚未保存，请先保存，或放弃草稿" in submit(clerk, number).text
    typed = sent(clerk.get(f"{PROJECTS}/edit/{made}").text)
    assert typed["marks-0-fact"] == "刚填的"
    seen = {**typed, **found(FIRST), "draft_client": "aaaaaaaa-0000", "draft_number": "1"}
    assert clerk.post(f"{PROJECTS}/edit/{made}", data=seen).status_code == 303
    assert submit(clerk, number).status_code == 303


def test_drafts_are_of_projects_of_the_own_organization_alone(app, sign_in):
    clerk = sign_in("yl_clerk")
    number = begun(app, clerk)
    stranger = sign_in("ty_clerk")
    for key in (f"{number}-999999", f"{number}-new-1", "999999-1", "x", f"{number}"):
        assert clerk.get(f"/drafts/assessments.group/{key}").status_code == 404
        assert stranger.get(f"/drafts/assessments.group/{key}").status_code == 404
    key = f"{number}-{saved(app, clerk, number, '甲工程')}"
    assert clerk.get(f"/drafts/assessments.group/{key}").status_code == 200
    for who in ("ty_clerk", "cs_admin"):
        assert sign_in(who).get(f"/drafts/assessments.group/{key}").status_code == 404


def test_after_the_days_of_backfilling_a_submission_says_why(app, sign_in, at):
    at("2026-03-20 09:00")
    number = begun(app, sign_in("yl_clerk"))
    saved(app, sign_in("yl_clerk"), number, "甲工程")
    at("2026-05-01 09:00")
    clerk = sign_in("yl_clerk")
    late = submit(clerk, number)
    assert errors(late.text)["late_reason"] == "已超过补录期限（2026-04-30），请填写补录说明"
    assert submit(clerk, number, late_reason="停电").status_code == 303


def test_what_is_submitted_is_changed_no_more(app, sign_in):
    clerk = sign_in("yl_clerk")
    number = begun(app, clerk)
    made = saved(app, clerk, number, "甲工程")
    submit(clerk, number)
    assert clerk.get(f"{PROJECTS}/edit/{made}").location.endswith(f"{GROUPS}/show/{number}")
    assert clerk.post(f"{PROJECTS}/edit/{made}", data={"name": "x"}).status_code == 403
    assert clerk.post(f"{PROJECTS}/delete/{made}").status_code == 403
    assert clerk.get(f"{PROJECTS}/add?of={number}").status_code == 403
    assert clerk.post(f"{GROUPS}/edit/{number}", data={}).status_code == 403
    assert sign_in("yl_admin").post(f"{GROUPS}/delete/{number}").status_code == 403
    assert clerk.get(f"{GROUPS}/pad/{number}").location.endswith(f"{GROUPS}/show/{number}")
    assert submit(clerk, number).status_code == 409


def test_the_leader_takes_back_within_seven_days_and_the_province_later(app, sign_in, at):
    at("2026-03-02 09:00")
    number = begun(app, sign_in("yl_clerk"))
    saved(app, sign_in("yl_clerk"), number, "甲工程")
    submit(sign_in("yl_clerk"), number)
    why = {"opinion": "项目录入有误，重新考核"}
    at("2026-03-10 09:00")
    assert (
        sign_in("yl_leader").post(f"{GROUPS}/move/{number}/withdraw", data=why).status_code == 422
    )
    assert sign_in("cs_admin").post(f"{GROUPS}/move/{number}/reopen", data=why).status_code == 403
    at("2026-03-09 09:00")
    assert sign_in("yl_clerk").post(f"{GROUPS}/move/{number}/withdraw", data=why).status_code == 403
    assert (
        sign_in("yl_leader").post(f"{GROUPS}/move/{number}/withdraw", data=why).status_code == 303
    )
    back = assessment(app, number)
    assert (back.state, back.score, back.grade) == (AssessmentState.RUNNING, None, None)
    assert (back.problems, back.suggested) == ([], [])
    submit(sign_in("yl_clerk"), number)
    at("2026-06-01 09:00")
    assert sign_in("hn_admin").post(f"{GROUPS}/move/{number}/reopen", data=why).status_code == 303
    assert len(history_of(sign_in("yl_clerk").get(f"{GROUPS}/show/{number}").text)) == 5


def test_a_running_one_is_deleted_by_the_administrator_and_its_people_are_free(app, sign_in):
    clerk, admin = sign_in("yl_clerk"), sign_in("yl_admin")
    ids = people(app, "王示范")
    number = int(re.search(r"pad/(\d+)", begin(clerk, ids).location)[1])
    saved(app, clerk, number, "甲工程")
    assert clerk.post(f"{GROUPS}/delete/{number}").status_code == 403
    assert admin.post(f"{GROUPS}/delete/{number}").status_code == 303
    assert rows(clerk) == []
    assert begin(clerk, ids).status_code == 303


def test_others_read_what_is_theirs_to_read_and_write_nothing(app, sign_in):
    clerk = sign_in("yl_clerk")
    number = begun(app, clerk)
    made = saved(app, clerk, number, "甲工程")
    above, stranger = sign_in("cs_admin"), sign_in("ty_clerk")
    assert above.get(f"{GROUPS}/show/{number}").status_code == 200
    assert above.get(f"{PROJECTS}/edit/{made}").status_code == 403
    assert above.get(f"{PROJECTS}/add?of={number}").status_code == 403
    assert submit(above, number).status_code == 403
    for path in (f"{GROUPS}/show/{number}", f"{GROUPS}/pad/{number}", f"{PROJECTS}/edit/{made}"):
        assert stranger.get(path).status_code == 404
    assert stranger.get(f"{PROJECTS}/add?of={number}").status_code == 404
    assert submit(stranger, number).status_code == 404
    # A clerk of the prefecture sees the own organization's alone.
    for path in (f"{GROUPS}/show/{number}", f"{PROJECTS}/add?of={number}"):
        assert sign_in("cs_clerk").get(path).status_code == 404


def test_a_sheet_that_is_published_later_leaves_what_runs_alone(app, sign_in):
    from tests.scoring.test_sheets import add, newest

    clerk, admin = sign_in("yl_clerk"), sign_in("hn_admin")
    number = begun(app, clerk)
    assert add(admin).status_code == 303
    admin.post(f"/scoring/sheets/publish/{newest(app)}")
    assert "A1.1.1" in clerk.get(f"{PROJECTS}/add?of={number}").text
    (other,) = people(app, "赵新")
    begin(clerk, [other])
    number = max(int(one) for one in re.findall(r"pad/(\d+)", clerk.get(f"{GROUPS}/list/").text))
    made = saved(app, clerk, number, "新表工程", found(FIRST, count="2"))
    stored = project(app, made)
    assert (stored.score, [one.code for one in stored.deductions]) == (94_00, ["X1"])


def test_the_pages_of_projects_stand_under_the_screen_s_menu_entry(app, sign_in):
    clerk = sign_in("yl_clerk")
    page = clerk.get(f"{PROJECTS}/add?of={begun(app, clerk)}").text
    (marked,) = re.findall(r'<a href="([^"]+)" data-py="[^"]*" aria-current="page"', page)
    assert marked == f"{GROUPS}/list/"
