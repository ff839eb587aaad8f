"""导出报名总汇表 and 导出考核总汇表 of both trainings, and what is printed for a session."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Locator, Page, expect

from app.core.base import clock
from tests.browser.steps import (
    dialog_of,
    download,
    go_to,
    press,
    refused,
    row_of,
    switch_year,
    zoom_and_print,
)
from tests.browser.training_steps import (
    CHANGSHA,
    CONTINUING,
    SESSIONS,
    TRAINING,
    YUELU,
    day,
    new_session,
)
from tests.support.paper import pdf_lines, sheet_texts, sheets
from tests.support.site import Site, Visits

TIANYUAN = "天元区建设工程质量安全监督站"


class Screen(NamedTuple):
    """One of the two screens: its reports, its table, and how somebody on it is to be told."""

    name: str
    report: str
    kind: str
    issue: int
    own: str
    table: str

    @property
    def session(self) -> str:
        return f"{self.kind}总汇表班"


SCREENS = (
    Screen(
        "新进人员培训报名",
        "induction",
        "新进人员培训",
        61,
        "category, engineering_years, supervising_years, doubts, certificates",
        "induction_enrolment",
    ),
    Screen(
        CONTINUING,
        "continuing",
        "继续教育培训",
        62,
        "seat_of_id, extensions",
        "continuing_enrolment",
    ),
)
every_screen = pytest.mark.parametrize("screen", SCREENS, ids=[one.report for one in SCREENS])


@pytest.fixture
def examined(visits: Visits, site: Site, screen: Screen) -> list[str]:
    """A session that is over, to which two came from 岳麓, of whom one passed, and one from 天元;
    the names of the two."""
    if not site.sql("SELECT 1 FROM training_session WHERE name = ?", screen.session):
        new_session(
            visits.enter("hn_admin"), screen.session, screen.issue, {CHANGSHA: 9}, screen.kind
        )
        enrol(site, screen, YUELU, ("passed", "absent"))
        enrol(site, screen, TIANYUAN, ("passed",))
        site.change(
            "UPDATE training_session SET starts_on = ?, ends_on = ?, enrol_to = ? WHERE name = ?",
            *(day(-20), day(-17), day(-25)),
            screen.session,
        )
    found = site.sql(
        f"SELECT e.name FROM {screen.table} e JOIN organization o ON o.id = e.organization_id"
        " JOIN training_session s ON s.id = e.session_id WHERE o.name = ? AND s.name = ?"
        " ORDER BY e.id",
        YUELU,
        screen.session,
    )
    return [name for (name,) in found]


def enrol(site: Site, screen: Screen, organization: str, results: Sequence[str]) -> None:
    """People of an organization who were enrolled and examined some weeks ago."""
    if screen.report == "induction":
        own = "'uncertified', 8, 3, '[]', '{}'"
    else:
        own = "p.organization_id, '{}'"
    facts = json.dumps({"sex": "男", "title": "中级"})
    subjects = site.sql(
        "SELECT s.name FROM session_subject s JOIN training_session t ON t.id = s.session_id"
        " WHERE t.name = ?",
        screen.session,
    )
    for place, result in enumerate(results):
        marks = {name: 855 for (name,) in subjects} if result == "passed" else {}
        site.change(
            f"INSERT INTO {screen.table} (organization_id, name, initials, pinyin, number, batch,"
            " year, person_id, identity_id, id_no, id_no_hash, mobile, facts, applied_on,"
            f" applied_by, attended, scores, makeup_scores, result, version, types, state,"
            f" session_id, {screen.own})"
            " SELECT p.organization_id, p.name, p.initials, p.pinyin, ?, 'PB-T', ?, p.id,"
            " p.identity_id, p.id_no, p.id_no_hash, p.mobile, ?, ?, '经办', ?, ?, '{}', ?, 1,"
            f" '[\"quality\"]', ?, s.id, {own}"
            " FROM person p JOIN organization o ON o.id = p.organization_id, training_session s"
            " WHERE o.name = ? AND s.name = ? AND p.deleted_at IS NULL"
            f" AND p.identity_id NOT IN (SELECT identity_id FROM {screen.table})"
            " ORDER BY p.id LIMIT 1",
            f"{screen.report[:2].upper()}-{organization[:2]}-{place}",
            clock.year(),
            facts,
            day(-30),
            240 if marks else 0,
            json.dumps(marks),
            result,
            result,
            organization,
            screen.session,
        )


def previewed(page: Page, screen: Screen, button: str, title: str, **chosen: str) -> Locator:
    """点击【导出…总汇表】弹出导出条件选择弹窗, choose the conditions, 点击【预览】"""
    go_to(page, screen.name, TRAINING)
    switch_year(page, clock.year())
    page.get_by_role("link", name=button).click()
    dialog = dialog_of(page, title)
    expect(dialog.get_by_label("统计年度")).to_have_value(str(clock.year()))
    for label, words in chosen.items():
        dialog.get_by_label(label).select_option(label=words)
    dialog.get_by_role("button", name="预览").click()
    return paper_of(page)


def paper_of(page: Page) -> Locator:
    """The paper of the preview that opens."""
    page.get_by_role("button", name="打印").wait_for()
    return page.get_by_role("region", name=re.compile("^报表预览"))


def cells(path: Path) -> list[str]:
    """The texts of a spreadsheet."""
    return [text for row in sheet_texts(sheets(path)[0]) for text in row]


def leader_is_refused(visits: Visits, screen: Screen, button: str, kind: str) -> None:
    """Who may not export has no button, and no address either."""
    leader = visits.enter("yl_leader", expects=(403,))
    go_to(leader, screen.name, TRAINING)
    assert not leader.get_by_role("link", name=button).count()
    refused(leader, f"/reports/{screen.report}_{kind}/conditions")


@every_screen
def test_导出报名总汇表(
    visits: Visits, screen: Screen, examined: list[str], tmp_path: Path
) -> None:
    button, title = "导出报名总汇表", f"{screen.kind}报名总汇表"
    clerk = visits.enter("yl_clerk")
    paper = previewed(clerk, screen, button, title, 档期=screen.session)
    for words in (title, *examined, YUELU, "小计 2 人", "合计 2 人"):
        expect(paper).to_contain_text(words)
    expect(paper).not_to_contain_text(TIANYUAN)
    # 点击页面中【放大】【打印】【下载】完成相关操作
    zoom_and_print(clerk)
    path = download(clerk, "XLSX", tmp_path)
    assert set(examined) <= set(cells(path))
    path = download(clerk, "PDF", tmp_path)
    assert all(any(name in line for line in pdf_lines(path)) for name in examined)

    # The province has the people of everybody, by 市州.
    province = visits.enter("hn_review")
    paper = previewed(province, screen, button, title, 档期=screen.session, 审核状态="考核合格")
    for words in (examined[0], TIANYUAN, "小计 1 人", "合计 2 人"):
        expect(paper).to_contain_text(words)
    expect(paper).not_to_contain_text(examined[1])
    stranger = previewed(visits.enter("ty_clerk"), screen, button, title, 档期=screen.session)
    expect(stranger).not_to_contain_text(YUELU)
    leader_is_refused(visits, screen, button, "enrolments")


@every_screen
def test_导出考核总汇表(
    visits: Visits, screen: Screen, examined: list[str], tmp_path: Path
) -> None:
    button, title = "导出考核总汇表", f"{screen.kind}考核总汇表"
    clerk = visits.enter("yl_clerk")
    paper = previewed(clerk, screen, button, title, 档期=screen.session)
    told = "应考 2 人，实考 1 人，合格 1 人，合格率 100.0%"
    for words in (title, *examined, "85.5", "缺考", told):
        expect(paper).to_contain_text(words)
    zoom_and_print(clerk)
    path = download(clerk, "XLSX", tmp_path)
    assert any(told in text for text in cells(path))
    # 条件 changes what is shown in place.
    clerk.get_by_role("link", name="条件").click()
    dialog = dialog_of(clerk, title)
    dialog.get_by_label("考核结果").select_option(label="缺考")
    dialog.get_by_role("button", name="预览").click()
    expect(paper).to_contain_text("应考 1 人，实考 0 人，合格 0 人，合格率 —")

    province = visits.enter("hn_review")
    paper = previewed(province, screen, button, title, 档期=screen.session)
    expect(paper).to_contain_text("应考 3 人，实考 2 人，合格 2 人，合格率 100.0%")
    stranger = previewed(visits.enter("ty_clerk"), screen, button, title, 档期=screen.session)
    expect(stranger).not_to_contain_text(YUELU)
    leader_is_refused(visits, screen, button, "results")


@pytest.mark.parametrize("screen", SCREENS[:1], ids=["session"])
def test_培训档期_签到表_准考证_发证名册(
    visits: Visits, site: Site, screen: Screen, examined: list[str], tmp_path: Path
) -> None:
    province = visits.enter("hn_admin")
    for paper, words in (
        ("签到表", ("培训签到表", day(-20), "上午")),
        ("准考证", ("新进人员培训准考证", "长沙市芙蓉南路培训中心")),
        ("发证名册", ("新进人员培训发证名册", "无符合条件的数据")),
    ):
        go_to(province, SESSIONS, TRAINING)
        press(row_of(province, screen.session), paper)
        shown = paper_of(province)
        for one in (*words, *(examined if paper != "发证名册" else ())):
            expect(shown).to_contain_text(one)
    number = site.value("SELECT id FROM training_session WHERE name = ?", screen.session)
    clerk = visits.enter("yl_clerk", expects=(403,))
    go_to(clerk, SESSIONS, TRAINING)
    row = row_of(clerk, screen.session)
    row.first.wait_for()
    assert not row.get_by_role("link", name="签到表").count()
    refused(clerk, f"/reports/session_cards/preview?session={number}")
