"""公告: the province announces, a county reads."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from app.core.base import clock
from tests.attachments.samples import pdf
from tests.browser.steps import cells_of, dialog_of, facts, menu_entries, row_of, toast
from tests.support.browser import PHONE, axe_violations, overflow
from tests.support.site import Visits

LIST = "/notices/list/"
TITLE = "关于节假日值班安排的通知"


def test_公告_新增_修改_删除(visits: Visits) -> None:
    admin = visits.enter("hn_admin", expects=(422,))
    admin.goto(LIST)
    admin.get_by_role("link", name="新增").first.click()
    form = dialog_of(admin, "新增公告")
    assert form.get_by_label("发布日期").input_value() == clock.today().isoformat()
    form.get_by_label("标题").fill(TITLE)
    form.get_by_role("button", name="保存").click()
    form.get_by_role("alert").get_by_text("内容").wait_for()
    form.get_by_label("内容").fill("各机构应安排人员值班。\n值班电话保持畅通。")
    form.get_by_role("button", name="保存").click()
    toast(admin, "已存为草稿，发布后接收机构才能看到")
    assert cells_of(admin, TITLE)["发布日期"] == clock.today().isoformat()
    assert axe_violations(admin) == []
    publish(admin, TITLE)

    reader = visits.enter("yl_clerk", size=PHONE)
    reader.goto(LIST)
    assert overflow(reader) == 0
    row_of(reader, TITLE).get_by_role("link", name="查看").click()
    shown = dialog_of(reader, TITLE)
    assert "值班电话保持畅通。" in shown.inner_text()
    assert row_of(reader, TITLE).get_by_role("link", name="修改").count() == 0

    row_of(admin, TITLE).get_by_role("link", name="修改").click()
    form = dialog_of(admin, "修改公告")
    form.get_by_label("标题").fill(f"{TITLE}（更正）")
    form.get_by_role("button", name="保存").click()
    toast(admin, "已保存")
    row_of(admin, TITLE).get_by_role("link", name="删除").click()
    box = dialog_of(admin, f"删除“{TITLE}（更正）”？")
    box.get_by_role("button", name="删除").click()
    toast(admin, "已删除")
    reader.goto(LIST)
    assert row_of(reader, TITLE).count() == 0


def test_公告_草稿_附件(visits: Visits, tmp_path: Path) -> None:
    title, paper = "关于填报口径的通知", tmp_path / "填报口径.pdf"
    paper.write_bytes(pdf())
    admin = visits.enter("hn_admin")
    admin.goto(LIST)
    admin.get_by_role("link", name="新增").first.click()
    form = dialog_of(admin, "新增公告")
    form.get_by_label("标题").fill(title)
    form.get_by_label("内容").fill("口径见附件。")
    form.locator("input[type=file]").set_input_files([paper])
    form.locator("[data-name]", has_text="填报口径.pdf").wait_for()
    admin.keyboard.press("Escape")
    form.wait_for(state="detached")
    toast(admin, "填写的内容已存为草稿，重新打开可继续填写")

    elsewhere = visits.enter("hn_admin")
    elsewhere.goto(LIST)
    elsewhere.get_by_role("link", name="新增").first.click()
    form = dialog_of(elsewhere, "新增公告")
    expect(form.get_by_label("标题")).to_have_value(title)
    form.locator("[data-name]", has_text="填报口径.pdf").wait_for()
    form.get_by_role("button", name="保存").click()
    toast(elsewhere, "已存为草稿，发布后接收机构才能看到")
    publish(elsewhere, title)
    assert axe_violations(elsewhere) == []

    reader = visits.enter("yl_clerk", size=PHONE)
    reader.goto(LIST)
    row_of(reader, title).get_by_role("link", name="查看").click()
    link = dialog_of(reader, title).get_by_role("link", name="填报口径.pdf")
    answer = reader.request.get(link.get_attribute("href") or "")
    assert answer.status == 200
    assert answer.body().startswith(b"%PDF")
    assert overflow(reader) == 0
    auditor = visits.enter("auditor")
    refused = auditor.request.get(link.get_attribute("href") or "")
    assert refused.status == 403


def publish(page: Page, title: str) -> None:
    """【发布】 in the row of a draft, and yes to the question."""
    row_of(page, title).get_by_role("button", name="发布").click()
    page.get_by_role("dialog").get_by_role("button", name="确定").click()
    toast(page, "已发布")


def test_公告_指定机构_阅读情况_催阅(visits: Visits) -> None:
    """To one county alone, which confirms; the province sees who has read and reminds the rest."""
    title, county = "关于天元区专项检查的通知", "天元区"
    admin = visits.enter("hn_admin")
    admin.goto(LIST)
    admin.get_by_role("link", name="新增").first.click()
    form = dialog_of(admin, "新增公告")
    form.get_by_label("标题").fill(title)
    form.get_by_label("内容").fill("请做好准备。")
    form.get_by_label("需确认").check()
    form.get_by_label("接收范围").select_option(label="指定级别或机构")
    cell = form.get_by_role("combobox", name="机构名称")
    cell.press_sequentially(county)
    form.get_by_role("option", name=county).first.click()
    form.get_by_role("button", name="保存").click()
    toast(admin, "已存为草稿，发布后接收机构才能看到")
    publish(admin, title)

    reader = visits.enter("ty_clerk", size=PHONE)
    reader.goto("/")
    assert overflow(reader) == 0
    reader.get_by_role("region", name="未读公告").get_by_role("link", name=title).click()
    dialog_of(reader, title).get_by_role("button", name="已阅确认").click()
    toast(reader, "已确认")
    stranger = visits.enter("zz_clerk")
    stranger.goto(LIST)
    assert row_of(stranger, title).count() == 0

    admin.goto(LIST)
    row_of(admin, title).get_by_role("link", name="阅读情况").click()
    shown = dialog_of(admin, title)
    assert axe_violations(admin) == []
    told = facts(shown)
    assert (told["应读"], told["已读"], told["已确认"]) == ("3 人", "1 人", "1 人")
    shown.get_by_role("button", name="催阅").click()
    toast(admin, "已向 2 人发送催阅提醒")
    leader = visits.enter("ty_leader")
    leader.goto("/messages/list/")
    assert row_of(leader, f"催阅：{title}").count() == 1


def test_文件下载(visits: Visits, tmp_path: Path) -> None:
    title, paper = "监督工作用表", tmp_path / "监督工作用表.pdf"
    paper.write_bytes(pdf())
    admin = visits.enter("hn_admin")
    admin.goto("/documents/list/")
    admin.get_by_role("link", name="发布文件").first.click()
    form = dialog_of(admin, "发布文件")
    form.get_by_label("文件类别").select_option(label="表格模板")
    form.get_by_label("文件名称").fill(title)
    form.get_by_label("版本").fill("2026版")
    form.locator("input[type=file]").set_input_files([paper])
    form.locator("[data-name]", has_text="监督工作用表.pdf").wait_for()
    form.get_by_role("button", name="保存").click()
    toast(admin, "已发布")

    reader = visits.enter("ty_clerk", size=PHONE)
    reader.goto("/documents/list/")
    assert overflow(reader) == 0
    row_of(reader, title).get_by_role("link", name="查看").click()
    link = dialog_of(reader, title).get_by_role("link", name="监督工作用表.pdf")
    assert reader.request.get(link.get_attribute("href") or "").body().startswith(b"%PDF")
    assert row_of(reader, title).get_by_role("link", name="下载情况").count() == 0

    admin.goto("/documents/list/")
    assert cells_of(admin, title)["下载次数"] == "1"
    row_of(admin, title).get_by_role("link", name="下载情况").click()
    assert cells_of(admin, title)["姓名"] == "尹新竹"


def test_公告_refused(visits: Visits) -> None:
    officer = visits.enter("auditor", expects=(403,))
    assert "公告" not in menu_entries(officer)
    officer.goto(LIST)
    officer.get_by_role("heading", name="您没有该操作的权限").wait_for()
