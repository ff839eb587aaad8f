"""人员证书变更, 注销 and 补办: 导出 of an application and 导出汇总表, by whoever files them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Locator, Page, expect

from app.core.base import clock
from tests.browser.steps import PEOPLE, dialog_of, download, go_to, refused, row_of, zoom_and_print
from tests.support.paper import pdf_lines, sheet_texts, sheets
from tests.support.site import Site, Visits

YUELU = "岳麓区建设工程质量安全监督站"


class Screen(NamedTuple):
    """One of the three screens, the names of its papers, and what its applications are told by."""

    name: str
    kind: str
    paper: str
    summary: str
    ground: str


SCREENS = (
    Screen(
        "人员证书变更", "change", "监督人员证书变更申请表", "监督人员证书变更汇总表", "变更类型"
    ),
    Screen(
        "人员证书注销",
        "cancellation",
        "监督人员证书注销申请表",
        "监督人员证书注销汇总表",
        "注销原因",
    ),
    Screen(
        "人员证书补办", "reissue", "监督人员证书补办申请表", "监督人员证书补办汇总表", "补办原因"
    ),
)
every_screen = pytest.mark.parametrize("screen", SCREENS, ids=[one.kind for one in SCREENS])


def of_yuelu(site: Site, screen: Screen) -> list[tuple[int, str, str, str]]:
    """Id, number, person and state of the applications of 岳麓, the newest first."""
    return site.sql(
        "SELECT c.id, c.number, c.name, c.state FROM certificate_case c"
        " JOIN organization o ON o.id = c.organization_id"
        " WHERE o.name = ? AND c.kind = ? AND c.deleted_at IS NULL ORDER BY c.id DESC",
        YUELU,
        screen.kind,
    )


def paper_of(page: Page) -> Locator:
    """The paper of the preview that opens."""
    page.get_by_role("button", name="打印").wait_for()
    return page.get_by_role("region", name=re.compile("^报表预览"))


def exported(page: Page, screen: Screen, number: str) -> Locator:
    """点击列表中的【导出】，进入预览界面"""
    go_to(page, screen.name, PEOPLE)
    row_of(page, number).get_by_role("link", name=re.compile("^导出")).click()
    return paper_of(page)


def previewed(page: Page, screen: Screen, **chosen: str) -> Locator:
    """点击【导出汇总表】，选择弹框中的条件，点击【预览】，进入预览界面"""
    go_to(page, screen.name, PEOPLE)
    page.get_by_role("link", name="导出汇总表").click()
    dialog = dialog_of(page, screen.summary)
    expect(dialog.get_by_label("申请日期起")).to_have_value(f"{clock.year()}-01-01")
    for label, words in chosen.items():
        dialog.get_by_label(label).select_option(label=words)
    dialog.get_by_role("button", name="预览").click()
    return paper_of(page)


@every_screen
def test_导出(visits: Visits, site: Site, screen: Screen, tmp_path: Path):
    ((case, number, name, _state), *_more) = of_yuelu(site, screen)
    clerk = visits.enter("yl_clerk")
    paper = exported(clerk, screen, number)
    for words in (screen.paper, f"填报单位：{YUELU}", number, name, screen.ground, "省级受理意见"):
        expect(paper).to_contain_text(words)
    # 可进行放大、打印、下载操作
    zoom_and_print(clerk)
    path = download(clerk, "PDF", tmp_path)
    assert path.name == f"{screen.paper}-{name} {number}.pdf"
    assert any(number in line for line in pdf_lines(path))
    # Names for the signature line may be written before; the application stays the same.
    clerk.get_by_role("link", name="条件").click()
    dialog = dialog_of(clerk, screen.paper)
    dialog.get_by_label("审核人").fill("彭审核")
    dialog.get_by_role("button", name="预览").click()
    expect(paper).to_contain_text("审核人：彭审核")
    expect(paper).to_contain_text(number)
    clerk.get_by_role("link", name="返回").click()
    clerk.get_by_role("heading", level=1, name=screen.name).wait_for()

    # Whoever prints it, it is signed by the organization that filed it.
    province = visits.enter("hn_review")
    expect(exported(province, screen, number)).to_contain_text(f"填报单位：{YUELU}")

    address = f"/reports/{screen.kind}_form/preview?case={case}"
    refused(visits.enter("ty_clerk", expects=(404,)), address, "没有找到该页面或记录")
    leader = visits.enter("yl_leader", expects=(403,))
    go_to(leader, screen.name, PEOPLE)
    row_of(leader, number).wait_for()
    assert not leader.get_by_role("link", name=re.compile("^导出")).count()
    refused(leader, address)


@every_screen
def test_导出汇总表(visits: Visits, site: Site, screen: Screen, tmp_path: Path):
    cases = of_yuelu(site, screen)
    clerk = visits.enter("yl_clerk")
    paper = previewed(clerk, screen)
    for words in (
        screen.summary,
        f"合计 {len(cases)} 人次",
        *(name for _id, _no, name, _s in cases),
    ):
        expect(paper).to_contain_text(words)
    zoom_and_print(clerk)
    path = download(clerk, "XLSX", tmp_path)
    texts = [text for row in sheet_texts(sheets(path)[0]) for text in row]
    assert any(text.startswith(f"合计 {len(cases)} 人次，其中：") for text in texts)
    # 条件 changes what is shown in place.
    clerk.get_by_role("link", name="条件").click()
    dialog = dialog_of(clerk, screen.summary)
    dialog.get_by_label("受理状态").select_option(label="已办结")
    dialog.get_by_role("button", name="预览").click()
    closed = sum(state == "closed" for _id, _no, _name, state in cases)
    told = f"合计 {closed} 人次" if closed else "无符合条件的数据"
    expect(paper).to_contain_text("受理状态：已办结")
    expect(paper).to_contain_text(told)

    # Another organization's table has none of these, and who may not export has no button.
    stranger = previewed(visits.enter("ty_clerk"), screen)
    expect(stranger).not_to_contain_text(YUELU)
    leader = visits.enter("yl_leader", expects=(403,))
    go_to(leader, screen.name, PEOPLE)
    assert not leader.get_by_role("link", name="导出汇总表").count()
    refused(leader, f"/reports/{screen.kind}_summary/conditions")
