"""监督证书, 资格雷达 and 历史录入: read in reach, and entered for the own people."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from playwright.sync_api import Page

from app.core.base import clock
from tests.attachments.samples import jpeg
from tests.browser.steps import cells_of, dialog_of, facts, go_to, refused, row_of, show
from tests.imports.rosters import good_row, roster
from tests.support.browser import axe_violations
from tests.support.site import Site, Visits

LIST, RADAR, ROSTER = "监督证书", "资格雷达", "在职工作人员基础数据"
GROUPS = {LIST: "监督人员管理", RADAR: "监督人员管理", ROSTER: "监督机构管理"}
NAME, NUMBER = "上官证明", "湘质监430199901"
PERSON = good_row(
    7301, 姓名=NAME, 岗位类别="监督岗位", 监督专业方向="质量", 从事监督工作时间="2015-03-01"
)


def certificate(**changed: Any) -> dict[str, Any]:
    first = clock.today() - dt.timedelta(days=100)
    return {
        "身份证号": PERSON["身份证号"],
        "姓名": NAME,
        "证书种类": "质量监督证",
        "证书编号": NUMBER,
        "发证机关": "湖南省住房和城乡建设厅",
        "发证日期": first,
        "有效期起": first,
        "有效期止": clock.today() + dt.timedelta(days=30),
        **changed,
    }


def pictures(path: Path) -> Path:
    """A ZIP with the picture of the certificate and one of nobody's."""
    with ZipFile(path, "w") as packed:
        packed.writestr(f"{NUMBER}.jpg", jpeg())
        packed.writestr("湘质监999999999.jpg", jpeg())
    return path


def bring_in(clerk: Page, screen: str, path: Path, link: str = "导入") -> None:
    """导入 from the list of a screen, as far as its check."""
    go_to(clerk, screen, GROUPS[screen])
    clerk.get_by_role("link", name=link, exact=True).click()
    clerk.get_by_label("导入文件").set_input_files(path)
    clerk.get_by_role("button", name="上传").click()
    clerk.get_by_text("待确认").wait_for()


def store(clerk: Page, button: str = "导入有效行", *, asked: bool = False) -> None:
    clerk.get_by_role("button", name=button).click()
    if asked:
        clerk.get_by_role("dialog", name="另有").get_by_role("button", name=button).click()
    clerk.get_by_role("button", name="撤销导入").wait_for()


def look_for(page: Page, screen: str, name: str) -> None:
    go_to(page, screen, GROUPS[screen])
    page.get_by_role("textbox", name="姓名").fill(name)
    page.get_by_role("button", name="查询").click()
    page.get_by_label("已选条件").get_by_text(name).wait_for()


def pictures_come_in(clerk: Page, manager: Page, path: Path) -> None:
    """导入照片: what is matched and what is not is told first; the superior sees the picture."""
    bring_in(clerk, LIST, pictures(path), "导入照片")
    notes = clerk.get_by_role("region", name="可以导入，请先核对", exact=True).inner_text()
    assert f"对应证书：质量监督证 {NAME}" in notes
    faults = clerk.get_by_role("region", name="问题清单", exact=True).inner_text()
    assert "本机构没有该编号的未注销证书" in faults
    store(clerk, "导入有效文件", asked=True)
    look_for(manager, LIST, NAME)
    show(row_of(manager, NUMBER))
    drawer = dialog_of(manager, LIST)
    drawer.get_by_role("link", name=f"查看 {NUMBER}.jpg").wait_for()
    manager.keyboard.press("Escape")


def test_监督证书_历史录入(visits: Visits, tmp_path: Path):
    """A clerk enters somebody's certificate; the superior reads it, and nobody else does."""
    clerk = visits.enter("yl_clerk")
    bring_in(clerk, ROSTER, roster(tmp_path / "人员.xlsx", [PERSON]))
    store(clerk)
    look_for(clerk, RADAR, NAME)
    assert cells_of(clerk, NAME)["预警类别"] == "缺证"

    wrong = certificate(姓名="上官证朋", 有效期止=clock.today() - dt.timedelta(days=100))
    bring_in(clerk, LIST, roster(tmp_path / "证书.xlsx", [wrong]))
    shown = clerk.get_by_role("region", name="问题清单", exact=True).inner_text()
    assert "姓名与本机构在职人员中登记的不一致" in shown
    assert "有效期止应晚于有效期起" in shown
    bring_in(clerk, LIST, roster(tmp_path / "证书.xlsx", [certificate()]))
    store(clerk)

    manager = visits.enter("cs_admin")
    look_for(manager, LIST, NAME)
    assert cells_of(manager, NUMBER)["证书状态"] == "即将到期"
    show(row_of(manager, NUMBER))
    drawer = dialog_of(manager, LIST)
    assert facts(drawer)["来源"] == "历史录入"
    assert drawer.get_by_role("region", name="证书沿革").get_by_text("取得证书").is_visible()
    assert axe_violations(manager) == []
    manager.keyboard.press("Escape")
    manager.get_by_role("link", name=re.compile(f"^{NAME}")).click()
    manager.get_by_role("dialog").get_by_role("heading", name="一生一档").wait_for()
    manager.keyboard.press("Escape")

    look_for(clerk, RADAR, NAME)
    assert cells_of(clerk, NAME)["剩余天数"] == "30"
    pictures_come_in(clerk, manager, tmp_path / "照片.zip")
    stranger = visits.enter("ty_clerk")
    look_for(stranger, LIST, NAME)
    assert stranger.locator("#list tbody tr").filter(has_text=NUMBER).count() == 0
    leader = visits.enter("yl_leader", expects=(403,))
    go_to(leader, LIST, GROUPS[LIST])
    assert leader.get_by_role("link", name="导入", exact=True).count() == 0
    refused(leader, "/imports/new/certificates")


def test_资格雷达_leads_from_a_number_to_its_people(visits: Visits, site: Site):
    leader = visits.enter("zz_leader")
    go_to(leader, RADAR, GROUPS[RADAR])
    assert axe_violations(leader) == []
    tiles = leader.get_by_role("navigation", name="预警数量").get_by_role("link")
    assert [one.split("\n")[0] for one in tiles.all_inner_texts()] == [
        "即将到期",
        "已过期",
        "缺证",
        "超龄",
    ]
    count = int(tiles.nth(0).inner_text().split("\n")[-1])
    expiring = site.value(
        "SELECT count(*) FROM certificate c JOIN person p ON p.identity_id = c.identity_id"
        " AND p.organization_id = c.organization_id JOIN organization o"
        " ON o.id = p.organization_id WHERE p.left_on IS NULL AND p.deleted_at IS NULL"
        " AND c.status = 'valid' AND c.valid_to BETWEEN ? AND ?"
        " AND o.division_code LIKE '4302%'",
        clock.today().isoformat(),
        (clock.today() + dt.timedelta(days=90)).isoformat(),
    )
    assert count == expiring > 0
    tiles.nth(0).click()
    leader.get_by_label("已选条件").get_by_text("即将到期").wait_for()
    states = leader.locator("#list tbody tr").all_inner_texts()
    assert states
    assert all("即将到期" in text for text in states)
    refused(visits.enter("auditor", expects=(403,)), "/certificates/radar/list/")
