"""操作日志 and 日志校验 in a browser, as 审计员."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.steps import go_to, refused, row_of, toast
from tests.browser.test_people import add, change, search, with_sum
from tests.support.browser import PHONE, axe_violations, overflow
from tests.support.site import Site, Visits

GROUP = "系统管理"
GUARD = "audit_entry_keeps"


@pytest.fixture
def sealed(site: Site) -> Site:
    """The entries of the demo data are sealed."""
    site.seal()
    return site


def press(auditor: Page) -> str:
    """校验, and the newest line of the list once it is done."""
    go_to(auditor, "日志校验", GROUP)
    auditor.get_by_role("button", name="校验", exact=True).click()
    toast(auditor, "已开始校验")
    newest = auditor.locator("#list tbody tr").first
    expect(newest).not_to_contain_text("校验中", timeout=30_000)
    return newest.inner_text()


def test_日志校验(visits: Visits, sealed: Site):
    """A row that is changed in the database beside the product is found and named."""
    auditor = visits.enter("auditor")
    auditor.goto("/audit/checks/list/")
    expect(auditor.get_by_role("region", name="封存情况")).not_to_contain_text("还没有封存")
    assert "完好" in press(auditor)
    trigger = sealed.value("SELECT sql FROM sqlite_master WHERE name = ?", GUARD)
    before = sealed.value("SELECT user_name FROM audit_entry WHERE seq = 7")
    number = sealed.value("SELECT id FROM audit_entry WHERE seq = 7")
    sealed.change(f"DROP TRIGGER {GUARD}")
    try:
        sealed.change("UPDATE audit_entry SET user_name = '别人' WHERE seq = 7")
        assert f"第 7 条（日志编号 {number}）：内容被改动" in press(auditor)
        officer = visits.enter("sec_admin")
        seal = officer.get_by_role("region", name="日志封存")
        seal.get_by_text("内容被改动").wait_for()
        officer.goto("/audit/checks/list/")
        row_of(officer, "内容被改动").wait_for()
        assert officer.get_by_role("button", name="校验", exact=True).count() == 0
    finally:
        sealed.change("UPDATE audit_entry SET user_name = ? WHERE seq = 7", before)
        sealed.change(trigger)
    assert "完好" in press(auditor)
    refused(visits.enter("sys_admin", expects=(403,)), "/audit/checks/list/")


def test_操作日志(visits: Visits):
    """What a clerk changed is one sentence there: who, when, whose what, from what to what."""
    clerk, name = visits.enter("yl_clerk"), "贺审言"
    add(clerk, name, with_sum("43010419850417003"))
    search(clerk, name)
    change(clerk, name)
    auditor = visits.enter("auditor", size=PHONE)
    auditor.goto("/audit/entries/list/")
    auditor.get_by_role("button", name="更多条件").click()
    auditor.get_by_label("涉及人员").fill(name)
    auditor.get_by_role("button", name="查询").click()
    told = row_of(auditor, "的职务由“空”改为“内勤”").inner_text()
    assert f"将在职工作人员{name}（岳麓区建设工程质量安全监督站）" in told
    assert "陆桃子（岳麓区建设工程质量安全监督站）于 " in told
    assert axe_violations(auditor) == []
    assert overflow(auditor) == 0
    refused(visits.enter("yl_admin", expects=(403,)), "/audit/entries/list/")
