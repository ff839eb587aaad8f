"""角色与菜单、权限包、查看权限 as 安全管理员, 系统管理员 and 审计员 work with them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.steps import dialog_of, go_to, press, row_of, toast
from tests.support.browser import PHONE, WIDE, axe_violations, overflow
from tests.support.site import Site, Visits

GROUP = "系统管理"
ROLES, BUNDLES = "角色与菜单", "权限包"
ROLE, RIGHT = "市州级经办", "年度汇总表和分类统计表：导出"
SUMMARY = "/reports/annual_summary/conditions"


@pytest.fixture(autouse=True)
def _afterwards(site: Site) -> Iterator[None]:
    """Other tests find roles, bundles and the officers as they were."""
    links = site.sql("SELECT id, permission_view_id, role_id FROM ab_permission_view_role")
    yield
    kept = {number for number, _right, _role in links}
    now = site.sql("SELECT id, permission_view_id, role_id FROM ab_permission_view_role")
    for number, _right, _role in now:
        if number not in kept:
            site.change("DELETE FROM ab_permission_view_role WHERE id = ?", number)
    site.change(
        "DELETE FROM bundle_right WHERE bundle_id IN"
        " (SELECT id FROM permission_bundle WHERE key LIKE 'own_%')"
    )
    site.change("DELETE FROM permission_bundle WHERE key LIKE 'own_%'")
    site.change("DELETE FROM parameter WHERE key = 'three_admins'")
    site.change("UPDATE revision SET number = number + 1")


def number_of(site: Site, who: str) -> int:
    return int(site.value("SELECT id FROM ab_user WHERE username = ?", who))


def test_角色与菜单_修改_恢复默认(visits: Visits):
    officer, clerk = visits.enter("sec_admin"), visits.enter("zz_clerk", expects=(403,))
    assert clerk.goto(SUMMARY).status == 403
    go_to(officer, ROLES, GROUP)
    row_of(officer, ROLE).get_by_role("link", name="修改").click()
    form = dialog_of(officer, f"修改角色权限 · {ROLE}")
    form.get_by_label(RIGHT).check()
    form.get_by_role("button", name="保存").click()
    told = form.get_by_role("alert").filter(has_text="尚未保存")
    told.get_by_text("增加权限：年度汇总表和分类统计表·导出").wait_for()
    told.get_by_text("下一次操作时生效").wait_for()
    form.get_by_role("button", name="确认保存").click()
    toast(officer, "已保存")
    row_of(officer, ROLE).get_by_text("已修改").wait_for()
    assert clerk.goto(SUMMARY).status == 200

    row_of(officer, ROLE).get_by_role("link", name="变更记录").click()
    history = dialog_of(officer, f"变更记录 · {ROLE}")
    history.get_by_text("年度汇总表和分类统计表·导出").wait_for()
    history.get_by_role("button", name="关闭").last.click()

    press(row_of(officer, ROLE), "恢复默认")
    officer.get_by_role("dialog").get_by_role("button", name="恢复默认").click()
    toast(officer, "已恢复默认值")
    assert clerk.goto(SUMMARY).status == 403


def test_角色与菜单_三员分立(visits: Visits):
    officer, admin = visits.enter("sec_admin"), visits.enter("hn_admin", expects=(403,))
    assert admin.goto("/rights/roles/list/").status == 403
    go_to(officer, ROLES, GROUP)
    officer.get_by_role("button", name="停用三员分立").click()
    question = officer.get_by_role("dialog")
    question.get_by_text("省级管理员将立即兼有系统管理员和安全管理员的权限").wait_for()
    question.get_by_role("button", name="停用三员分立").click()
    officer.get_by_role("button", name="启用三员分立").wait_for()
    admin.goto("/")
    go_to(admin, ROLES, GROUP)
    admin.get_by_role("button", name="启用三员分立").click()
    admin.get_by_role("dialog").get_by_role("button", name="启用三员分立").click()
    officer.reload()
    officer.get_by_role("button", name="停用三员分立").wait_for()
    assert admin.goto("/rights/roles/list/").status == 403


def test_权限包_新增_停用(visits: Visits):
    officer, system = visits.enter("sec_admin", expects=(422,)), visits.enter("sys_admin")
    go_to(officer, BUNDLES, GROUP)
    officer.get_by_role("link", name="新增").click()
    form = dialog_of(officer, "新增权限包")
    form.get_by_label("权限包名称").fill("调动协助")
    form.get_by_role("button", name="保存").click()
    form.get_by_role("alert").get_by_text("请至少选择一项权限").wait_for()
    form.get_by_role("alert").get_by_text("请选择可申请的机构级别").wait_for()
    form.get_by_label("县级", exact=True).check()
    form.get_by_label("人员调动：查看").check()
    form.get_by_label("人员调动：调出").check()
    form.get_by_role("button", name="保存").click()
    toast(officer, "已新增")
    go_to(system, BUNDLES, GROUP)
    row_of(system, "调动协助").get_by_role("link", name="查看").click()
    told = dialog_of(system, f"{BUNDLES} · 调动协助")
    told.get_by_role("listitem").filter(has_text="调出").first.wait_for()
    assert row_of(system, "调动协助").get_by_role("link", name="修改").count() == 0
    row_of(officer, "调动协助").get_by_role("button", name="停用").click()
    officer.get_by_role("dialog").get_by_role("button", name="停用").click()
    toast(officer, "已停用“调动协助”")


def test_查看权限(visits: Visits, site: Site):
    page = visits.enter("sys_admin")
    page.goto(f"/rights/users/{number_of(site, 'zz_clerk')}")
    group = page.get_by_role("listitem").filter(has_text="监督工程情况填报").first
    group.get_by_text("修改").wait_for()
    locked = page.get_by_text("年度锁定", exact=True)
    assert locked.is_visible()
    page.get_by_label("只看有的").check()
    assert not locked.is_visible()
    assert group.is_visible()


def test_the_auditor_and_the_business_keep_no_rights(visits: Visits):
    for who in ("auditor", "hn_admin", "cs_admin"):
        page = visits.enter(who, expects=(403,))
        for address in ("/rights/roles/list/", "/rights/bundles/list/"):
            assert page.goto(address).status == 403, who


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["1440", "390"])
def test_axe_finds_nothing_and_no_rights_scroll_sideways(visits: Visits, site: Site, size):
    page, found = visits.enter("sec_admin", size=size), []
    for path, link in (
        (f"/rights/users/{number_of(site, 'zz_admin')}", ""),
        ("/rights/roles/list/", ""),
        ("/rights/roles/list/", "查看"),
        ("/rights/roles/list/", "修改"),
        ("/rights/bundles/list/", ""),
        ("/rights/bundles/list/", "修改"),
        ("/rights/bundles/list/", "新增"),
    ):
        page.goto(path)
        if link:
            page.get_by_role("link", name=link).first.click()
            page.locator("dialog[open] .zj-dialog__f").wait_for()
        found += [f"{path} {link}: {one}" for one in axe_violations(page)]
        if wide := overflow(page):
            found.append(f"{path} {link}: {wide} px too wide")
    assert not found, "\n".join(found)
