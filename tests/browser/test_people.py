"""在职工作人员基础数据: the list and 查看."""

from __future__ import annotations

from tests.browser.steps import cells_of, dialog_of, facts, go_to, menu_entries, row_of
from tests.support.site import Site, Visits

SCREEN = "在职工作人员基础数据"
YUELU = "岳麓区建设工程质量安全监督站"


def test_在职工作人员基础数据_查看(visits: Visits, site: Site):
    ((number, name, joined_on),) = site.sql(
        "SELECT p.id, p.name, p.joined_on FROM person p JOIN organization o"
        " ON o.id = p.organization_id WHERE o.name = ? AND p.left_on IS NULL"
        " AND p.deleted_at IS NULL ORDER BY p.id LIMIT 1",
        YUELU,
    )
    clerk = visits.enter("yl_clerk")
    go_to(clerk, SCREEN)
    total = site.value(
        "SELECT count(*) FROM person p JOIN organization o ON o.id = p.organization_id"
        " WHERE o.name = ? AND p.left_on IS NULL AND p.deleted_at IS NULL",
        YUELU,
    )
    assert clerk.locator("[data-tbar] b").inner_text() == str(total)
    clerk.get_by_label("姓名").fill(name)
    clerk.get_by_role("button", name="查询").click()
    clerk.get_by_label("已选条件").get_by_text(name).wait_for()
    shown = cells_of(clerk, name)
    assert shown["进入本单位日期"] == joined_on
    assert "*" in shown["身份证号"]
    row_of(clerk, name).first.get_by_role("link", name="查看").click()
    told = facts(dialog_of(clerk, f"{SCREEN} · {name}"))
    assert told["机构名称"] == YUELU
    assert told["进入本单位日期"] == joined_on
    assert "*" in told["身份证号"]
    assert "*" in told["手机号"]

    manager = visits.enter("cs_admin")
    go_to(manager, SCREEN)
    manager.get_by_label("姓名").fill(name)
    manager.get_by_role("button", name="查询").click()
    manager.get_by_label("已选条件").get_by_text(name).wait_for()
    assert cells_of(manager, YUELU)["姓名"] == name

    stranger = visits.enter("ty_clerk", expects=(404,))
    stranger.goto(f"/personnel/people/show/{number}")
    stranger.get_by_role("heading", name="没有找到该页面或记录").wait_for()
    officer = visits.enter("sys_admin", expects=(403,))
    assert SCREEN not in menu_entries(officer)
    officer.goto("/personnel/people/list/")
    officer.get_by_role("heading", name="您没有该操作的权限").wait_for()


def test_在职工作人员基础数据_a_clerk_of_a_prefecture_sees_its_own_people(
    visits: Visits, site: Site
):
    own = site.account("cs_clerk")["organization"]
    clerk = visits.enter("cs_clerk", expects=(404,))
    go_to(clerk, SCREEN)
    names = set(clerk.locator('#list tbody td[data-l="机构名称"]').all_inner_texts())
    assert {name.strip() for name in names} == {own}
    below = site.value(
        "SELECT p.id FROM person p JOIN organization o ON o.id = p.organization_id"
        " WHERE o.name = ? LIMIT 1",
        YUELU,
    )
    clerk.goto(f"/personnel/people/show/{below}")
    clerk.get_by_role("heading", name="没有找到该页面或记录").wait_for()
