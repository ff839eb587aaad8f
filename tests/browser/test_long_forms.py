"""Long forms: headings stay in sight, the list of sections follows, a phone shows every figure."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from app.core.base import clock
from tests.browser.steps import dialog_of, show
from tests.browser.test_project_return import HOUSING, NEW, cell, start
from tests.support.browser import PHONE, axe_violations, overflow
from tests.support.site import Visits

PROJECTS, FUNDING = "监督工程情况填报", "监督经费情况填报"


def current(form: Locator) -> list[str]:
    """What the list of sections marks as being read."""
    links = form.get_by_role("navigation", name="表单分段").locator("[aria-current=true]")
    return [words.strip() for words in links.all_inner_texts()]


def top(element: Locator) -> float:
    return float(element.evaluate("e => e.getBoundingClientRect().top"))


def is_on_top(element: Locator) -> bool:
    """Whether nothing lies above an element where it stands."""
    return bool(
        element.evaluate(
            "e => { const r = e.getBoundingClientRect();"
            " return e.contains(document.elementFromPoint(r.left + 20, r.top + r.height / 2)); }"
        )
    )


def test_headings_of_the_grid_stay_in_sight(visits: Visits) -> None:
    page = visits.enter("ty_clerk")
    form = start(page, clock.year() - 8)
    expect(form.locator("[aria-current=true]")).to_have_text("监督工程")
    head = form.get_by_role("columnheader", name="单位工程数")
    group = form.get_by_role("rowheader", name="市政基础设施")
    sections = form.get_by_role("navigation", name="表单分段")
    sections.get_by_role("link", name="市政基础设施").click()
    assert current(form) == ["市政基础设施"]
    page.mouse.move(700, 500)
    page.mouse.wheel(0, 200)
    expect(sections.locator("[aria-current=true]")).to_have_text("市政基础设施")
    assert (is_on_top(head), is_on_top(group)) == (True, True)
    assert 0 < top(group) - top(head) < 60
    page.mouse.wheel(0, 5000)
    expect(sections.locator("[aria-current=true]")).not_to_have_text("市政基础设施")
    sections.get_by_role("link", name="合计").click()
    assert current(form) == ["合计"]
    expect(form.get_by_role("rowheader", name="合计")).to_be_in_viewport()
    assert axe_violations(page) == []


def test_a_field_is_not_hidden_by_the_headings(visits: Visits) -> None:
    page = visits.enter("ty_clerk")
    form = start(page, clock.year() - 8)
    form.get_by_role("navigation", name="表单分段").get_by_role("link", name="合计").click()
    field = cell(form, NEW, "项目数")
    field.focus()
    assert field.get_attribute("aria-label") == f"{HOUSING} {NEW} 项目数"
    assert is_on_top(field)


def filled_on_a_phone(visits: Visits, screen: str, address: str) -> tuple[Page, Locator]:
    phone = visits.enter("ty_clerk", size=PHONE)
    phone.goto(f"/organizations/{address}/list/")
    phone.get_by_role("link", name="新增").first.click()
    return phone, dialog_of(phone, screen)


def test_a_phone_shows_what_was_planned_and_what_came(visits: Visits) -> None:
    phone, form = filled_on_a_phone(visits, FUNDING, "funding-returns")
    both = [form.get_by_label(f"{word}：人员经费") for word in ("应拨（年初预算）", "实拨（到位）")]
    both[0].scroll_into_view_if_needed()
    boxes = [field.bounding_box() for field in both]
    for box in boxes:
        assert box is not None
        assert box["x"] >= 0
        assert box["width"] > 100
        assert box["x"] + box["width"] <= 390
    assert overflow(phone) == 0


def test_a_phone_shows_every_measure_of_a_project(visits: Visits) -> None:
    phone, form = filled_on_a_phone(visits, PROJECTS, "project-returns")
    for measure in ("项目数", "单位工程数", "建筑面积", "工程造价"):
        field = cell(form, NEW, measure)
        field.scroll_into_view_if_needed()
        box = field.bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= 390, measure
    assert overflow(phone) == 0
    assert axe_violations(phone) == []


def test_what_a_row_is_stays_beside_its_figures_on_a_phone(visits: Visits) -> None:
    phone = visits.enter("yl_leader", size=PHONE)
    phone.goto(f"/organizations/project-returns/list/?_flt_0_year={clock.year() - 1}")
    show(phone.locator("#list"))
    drawer = dialog_of(phone, PROJECTS)
    table = drawer.get_by_role("region", name="监督工程表")
    table.evaluate("e => { e.scrollLeft = 200; }")
    label = table.get_by_role("rowheader", name="上年末结转在监").first
    label.scroll_into_view_if_needed()
    assert label.evaluate("e => e.getBoundingClientRect().left") >= 0
    assert overflow(phone) == 0
