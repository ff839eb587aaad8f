"""系统管理 → 用户管理, 用户申请 and 权限申请 by the steps of the manual."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, Route, expect

from tests.attachments import samples
from tests.browser.steps import (
    cells_of,
    dialog_of,
    go_to,
    menu_entries,
    press,
    row_of,
    submit,
    toast,
)
from tests.support.site import Site, Visits

SYSTEM = "系统管理"


def upload(form: Locator) -> Locator:
    """上传本机构审批材料; where it is listed then."""
    paper = {"name": "审批表.pdf", "mimeType": "application/pdf", "buffer": samples.pdf()}
    place = form.get_by_role("group", name="本机构审批材料")
    place.locator("input[type=file]").set_input_files([paper])
    return place.locator("[data-name]", has_text="审批表.pdf")


def chosen(picker: Locator, button: str) -> str:
    """勾选 the first who can be ticked, and go on; the name."""
    box = picker.locator("td.chk input:enabled").first
    box.wait_for()
    name = str(box.get_attribute("data-name"))
    box.check()
    picker.get_by_role("button", name=button, exact=True).click()
    return name


def act(page: Page, words: str, link: str) -> None:
    """点击列表中【…】, and confirm."""
    press(row_of(page, words), link)
    page.locator("#ask").get_by_role("button", name=link).click()
    page.wait_for_load_state()


def test_用户管理_禁用_启用(visits: Visits, site: Site):
    clerk = visits.enter("ty_clerk")
    admin = visits.enter("ty_admin")
    go_to(admin, "用户管理", SYSTEM)
    assert cells_of(admin, "ty_clerk")["状态"] == "启用"
    assert row_of(admin, "yl_clerk").count() == 0
    act(admin, "ty_clerk", "禁用")
    assert cells_of(admin, "ty_clerk")["状态"] == "禁用"
    # The live session ends with its next request.
    clerk.goto("/")
    expect(clerk.get_by_role("button", name="登录", exact=True)).to_be_visible()
    act(admin, "ty_clerk", "启用")
    assert cells_of(admin, "ty_clerk")["状态"] == "启用"
    # The last administrator stays.
    act(admin, "ty_admin", "禁用")
    expect(admin.get_by_text("不能禁用自己的账号")).to_be_visible()
    # It signs in again, and manages nobody.
    entries = menu_entries(visits.enter("ty_clerk"))
    assert "系统首页" in entries
    assert "用户管理" not in entries


def test_用户申请_添加(visits: Visits, site: Site):
    admin = visits.enter("zz_admin")
    go_to(admin, "用户申请", SYSTEM)
    admin.get_by_role("link", name="添加").first.click()
    name = chosen(dialog_of(admin, "添加用户申请"), "选择")
    form = dialog_of(admin, "添加用户申请")
    account = form.get_by_label("登录账号")
    expect(account).not_to_have_value("")
    username = account.input_value()
    form.get_by_label("市州级经办").check()
    form.get_by_label("申请理由").fill("新到岗")
    upload(form).wait_for()
    submit(form)
    toast(admin, "已提交 1 件申请")
    number = cells_of(admin, name)["申请编号"]
    assert re.fullmatch(r"YH-\d{4}-\d{5}", number)

    officer = visits.enter("sys_admin")
    go_to(officer, "用户申请", SYSTEM)
    row_of(officer, number).get_by_role("link", name="通过").click()
    officer.get_by_role("button", name="通过").click()
    officer.get_by_role("heading", level=1, name="一次性密码单").wait_for()
    slip = officer.locator(".zj-slip")
    password = slip.locator(".zj-slip__k").nth(1).inner_text()
    assert slip.locator(".zj-slip__k").first.inner_text() == username

    # The account works, and asks for a password of one's own first.
    newcomer = visits.window()
    newcomer.goto("/login/")
    newcomer.get_by_label("账号").fill(username)
    newcomer.get_by_label("密码", exact=True).fill(password)
    newcomer.get_by_role("button", name="登录", exact=True).click()
    newcomer.get_by_role("heading", level=1, name="修改密码").wait_for()
    assert cells_of(admin_again(visits), number)["审核状态"] == "已通过"


def admin_again(visits: Visits) -> Page:
    """The list in a session of its own."""
    page = visits.enter("zz_admin")
    go_to(page, "用户申请", SYSTEM)
    return page


def test_用户申请_删除(visits: Visits, site: Site):
    admin = visits.enter("cs_admin")
    go_to(admin, "用户申请", SYSTEM)
    admin.get_by_role("link", name="添加").first.click()
    name = chosen(dialog_of(admin, "添加用户申请"), "选择")
    form = dialog_of(admin, "添加用户申请")
    form.get_by_label("市州级领导").check()
    submit(form)
    toast(admin, "已提交 1 件申请")
    number = cells_of(admin, name)["申请编号"]
    # A leader reads it and deletes nothing.
    leader = visits.enter("cs_leader")
    go_to(leader, "用户申请", SYSTEM)
    assert row_of(leader, number).get_by_role("link", name="删除").count() == 0
    row_of(admin, number).get_by_role("link", name="删除").click()
    question = dialog_of(admin, "删除")
    question.get_by_role("button", name="删除").click()
    toast(admin, "已删除")
    expect(row_of(admin, number)).to_have_count(0)


def ask_for(page: Page, button: str, name: str, *ticks: str) -> str:
    """【申请权限】, 【移除权限】 or 【变更权限】 of one user; the number of the application."""
    page.get_by_role("link", name=button).first.click()
    picker = dialog_of(page, "选择人员")
    picker.get_by_role("checkbox", name=f"选择 {name}").check()
    submit(picker)
    form = dialog_of(page, button)
    form.get_by_label("申请理由").fill("工作需要")
    for tick in ticks:
        form.get_by_label(tick, exact=True).check()
    upload(form).wait_for()
    submit(form)
    filed = row_of(page, name).filter(has_text="未审核").filter(has_text=button)
    filed.wait_for()
    return filed.locator("td").first.inner_text().strip()


def approve(visits: Visits, number: str) -> None:
    officer = visits.enter("sec_admin")
    go_to(officer, "权限申请", SYSTEM)
    press(row_of(officer, number), "通过")
    dialog = dialog_of(officer, "通过 · ")
    dialog.get_by_role("button", name="通过", exact=True).click()
    toast(officer, "已通过")


def test_权限申请_申请权限_变更权限_移除权限(visits: Visits, site: Site):
    clerk = visits.enter("cs_clerk")
    assert "权限申请" not in menu_entries(clerk)
    admin = visits.enter("cs_admin")
    go_to(admin, "权限申请", SYSTEM)
    name = site.value("SELECT last_name || first_name FROM ab_user WHERE username = 'cs_clerk'")
    approve(visits, ask_for(admin, "申请权限", name, "权限申请"))
    # In force at the next request of the live session.
    clerk.goto("/")
    assert "权限申请" in menu_entries(clerk)
    # Who has had rights changes them (ruling 9).
    admin.get_by_role("link", name="申请权限").first.click()
    picker = dialog_of(admin, "选择人员")
    box = picker.get_by_role("checkbox", name=f"选择 {name}")
    expect(box).to_be_disabled()
    expect(picker.get_by_text("该用户已有附加权限，请使用变更权限")).to_be_visible()
    admin.keyboard.press("Escape")
    number = ask_for(admin, "变更权限", name, "用户申请")
    row_of(admin, number).get_by_role("link", name="查看").click()
    shown = dialog_of(admin, "权限申请 · ")
    expect(shown.locator(".zj-diff .is-chg", has_text="用户申请")).to_be_visible()
    admin.keyboard.press("Escape")
    approve(visits, number)
    clerk.goto("/")
    assert {"权限申请", "用户申请"} <= set(menu_entries(clerk))
    approve(visits, ask_for(admin, "移除权限", name))
    clerk.goto("/")
    assert not {"权限申请", "用户申请"} & set(menu_entries(clerk))
    # What the role gives stays.
    assert "人员证书变更" in menu_entries(clerk)


def test_a_file_that_is_chosen_before_its_script_has_come_is_taken(visits: Visits):
    admin = visits.enter("cs_admin")
    held: list[Route] = []
    admin.route("**/form/files.js*", lambda route: held.append(route))  # noqa: PLW0108 - the browser asks its signature
    go_to(admin, "权限申请", SYSTEM)
    admin.get_by_role("link", name="申请权限").first.click()
    chosen(dialog_of(admin, "选择人员"), "提交")
    listed = upload(dialog_of(admin, "申请权限"))
    assert listed.count() == 0
    held.pop().continue_()
    listed.wait_for()
