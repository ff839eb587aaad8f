"""导入 of the roster: template, upload, faults, correcting on screen, 导入有效行, 撤销导入."""

from __future__ import annotations

import re
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import Page

from tests.browser.steps import cells_of, go_to
from tests.imports.rosters import good_row
from tests.support.site import Site, Visits

SCREEN = "在职工作人员基础数据"
GOOD, BETTER = "欧阳长青", "司徒新月"


def filled(template: Path, saved: Path) -> Path:
    """The template as a clerk fills it in: one row is right, one has two faults."""
    book = load_workbook(template)
    page = book.worksheets[0]
    heads = {str(cell.value).lstrip("*"): cell.column for cell in page[1]}
    rows = (good_row(7001, 姓名=GOOD), good_row(7002, 姓名=BETTER, 手机号="139", 学历="本科"))
    for place, row in enumerate(rows, 2):
        for head, value in row.items():
            page.cell(place, heads[head], value)
    book.save(saved)
    return saved


def upload(clerk: Page, path: Path) -> None:
    go_to(clerk, SCREEN)
    clerk.get_by_role("link", name="导入", exact=True).click()
    clerk.get_by_label("导入文件").set_input_files(path)
    clerk.get_by_role("button", name="上传").click()
    clerk.get_by_text("待确认").wait_for()


def look_for(page: Page, name: str) -> None:
    go_to(page, SCREEN)
    page.get_by_role("textbox", name="姓名").fill(name)
    page.get_by_role("button", name="查询").click()
    page.get_by_label("已选条件").get_by_text(name).wait_for()


def found(page: Page, name: str) -> dict[str, str]:
    look_for(page, name)
    return cells_of(page, name)


def rows_marked_in(clerk: Page, saved: Path) -> list[int]:
    """The rows of the cells that the own workbook comes back with marks at."""
    with clerk.expect_download() as marked:
        clerk.get_by_role("link", name="下载标注文件").click()
    marked.value.save_as(saved)
    page = load_workbook(saved).worksheets[0]
    return [cell.row for row in page.iter_rows(min_row=2) for cell in row if cell.comment]


def nobody_else_may(visits: Visits, address: str) -> None:
    """A leader has no 导入, and another organization knows nothing of the batch."""
    leader = visits.enter("yl_leader", expects=(403,))
    go_to(leader, SCREEN)
    assert leader.get_by_role("link", name="导入", exact=True).count() == 0
    leader.goto("/imports/new/roster")
    leader.get_by_role("heading", name="您没有该操作的权限").wait_for()
    stranger = visits.enter("ty_clerk", expects=(404,))
    stranger.goto(address)
    stranger.get_by_role("heading", name="没有找到该页面或记录").wait_for()


def test_导入有效行_之外的行(visits: Visits, tmp_path: Path):
    clerk = visits.enter("yl_clerk")
    go_to(clerk, SCREEN)
    clerk.get_by_role("link", name="导入", exact=True).click()
    with clerk.expect_download() as sent:
        clerk.get_by_role("link", name="下载模板").click()
    sent.value.save_as(tmp_path / "template.xlsx")
    path = filled(tmp_path / "template.xlsx", tmp_path / "部分.xlsx")
    clerk.get_by_label("导入文件").set_input_files(path)
    clerk.get_by_text("部分.xlsx").wait_for()
    clerk.get_by_role("button", name="上传").click()
    clerk.get_by_role("button", name="导入有效行").click()
    asked = clerk.get_by_role("dialog", name="将导入 1 行，另有 1 行有问题不导入。")
    asked.get_by_role("button", name="导入有效行").click()
    clerk.get_by_text("有问题的 1 行没有导入").wait_for()
    assert (
        "请输入 11 位手机号码"
        in clerk.get_by_role("region", name="问题清单", exact=True).inner_text()
    )
    assert rows_marked_in(clerk, tmp_path / "rest.xlsx") == [3, 3]
    colleague = visits.enter("yl_admin")
    look_for(colleague, BETTER)
    assert colleague.locator("#list tbody tr").filter(has_text=BETTER).count() == 0
    # The other tests of the day begin where this one began.
    clerk.get_by_role("button", name="撤销导入").click()
    clerk.get_by_role("dialog").get_by_role("button", name="撤销导入").click()
    clerk.get_by_text("已撤销", exact=True).wait_for()


def test_导入_在职工作人员(visits: Visits, site: Site, tmp_path: Path):
    clerk = visits.enter("yl_clerk")
    go_to(clerk, SCREEN)
    clerk.get_by_role("link", name="导入", exact=True).click()
    with clerk.expect_download() as sent:
        clerk.get_by_role("link", name="下载模板").click()
    template = tmp_path / "template.xlsx"
    sent.value.save_as(template)
    upload(clerk, filled(template, tmp_path / "人员.xlsx"))
    shown = clerk.get_by_role("region", name="问题清单", exact=True).inner_text()
    assert "“本科”不在学历的选项中" in shown
    assert "请输入 11 位手机号码" in shown

    assert rows_marked_in(clerk, tmp_path / "marked.xlsx") == [3, 3]
    clerk.get_by_role("link", name="在线修改").click()
    clerk.get_by_label("第 3 行手机号").fill("139 0000 7002")
    clerk.get_by_label("第 3 行学历").select_option("大学本科")
    clerk.get_by_role("button", name="保存并重新检查").click()
    clerk.get_by_text("没有问题了").wait_for()
    clerk.get_by_role("button", name="导入有效行").click()
    clerk.get_by_role("button", name="撤销导入").wait_for()

    manager = visits.enter("cs_admin")
    assert found(manager, GOOD)["机构名称"].startswith("岳麓区")
    assert found(manager, BETTER)["学历"] == "大学本科"
    nobody_else_may(visits, re.sub(r"^https?://[^/]+", "", clerk.url))

    clerk.get_by_role("button", name="撤销导入").click()
    clerk.get_by_role("dialog").get_by_role("button", name="撤销导入").click()
    clerk.get_by_text("已撤销", exact=True).wait_for()
    look_for(manager, GOOD)
    assert manager.locator("#list tbody tr").filter(has_text=GOOD).count() == 0
