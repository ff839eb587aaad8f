"""The frame of a page: the organization's name on top, the badge of demo data, errors."""

from __future__ import annotations

from tests.support.site import Site, Visits

CUT = "e => e.scrollWidth - e.clientWidth"


def test_the_name_of_the_organization_is_whole_where_there_is_room(visits: Visits, site: Site):
    page = visits.enter("hn_admin")
    shown = page.locator(".zj-orgname")
    assert page.viewport_size["width"] >= 1280
    assert shown.get_attribute("title") == site.account("hn_admin")["organization"]
    page.set_viewport_size({"width": 1440, "height": 900})
    assert shown.locator("span").evaluate(CUT) == 0
    page.set_viewport_size({"width": 1100, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= 1100


def test_an_error_stands_below_the_badge(visits: Visits):
    page = visits.enter("ty_clerk", expects=(403,))
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto("/settings/parameters/list/")
        card, badge = (page.locator(one).bounding_box() for one in (".zj-error", ".zj-demo"))
        assert card["y"] >= badge["y"] + badge["height"], width


def test_the_badge_has_its_blank_in_english(visits: Visits):
    page = visits.enter("ty_leader")
    page.get_by_role("button", name="用户菜单").click()
    page.get_by_role("button", name="English").click()
    badge = page.locator(".zj-demo")
    badge.get_by_text("Demo data").wait_for()
    assert badge.inner_text().strip().startswith("Demo data – people")
    page.get_by_role("button", name="User menu").click()
    page.get_by_role("button", name="中文").click()
    badge.get_by_text("演示数据").wait_for()
