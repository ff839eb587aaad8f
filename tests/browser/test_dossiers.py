"""人员基本信息填报: 查看, 完善, 导出 and 导出汇总表."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from app.core.base import clock
from tests.attachments.samples import jpeg
from tests.browser.steps import (
    cells_of,
    dialog_of,
    download,
    facts,
    go_to,
    menu_entries,
    refusals,
    refused,
    row_of,
    submit,
    toast,
)
from tests.support.browser import PHONE, WIDE, axe_violations, overflow
from tests.support.paper import pdf_lines, sheet_texts, sheets
from tests.support.site import Site, Visits

SCREEN, GROUP = "人员基本信息填报", "监督人员管理"
TIANYUAN = "天元区建设工程质量安全监督站"
# Whose applications are demo data has a photo already.
PHOTO = (
    " EXISTS (SELECT 1 FROM attachment a"
    " WHERE a.resource = 'personnel.person' AND a.item_id = p.id)"
)
HOLDERS = (
    " FROM person p JOIN organization o ON o.id = p.organization_id"
    " WHERE o.name = ? AND p.left_on IS NULL AND p.deleted_at IS NULL"
    " AND EXISTS (SELECT 1 FROM certificate c WHERE c.identity_id = p.identity_id)"
)


def find(page: Page, name: str) -> None:
    """Look for somebody in the list."""
    go_to(page, SCREEN, GROUP)
    page.get_by_role("textbox", name="姓名").fill(name)
    page.get_by_role("button", name="查询").click()
    page.get_by_label("已选条件").get_by_text(name).wait_for()


def test_人员基本信息填报_查看(visits: Visits, site: Site):
    """点击人员信息列表中【查看】按钮弹出人员信息查看弹窗"""
    clerk = visits.enter("ty_clerk")
    go_to(clerk, SCREEN, GROUP)
    total = site.value(f"SELECT count(*){HOLDERS}", TIANYUAN)
    assert clerk.locator("[data-tbar] b").inner_text() == str(total)
    ((number, name, until),) = site.sql(
        "SELECT p.id, p.name, c.valid_to FROM person p JOIN organization o"
        " ON o.id = p.organization_id JOIN certificate c ON c.identity_id = p.identity_id"
        " WHERE o.name = ? AND p.left_on IS NULL AND c.type = 'quality' AND c.status = 'valid'"
        f" AND NOT {PHOTO} ORDER BY p.id LIMIT 1",
        TIANYUAN,
    )
    find(clerk, name)
    shown = cells_of(clerk, name)
    quality = next(text for title, text in shown.items() if title.startswith("质量证编号"))
    assert until in quality
    assert shown["市州"] == "株洲市"
    row_of(clerk, name).first.get_by_role("link", name="查看").click()
    drawer = dialog_of(clerk, f"人员信息查看 · {name}")
    assert facts(drawer)["机构名称"] == TIANYUAN
    assert "*" in facts(drawer)["身份证号"]
    assert drawer.get_by_text("未上传照片").is_visible()
    # The other parts stand behind tabs, which arrows go through.
    drawer.get_by_role("tab", name="基本信息").press("ArrowRight")
    panel = drawer.get_by_role("tabpanel", name="监督证书")
    assert panel.get_by_role("cell", name=until).is_visible()
    assert panel.get_by_text("质量监督证 证书照片（正面）").is_visible()
    assert not drawer.get_by_text("未上传照片").is_visible()
    drawer.get_by_role("tab", name="一生一档").click()
    told = drawer.get_by_role("tabpanel", name="一生一档")
    assert told.get_by_text("进入本单位").is_visible()
    assert told.get_by_text("取得证书").first.is_visible()

    manager = visits.enter("zz_admin")
    find(manager, name)
    assert cells_of(manager, TIANYUAN)["姓名"] == name
    stranger = visits.enter("yl_clerk", expects=(404,))
    refused(stranger, f"/dossiers/show/{number}", "没有找到该页面或记录")
    officer = visits.enter("sys_admin", expects=(403,))
    assert SCREEN not in menu_entries(officer)
    refused(officer, "/dossiers/list/")


def of_tianyuan(site: Site, place: int) -> tuple[int, str, str]:
    """Somebody of Tianyuan with one certificate that counts: id, name, its number."""
    return site.sql(
        "SELECT p.id, p.name, min(c.number) FROM person p JOIN organization o"
        " ON o.id = p.organization_id JOIN certificate c ON c.identity_id = p.identity_id"
        " WHERE o.name = ? AND p.left_on IS NULL AND c.status != 'cancelled'"
        f" GROUP BY p.id HAVING count(*) = 1 ORDER BY {PHOTO}, p.id LIMIT 1 OFFSET ?",
        TIANYUAN,
        place,
    )[0]


def picture(name: str) -> Any:
    return {"name": name, "mimeType": "image/jpeg", "buffer": jpeg(295, 413)}


def complete(page: Page, name: str) -> Locator:
    """点击人员信息列表中【完善】按钮，弹出完善人员信息弹窗"""
    find(page, name)
    row_of(page, name).first.get_by_role("link", name="完善").click()
    return dialog_of(page, f"完善人员信息 · {name}")


def read_by_the_leader(visits: Visits, number: int, name: str) -> None:
    """What was completed, in another session; who looks on completes nothing."""
    leader = visits.enter("ty_leader", expects=(403,))
    find(leader, name)
    assert cells_of(leader, name)["完善状态"] == "已完善"
    assert row_of(leader, name).first.get_by_role("link", name="完善").count() == 0
    row_of(leader, name).first.get_by_role("link", name="查看").click()
    drawer = dialog_of(leader, f"人员信息查看 · {name}")
    assert facts(drawer)["职务"] == "监督一科副科长"
    photo = drawer.get_by_role("img", name=f"{name}的照片")
    assert photo.evaluate("one => one.decode().then(() => one.naturalWidth > one.naturalHeight)")
    drawer.get_by_role("tab", name="监督证书").click()
    assert drawer.get_by_role("img", name="证书照片（正面）").is_visible()
    drawer.get_by_role("tab", name="工作简历").click()
    assert drawer.get_by_role("cell", name="株洲市某建筑公司").is_visible()
    refused(leader, f"/dossiers/edit/{number}")


def test_人员基本信息填报_完善(visits: Visits, site: Site):
    """填写人员信息并上传证书照片点击【提交】按钮完成人员信息完善"""
    number, name, certificate = of_tianyuan(site, 1)
    clerk = visits.enter("ty_clerk", expects=(422,))
    form = complete(clerk, name)
    assert form.get_by_label("姓名").get_attribute("readonly") is not None
    assert form.get_by_text("请通过证书变更修改").is_visible()
    form.get_by_label("职务").first.fill("监督一科副科长")
    resume = form.get_by_role("region", name="工作简历")
    for label, text in {
        "起始日期": "2010-07-01",
        "终止日期（至今留空）": "2012-06-30",
        "工作单位": "株洲市某建筑公司",
        "证明人": "王某",
    }.items():
        resume.get_by_label(label).first.fill(text)
    submit(form)
    told = refusals(form)
    assert "请上传一寸照片" in told
    assert any(f"{certificate}：请上传证书照片（正面）" in words for words in told)
    # What was typed is on the server: it goes on in another window, pictures included.
    form.get_by_label("选择文件：一寸照片").set_input_files(picture("一寸.jpg"))
    form.get_by_role("button", name="旋转 一寸.jpg").press("Enter")
    expect(form.get_by_role("status").filter(has_text="已旋转 一寸.jpg")).to_have_count(1)
    clerk.get_by_text("已自动保存").first.wait_for()
    clerk.reload()
    form = complete(clerk, name)
    form.get_by_role("button", name="继续填写").click()
    assert form.get_by_label("职务").first.input_value() == "监督一科副科长"
    assert resume.get_by_label("工作单位").first.input_value() == "株洲市某建筑公司"
    expect(form.get_by_role("button", name="旋转 一寸.jpg")).to_be_visible()
    form.get_by_label("选择文件：证书照片（正面）").set_input_files(picture("正面.jpg"))
    form.get_by_role("button", name="旋转 正面.jpg").wait_for()
    submit(form)
    toast(clerk, "已提交")
    row_of(clerk, name).first.get_by_text("已完善").wait_for()

    read_by_the_leader(visits, number, name)


def test_人员基本信息填报_导出(visits: Visits, site: Site, tmp_path: Path):
    """点击列表中的【导出】，进入人员基本信息预览界面，可进行放大、打印、下载操作"""
    number, name, certificate = of_tianyuan(site, 2)
    clerk = visits.enter("ty_clerk")
    find(clerk, name)
    row_of(clerk, name).first.get_by_role("link", name="导出").click()
    clerk.get_by_role("heading", level=1, name="监督人员基本信息表").wait_for()
    paper = clerk.get_by_role("region", name="报表预览")
    assert paper.get_by_text(name, exact=True).first.is_visible()
    assert paper.get_by_text(certificate).first.is_visible()
    before = clerk.locator("[data-zoomv]").inner_text()
    clerk.get_by_role("button", name="放大").click()
    assert clerk.locator("[data-zoomv]").inner_text() != before
    assert clerk.get_by_role("button", name="打印").is_visible()
    lines = pdf_lines(download(clerk, "PDF", tmp_path))
    text = "\n".join(lines)
    for words in ("监督人员基本信息表", name, certificate, "单位意见", "市州意见", "省级意见"):
        assert words in text
    # The way back leads to the list that it was opened from.
    clerk.get_by_role("link", name="返回").click()
    clerk.get_by_role("heading", level=1, name=SCREEN).wait_for()

    found = re.search(r"导出编号：(\S+)", text)
    assert found
    manager = visits.enter("zz_admin")
    manager.get_by_role("button", name=site.account("zz_admin")["name"]).click()
    manager.get_by_role("link", name="报表核验").click()
    manager.get_by_label("导出编号").fill(found[1])
    manager.get_by_role("button", name="核验").click()
    manager.get_by_text(certificate).first.wait_for()
    leader = visits.enter("ty_leader", expects=(403,))
    find(leader, name)
    assert row_of(leader, name).first.get_by_role("link", name="导出").count() == 0
    refused(leader, f"/reports/dossier/preview?person={number}")


def test_人员基本信息填报_导出汇总表(visits: Visits, site: Site, tmp_path: Path):
    """出现导出筛选条件弹框，选择弹框中的条件，点击【预览】，进入预览界面；可进行放大、打印、下载操作"""
    clerk = visits.enter("ty_clerk")
    go_to(clerk, SCREEN, GROUP)
    clerk.get_by_role("link", name="导出汇总表").click()
    dialog = dialog_of(clerk, "导出汇总表")
    dialog.get_by_label("证书状态").select_option(label="有效（含即将到期）")
    dialog.get_by_label("有效期至（止）").fill("2099-12-31")
    dialog.get_by_role("button", name="预览").click()
    clerk.get_by_role("heading", level=1, name="监督人员基本信息汇总表").wait_for()
    total = site.value(
        f"SELECT count(*){HOLDERS} AND p.employ_type != 'seconded_in' AND EXISTS (SELECT 1"
        " FROM certificate c WHERE c.identity_id = p.identity_id AND c.status = 'valid'"
        " AND c.valid_from <= ? AND c.valid_to >= ?)",
        TIANYUAN,
        clock.today().isoformat(),
        clock.today().isoformat(),
    )
    clerk.get_by_text(f"合计 {total} 人，其中质量证").wait_for()
    assert clerk.get_by_text("证书状态：有效（含即将到期）").first.is_visible()
    (sheet,) = sheets(download(clerk, "XLSX", tmp_path))
    text = "\n".join(" ".join(row) for row in sheet_texts(sheet))
    assert f"合计 {total} 人" in text
    assert "质量监督证" in text

    province = visits.enter("hn_review")
    go_to(province, SCREEN, GROUP)
    province.get_by_role("link", name="导出汇总表").click()
    dialog = dialog_of(province, "导出汇总表")
    dialog.get_by_label("市州").select_option(label="株洲市")
    dialog.get_by_role("button", name="预览").click()
    province.get_by_text("市州：株洲市").first.wait_for()
    assert province.get_by_text(TIANYUAN).first.is_visible()
    leader = visits.enter("hn_leader", expects=(403,))
    go_to(leader, SCREEN, GROUP)
    assert leader.get_by_role("link", name="导出汇总表").count() == 0
    refused(leader, "/reports/dossier_summary/conditions")


def test_dossiers_are_in_order_for_every_eye(visits: Visits, site: Site):
    """List, 查看 and 完善 without a fault of accessibility, and no wider than a telephone."""
    number, _name, _certificate = of_tianyuan(site, 3)
    for size in (WIDE, PHONE):
        page = visits.enter("ty_clerk", size=size)
        for path in ("list/", f"show/{number}", f"edit/{number}"):
            page.goto(f"/dossiers/{path}")
            page.get_by_role("heading", level=1).wait_for()
            assert axe_violations(page) == [], path
            assert overflow(page) <= 0, path
