"""业务流程: the diagram in the colours of one's own organization, the help of a step, 去办理."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.steps import dialog_of
from tests.support.browser import PHONE, axe_violations, overflow
from tests.support.site import Visits

GREEN, BLUE = "rgb(227, 244, 233)", "rgb(230, 240, 251)"
INFORMATION, CHANGE = "监督机构信息完善", "人员证书变更"


def enter_process(page: Page, title: str) -> None:
    """点击导航栏的业务流程, 点击任一流程"""
    page.get_by_role("navigation", name="主导航").get_by_role("link", name="业务流程").click()
    page.get_by_role("heading", level=1, name="业务流程").wait_for()
    page.get_by_role("main").get_by_role("link", name=re.compile(f"^{title}")).click()
    page.get_by_role("heading", level=1, name=f"{title}流程").wait_for()


def colour_of(page: Page, step: str) -> str:
    """The colour of a step's box, which is said in its name, too."""
    box = page.locator("svg.zj-flow").get_by_role("link", name=re.compile(rf"^\d+\. {step}，?"))
    fill: str = box.locator("rect").first.evaluate("e => getComputedStyle(e).fill")
    said = "本机构参与" if fill == GREEN else "其他机构办理"
    assert said in (box.get_attribute("aria-label") or "")
    return fill


def test_a_diagram_that_is_wider_than_the_window_says_so(visits: Visits) -> None:
    page = visits.enter("cs_admin")
    enter_process(page, "新进人员培训")
    box = page.locator(".zj-flowwrap")
    expect(box).to_have_class(re.compile("has-right"))
    box.locator(".zj-tscroll").evaluate("one => { one.scrollLeft = one.scrollWidth; }")
    expect(box).to_have_class(re.compile("has-left"))
    expect(box).not_to_have_class(re.compile("has-right"))
    # The badge covers no name of a step.
    names = page.locator("svg.zj-flow a.mine b")
    badges = page.locator(".zj-flow__own span")
    page.get_by_role("button", name="罗麓生").click()
    page.get_by_role("button", name="English").click()
    page.goto(page.url)
    for name, badge in zip(names.all(), badges.all(), strict=True):
        upper, lower = badge.bounding_box(), name.bounding_box()
        assert upper
        assert lower
        assert upper["y"] + upper["height"] <= lower["y"] + 1


def test_业务流程_点击任一流程(visits: Visits) -> None:
    """打开流程详情页面（绿色标注为本机构有参与的流程步骤，蓝色标注为本机构未参与的流程步骤）"""
    city, county = visits.enter("cs_admin"), visits.enter("ty_clerk")
    for page in (city, county):
        enter_process(page, INFORMATION)
        expect(page.get_by_text("其他机构办理").last).to_be_visible()
        assert axe_violations(page) == []
    assert [colour_of(city, one) for one in ("基本信息填报", "汇总导出", "资格验证")] == [
        GREEN,
        GREEN,
        BLUE,
    ]
    assert [colour_of(county, one) for one in ("基本信息填报", "汇总导出", "资格验证")] == [
        GREEN,
        BLUE,
        BLUE,
    ]


def test_业务流程_点击任一流程步骤的名称(visits: Visits) -> None:
    """打开该步骤详细操作截图; 去办理 leads to what waits there."""
    page = visits.enter("hn_review")
    enter_process(page, CHANGE)
    step = page.locator("svg.zj-flow").get_by_role("link", name=re.compile(r"^\d+\. 省级受理，"))
    waiting = re.search(r"(\d+) 件待办", step.get_attribute("aria-label") or "")
    assert waiting is not None
    step.focus()
    page.keyboard.press("Enter")
    opened = dialog_of(page, f"省级受理 · {CHANGE}")
    picture = opened.get_by_role("img", name=re.compile("省级审核打开的人员证书变更申请"))
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("naturalWidth", 1280)
    narrow = picture.evaluate("e => e.clientWidth")
    assert narrow < 1280
    enlarge = opened.get_by_role("button", name="放大截图")
    enlarge.focus()
    page.keyboard.press("Enter")
    assert picture.evaluate("e => e.clientWidth") == 1280
    region = opened.get_by_role("region", name="操作截图，放大后可滚动")
    expect(region).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("e => e.scrollLeft > 0", arg=region.element_handle())
    opened.get_by_role("link", name="下一步").click()
    following = dialog_of(page, f"办结并更新证书 · {CHANGE}")
    following.get_by_role("link", name="上一步").click()
    dialog_of(page, f"省级受理 · {CHANGE}").get_by_role("link", name="去办理").click()
    page.get_by_role("heading", level=1, name=CHANGE).wait_for()
    rows = page.locator("#list tbody tr")
    assert rows.count() == int(waiting[1])
    assert all("未受理" in one for one in rows.all_inner_texts())

    clerk = visits.enter("ty_clerk")
    clerk.goto("/processes/organization_information/verification")
    expect(clerk.get_by_role("link", name="去办理")).to_have_count(0)
    officer = visits.enter("auditor")
    officer.goto("/processes/certificate_change/accept")
    expect(officer.get_by_role("heading", name="操作步骤")).to_be_visible()
    expect(officer.get_by_role("link", name=re.compile("去办理|去查看"))).to_have_count(0)


def test_业务流程_on_a_phone_is_a_list(visits: Visits) -> None:
    page = visits.enter("ty_clerk", size=PHONE)
    page.goto("/processes/organization_information")
    expect(page.locator("svg.zj-flow")).to_be_hidden()
    steps = page.locator(".zj-steplist > li")
    expect(steps).to_have_count(9)
    expect(steps.filter(has_text="本机构参与")).to_have_count(5)
    assert overflow(page) == 0
    steps.get_by_role("link", name="监督工程填报").click()
    opened = dialog_of(page, f"监督工程填报 · {INFORMATION}")
    expect(opened.get_by_role("img")).to_be_visible()
    assert axe_violations(page) == []
    assert overflow(page) == 0


def test_办理进度_tells_the_path_and_its_working_days(visits: Visits) -> None:
    page = visits.enter("ty_clerk")
    page.goto("/certificate-cases/changes/list/?_flt_0_state=closed")
    # The oldest one is of the demo data, whatever other tests have closed since.
    page.locator("#list").get_by_role("link", name=re.compile("^查看")).last.click()
    opened = page.get_by_role("dialog").last
    path = opened.locator(".zj-path > li")
    expect(path).to_have_count(3)
    assert [one.split("\n")[0] for one in path.all_inner_texts()] == ["提交", "受理", "办结"]
    expect(path.last).to_contain_text("用时 0 个工作日")
