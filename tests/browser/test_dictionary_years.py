"""字典管理 → 修改: what will change is said first, and a locked year stays as it was."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from app.core.base import clock
from tests.browser.steps import dialog_of, go_to, refused, row_of, toast
from tests.support.browser import PHONE, axe_violations, overflow
from tests.support.site import Site, Visits
from tests.support.suite_clock import filing_year

DICTIONARIES, OVERVIEW = "字典管理", "监督机构基本情况汇总"
SUMMARY, SURVEY = "导出省/市级机构情况年度汇总表", "导出全部监督机构调查汇总表"
# Until 31 March last year is still open.
RUNNING, LOCKED = clock.year(), filing_year() - 1


@pytest.fixture(autouse=True)
def _afterwards(site: Site) -> Iterator[None]:
    """Other tests find the dictionaries as they were."""
    kept = site.sql('SELECT id, label, "group", version FROM dictionary_entry')
    yield
    for number, label, group, version in kept:
        site.change(
            'UPDATE dictionary_entry SET label = ?, "group" = ?, version = ? WHERE id = ?',
            *(label, group, version, number),
        )
    site.change("UPDATE revision SET number = number + 1")


def choose(page: Page, dictionary: str) -> None:
    """点击导航栏的系统管理→字典管理，选择字典"""
    entry = page.get_by_role("navigation", name="主导航").get_by_role("link", name=DICTIONARIES)
    if not entry.is_visible():
        page.get_by_role("button", name="系统管理").click()
    entry.click()
    page.get_by_role("region", name="选择字典").get_by_role("link", name=dictionary).click()
    page.get_by_role("heading", level=2, name=dictionary).wait_for()


def paper(page: Page, button: str, year: int) -> list[list[str]]:
    """Everything that a report prints for a year: headings, figures, words, notes."""
    go_to(page, OVERVIEW)
    page.get_by_role("link", name=button).click()
    dialog = dialog_of(page, button)
    dialog.get_by_label("统计年度").select_option(label=f"{year} 年")
    if button == SUMMARY:
        dialog.get_by_label("汇总级别").select_option(label="省级汇总（省本级和 14 市州）")
    dialog.get_by_role("button", name="预览").click()
    page.get_by_role("button", name="打印").wait_for()
    page.wait_for_load_state()
    rows: list[list[str]] = page.locator(".zjp-table tr").evaluate_all(
        "all => all.map(row => Array.from(row.cells).map(cell => cell.textContent))"
    )
    return [*rows, page.locator(".zjp-note").all_text_contents()]


def titles(found: list[list[str]]) -> tuple[int, int]:
    """中级 and 初级 of the total."""
    total = [row for row in found if row[0] == "合计"][-1]
    middle, low = (int(total[column].replace(",", "")) for column in (22, 23))
    return middle, low


def save(form: Any) -> list[str]:
    """点击【保存】: what the form says before anything is stored."""
    form.get_by_role("button", name="保存", exact=True).click()
    asked = form.get_by_role("alert").filter(has_text="尚未保存")
    asked.wait_for()
    return [words.strip() for words in asked.get_by_role("listitem").all_inner_texts()]


def test_字典管理_修改_统计归类(visits: Visits, site: Site):
    admin, reader = visits.enter("hn_admin"), visits.enter("hn_leader")
    locked, running = paper(reader, SUMMARY, LOCKED), paper(reader, SUMMARY, RUNNING)
    choose(admin, "职称级别")
    row_of(admin, "员级").get_by_role("link", name="修改").click()
    form = dialog_of(admin, "修改字典条目")
    form.get_by_label("统计归类").select_option(label="中级")
    told = save(form)
    assert axe_violations(admin) == []
    middle, low = titles(running)
    people = site.value(
        "SELECT count(*) FROM person WHERE title_level = 'technician' AND deleted_at IS NULL"
        " AND left_on IS NULL AND employ_type <> 'seconded_in'"
    )
    assert people > 0
    assert told[0] == "“员级”的统计归类由“初级”改为“中级”"
    assert told[1].startswith(f"{RUNNING} 年度（未锁定）：")
    assert f"“职称（人）：中级”由 {middle:,} 变为 {middle + people:,}" in told[1]
    assert f"“职称（人）：初级”由 {low:,} 变为 {low - people:,}" in told[1]
    assert any(SUMMARY in line for line in told if line.startswith("涉及报表："))
    assert re.fullmatch(rf"已锁定的 .*{LOCKED} 年度保持锁定时的名称和归类，不变", told[-1])
    # Nothing is stored before it is confirmed.
    choose(reader, "职称级别")
    assert "初级" in row_of(reader, "员级").inner_text()

    form.get_by_role("button", name="确认保存").click()
    toast(admin, "已保存")
    row_of(admin, "员级").filter(has_text="中级").wait_for()
    assert paper(reader, SUMMARY, LOCKED) == locked
    assert titles(paper(reader, SUMMARY, RUNNING)) == (middle + people, low - people)


def test_字典管理_修改_名称(visits: Visits, site: Site):
    admin, reader = visits.enter("hn_admin"), visits.enter("hn_review")
    name = site.value(
        "SELECT label FROM dictionary_entry WHERE dictionary = 'org_nature' AND code = 'public_one'"
    )
    locked = paper(reader, SURVEY, LOCKED)
    assert any(name in row for row in locked)
    choose(admin, "机构性质")
    row_of(admin, name).get_by_role("link", name="修改").click()
    form = dialog_of(admin, "修改字典条目")
    form.get_by_label("名称").fill("公益一类")
    told = save(form)
    assert told[0] == f"名称由“{name}”改为“公益一类”"
    assert any(
        "监督机构基本情况填报" in line for line in told if line.startswith(f"{RUNNING} 年度")
    )
    form.get_by_role("button", name="确认保存").click()
    toast(admin, "已保存")
    assert paper(reader, SURVEY, LOCKED) == locked
    now = paper(reader, SURVEY, RUNNING)
    assert any("公益一类" in row for row in now)
    assert not any(name in row for row in now)


def test_字典管理_修改_refused(visits: Visits, site: Site):
    number = site.value("SELECT id FROM dictionary_entry WHERE code = 'technician' LIMIT 1")
    leader = visits.enter("hn_leader", expects=(403,))
    choose(leader, "职称级别")
    assert row_of(leader, "员级").get_by_role("link", name="修改").count() == 0
    refused(leader, f"/settings/dictionaries/edit/{number}")


def test_what_is_said_before_saving_fits_a_phone(visits: Visits):
    phone = visits.enter("hn_admin", size=PHONE)
    phone.goto("/settings/dictionaries/list/?dictionary=title_level")
    row_of(phone, "员级").get_by_role("link", name="修改").click()
    form = dialog_of(phone, "修改字典条目")
    form.get_by_label("统计归类").select_option(label="高级")
    assert len(save(form)) >= 3
    assert overflow(phone) == 0
    form.get_by_label("统计归类").select_option(label="初级")
    # Back to what is stored: nothing changes, so nothing is asked.
    form.get_by_role("button", name="确认保存").click()
    toast(phone, "已保存")
