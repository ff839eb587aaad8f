"""继续教育培训报名 by the steps of the manual."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.steps import (
    cells_of,
    dialog_of,
    facts,
    go_to,
    press,
    refused,
    row_of,
    show,
    submit,
    toast,
)
from tests.browser.training_steps import (
    CHANGSHA,
    CONTINUING,
    TRAINING,
    YUELU,
    allocate,
    new_session,
)
from tests.support.browser import axe_violations
from tests.support.site import Visits


def with_places(visits: Visits, name: str, issue: int, seats: int) -> None:
    """A session of which 岳麓 has some places."""
    new_session(visits.enter("hn_admin"), name, issue, {CHANGSHA: 30})
    allocate(visits.enter("cs_admin"), name, {YUELU: seats})


def enrol(page: Page, session: str, words: str = "") -> str:
    """新增已持证人员报名 of the first who can be ticked, to the end; the name."""
    go_to(page, CONTINUING, TRAINING)
    page.get_by_role("link", name="新增已持证人员报名").first.click()
    picker = dialog_of(page, "选择报名培训人员")
    box = picker.locator("td.chk input:enabled").first
    box.wait_for()
    name = str(box.get_attribute("data-name"))
    box.check()
    submit(picker)
    form = dialog_of(page, "监督人员继续教育报名")
    form.get_by_role("link", name="选择档期").click()
    sessions = dialog_of(page, "选择档期")
    if words:
        expect(sessions.get_by_role("row").filter(has_text=session)).to_contain_text(words)
    sessions.get_by_role("radio", name=f"选择 {session}").check()
    submit(sessions)
    form = dialog_of(page, "监督人员继续教育报名")
    expect(form).to_contain_text(session)
    assert axe_violations(page, within="dialog[open]") == []
    submit(form)
    toast(page, "已提交 1 件申请")
    return name


def test_新增已持证人员报名(visits: Visits):
    """勾选人员, 【选择档期】, 选择要报名的档期, 【提交】完成档期选择, 【提交】完成报名"""
    session = "第41期质量安全监督人员继续教育培训班"
    with_places(visits, session, 41, 3)
    page = visits.enter("yl_clerk")
    name = enrol(page, session)
    row = cells_of(page, name)
    assert row["审核状态"] == "未审核"
    assert row["档期"] == session
    assert row["报名编号"].startswith("JX-")
    city = visits.enter("cs_leader")
    go_to(city, CONTINUING, TRAINING)
    assert cells_of(city, row["报名编号"])["姓名"] == name


def test_继续教育培训报名_查看(visits: Visits):
    """点击报名列表中【查看】按钮打开继续教育培训报名查看弹窗"""
    session = "第42期质量安全监督人员继续教育培训班"
    with_places(visits, session, 42, 3)
    page = visits.enter("yl_clerk")
    name = enrol(page, session)
    show(row_of(page, name).first)
    drawer = dialog_of(page, CONTINUING)
    told = facts(drawer)
    assert told["姓名"] == name
    assert told["审核状态"] == "未审核"
    expect(drawer).to_contain_text("提交")


def test_继续教育培训报名_删除(visits: Visits):
    """点击报名列表中【删除】按钮，弹出删除提示弹窗，根据提示完成删除"""
    session = "第43期质量安全监督人员继续教育培训班"
    with_places(visits, session, 43, 3)
    page = visits.enter("yl_clerk")
    number = cells_of(page, enrol(page, session))["报名编号"]
    press(row_of(page, number), "删除")
    dialog_of(page, "删除").get_by_role("button", name="删除").click()
    expect(row_of(page, number)).to_have_count(0)


def test_候补(visits: Visits):
    """A full session: 可候补; a place that is given back goes to who waits."""
    session = "第44期质量安全监督人员继续教育培训班"
    with_places(visits, session, 44, 1)
    page = visits.enter("yl_clerk")
    first = cells_of(page, enrol(page, session))["报名编号"]
    second = cells_of(page, enrol(page, session, "0（可候补）"))["报名编号"]
    assert cells_of(page, second)["审核状态"] == "候补（第 1 位）"
    press(row_of(page, first), "撤回")
    dialog_of(page, "撤回").get_by_role("button", name="撤回").click()
    toast(page, "已撤回")
    assert cells_of(page, second)["审核状态"] == "未审核"
    admin = visits.enter("yl_admin")
    admin.goto("/messages/list/")
    expect(admin.locator("#list")).to_contain_text("候补转为报名")


def test_继续教育培训报名_is_made_by_who_files(visits: Visits):
    page = visits.enter("yl_leader", expects=(403,))
    go_to(page, CONTINUING, TRAINING)
    assert page.get_by_role("link", name="新增已持证人员报名").count() == 0
    refused(page, "/training/continuing/pick")
