"""系统首页: what waits for whom, and how far the year is."""

from __future__ import annotations

from app.core.base import clock
from tests.browser.steps import dialog_of, go_to, menu_entries, switch_year
from tests.support.site import Site, Visits

EVERY_SCREEN = [
    "系统首页",
    "监督机构基本情况汇总",
    "监督机构基本情况填报",
    "人员结构情况查看",
    "在职工作人员基础数据",
    "监督工程情况填报",
    "监督经费情况填报",
    "监督资格验证情况填报",
]
# What those have beside it who file.
FILERS_ONLY = ["人员调动"]
SUPERIORS = ["机构体检", "年报驾驶舱", "数据质量"]
WHY = "为什么看不到／不能办"
# 监督人员管理, for everybody of the business.
PEOPLE = [
    "人员基本信息填报",
    "人员证书变更",
    "人员证书注销",
    "人员证书补办",
    "监督证书",
    "资格雷达",
]
# 监督人员培训考核; a county hands no places on.
PLACES = "培训报名额度分配"
TRAINING = ["新进人员培训报名", "继续教育培训报名", PLACES, "培训档期", "成绩与发证"]
# 监督工作规范化考核, for everybody of the business.
SCORING = ["监督组考核", "层级考核", "动态考核记分", "考核表维护", "记分措施", "记分事由维护"]


def test_系统首页_待办工作(visits: Visits, site: Site):
    """进入系统首页页面，查看待办工作列表，从列表中点击进入待办工作处理页面"""
    year = clock.year()
    clerk = visits.enter("ty_clerk")
    row = clerk.locator("#todo tbody tr").filter(has_text=f"填报 {year} 年度监督工程情况")
    cells = [text.strip() for text in row.locator("td").all_inner_texts()]
    assert cells[1:5] == ["年度填报", "本机构", f"{year}-01-01", f"{year + 1}-02-28"]
    row.get_by_role("link", name="办理").click()
    form = dialog_of(clerk, "监督工程情况填报")
    assert form.get_by_label("年度").input_value() == str(year)
    assert form.get_by_label("机构名称").input_value() == site.account("ty_clerk")["organization"]
    form.get_by_role("button", name="取消").click()
    assert row.get_by_role("link", name="办理").evaluate("e => e === document.activeElement")

    colleague = visits.enter("ty_admin")
    # 继续填报, where somebody has begun.
    own = colleague.locator("#todo tbody tr").filter(has_text=f"填报 {year} 年度监督工程情况")
    assert own.count() == 1
    officer = visits.enter("sys_admin")
    assert "用户申请" in officer.locator("#todo tbody tr").first.inner_text()
    for username in ("ty_leader", "auditor"):
        other = visits.enter(username)
        assert other.get_by_text("没有待办工作").is_visible(), username
        assert other.locator("#todo tbody tr").count() == 0, username


def test_系统首页_年度填报进度(visits: Visits, site: Site):
    year = clock.year() - 1
    province = visits.enter("hn_leader")
    switch_year(province, year)
    province.goto("/")
    groups = province.locator(".zj-orgs > div").all_inner_texts()
    assert len(groups) == 15
    filed = site.value(
        "SELECT count(*) FROM project_return r JOIN organization o ON o.id = r.organization_id"
        " WHERE r.year = ? AND r.state IN ('submitted', 'locked') AND o.division_code LIKE '4308%'",
        year,
    )
    stations = site.value("SELECT count(*) FROM organization WHERE division_code LIKE '4308%'")
    done, total = next(text for text in groups if "张家界" in text).split("\n")[-1].split(" / ")
    assert int(total) == 5 * stations
    assert filed <= int(done) <= int(total) - (stations - filed)
    county = visits.enter("ty_leader")
    assert county.locator(".zj-orgs").count() == 0


def entries_of(visits: Visits, username: str) -> list[str]:
    """The menu but for 业务流程, which stands at its end for everybody."""
    *found, last = menu_entries(visits.enter(username))
    assert last == "业务流程", username
    return found


def test_the_menu_shows_what_the_role_may_see(visits: Visits):
    everybody = ["字典管理", "公告", "文件下载", "代办设置"]
    province = ["字典管理", "参数设置", "编号规则", "报表设置", "工作日历", *everybody[1:]]
    applied = ["用户申请", "权限申请"]
    kept = ["用户管理", *applied]
    found = entries_of(visits, "cs_leader")
    assert found == [*EVERY_SCREEN, *SUPERIORS, *PEOPLE, *TRAINING, *SCORING, *applied, *everybody]
    # The one has rights beside the role.
    for username, granted in (("zz_clerk", applied[1:]), ("ty_clerk", [])):
        shown = entries_of(visits, username)
        own = [*EVERY_SCREEN, *FILERS_ONLY, "机构体检", "数据质量"]
        training = [one for one in TRAINING if username == "zz_clerk" or one != PLACES]
        assert shown == [*own, *PEOPLE, *training, *SCORING, *granted, *everybody], username
    found = entries_of(visits, "hn_review")
    assert found == [*EVERY_SCREEN, *SUPERIORS, *PEOPLE, *TRAINING, *SCORING, *province]
    admin = [*FILERS_ONLY, "年度锁定", *SUPERIORS, *PEOPLE, *TRAINING, *SCORING, *kept]
    for username, rest in (
        ("hn_admin", [*admin, *province, "机构维护", WHY]),
        ("hn_leader", ["年度锁定", *SUPERIORS, *PEOPLE, *TRAINING, *SCORING, *applied, *province]),
        ("cs_admin", [*admin, *everybody, "在线用户", WHY]),
    ):
        assert entries_of(visits, username) == [*EVERY_SCREEN, *rest], username
    logs = ["操作日志", "登录日志", "日志校验"]
    rights = ["角色与菜单", "权限包"]
    sees = ["文件下载", "代办设置"]
    for username, rest in (
        ("sys_admin", [*kept[:2], *sees, logs[1], *rights, "机构维护", "在线用户", WHY]),
        ("sec_admin", [*kept, *sees, *logs, *rights, "在线用户", WHY]),
        ("auditor", [*sees[:1], *logs]),
    ):
        assert entries_of(visits, username) == ["系统首页", *rest], username


def test_the_year_on_top_is_the_year_of_every_page(visits: Visits):
    page = visits.enter("zz_leader")
    for year in (clock.year() - 1, clock.year()):
        switch_year(page, year)
        go_to(page, "监督机构基本情况汇总")
        page.get_by_role("heading", level=1, name=f"监督机构基本情况汇总（{year} 年度）").wait_for()


def test_系统首页_领导(visits: Visits, site: Site):
    """A leader sees the year of the jurisdiction; each figure leads to its rows."""
    year = clock.year() - 1
    leader = visits.enter("zz_leader")
    switch_year(leader, year)
    leader.goto("/")
    tiles = leader.get_by_role("navigation", name=f"{year} 年度辖区概况").get_by_role("link")
    assert [one.split("\n")[0] for one in tiles.all_inner_texts()] == [
        "监督机构",
        "在职人员",
        "持证占比",
        "年末在监工程",
        "经费到位率",
    ]
    stations = site.value("SELECT count(*) FROM organization WHERE division_code LIKE '4302%'")
    assert str(stations) in tiles.first.inner_text()
    charts = leader.locator(".zj-charts > section")
    charts.nth(3).wait_for()
    boxes = [one.bounding_box() for one in charts.all()]
    assert boxes[0]["y"] == boxes[1]["y"]
    assert boxes[2]["y"] == boxes[3]["y"]
    tiles.filter(has_text="年末在监工程").click()
    leader.get_by_role("heading", level=1, name="监督工程情况填报").wait_for()
    switch_year(leader, clock.year())


def test_系统首页_审计员(visits: Visits):
    """The auditor sees what was changed, shown and tried, and opens an entry of the log."""
    visits.enter("ty_clerk")
    auditor = visits.enter("auditor")
    changes = auditor.get_by_role("region", name="最近变更")
    changes.get_by_role("link").nth(1).click()
    entry = auditor.get_by_role("dialog").filter(has_text="操作日志 · ")
    entry.get_by_text("网络地址").wait_for()
    entry.get_by_role("button", name="关闭").last.click()
    auditor.get_by_role("region", name="登录失败").get_by_role("link", name="查看全部").click()
    auditor.get_by_role("heading", level=1, name="登录日志").wait_for()
    assert auditor.get_by_role("heading", name="填报与办理期限").count() == 0
    officer = visits.enter("sys_admin", expects=(403,))
    officer.goto("/audit/entries/list/")
    officer.get_by_role("heading", name="您没有该操作的权限").wait_for()
