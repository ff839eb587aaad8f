"""监督机构基本情况填报: 编辑要修改的监督机构信息，点击【提交】；带*标识的为必填项."""

from __future__ import annotations

from playwright.sync_api import Locator

from tests.attachments import samples
from tests.browser.steps import (
    cells_of,
    dialog_of,
    facts,
    go_to,
    hand_in,
    menu_entries,
    refusals,
    refused,
    row_of,
    show,
    submit,
    switch_year,
)
from tests.support.browser import PHONE, axe_violations, overflow
from tests.support.site import Site, Visits
from tests.support.suite_clock import filing_year

SCREEN = "监督机构基本情况填报"
YUELU = "岳麓区建设工程质量安全监督站"
BASE = "/organizations/profiles"
YEAR = filing_year()


def test_监督机构基本信息填报(visits: Visits, site: Site):
    clerk = visits.enter("yl_clerk", expects=(422,))
    switch_year(clerk, YEAR)
    go_to(clerk, SCREEN)
    form = clerk.locator("form[data-rows-form]")
    assert form.get_by_label("机构名称").input_value() == YUELU
    assert facts(form)["上级监督机构"] == "长沙市建设工程质量安全监督站"
    starred = {
        label.strip()
        for label in form.locator("label:has(.zj-req), .zj-label:has(.zj-req)").all_inner_texts()
    }
    # The paper that founded the organization is the one file among them.
    assert len([label for label in starred if "成立批文" not in label]) == 37
    mobile = form.get_by_label("法定代表人手机").input_value()
    assert "*" in mobile

    _starred_fields_must_be_filled(form)
    form.get_by_label("办公电话").last.fill("0731-88886666")
    form.get_by_label("计算机（台）").fill("31")
    table = form.get_by_role("group", name="内设科室").or_(form.locator("#departments"))
    table.first.get_by_label("科室名称").first.fill("质量监督科")
    form.get_by_role("button", name="添加一行").first.click()
    table.first.get_by_label("科室名称").last.fill("安全监督科")
    _the_paper_is_asked_for_and_sent(form)
    hand_in(clerk, form)
    clerk.get_by_text("已提交", exact=True).first.wait_for()

    manager = visits.enter("cs_admin")
    switch_year(manager, YEAR)
    manager.goto(f"{BASE}/list/")
    assert cells_of(manager, YUELU)["状态"] == "已提交"
    show(row_of(manager, YUELU))
    drawer = dialog_of(manager, SCREEN)
    told = facts(drawer)
    assert told["计算机（台）"] == "31"
    assert told["法定代表人手机"] == mobile
    assert drawer.get_by_text("安全监督科").count() == 1
    stored = site.value(
        "SELECT length(r.legal_mobile) FROM profile_return r JOIN organization o"
        " ON o.id = r.organization_id WHERE o.name = ? AND r.year = ?",
        YUELU,
        YEAR,
    )
    assert stored > len(mobile)
    clerk.goto("/")
    assert (
        clerk.locator("#todo tbody tr").filter(has_text=f"{YEAR} 年度监督机构基本信息").count() == 0
    )


def _starred_fields_must_be_filled(form: Locator) -> None:
    """带*标识的为必填项; what is missing, written wrong or not attached is told in one round."""
    field, telephone = form.get_by_label("主管部门"), form.get_by_label("办公电话").last
    postcode = form.get_by_label("邮政编码")
    before = postcode.input_value()
    field.fill("")
    telephone.fill("88886666")
    postcode.fill("4120A")
    postcode.press("Tab")
    form.get_by_text("邮政编码应为 6 位数字").wait_for()
    assert postcode.get_attribute("aria-invalid") == "true"
    submit(form)
    form.get_by_role("link", name="请填写主管部门").wait_for()
    assert sorted(refusals(form)) == sorted(
        [
            "请填写主管部门",
            "电话号码应带区号，例如 0731-88886666",
            "邮政编码应为 6 位数字",
            "请上传成立批文",
        ]
    )
    form.get_by_role("link", name="请填写主管部门").click()
    assert field.evaluate("e => e === document.activeElement")
    assert field.get_attribute("aria-invalid") == "true"
    assert (telephone.input_value(), postcode.input_value()) == ("88886666", "4120A")
    field.fill("岳麓区住房和城乡建设局")
    postcode.fill(before)


def _the_paper_is_asked_for_and_sent(form: Locator) -> None:
    """成立批文 is the one file that must be there; it was asked for with all the rest."""
    form.get_by_role("link", name="请上传成立批文").wait_for()
    slot = form.get_by_role("group", name="成立批文")
    paper = {"name": "成立批文.pdf", "mimeType": "application/pdf", "buffer": samples.pdf()}
    slot.locator("input[type=file]").set_input_files([paper])
    slot.locator("[data-name]", has_text="成立批文.pdf").wait_for()


def test_监督机构基本信息填报_refused(visits: Visits, site: Site):
    leader = visits.enter("yl_leader", expects=(403,))
    go_to(leader, SCREEN)
    assert leader.get_by_role("button", name="提交").count() == 0
    refused(leader, f"{BASE}/add")
    officer = visits.enter("sec_admin", expects=(403,))
    assert SCREEN not in menu_entries(officer)
    refused(officer, f"{BASE}/own")
    number = site.value(
        "SELECT r.id FROM profile_return r JOIN organization o ON o.id = r.organization_id"
        " WHERE o.division_code = '430200' AND r.year = ?",
        YEAR,
    )
    stranger = visits.enter("yl_clerk", expects=(404,))
    refused(stranger, f"{BASE}/edit/{number}", "没有找到该页面或记录")


def test_the_profile_is_accessible_and_fits_a_phone(visits: Visits):
    page = visits.enter("zz_admin")
    for path in ("own", "list/"):
        page.goto(f"{BASE}/{path}")
        assert axe_violations(page) == [], path
    phone = visits.enter("zz_admin", size=PHONE)
    for path in ("own", "list/"):
        phone.goto(f"{BASE}/{path}")
        assert overflow(phone) == 0, path
