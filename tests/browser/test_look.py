"""What the eye meets: nothing touches, wraps in the middle or stands askew."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from app.core.base import clock
from tests.support.browser import PHONE, overflow
from tests.support.site import Visits

RETURNS = "/organizations/project-returns/list/"
BOXES = """all => all.filter(one => one.offsetParent).map(one => {
  const box = one.getBoundingClientRect();
  return [box.left, box.top, box.right, box.bottom].map(Math.round);
})"""

RED = """page => {
  const one = page.appendChild(document.createElement('i'));
  one.style.color = 'var(--bad)';
  const red = getComputedStyle(one).color;
  one.remove();
  return red;
}"""

# Whether the label that stands before a value is as wide as its words, and the value after it.
LABELS_FIT = """all => all.filter(one => one.offsetParent).map(one => {
  const label = getComputedStyle(one, '::before'), width = parseFloat(label.width);
  const text = document.createRange();
  text.selectNodeContents(one);
  const gap = text.getBoundingClientRect().left - one.getBoundingClientRect().left - width;
  const words = document.createElement('span');
  words.textContent = one.dataset.l;
  words.style.position = 'absolute';
  for (const name of ['width', 'fontSize', 'whiteSpace']) { words.style[name] = label[name]; }
  one.append(words);
  const fits = words.scrollWidth <= Math.ceil(width);
  words.remove();
  return fits && gap > 0;
})"""


def boxes(page: Page, selector: str) -> list[list[int]]:
    found: Any = page.locator(selector).evaluate_all(BOXES)
    return list(found)


def apart(one: list[int], other: list[int], gap: int = 4) -> bool:
    return (
        one[2] + gap <= other[0]
        or other[2] + gap <= one[0]
        or one[3] + gap <= other[1]
        or other[3] + gap <= one[1]
    )


# The words of each element, without the room around them.
WORDS = """all => all.filter(one => one.offsetParent).map(one => {
  const words = document.createRange();
  words.selectNodeContents(one);
  const box = words.getBoundingClientRect();
  return [box.left, box.top, box.right, box.bottom].map(Math.round);
})"""


def test_the_box_of_a_card_touches_no_words(visits: Visits) -> None:
    page = visits.enter("hn_review", size=PHONE)
    for path in ("/training/induction/list/", "/training/results/induction/list/"):
        page.goto(path)
        card = page.locator("#list tbody tr").first
        (box,) = card.locator("td.chk input").evaluate_all(BOXES)
        words = card.locator("td:not(.chk)").evaluate_all(WORDS)
        assert all(apart(box, one) for one in words), path
        expect(card.locator('td[data-l="姓名"]')).to_be_visible()


def test_what_sends_back_is_red_also_behind_more(visits: Visits) -> None:
    page = visits.enter("hn_review")
    page.goto("/training/induction/list/")
    row = page.locator("#list tbody tr", has_text="已分配").first
    row.get_by_text("更多", exact=True).click()
    red = page.locator("html").evaluate(RED)
    expect(row.get_by_text("不予受理", exact=True)).to_have_css("color", red)


def test_the_note_on_demo_data_touches_no_button(visits: Visits) -> None:
    for size in (None, PHONE):
        page = visits.enter("ty_clerk", size=size)
        for path in ("/", RETURNS, "/personnel/people/list/"):
            page.goto(path)
            (note,) = boxes(page, ".zj-demo")
            assert all(apart(note, box) for box in boxes(page, ".zj-head__a .zj-btn")), path
        words = page.locator(".zj-demo").text_content() or ""
        assert words.strip() == "演示数据，人员、机构数据和证书均为虚构"


def test_days_stand_in_one_line(visits: Visits) -> None:
    page = visits.enter("ty_clerk")
    page.set_viewport_size({"width": 1024, "height": 768})
    page.goto("/")
    days = page.locator("#todo td.zj-num")
    lines = days.evaluate_all(
        "all => all.map(one => { const text = document.createRange();"
        " text.selectNodeContents(one); return text.getClientRects().length; })"
    )
    assert lines
    assert set(lines) == {1}


def test_values_of_a_description_stand_in_line(visits: Visits) -> None:
    page = visits.enter("zz_admin")
    page.goto("/organizations/overview/list/")
    page.get_by_role("link", name="查看详情").first.click()
    page.get_by_role("button", name="关闭").last.wait_for()
    lists = page.locator("dialog .zj-dl")
    columns = lists.evaluate_all(
        "all => all.map(one => new Set(Array.from(one.children, pair =>"
        " Math.round(pair.lastElementChild.getBoundingClientRect().left"
        " - pair.getBoundingClientRect().left))).size)"
    )
    assert columns
    assert set(columns) == {1}


def test_the_bar_of_a_preview_keeps_its_rows_on_a_phone(visits: Visits) -> None:
    page = visits.enter("zz_admin", size=PHONE)
    page.goto(
        f"/reports/annual_summary/preview?year={clock.year()}&level=prefecture&prefecture=430200"
    )
    bar = page.locator(".zj-rbar")
    before = bar.evaluate("one => one.offsetHeight")
    with page.expect_download():
        page.get_by_role("button", name="下载 XLSX").click()
        assert bar.evaluate("one => one.offsetHeight") == before
    tops = {box[1] for box in boxes(page, ".zj-rbar .zj-btn--s")}
    assert len(tops) <= 2


def test_headings_of_a_form_fit_a_phone(visits: Visits) -> None:
    page = visits.enter("ty_clerk", size=PHONE)
    page.goto("/organizations/project-returns/add")
    assert overflow(page) == 0
    assert all(box[2] <= PHONE["width"] for box in boxes(page, ".zj-sec > legend"))
    assert all(box[2] <= PHONE["width"] for box in boxes(page, ".zj-sec > legend small"))


def test_fingers_find_their_targets_on_a_phone(visits: Visits) -> None:
    page = visits.enter("ty_clerk", size=PHONE)
    preview = visits.enter("zz_admin", size=PHONE)
    preview.goto(
        f"/reports/annual_summary/preview?year={clock.year()}&level=prefecture&prefecture=430200"
    )
    found = boxes(preview, ".zj-rbar .zj-btn, #year-switch")
    page.goto("/organizations/project-returns/add")
    found += boxes(page, ".zj-grid input, .zj-dialog__f .zj-btn")
    page.goto("/personnel/people/list/")
    found += boxes(page, "#psize, .zj-pager a, .zj-filter__a .zj-btn")
    assert len(found) > 110
    assert all(box[3] - box[1] >= 40 for box in found)
    sizes = page.locator("#psize, #year-switch").evaluate_all(
        "all => all.map(one => getComputedStyle(one).fontSize)"
    )
    assert sizes == ["16px", "16px"]
    assert overflow(page) == 0


def test_the_labels_of_a_card_touch_no_value(visits: Visits) -> None:
    page = visits.enter("zz_admin", size=PHONE)
    page.goto(f"{RETURNS}?_flt_0_year={clock.year() - 1}")
    for large in (False, True):
        page.evaluate(
            "large => { document.documentElement.dataset.size = large ? 'large' : ''; }", large
        )
        room = page.locator("#list td.n:not(.name)").evaluate_all(LABELS_FIT)
        assert room
        assert all(room)
        assert overflow(page) == 0


def test_a_wide_list_keeps_its_state_in_sight(visits: Visits) -> None:
    page = visits.enter("hn_leader")
    page.set_viewport_size({"width": 1024, "height": 768})
    page.goto(RETURNS)
    # The state stands beside the actions once their width has been measured.
    page.wait_for_function(
        "document.querySelector('#list .zj-table').style.getPropertyValue('--act-w')"
    )
    seen = page.locator("#list .zj-tscroll").evaluate(
        """box => {
          const edge = box.getBoundingClientRect().right;
          const state = box.querySelector('td.st').getBoundingClientRect();
          const act = box.querySelector('td.act').getBoundingClientRect();
          const wide = box.scrollWidth > box.clientWidth;
          return [wide, state.right <= act.left + 1, act.right <= edge];
        }"""
    )
    assert seen == [True, True, True]


def test_the_table_of_a_drawer_is_whole(visits: Visits) -> None:
    page = visits.enter("hn_leader")
    page.goto(f"{RETURNS}?_flt_0_year={clock.year() - 1}")
    page.locator("#list").get_by_role("link", name="查看").first.click()
    table = page.locator("dialog .zj-tscroll")
    table.wait_for()
    assert table.evaluate("one => one.scrollWidth <= one.clientWidth")


def test_a_long_name_of_an_organization_ends_in_dots(visits: Visits) -> None:
    page = visits.enter("hn_leader")
    page.set_viewport_size({"width": 1200, "height": 800})
    name = page.locator(".zj-orgname > span")
    assert name.evaluate("one => one.scrollWidth > one.clientWidth")
    assert name.evaluate("one => getComputedStyle(one).textOverflow") == "ellipsis"
    assert overflow(page) == 0


def test_a_phone_shows_the_first_condition_and_the_others_when_asked(visits: Visits) -> None:
    page = visits.enter("zz_admin", size=PHONE)
    page.goto("/organizations/overview/list/")
    fold = page.get_by_role("button", name="更多条件")
    assert not page.get_by_label("机构", exact=True).is_visible()
    fold.click()
    assert page.get_by_label("机构", exact=True).is_visible()
    page.goto("/organizations/overview/list/?_flt_0_level=county")
    assert page.get_by_label("级别", exact=True).is_visible()
    page.goto("/downloads/list/")
    assert fold.count() == 0


def test_nothing_shows_above_the_sections_of_a_form_on_a_phone(visits: Visits) -> None:
    page = visits.enter("ty_clerk", size=PHONE)
    page.goto("/organizations/project-returns/add")
    page.evaluate("scrollTo(0, 900)")
    (bar,) = boxes(page, ".zj-dialog__b--split > nav")
    (top,) = boxes(page, ".zj-top")
    assert bar[1] == top[3]
    page.goto(RETURNS)
    page.get_by_role("link", name="新增").first.click()
    body = page.locator("dialog .zj-dialog__b--split")
    body.evaluate("one => { one.scrollTop = 500; }")
    (bar,) = boxes(page, "dialog .zj-dialog__b--split > nav")
    assert bar[1] == round(body.bounding_box()["y"])  # type: ignore[index]


def test_pages_of_their_own_have_titles_of_their_own(visits: Visits) -> None:
    page = visits.enter("hn_leader", expects=(400,))
    page.goto("/reports/annual_summary/conditions")
    assert page.title().startswith("导出省/市级机构情况年度汇总表 · ")
    page.goto(f"/reports/annual_summary/preview?year={clock.year()}&level=nothing")
    assert page.title().startswith("导出省/市级机构情况年度汇总表 · ")
    page.goto(f"/reports/annual_summary/preview?year={clock.year()}&level=province")
    heading = page.get_by_role("heading", level=1)
    assert heading.inner_text() == f"湖南省监督机构情况年度汇总表 {clock.year()} 年度"
    page.goto("/password/")
    fields = page.locator("input[type=password]")
    kept = fields.evaluate_all("all => all.map(one => one.autocomplete)")
    assert kept == ["current-password", "new-password", "new-password"]
    page.get_by_role("button", name="修改密码", exact=True).last.click()
    assert page.get_by_role("link", name="请再次输入新密码").count() == 1
