"""证书打印, 发证名册 and 证书核验: the province prints, and a stranger checks the paper."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from app.core.base import clock
from tests.browser.steps import (
    PEOPLE,
    dialog_of,
    download,
    go_to,
    refused,
    row_of,
    show,
    zoom_and_print,
)
from tests.support.browser import axe_violations, overflow
from tests.support.paper import pdf_pages
from tests.support.site import Site, Visits

LIST = "监督证书"
CODE = re.compile("核验码 ([0-9A-Z-]{14})")
PHONE = {"width": 390, "height": 844}


def valid(
    site: Site, kind: str, place: str = "岳麓区建设工程质量安全监督站"
) -> tuple[str, str, str]:
    """Number, name and code of a certificate of a station that runs for a long time."""
    (found,) = site.sql(
        "SELECT c.number, p.name, c.check_code FROM certificate c"
        " JOIN organization o ON o.id = c.organization_id"
        " JOIN person p ON p.identity_id = c.identity_id AND p.organization_id = o.id"
        " WHERE c.status = 'valid' AND c.type = ? AND o.name = ? AND p.left_on IS NULL"
        " AND p.deleted_at IS NULL AND c.valid_to > ? ORDER BY c.id LIMIT 1",
        kind,
        place,
        f"{clock.year() + 1}-01-01",
    )
    return found


def look_for(page: Page, number: str) -> Locator:
    """The row of a certificate."""
    go_to(page, LIST, PEOPLE)
    page.get_by_role("button", name="更多条件").click()
    page.get_by_label("证书编号").fill(number)
    page.get_by_role("button", name="查询").click()
    page.get_by_label("已选条件").get_by_text(number).wait_for()
    return row_of(page, number)


def paper_of(page: Page) -> Locator:
    """The paper of the preview that opens."""
    page.get_by_role("button", name="打印").wait_for()
    return page.get_by_role("region", name=re.compile("^报表预览"))


def told(page: Page) -> dict[str, str]:
    """What the page of the check says."""
    rows = page.get_by_role("main").locator("dl > div").all_inner_texts()
    return dict(row.split("\n") for row in rows)


def checked(visits: Visits, code: str) -> Page:
    """A stranger with a telephone opens the page and types the code by hand."""
    stranger = visits.window(size=PHONE, expects=(404,))
    stranger.goto("/check/")
    stranger.get_by_label("核验码").fill("0000-0000-0000")
    stranger.keyboard.press("Enter")
    stranger.get_by_text("未查到该证书").wait_for()
    stranger.get_by_label("核验码").fill(code.lower())
    stranger.get_by_role("button", name="核验").click()
    stranger.get_by_text("以上为当前登记的状态").wait_for()
    return stranger


def test_打印证书(visits: Visits, site: Site, tmp_path: Path):
    number, name, stored = valid(site, "quality")
    province = visits.enter("hn_review")
    look_for(province, number).get_by_role("link", name=re.compile("^打印证书")).click()
    paper = paper_of(province)
    for words in ("湖南省建设工程质量监督证", name, number, "湖南省住房和城乡建设厅"):
        expect(paper).to_contain_text(words)
    expect(paper.get_by_role("img", name="二维码")).to_be_visible()
    zoom_and_print(province)
    # 纸张 is chosen on the preview.
    wide = paper.locator("section").bounding_box()
    province.get_by_role("link", name="条件").click()
    dialog = dialog_of(province, "打印证书")
    dialog.get_by_label("纸张").select_option(label="A5")
    dialog.get_by_role("button", name="预览").click()
    province.wait_for_url("**paper=A5**")
    expect(paper).to_contain_text(number)
    narrow = province.locator("[data-paper-mm]").get_attribute("data-paper-mm")
    assert wide is not None
    assert narrow == "210.0"
    path = download(province, "PDF", tmp_path)
    assert number in path.name
    (text,) = pdf_pages(path)
    code = CODE.search(text)
    assert code is not None
    assert code[1].replace("-", "") == stored

    # Whoever holds the paper reads its state, and no more than it says.
    stranger = checked(visits, code[1])
    assert told(stranger) == {
        "证书状态": "有效",
        "证书编号": number,
        "姓名": name[0] + "*" * (len(name) - 1),
        "证书种类": "质量监督证",
        "有效期止": told(stranger)["有效期止"],
    }
    assert not overflow(stranger)
    assert axe_violations(stranger) == []
    stranger.get_by_role("link", name="English").click()
    stranger.get_by_text("Certificate check").wait_for()

    # An organization sees its certificates, and prints none.
    clerk = visits.enter("yl_admin", expects=(403,))
    row = look_for(clerk, number)
    row.wait_for()
    assert not row.get_by_role("link", name=re.compile("^打印证书")).count()
    refused(clerk, province.url.removeprefix(site.address))


def test_打印证书_of_several(visits: Visits):
    province = visits.enter("hn_admin")
    go_to(province, LIST, PEOPLE)
    province.get_by_label("证书状态").select_option(label="有效")
    province.get_by_role("button", name="查询").click()
    province.get_by_label("已选条件").get_by_text("有效").wait_for()
    rows = province.locator("#list tbody tr")
    first, second = (rows.nth(place).locator("td.name").inner_text() for place in (0, 3))
    for place in (0, 3):
        rows.nth(place).get_by_role("checkbox").check()
    province.get_by_role("button", name="打印证书").click()
    paper = paper_of(province)
    expect(paper.locator("section")).to_have_count(2)
    for number in (first, second):
        expect(paper).to_contain_text(number)


def test_a_printed_certificate_that_is_cancelled_says_so(visits: Visits, site: Site):
    place = "天元区建设工程质量安全监督站"
    number, _name, code = valid(site, "safety", place)
    site.change(
        "UPDATE certificate SET status = 'cancelled', cancelled_on = ? WHERE check_code = ?",
        f"{clock.today()}",
        code,
    )
    assert told(checked(visits, code))["证书状态"] == "已注销"
    row = look_for(visits.enter("hn_review"), number)
    row.wait_for()
    assert not row.get_by_role("link", name=re.compile("^打印证书")).count()


def test_发证名册(visits: Visits, site: Site, tmp_path: Path):
    number, name, _code = valid(site, "quality")
    ((day,),) = site.sql("SELECT issued_on FROM certificate WHERE number = ?", number)
    clerk = visits.enter("yl_clerk")
    go_to(clerk, LIST, PEOPLE)
    clerk.get_by_role("link", name="发证名册").click()
    dialog = dialog_of(clerk, "发证名册")
    expect(dialog.get_by_label("发证日期起")).to_have_value(f"{clock.year()}-01-01")
    dialog.get_by_label("发证日期起").fill(day)
    dialog.get_by_label("发证日期止").fill(day)
    dialog.get_by_label("证书类别").select_option(label="质量监督证")
    dialog.get_by_role("button", name="预览").click()
    paper = paper_of(clerk)
    for words in ("监督人员发证名册", number, name, "领取人签名", "领取日期"):
        expect(paper).to_contain_text(words)
    zoom_and_print(clerk)
    assert number in "".join(pdf_pages(download(clerk, "PDF", tmp_path)))


def test_a_dossier_leads_to_the_papers_of_its_certificates(visits: Visits, site: Site):
    number, name, _code = valid(site, "quality")
    province = visits.enter("hn_review")
    go_to(province, "人员基本信息填报", PEOPLE)
    province.get_by_role("textbox", name="姓名").fill(name)
    province.get_by_role("button", name="查询").click()
    province.get_by_label("已选条件").get_by_text(name).wait_for()
    show(row_of(province, number).first)
    drawer = dialog_of(province, name)
    drawer.get_by_role("tab", name="监督证书").click()
    drawer.get_by_role("link", name=f"打印证书 {number}").click()
    expect(paper_of(province)).to_contain_text(number)
