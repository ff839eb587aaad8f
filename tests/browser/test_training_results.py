"""成绩与发证 by the words of its screens: results are entered, and certificates follow."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.steps import cells_of, dialog_of, go_to, press, refused, row_of, show, toast
from tests.browser.test_training_continuing import enrol, with_places
from tests.browser.training_steps import CONTINUING, TRAINING, day, press_and_agree
from tests.support.browser import axe_violations
from tests.support.site import Site, Visits

RESULTS = "成绩与发证"


def move(page: Page, number: str, act: str) -> None:
    """A move of an enrolment, by its dialog."""
    go_to(page, CONTINUING, TRAINING)
    press(row_of(page, number), act)
    dialog_of(page, act).get_by_role("button", name=act).click()
    toast(page, f"已{act}")


def over(site: Site, session: str) -> None:
    """The session has been held, and ended the day before yesterday."""
    site.change(
        "UPDATE training_session SET starts_on = ?, ends_on = ? WHERE name = ?",
        day(-5),
        day(-2),
        session,
    )


def test_录入成绩_延期(visits: Visits, site: Site) -> None:
    """录入成绩, 保存, 延期; what came of it stands in 查看 of the enrolment."""
    session = "第61期质量安全监督人员继续教育培训班"
    with_places(visits, session, 61, 3)
    clerk = visits.enter("yl_clerk")
    name = enrol(clerk, session)
    number = cells_of(clerk, name)["报名编号"]
    move(visits.enter("cs_leader"), number, "市州审核通过")
    review = visits.enter("hn_review", expects=(422,))
    move(review, number, "审核通过")
    over(site, session)

    go_to(review, RESULTS, TRAINING)
    row = cells_of(review, session)
    assert (row["应考"], row["已录入"], row["状态"]) == ("1", "0", "考核中")
    press(row_of(review, session), "录入成绩")
    expect(review.get_by_role("heading", name="录入成绩")).to_be_visible()
    assert axe_violations(review) == []
    review.get_by_label(f"{name} 到课学时").fill("24.5")
    review.get_by_label(f"{name} 综合测试").fill("87.5")
    review.get_by_role("button", name="保存").click()
    expect(review.get_by_text("不能大于档期学时（24）").first).to_be_visible()
    review.get_by_label(f"{name} 到课学时").fill("24")
    review.get_by_role("button", name="保存").click()
    expect(review.get_by_text("已保存 1 人的成绩")).to_be_visible()
    graded = review.get_by_role("row").filter(has_text=number)
    expect(graded.get_by_text("合格", exact=True)).to_be_visible()

    go_to(review, RESULTS, TRAINING)
    press_and_agree(review, session, "延期")
    expect(review.get_by_text("已延期 1 人")).to_be_visible()

    go_to(clerk, CONTINUING, TRAINING)
    assert cells_of(clerk, number)["审核状态"] == "已延期"
    show(row_of(clerk, number))
    shown = dialog_of(clerk, CONTINUING)
    expect(shown).to_contain_text("87.5")
    expect(shown.get_by_role("columnheader", name="满分")).to_have_css("text-align", "right")
    expect(shown).to_contain_text("有效期由")

    a_leader_grades_nobody(visits, site, session)


def a_leader_grades_nobody(visits: Visits, site: Site, session: str) -> None:
    """Who reads results has no way to enter any."""
    leader = visits.enter("yl_leader", expects=(403,))
    go_to(leader, RESULTS, TRAINING)
    assert cells_of(leader, session)["应考"] == "1"
    assert row_of(leader, session).get_by_role("link", name="录入成绩").count() == 0
    held = site.value("SELECT id FROM training_session WHERE name = ?", session)
    refused(leader, f"/training/results/grade/{held}")


def test_暂扣_恢复(visits: Visits, site: Site) -> None:
    """监督证书→【暂扣】 and 【恢复】 by the province, seen by the organization."""
    number = site.value(
        "SELECT c.number FROM certificate c JOIN organization o ON o.id = c.organization_id"
        " WHERE o.name LIKE '岳麓区%' AND c.status = 'valid' ORDER BY c.id LIMIT 1"
    )
    review = visits.enter("hn_review")
    review.goto(f"/certificates/list/?_flt_0_number={number}")
    press(row_of(review, number), "暂扣")
    form = dialog_of(review, "暂扣证书")
    form.get_by_label("暂扣原因").select_option(label="记满12分")
    form.get_by_label("暂扣说明").fill("本年度记满12分")
    form.get_by_role("button", name="保存").click()
    toast(review, "已暂扣")
    clerk = visits.enter("yl_clerk")
    clerk.goto(f"/certificates/list/?_flt_0_number={number}")
    assert cells_of(clerk, number)["证书状态"] == "暂扣"
    assert row_of(clerk, number).get_by_text("恢复").count() == 0
    review.goto(f"/certificates/list/?_flt_0_number={number}")
    press_and_agree(review, number, "恢复")
    toast(review, "已恢复")
    clerk.reload()
    assert cells_of(clerk, number)["证书状态"] != "暂扣"
