"""What is typed into a long form outlives the network, the window, the server and the sign-in."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from app.core.base import clock
from tests.browser.steps import dialog_of
from tests.support.browser import axe_violations
from tests.support.site import Site, Visits
from tests.support.waiting import until

RETURNS = "/organizations/project-returns"
SCREEN = "监督工程情况填报"
# No return of these years in the demo data; each test has one of its own.
NO_ANSWER = (0,)
# By then a save has been answered, or it will not be.
SAVED = 6_000


@pytest.fixture(autouse=True)
def _no_draft(site: Site) -> Iterator[None]:
    """Before, for a page that was just closed may still have sent its last text; and after."""
    site.change("DELETE FROM form_draft_field")
    yield
    site.change("DELETE FROM form_draft_field")


def form_of(page: Page, year: int) -> Page:
    page.goto(f"{RETURNS}/add?year={year}")
    page.locator("#talks").wait_for()
    return page


def line(page: Page) -> Locator:
    """The line at the foot of the form."""
    return page.locator(".zj-dialog__f .zj-grow")


def typed(page: Page, name: str, text: str) -> None:
    page.locator(f"#{name}").fill("")
    page.locator(f"#{name}").press_sequentially(text)


def saved(page: Page) -> None:
    expect(line(page)).to_have_text(re.compile(r"已自动保存 \d\d:\d\d:\d\d"), timeout=SAVED)


def stored(site: Site, name: str, year: int) -> list[str]:
    """What counts of a field; a window of another year may still have sent its last text."""
    rows = site.sql(
        "SELECT f.value FROM form_draft_field f JOIN form_draft d ON d.id = f.draft_id"
        " WHERE f.name = ? AND d.record_key = ? AND f.discarded = 0 ORDER BY f.revision",
        name,
        str(year),
    )
    return [site.unsealed(value) for (value,) in rows]


def other_device(visits: Visits, username: str, **more: object) -> Page:
    """The same person at another computer: another window with a sign-in of its own."""
    return visits.enter(username, **more)


def test_offline_in_mid_typing_closed_and_opened_elsewhere(visits: Visits, site: Site) -> None:
    page = form_of(visits.enter("yl_clerk", expects=NO_ANSWER), 2017)
    typed(page, "talks", "41")
    typed(page, "fines", "3.5")
    saved(page)
    page.context.set_offline(True)
    typed(page, "talks", "412")
    typed(page, "criticisms", "七")
    expect(line(page)).to_have_text("网络已断开，内容暂存在本机，恢复后自动保存")
    page.close()

    elsewhere = form_of(other_device(visits, "yl_clerk"), 2017)
    # What was typed without a network may still slip out as the page closes: more is no loss.
    assert elsewhere.locator("#talks").input_value() in ("41", "412")
    assert elsewhere.locator("#fines").input_value() == "3.5"
    expect(elsewhere.get_by_text(re.compile("^以下含 .* 填写、尚未提交的内容"))).to_be_visible()

    page.context.set_offline(False)
    again = page.context.new_page()
    form_of(again, 2017)
    expect(again.locator("#talks")).to_have_value("412")
    expect(again.locator("#criticisms")).to_have_value("七")
    assert again.locator("#fines").input_value() == "3.5"
    expect(elsewhere.locator("#talks")).to_have_value("412", timeout=15_000)
    assert stored(site, "criticisms", 2017) == ["七"]


def test_nothing_older_than_five_seconds_is_unsaved_while_typing_goes_on(
    visits: Visits, site: Site
) -> None:
    page = form_of(visits.enter("yl_clerk"), 2016)
    with page.expect_response(lambda one: one.request.method == "POST", timeout=5_000):
        page.locator("#talks").press_sequentially("1" * 14, delay=400)
    assert stored(site, "talks", 2016)
    saved(page)


def test_two_tabs_of_one_person(visits: Visits, site: Site) -> None:
    one = form_of(visits.enter("yl_clerk"), 2018)
    two = one.context.new_page()
    form_of(two, 2018)
    typed(one, "talks", "4")
    typed(two, "fines", "7")
    saved(one)
    saved(two)
    expect(one.locator("#fines")).to_have_value("7", timeout=15_000)
    expect(two.locator("#talks")).to_have_value("4", timeout=15_000)

    typed(one, "deaths", "1")
    typed(two, "deaths", "2")
    beside = two.get_by_role("group", name=re.compile("死亡.*您在另一窗口"))
    expect(beside).to_contain_text("1", timeout=15_000)
    assert two.locator("#deaths").input_value() == "2"
    assert sorted(stored(site, "deaths", 2018)) == ["1", "2"]


def test_two_people_type_into_the_same_field(visits: Visits, site: Site) -> None:
    clerk, colleague = visits.enter("yl_clerk"), visits.enter("yl_admin")
    name = site.account("yl_clerk")["name"]
    form_of(clerk, 2018)
    form_of(colleague, 2018)
    typed(clerk, "talks", "4")
    typed(colleague, "talks", "5")
    saved(clerk)
    saved(colleague)
    beside = colleague.get_by_role("group", name=re.compile(f"约谈 {name} .* 填写：4"))
    expect(beside).to_be_visible(timeout=15_000)
    assert colleague.locator("#talks").input_value() == "5"
    assert axe_violations(colleague) == []
    beside.get_by_role("button", name="采用").press("Enter")
    expect(colleague.locator("#talks")).to_have_value("4")
    expect(beside).to_have_count(0)
    saved(colleague)
    expect(clerk.locator(".zj-other")).to_have_count(0, timeout=15_000)
    assert stored(site, "talks", 2018) == ["4"]

    typed(colleague, "fines", "9")
    typed(clerk, "fines", "8")
    kept = clerk.get_by_role("group", name=re.compile("罚款.*填写：9"))
    kept.get_by_role("button", name="保留").press("Space", timeout=15_000)
    until(lambda: stored(site, "fines", 2018) == ["8"])
    seen = colleague.get_by_role("group", name=re.compile("罚款.*填写：8"))
    expect(seen).to_be_visible(timeout=15_000)
    assert colleague.locator("#fines").input_value() == "9"


def test_a_form_whose_sign_in_ended_goes_on_after_signing_in_again(
    visits: Visits, site: Site
) -> None:
    page = visits.window(expects=(400, 401))
    account = site.account("ty_admin")

    def sign_in(window: Page) -> None:
        window.goto("/login/")
        window.get_by_label("登录账号").fill(account["username"])
        window.get_by_label("密码", exact=True).fill(account["password"])
        window.get_by_role("button", name="登录").click()
        window.wait_for_url("**/")

    sign_in(page)
    form_of(page, 2019)
    typed(page, "talks", "4")
    saved(page)
    number = site.value("SELECT id FROM ab_user WHERE username = ?", account["username"])
    site.change("DELETE FROM user_session WHERE user_id = ?", number)
    typed(page, "talks", "44")
    expect(line(page)).to_contain_text("登录已过期", timeout=SAVED)
    with page.context.expect_page() as opened:
        line(page).get_by_role("link", name="重新登录").click()
    sign_in(opened.value)
    page.bring_to_front()
    expect(line(page)).to_have_text(re.compile("已自动保存"), timeout=20_000)
    assert stored(site, "talks", 2019) == ["44"]


def test_the_server_is_killed_in_mid_typing(visits: Visits, site: Site) -> None:
    page = form_of(visits.enter("yl_clerk", expects=NO_ANSWER), 2019)
    typed(page, "talks", "4")
    saved(page)
    typed(page, "fines", "12")
    site.kill_web()
    try:
        typed(page, "talks", "45")
        expect(line(page)).to_contain_text("暂存在本机", timeout=SAVED)
    finally:
        site.start_web()
    saved(page)
    elsewhere = form_of(other_device(visits, "yl_clerk"), 2019)
    assert elsewhere.locator("#talks").input_value() == "45"
    assert elsewhere.locator("#fines").input_value() == "12"


def test_in_a_dialog_closing_keeps_the_text_and_storing_ends_the_draft(
    visits: Visits, site: Site
) -> None:
    page = visits.enter("yl_clerk", expects=(422,))
    page.goto(f"{RETURNS}/list/")

    def start() -> Locator:
        page.get_by_role("link", name="新增").first.click()
        form = dialog_of(page, SCREEN)
        form.get_by_label("年度").select_option("2015")
        return form

    form = start()
    typed(page, "talks", "很多")
    page.keyboard.press("Escape")
    form.wait_for(state="detached")
    expect(page.get_by_text("填写的内容已存为草稿，重新打开可继续填写")).to_be_visible()
    form = start()
    expect(page.locator("#talks")).to_have_value("很多")
    expect(form.get_by_text(re.compile("尚未提交的内容"))).to_be_visible()
    form.get_by_role("button", name="提交").click()
    form.get_by_role("link", name=re.compile("请填写不小于 0 的整数")).wait_for()
    typed(page, "talks", "6")
    saved(page)
    assert stored(site, "talks", 2015) == ["6"]
    typed(page, "talks", "7")
    form.get_by_role("button", name="暂存").click()
    page.wait_for_url("**_flt_0_year=2015**")
    assert stored(site, "talks", 2015) == []
    page.get_by_role("link", name="修改").first.click()
    form = dialog_of(page, "修改监督工程情况")
    assert page.locator("#talks").input_value() == "7"
    expect(form.get_by_text(re.compile("尚未提交的内容"))).to_be_hidden()


def test_a_draft_is_thrown_away_and_taken_back(visits: Visits) -> None:
    page = form_of(visits.enter("yl_clerk"), 2020)
    typed(page, "talks", "4")
    saved(page)
    form_of(page, 2020)
    page.get_by_role("button", name="放弃草稿").click()
    page.get_by_role("dialog", name="放弃这份草稿？放弃后一天内可以取回").get_by_role(
        "button", name="放弃草稿"
    ).click()
    expect(page.locator("#talks")).to_have_value("")
    page.get_by_role("button", name="取回草稿").click()
    expect(page.locator("#talks")).to_have_value("4")


def test_another_year_has_another_draft_and_what_was_typed_comes_along(
    visits: Visits, site: Site
) -> None:
    page = form_of(visits.enter("yl_clerk"), 2020)
    typed(page, "fines", "8")
    saved(page)
    form_of(page, 2021)
    typed(page, "talks", "4")
    saved(page)
    page.locator("select#year").select_option("2020")
    expect(page.locator("#fines")).to_have_value("8")
    assert page.locator("#talks").input_value() == "4"
    saved(page)
    keys = site.sql(
        "SELECT f.name, d.record_key FROM form_draft_field f JOIN form_draft d ON d.id = f.draft_id"
        " WHERE f.discarded = 0 ORDER BY f.name"
    )
    assert keys == [("fines", "2020"), ("talks", "2020")]

    # These fields hold the text of 2020; another year does not get it, only what is typed now.
    form_of(page, 2020)
    typed(page, "deaths", "1")
    page.locator("select#year").select_option("2021")
    typed(page, "criticisms", "2")
    assert [page.locator(f"#{name}").input_value() for name in ("fines", "deaths")] == ["", "1"]
    saved(page)
    assert stored(site, "criticisms", 2021) == ["2"]
    form_of(page, 2020)
    assert [page.locator(f"#{name}").input_value() for name in ("fines", "deaths")] == ["8", ""]


def test_a_draft_whose_save_was_under_way_when_the_form_was_opened_can_be_given_up(
    visits: Visits,
) -> None:
    page = form_of(visits.enter("yl_clerk"), 2020)
    other = page.context.new_page()
    form_of(other, 2020)
    expect(page.get_by_role("button", name="放弃草稿")).to_be_hidden()
    typed(other, "talks", "4")
    saved(other)
    other.close()
    expect(page.locator("#talks")).to_have_value("4", timeout=12_000)
    expect(page.get_by_role("button", name="放弃草稿")).to_be_visible()


def test_signing_out_leaves_nothing_in_the_browser(visits: Visits) -> None:
    page = form_of(visits.enter("zz_clerk", expects=NO_ANSWER), 2020)
    page.context.set_offline(True)
    typed(page, "talks", "4")
    left = "Object.keys(localStorage).filter(one => one.startsWith('zj-draft:')).length"
    assert page.evaluate(left) == 1
    page.context.set_offline(False)
    expect(line(page)).to_have_text(re.compile("已自动保存"), timeout=SAVED)
    assert page.evaluate(left) == 0


def test_a_leader_is_refused_and_another_organization_sees_nothing(visits: Visits) -> None:
    clerk = form_of(visits.enter("yl_clerk"), 2022)
    typed(clerk, "talks", "4")
    saved(clerk)
    leader = visits.enter("yl_leader", expects=(403,))
    leader.goto(f"{RETURNS}/add?year=2022")
    leader.get_by_role("heading", name="您没有该操作的权限").wait_for()
    asked = "fetch('/drafts/organizations.project_return/2022').then(answer => answer.status)"
    assert leader.evaluate(asked) == 403
    for username in ("ty_clerk", "cs_clerk"):
        stranger = form_of(visits.enter(username), 2022)
        assert stranger.locator("#talks").input_value() == ""
        expect(stranger.get_by_text(re.compile("尚未提交的内容"))).to_be_hidden()


def test_a_draft_is_seen_before_its_form_is_opened(visits: Visits, site: Site) -> None:
    """On the list and among the to-dos, by whoever files for the organization, by nobody else."""
    year = clock.year()
    page = visits.enter("ty_clerk", expects=NO_ANSWER)
    page.goto(f"{RETURNS}/list/")
    page.get_by_role("link", name="新增").first.click()
    form = dialog_of(page, SCREEN)
    page.locator("#talks").fill("41")
    saved(page)
    page.keyboard.press("Escape")
    form.wait_for(state="detached")
    # The list that was behind it says so at once.
    line = page.locator(".zj-kept").filter(has_text="有尚未提交的草稿，继续填写：")
    line.get_by_role("link", name=f"{year} 年度", exact=True).wait_for()
    expect(page.get_by_role("link", name="新增").first).to_be_focused()

    colleague = visits.enter("ty_admin")
    colleague.goto("/")
    words = f"继续填报 {year} 年度监督工程情况"
    todo = colleague.get_by_role("link", name=words, exact=True)
    todo.wait_for()
    colleague.goto(f"{RETURNS}/list/")
    colleague.get_by_text("有尚未提交的草稿，继续填写：").wait_for()
    colleague.get_by_role("link", name=f"{year} 年度", exact=True).click()
    expect(dialog_of(colleague, SCREEN).locator("#talks")).to_have_value("41")
    assert axe_violations(colleague) == []

    superior = visits.enter("zz_admin")
    superior.goto(f"{RETURNS}/list/")
    assert superior.get_by_text("有尚未提交的草稿").count() == 0


def test_the_page_of_the_profile_says_that_there_is_a_draft(visits: Visits) -> None:
    page = visits.enter("zz_clerk", expects=NO_ANSWER)
    page.goto("/organizations/profiles/own")
    tag = page.locator(".zj-head").get_by_text("草稿")
    assert tag.count() == 0
    page.get_by_label("计算机（台）").fill("77")
    saved(page)
    page.reload()
    tag.wait_for()
    expect(page.get_by_label("计算机（台）")).to_have_value("77")
    superior = visits.enter("hn_admin")
    superior.goto("/organizations/profiles/list/")
    tags = superior.locator("#list .zj-tag")
    tags.first.wait_for()
    assert tags.filter(has_text="草稿").count() == 0
