"""新进人员培训报名 and 新进人员额度分配 by the steps of the manual."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.attachments import samples
from tests.browser.steps import (
    agree,
    cells_of,
    dialog_of,
    go_to,
    menu_entries,
    refused,
    row_of,
    show,
    submit,
    toast,
)
from tests.browser.training_steps import ALLOCATIONS, CHANGSHA, TRAINING, new_session
from tests.support.site import Visits

INDUCTION = "新进人员培训报名"
UNCERTIFIED, SINGLE = "未持证人员报名", "持单证人员报名"
PAPERS = ("学历证书", "身份证", "一寸照片")


def upload(form: Locator, slot: str) -> None:
    """上传 a picture into a place."""
    picture = {"name": "照片.jpg", "mimeType": "image/jpeg", "buffer": samples.jpeg()}
    place = form.get_by_role("group", name=re.compile(rf"^(必填：)?\s*{slot}"))
    place.locator("input[type=file]").set_input_files([picture])
    place.locator("[data-name]", has_text="照片.jpg").wait_for()


def begin(page: Page, kind: str) -> tuple[Locator, str]:
    """新增报名, steps 1 to 3: the form of the first who can be enrolled, and the name."""
    go_to(page, INDUCTION, TRAINING)
    page.get_by_role("link", name="新增报名").first.click()
    dialog_of(page, "新增报名").get_by_role("link", name=kind).click()
    picker = dialog_of(page, "选择培训报名人员")
    free = picker.locator("td.chk input:enabled").first
    free.wait_for()
    name = str(free.get_attribute("data-name"))
    free.check()
    submit(picker)
    return dialog_of(page, "人员报名"), name


def enrol(page: Page, kind: str = SINGLE) -> str:
    """新增报名, steps 1 to 5; the name of who was enrolled."""
    form, name = begin(page, kind)
    hand_in(page, form, kind)
    return name


def hand_in(page: Page, form: Locator, kind: str) -> None:
    """Steps 4 and 5: all that is asked for, and 提交."""
    expect(form.get_by_role("heading", name="条件核对")).to_be_visible()
    if kind == UNCERTIFIED:
        form.get_by_label("质量监督证").check()
    else:
        expect(form.get_by_role("heading", name="现持证书")).to_be_visible()
    form.get_by_label("从事工程管理年限").fill("8")
    form.get_by_label("从事监督年限").fill("3")
    form.get_by_label("不符合说明").fill("有施工企业工作经历证明")
    for slot in PAPERS:
        upload(form, slot)
    submit(form)
    toast(page, "已提交 1 件申请")


def what_is_mended_is_told_no_more(form: Locator) -> None:
    """Boxes that were ticked, and a file that does as well as the one that was asked for."""
    words = "请勾选报考证书"
    told = form.locator("[data-errors] li").filter(has_text=words)
    expect(told).to_have_count(1)
    form.get_by_label("质量监督证").check()
    expect(told).to_have_count(0)
    expect(form.get_by_text(words)).to_have_count(0)
    diploma = form.get_by_role("group", name="学历证书（与职称证书至少上传一项）")
    expect(diploma).not_to_contain_text("必填")
    expect(diploma.get_by_role("alert")).to_be_visible()
    upload(form, "职称证书")
    expect(diploma.get_by_role("alert")).to_be_hidden()


def test_新进人员培训报名_新增报名(visits: Visits) -> None:
    clerk = visits.enter("cs_clerk", expects=(422,))
    form, name = begin(clerk, UNCERTIFIED)
    submit(form)
    what_is_mended_is_told_no_more(form)
    hand_in(clerk, form, UNCERTIFIED)
    told = cells_of(clerk, name)
    assert told["报名类别"] == "未持证"
    assert told["报考证书"] == "质量"
    assert told["审核状态"] == "未审核"
    assert told["报名编号"].startswith("XJ-")
    # Who is enrolled cannot be ticked again.
    clerk.goto("/training/induction/pick/uncertified")
    row = clerk.locator("tbody tr").filter(has_text=f"已报名（{told['报名编号']}）")
    expect(row.locator("input[type=checkbox]")).to_be_disabled()

    province = visits.enter("hn_review")
    go_to(province, INDUCTION, TRAINING)
    assert cells_of(province, told["报名编号"])["姓名"] == name

    refused(visits.enter("cs_leader", expects=(403,)), "/training/induction/begin")


def test_新进人员培训报名_新增报名_持单证人员(visits: Visits) -> None:
    clerk = visits.enter("yl_admin")
    name = enrol(clerk)
    told = cells_of(clerk, name)
    assert told["报名类别"] == "持单证"
    city = visits.enter("cs_admin")
    go_to(city, INDUCTION, TRAINING)
    assert cells_of(city, told["报名编号"])["姓名"] == name


def test_新进人员培训报名_查看(visits: Visits) -> None:
    clerk = visits.enter("ty_clerk")
    name = enrol(clerk)
    number = cells_of(clerk, name)["报名编号"]
    city = visits.enter("zz_admin")
    go_to(city, INDUCTION, TRAINING)
    show(row_of(city, number))
    shown = dialog_of(city, f"{INDUCTION} · ")
    for heading in ("人员信息", "条件核对", "证书照片", "办理记录"):
        expect(shown.get_by_role("heading", name=heading)).to_be_visible()
    expect(shown.get_by_text("学历证书")).to_be_visible()


def test_新进人员培训报名_删除(visits: Visits) -> None:
    clerk = visits.enter("ty_clerk")
    name = enrol(clerk)
    number = cells_of(clerk, name)["报名编号"]
    city = visits.enter("zz_admin")
    go_to(city, INDUCTION, TRAINING)
    assert row_of(city, number).get_by_role("link", name="删除").count() == 0
    row_of(clerk, number).get_by_role("link", name="删除").click()
    agree(clerk, "删除")
    toast(clerk, "已删除")
    expect(row_of(clerk, number)).to_have_count(0)
    city.reload()
    expect(row_of(city, number)).to_have_count(0)


def test_培训报名额度分配_新进人员额度分配(visits: Visits) -> None:
    clerk = visits.enter("yl_clerk")
    name = enrol(clerk)
    number = cells_of(clerk, name)["报名编号"]
    session = "新进人员额度分配用培训班"
    new_session(visits.enter("hn_admin"), session, 41, {CHANGSHA: 2}, "新进人员培训")

    city = visits.enter("cs_admin")
    go_to(city, ALLOCATIONS, TRAINING)
    row_of(city, session).get_by_role("link", name="分配").click()
    form = dialog_of(city, "辖区内新进人员培训报名列表")
    left = form.get_by_label("剩余")
    box = form.get_by_label(f"选择 {name}", exact=True).first
    for is_ticked, count in ((True, "1"), (False, "2"), (True, "1")):
        box.set_checked(is_ticked)
        expect(left).to_have_text(count)
    submit(form)
    toast(city, "额度分配已提交")
    told = cells_of(city, session)
    assert (told["本市州名额"], told["已分配"], told["剩余"]) == ("2", "1", "1")

    clerk.reload()
    told = cells_of(clerk, number)
    assert told["审核状态"] == "已分配"
    assert told["档期"] == session
    # 省级审核 accepts, and the county reads where to be.
    province = visits.enter("hn_review")
    go_to(province, INDUCTION, TRAINING)
    row_of(province, number).get_by_text("受理", exact=True).click()
    asked = dialog_of(province, "受理 · ")
    line = asked.locator("dl > div", has_text="报到时间")
    assert line.evaluate("one => one.offsetWidth === one.parentNode.offsetWidth")
    asked.get_by_role("button", name="受理", exact=True).click()
    toast(province, "已受理")
    clerk.reload()
    assert cells_of(clerk, number)["审核状态"] == "已受理（待培训）"
    assert ALLOCATIONS not in menu_entries(clerk)
    refused(visits.enter("yl_leader", expects=(403,)), "/training/allocations/list/")
