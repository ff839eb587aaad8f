"""What people do without thinking: reload, go back, look at one row of many, wait for a file."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import expect

from app.core.base import clock
from tests.browser.steps import FILE_MADE_MS, download, toast
from tests.support.site import Site, Visits

FORM = "/organizations/funding-returns/add"
PEOPLE = "/personnel/people/list/?_flt_0_post_type=supervision&psize_PersonView=100"


def test_typed_text_is_there_after_a_reload_and_after_the_way_back(visits: Visits):
    page = visits.enter("yl_clerk")
    page.goto(f"{FORM}?year={clock.year()}")
    page.locator("#explanation").fill("重点工程监督专项")
    page.get_by_text("已自动保存").last.wait_for()
    page.reload()
    expect(page.locator("#explanation")).to_have_value("重点工程监督专项")
    page.goto("/")
    page.go_back()
    expect(page.locator("#explanation")).to_have_value("重点工程监督专项")
    page.get_by_role("button", name="放弃草稿").click()
    page.get_by_role("dialog", name="放弃这份草稿").get_by_role("button", name="放弃草稿").click()
    expect(page.locator("#explanation")).to_have_value("")


def test_the_way_back_closes_what_is_open_and_only_then_leads_away(visits: Visits):
    page = visits.enter("yl_clerk")
    page.goto("/organizations/funding-returns/list/")
    page.get_by_role("link", name="新增").first.click()
    page.locator("#explanation").fill("巡查专项")
    page.go_back()
    toast(page, "填写的内容已存为草稿，重新打开可继续填写")
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.get_by_role("heading", level=1, name="监督经费情况填报").wait_for()
    page.get_by_role("link", name="新增").first.click()
    expect(page.locator("#explanation")).to_have_value("巡查专项")
    page.get_by_role("button", name="放弃草稿").click()
    page.go_back()
    expect(page.get_by_role("dialog", name="放弃这份草稿")).to_have_count(0)
    expect(page.locator("#explanation")).to_be_visible()
    page.get_by_role("button", name="放弃草稿").click()
    page.get_by_role("dialog", name="放弃这份草稿").get_by_role("button", name="放弃草稿").click()
    expect(page.locator("#explanation")).to_have_value("")
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.go_back()
    page.wait_for_url(re.compile("/$"))


def test_a_drawer_leaves_conditions_and_place_of_its_list(visits: Visits):
    page = visits.enter("zz_admin")
    page.goto(PEOPLE)
    address = page.url
    link = page.get_by_role("link", name="查看").nth(60)
    link.scroll_into_view_if_needed()
    place = page.evaluate("[scrollY, document.querySelector('.zj-tscroll').scrollTop]")
    assert max(place) > 300
    link.click()
    page.locator("dialog.zj-drawer[open]").wait_for()
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)
    assert page.url == address
    assert page.evaluate("[scrollY, document.querySelector('.zj-tscroll').scrollTop]") == place
    page.get_by_role("link", name="移除条件").first.wait_for()
    expect(link).to_be_focused()


def test_a_file_waits_for_a_worker_that_hangs_and_is_made_once(
    visits: Visits, site: Site, tmp_path: Path
):
    page = visits.enter("hn_admin")
    page.goto(f"/reports/annual_summary/preview?year={clock.year() - 1}&level=province")
    before = site.value("SELECT count(*) FROM report_run")
    site.pause_worker()
    try:
        page.get_by_role("button", name="下载 PDF").click()
        panel = page.get_by_role("complementary", name="导出任务")
        button = panel.get_by_role("button", name="取消")
        button.wait_for()
        page.wait_for_timeout(3_000)
        expect(button).to_be_visible()
        assert site.value("SELECT state FROM job_run ORDER BY id DESC LIMIT 1") == "queued"
        assert site.value("SELECT count(*) FROM report_run") == before + 1
    finally:
        with page.expect_download(timeout=FILE_MADE_MS) as waiting:
            site.resume_worker()
            panel.get_by_role("heading", name="PDF 已生成").wait_for(timeout=FILE_MADE_MS)
    waiting.value.save_as(tmp_path / "report.pdf")
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF-")
    assert site.value("SELECT count(*) FROM report_run") == before + 1
    # The next one is made as ever.
    assert download(page, "XLSX", tmp_path).suffix == ".xlsx"
