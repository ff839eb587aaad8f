"""在职工作人员基础数据: the list and 查看, 新增非持证人员, 修改 and 删除."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page

from app.core.base import clock
from tests.browser.steps import (
    cells_of,
    dialog_of,
    facts,
    go_to,
    menu_entries,
    refusals,
    refused,
    row_of,
    show,
    submit,
    toast,
)
from tests.support.site import Site, Visits

SCREEN = "在职工作人员基础数据"
YUELU = "岳麓区建设工程质量安全监督站"


def test_在职工作人员基础数据_查看(visits: Visits, site: Site):
    ((number, name, joined_on),) = site.sql(
        "SELECT p.id, p.name, p.joined_on FROM person p JOIN organization o"
        " ON o.id = p.organization_id WHERE o.name = ? AND p.left_on IS NULL"
        " AND p.deleted_at IS NULL ORDER BY p.id LIMIT 1",
        YUELU,
    )
    clerk = visits.enter("yl_clerk")
    go_to(clerk, SCREEN)
    total = site.value(
        "SELECT count(*) FROM person p JOIN organization o ON o.id = p.organization_id"
        " WHERE o.name = ? AND p.left_on IS NULL AND p.deleted_at IS NULL",
        YUELU,
    )
    assert clerk.locator("[data-tbar] b").inner_text() == str(total)
    clerk.get_by_label("姓名").fill(name)
    clerk.get_by_role("button", name="查询").click()
    clerk.get_by_label("已选条件").get_by_text(name).wait_for()
    shown = cells_of(clerk, name)
    assert shown["进入本单位日期"] == joined_on
    assert "*" in shown["身份证号"]
    row_of(clerk, name).first.get_by_role("link", name="查看").click()
    told = facts(dialog_of(clerk, f"{SCREEN} · {name}"))
    assert told["机构名称"] == YUELU
    assert told["进入本单位日期"] == joined_on
    assert "*" in told["身份证号"]
    assert "*" in told["手机号"]

    manager = visits.enter("cs_admin")
    go_to(manager, SCREEN)
    manager.get_by_label("姓名").fill(name)
    manager.get_by_role("button", name="查询").click()
    manager.get_by_label("已选条件").get_by_text(name).wait_for()
    assert cells_of(manager, YUELU)["姓名"] == name

    stranger = visits.enter("ty_clerk", expects=(404,))
    stranger.goto(f"/personnel/people/show/{number}")
    stranger.get_by_role("heading", name="没有找到该页面或记录").wait_for()
    officer = visits.enter("sys_admin", expects=(403,))
    assert SCREEN not in menu_entries(officer)
    officer.goto("/personnel/people/list/")
    officer.get_by_role("heading", name="您没有该操作的权限").wait_for()


def test_在职工作人员基础数据_a_clerk_of_a_prefecture_sees_its_own_people(
    visits: Visits, site: Site
):
    own = site.account("cs_clerk")["organization"]
    clerk = visits.enter("cs_clerk", expects=(404,))
    go_to(clerk, SCREEN)
    names = set(clerk.locator('#list tbody td[data-l="机构名称"]').all_inner_texts())
    assert {name.strip() for name in names} == {own}
    below = site.value(
        "SELECT p.id FROM person p JOIN organization o ON o.id = p.organization_id"
        " WHERE o.name = ? LIMIT 1",
        YUELU,
    )
    clerk.goto(f"/personnel/people/show/{below}")
    clerk.get_by_role("heading", name="没有找到该页面或记录").wait_for()


# --- 新增非持证人员, 修改, 删除 ----------------------------------------------------------------

# One clerk of each level with an own new person: who, name, ID number.
FILERS = [
    ("yl_clerk", "阿依努尔·买买提", "439900199104080028"),
    ("cs_clerk", "欧阳晓棠", "439900199205090035"),
    ("hn_admin", "诸葛南星", "439900199306100049"),
]
CERTIFICATE = "该人员持有有效监督证书，请先办理证书注销或变更"


def with_sum(number: str) -> str:
    """An ID number with its right check digit."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    rest = sum(int(sign) * weight for sign, weight in zip(number[:17], weights, strict=True)) % 11
    return number[:17] + "10X98765432"[rest]


def search(page: Page, name: str) -> Locator:
    """The rows of a name."""
    page.goto(f"/personnel/people/list/?_flt_0_name={name}")
    return row_of(page, name)


def fill_in(form: Locator, name: str, number: str) -> None:
    """填写非持证人员信息"""
    for label, text in {
        "姓名": name,
        "身份证号": number,
        "手机号": "139 0000 6789",
        "毕业院校": "湖南大学",
        "所学专业": "土木工程",
        "参加工作时间": "2014-07-01",
        "进入本单位日期": "2020-03-02",
    }.items():
        form.get_by_label(label).fill(text)
    for label, words in {
        "用工形式": "合同制聘用",
        "岗位类别": "综合管理",
        "学历": "大学本科",
        "专业类别": "土建（结构）",
        "职称级别": "无职称",
    }.items():
        form.get_by_label(label, exact=False).first.select_option(label=words)


def add(clerk: Page, name: str, number: str) -> None:
    """新增非持证人员, after a slip of the hand."""
    go_to(clerk, SCREEN)
    # 点击【新增非持证人员】弹出新增非持证人员弹窗
    clerk.get_by_role("link", name="新增非持证人员").click()
    form = dialog_of(clerk, "新增非持证人员")
    form.get_by_label("身份证号").fill("439900199104080027")
    form.get_by_label("手机号").focus()
    form.get_by_text("身份证号校验位错误").wait_for()
    fill_in(form, name, number)
    form.get_by_text(f"{says(number)[1]} 出生").wait_for()
    form.get_by_role("combobox", name="资格名称").select_option(label="二级注册建造师")
    form.get_by_role("textbox", name="证书编号").fill("湘243099")
    submit(form)
    toast(clerk, "已新增人员")


def says(number: str) -> tuple[str, str]:
    """性别 and 出生日期."""
    sex = "男" if int(number[16]) % 2 else "女"
    return sex, f"{number[6:10]}-{number[10:12]}-{number[12:14]}"


def change(clerk: Page, name: str) -> None:
    """点击人员列表中【修改】按钮"""
    row_of(clerk, name).get_by_role("link", name="修改").click()
    form = dialog_of(clerk, f"修改非持证人员 · {name}")
    assert form.get_by_label("身份证号").input_value().count("*") == 8
    form.get_by_label("职务").fill("内勤")
    submit(form)
    toast(clerk, "已保存")


def remove(clerk: Page, name: str) -> None:
    """点击列表中的【删除】弹出删除提示弹窗，根据提示完成删除"""
    row_of(clerk, name).get_by_role("link", name="删除").click()
    form = dialog_of(clerk, f"删除“{name}”？")
    form.get_by_role("button", name="删除").click()
    assert refusals(form) == ["请选择离开原因"]
    form.get_by_label("离开原因").select_option(label="辞职")
    form.get_by_role("button", name="删除").click()
    toast(clerk, "已删除")


@pytest.mark.parametrize(("who", "name", "stem"), FILERS, ids=[one[0] for one in FILERS])
def test_新增非持证人员_修改_删除(visits: Visits, site: Site, who: str, name: str, stem: str):
    number = with_sum(stem)
    clerk, manager = visits.enter(who), visits.enter("hn_leader")
    add(clerk, name, number)
    search(clerk, name)
    assert cells_of(clerk, name)["机构名称"] == site.account(who)["organization"]

    show(search(manager, name).first)
    told = facts(dialog_of(manager, f"{SCREEN} · {name}"))
    assert (told["性别"], told["出生日期"]) == says(number)
    assert told["用工形式"] == "合同制聘用"
    assert "*" in told["身份证号"]
    assert manager.get_by_text("二级注册建造师 · 湘243099").is_visible()

    change(clerk, name)
    search(manager, name)
    assert cells_of(manager, name)["职务"] == "内勤"

    search(clerk, name)
    remove(clerk, name)
    assert search(manager, name).count() == 0


def test_修改_已持证人员(visits: Visits, site: Site):
    """Name and ID number are locked, the rest is changed; who holds a certificate stays."""
    ((number, name),) = site.sql(
        "SELECT p.id, p.name FROM person p JOIN organization o ON o.id = p.organization_id"
        " JOIN certificate c ON c.identity_id = p.identity_id WHERE o.name = ?"
        " AND p.left_on IS NULL AND c.status = 'valid' ORDER BY c.valid_to DESC LIMIT 1",
        YUELU,
    )
    clerk = visits.enter("yl_clerk")
    clerk.goto(f"/personnel/people/list/?_flt_0_name={name}")
    row_of(clerk, name).first.get_by_role("link", name="修改").click()
    form = dialog_of(clerk, f"修改已持证人员 · {name}")
    for label in ("姓名", "身份证号"):
        assert form.get_by_label(label).get_attribute("readonly") is not None
    form.get_by_text("证书变更").wait_for()
    form.get_by_label("所在科室").fill("监督二科")
    submit(form)
    toast(clerk, "已保存")
    manager = visits.enter("cs_admin")
    manager.goto(f"/personnel/people/show/{number}")
    assert facts(manager.locator("main"))["所在科室"] == "监督二科"

    row_of(clerk, name).first.get_by_role("link", name="删除").click()
    asked = dialog_of(clerk, f"删除“{name}”？")
    asked.get_by_text(CERTIFICATE).wait_for()
    assert asked.get_by_role("button", name="删除").count() == 0


def test_新增非持证人员_已在其他机构(visits: Visits, site: Site):
    """What was typed goes on as a draft; the number itself is never kept."""
    ((sealed, place),) = site.sql(
        "SELECT p.id_no, o.name FROM person p JOIN organization o ON o.id = p.organization_id"
        " WHERE o.name <> ? AND p.left_on IS NULL ORDER BY p.id LIMIT 1",
        YUELU,
    )
    clerk = visits.enter("yl_clerk", expects=(422,))
    go_to(clerk, SCREEN)
    clerk.get_by_role("link", name="新增非持证人员").click()
    form = dialog_of(clerk, "新增非持证人员")
    fill_in(form, "司徒静好", site.unsealed(sealed))
    submit(form)
    (words,) = refusals(form)
    assert f"该人员已在【{place}】登记" in words
    form.get_by_role("button", name="取消").click()


def test_新增非持证人员_tells_everything_at_once(visits: Visits):
    """Sent empty, then wrong all over: each time one round, and cells answer for themselves."""
    clerk = visits.enter("zz_clerk", expects=(422,))
    go_to(clerk, SCREEN)
    clerk.get_by_role("link", name="新增非持证人员").click()
    form = dialog_of(clerk, "新增非持证人员")
    submit(form)
    starred = [f"请填写{one}" for one in ("姓名", "身份证号", "手机号", "毕业院校", "所学专业")]
    assert set(starred) <= set(refusals(form))

    stars = form.locator(
        "label[for=supervision_field] [data-req], label[for=title_name] [data-req]"
    )
    form.get_by_label("岗位类别").select_option(label="监督岗位")
    assert [star.is_visible() for star in stars.all()] == [True, False]
    form.get_by_label("职称级别").select_option(label="中级")
    form.get_by_label("岗位类别").select_option(label="综合管理")
    assert [star.is_visible() for star in stars.all()] == [False, True]

    number = form.get_by_role("textbox", name="证书编号").first
    number.fill("湘243099")
    for label, text in {"姓名": "1", "身份证号": "4399", "手机号": "12"}.items():
        form.get_by_label(label).fill(text)
    form.get_by_label("参加工作时间").fill("2999-01-01")
    with clerk.expect_response(lambda answer: answer.status == 422):
        submit(form)
    summary = form.locator("[data-errors]")
    cell = summary.get_by_role("link", name="第 1 行资格名称不能为空")
    cell.wait_for()
    told = "".join(refusals(form))
    for words in ("姓名", "身份证号", "手机号", "参加工作时间", "请选择学历"):
        assert words in told

    form.get_by_label("手机号").fill("")
    form.get_by_label("姓名").focus()
    summary.get_by_role("link", name="请填写手机号").wait_for()
    assert "undefined" not in "".join(refusals(form))
    assert cell.count() == 1
    kind = form.get_by_role("combobox", name="资格名称").first
    assert kind.get_attribute("aria-invalid") == "true"
    kind.select_option(label="二级注册建造师")
    number.focus()
    cell.wait_for(state="detached")
    assert kind.get_attribute("aria-invalid") is None
    form.get_by_role("button", name="取消").click()


def test_在职工作人员基础数据_a_leader_changes_nothing(visits: Visits):
    leader = visits.enter("yl_leader", expects=(403,))
    go_to(leader, SCREEN)
    assert leader.get_by_role("link", name="新增非持证人员").count() == 0
    assert row_of(leader, YUELU).first.get_by_role("link", name="修改").count() == 0
    refused(leader, "/personnel/people/add")


# --- 调动 -----------------------------------------------------------------------------------


def test_人员调动(visits: Visits, site: Site):
    """The own station offers somebody, the other one takes over on a day."""
    ((number, name),) = site.sql(
        "SELECT p.id, p.name FROM person p JOIN organization o ON o.id = p.organization_id"
        " WHERE o.name = ? AND p.left_on IS NULL AND p.deleted_at IS NULL AND NOT EXISTS"
        " (SELECT 1 FROM certificate c WHERE c.identity_id = p.identity_id)"
        " ORDER BY p.id LIMIT 1",
        YUELU,
    )
    receiver = site.account("ty_clerk")["organization"]
    sender, other = visits.enter("yl_clerk"), visits.enter("ty_clerk")
    show(search(sender, name).first)
    dialog_of(sender, f"{SCREEN} · {name}").get_by_role("link", name="调动").click()
    form = dialog_of(sender, "新增调动")
    assert form.get_by_label("调动人员").input_value().startswith(f"{name}（")
    form.get_by_role("combobox", name="调入机构").fill("天元区")
    form.get_by_role("option", name=receiver).click()
    submit(form)
    toast(sender, "已提交，等待调入机构接收")

    other.goto("/")
    waiting = other.locator("#todo tbody tr").filter(has_text=name)
    waiting.get_by_role("link", name="办理").click()
    other.get_by_role("heading", name=f"人员调动 · {name}").wait_for()
    told = facts(other.get_by_role("dialog").last.or_(other.locator("main")).first)
    assert (told["姓名"], told["调出机构"]) == (name, YUELU)
    assert "身份证号" not in told
    other.goto("/personnel/transfers/list/")
    row_of(other, name).get_by_role("link", name=re.compile("^接收")).click()
    form = dialog_of(other, f"接收 · {name}")
    assert facts(form)["调出机构"] == YUELU
    assert facts(form)["最早到岗日期"] >= f"{clock.year()}-01-01"
    form.get_by_role("button", name="接收").click()
    form.get_by_text("请选择进入本单位日期").first.wait_for()
    today = site.value("SELECT max(filed_at) FROM person_transfer")[:10]
    form.get_by_label("进入本单位日期").fill(today)
    form.get_by_role("button", name="接收").click()
    toast(other, "已接收")
    search(other, name)
    assert cells_of(other, name)["机构名称"] == receiver

    sender.goto(f"/personnel/people/list/?_flt_0_name={name}")
    assert row_of(sender, name).count() == 0
    sender.goto("/personnel/transfers/list/")
    assert cells_of(sender, name)["状态"] == "已接收"
    leader = visits.enter("yl_leader", expects=(403,))
    assert "人员调动" not in menu_entries(leader)
    refused(leader, "/personnel/transfers/list/")
    assert site.value("SELECT left_reason FROM person WHERE id = ?", number) == "transferred_inside"


# --- 本年度人员核对完成 ----------------------------------------------------------------------


def mark(page: Page) -> str:
    """What the overview says of ② 在职人员."""
    page.goto("/organizations/overview/list/")
    return page.locator(".zj-marks li").filter(has_text="在职人员").locator("small").inner_text()


def test_本年度人员核对完成(visits: Visits, site: Site):
    """The mark of the overview turns; who said so stands there, and it may be taken back."""
    organization = site.account("ty_clerk")["organization"]
    clerk = visits.enter("ty_clerk")
    site.change(
        "DELETE FROM roster_check WHERE organization_id ="
        " (SELECT id FROM organization WHERE name = ?)",
        organization,
    )
    site.change(
        "UPDATE person SET major = NULL WHERE id = (SELECT min(p.id) FROM person p"
        " JOIN organization o ON o.id = p.organization_id WHERE o.name = ?"
        " AND p.left_on IS NULL)",
        organization,
    )
    assert mark(clerk) == "未完成"
    go_to(clerk, SCREEN)
    clerk.get_by_role("link", name="本年度人员核对完成").click()
    asked = clerk.get_by_role("dialog").last
    # 补全后才能完成核对
    asked.get_by_text("所学专业").wait_for()
    name = asked.get_by_role("listitem").get_by_role("link").inner_text()
    asked.get_by_role("listitem").get_by_role("link").click()
    form = clerk.get_by_role("dialog").filter(has_text=f"人员 · {name}").last
    form.get_by_label("所学专业").fill("土木工程")
    submit(form)
    toast(clerk, "已保存")
    go_to(clerk, SCREEN)
    clerk.get_by_role("link", name="本年度人员核对完成").click()
    clerk.get_by_role("dialog").last.get_by_role("button", name="核对完成").click()
    toast(clerk, "人员核对已完成")

    colleague = visits.enter("ty_admin")
    go_to(colleague, SCREEN)
    done_on = f"已核对 {clock.today():%m-%d}"
    colleague.get_by_role("link", name=done_on).click()
    asked = colleague.get_by_role("dialog").last
    asked.get_by_text(f"{site.account('ty_clerk')['name']} 于").wait_for()
    assert mark(clerk) == "已完成"
    asked.get_by_role("button", name="撤销核对").click()
    toast(colleague, "已撤销核对")
    assert mark(clerk) == "未完成"
    leader = visits.enter("ty_leader")
    go_to(leader, SCREEN)
    assert leader.get_by_role("link", name="本年度人员核对完成").count() == 0
