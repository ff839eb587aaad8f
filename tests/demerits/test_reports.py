"""R23, R24, 记分通知书, and what the dossier, the timeline and R07 say of points."""

from __future__ import annotations

import re
from typing import Any

import pytest

from app.core.base import clock
from tests.demerits.points import (
    CHANGSHA,
    TIANYUAN,
    file,
    give,
    move,
    records,
    supervisor,
)
from tests.support.pages import listed, plain

pytestmark = pytest.mark.both_databases


def preview(client: Any, name: str, **asked: Any) -> Any:
    return client.get(f"/reports/{name}/preview", query_string=asked)


def summary(client: Any, **asked: Any) -> str:
    answer = preview(client, "demerit_summary", **{"year": clock.year(), **asked})
    assert answer.status_code == 200, plain(answer.text)[-800:]
    return plain(answer.text)


def test_the_summary_adds_up_people_groups_and_reasons(app, sign_in):
    first = supervisor(app, "唐一鸣", kinds=("quality", "safety"))
    second = supervisor(app, "宋知远", CHANGSHA)
    give(app, sign_in, first, "J404", "J209")
    give(app, sign_in, first, "J503")
    file(sign_in("cs_clerk"), [second], "J404")
    move(sign_in("cs_leader"), records(app)[-1].id, "pass")
    told = summary(sign_in("cs_admin"))
    assert "考核结果类 记1分 记2分 记3分 记6分 记12分" in told
    assert "唐一鸣" in told
    assert "0 1 0 3 6 0 2 10 提醒谈话、约谈、通报批评" in told
    assert "0 0 0 3 0 0 1 3 提醒谈话" in told
    assert "0 1 0 6 6 0 3 13" in told
    assert "记分人数 2 人" in told
    assert "记分事由统计 序号 市州 代码 记分事由 次数 分值" in told
    assert "J404 监督证过期或暂扣期间独立从事监督工作 2 6" in told


def test_the_conditions_of_the_summary_narrow_it(app, sign_in):
    first, second = supervisor(app, "唐一鸣"), supervisor(app, "宋知远")
    give(app, sign_in, first, "J503")
    give(app, sign_in, second, "J404")
    file(sign_in("yl_clerk"), [second], "J601", project="一号", builder="建设公司")
    admin = sign_in("cs_admin")
    assert "宋知远" not in summary(admin, band="middle")
    assert "唐一鸣" not in summary(admin, band="low")
    assert "记分人数 0 人" in summary(admin, band="full")
    waiting = summary(admin, state="filed")
    assert "宋知远" in waiting
    assert "唐一鸣" not in waiting
    assert "记分人数 0 人" in summary(admin, until=f"{clock.year()}-01-01")
    assert "记分人数 0 人" in summary(admin, recorder=str(CHANGSHA))
    assert "记分人数 0 人" in summary(sign_in("zz_admin"))
    wrong = {"since": f"{clock.year()}-02-01", "until": f"{clock.year()}-01-01"}
    assert preview(admin, "demerit_summary", year=clock.year(), **wrong).status_code in (400, 422)
    foreign = preview(admin, "demerit_summary", year=clock.year(), organization=TIANYUAN)
    assert foreign.status_code == 404


def test_the_sheet_of_a_person_adds_up_to_the_summary(app, sign_in):
    person = supervisor(app)
    give(app, sign_in, person, "J404")
    give(app, sign_in, person, "J503")
    asked = {"person": person, "year": clock.year()}
    told = plain(preview(sign_in("yl_clerk"), "demerit_sheet", **asked).text)
    assert "累计 9" in told.replace("本周期累计 9", "累计 9")
    assert "提醒谈话" in told
    assert "约谈" in told
    assert preview(sign_in("ty_clerk"), "demerit_sheet", **asked).status_code == 404
    dialog = sign_in("yl_clerk").get("/reports/demerit_sheet/conditions", query_string=asked)
    assert "唐一鸣" in plain(dialog.text)


def test_the_notice_is_of_what_counts(app, sign_in):
    person, clerk = supervisor(app), sign_in("yl_clerk")
    number = give(app, sign_in, person, "J404")
    told = plain(preview(clerk, "demerit_notice", record=number).text)
    assert "监督人员动态考核记分通知书" in told
    assert "5 个工作日内提出申诉" in told
    file(clerk, [person], "J503")
    waiting = records(app)[-1].id
    assert preview(clerk, "demerit_notice", record=waiting).status_code == 404


def test_who_only_reads_prints_nothing(app, sign_in):
    give(app, sign_in, supervisor(app), "J404")
    answer = preview(sign_in("yl_leader"), "demerit_summary", year=clock.year())
    assert answer.status_code == 403


def test_points_stand_in_the_dossier_on_the_timeline_and_on_paper(app, sign_in):
    person = supervisor(app)
    clerk = sign_in("yl_clerk")
    before = plain(clerk.get(f"/dossiers/show/{person}").text)
    assert "记分周期" not in before
    give(app, sign_in, person, "J503")
    dossier = plain(clerk.get(f"/dossiers/show/{person}").text)
    assert f"{clock.year()} 年记分周期 ：累计 6 分" in dossier
    assert "考核记分 6 分" in dossier
    paper = plain(preview(clerk, "dossier", person=person).text)
    assert "八、本周期记分" in paper
    assert "因监督履职问题被省级以上住房城乡建设主管部门通报批评" in paper


def test_the_list_of_dossiers_has_the_points_of_the_cycle_for_who_chooses_them(app, sign_in):
    person, clerk = supervisor(app), sign_in("yl_clerk")
    give(app, sign_in, person, "J503")
    (row,) = listed(clerk.get("/dossiers/list/").text)
    assert "本周期记分" not in row
    order = re.findall(r'name="order" value="(\w+)"', clerk.get("/dossiers/columns").text)
    chosen = {"order": order, "shown": ["name", "organization", "points"]}
    assert clerk.post("/dossiers/columns", data=chosen).status_code == 303
    (row,) = listed(clerk.get("/dossiers/list/").text)
    assert row["本周期记分"] == "6"
