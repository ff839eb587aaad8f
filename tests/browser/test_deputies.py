"""代办设置: a leader of a prefecture is away, and somebody else decides in that place."""

from __future__ import annotations

import datetime as dt

from playwright.sync_api import Page

from app.core.base import clock
from tests.browser.steps import (
    PEOPLE,
    cells_of,
    dialog_of,
    go_to,
    menu_entries,
    row_of,
    submit,
    toast,
)
from tests.browser.test_certificate_cases import (
    CHANGES,
    decide,
    number_of,
    pick,
    ticked_kinds,
    upload,
)
from tests.support.browser import PHONE, axe_violations, overflow
from tests.support.site import Visits

DEPUTIES, SETTINGS = "代办设置", "系统管理"
# By which the application is found: its person may have been in others.
NUMBER = "湘质监代办00001"


def test_代办设置_市州级领导(visits: Visits) -> None:
    turn_on_pre_review(visits.enter("hn_admin"))
    number = filed(visits.enter("ty_clerk"))
    leader = visits.enter("zz_leader")
    name_deputy(leader)

    deputy = visits.enter("zz_clerk")
    deputy.goto("/")
    deputy.get_by_text("代叶渌水", exact=True).first.wait_for()
    decide(deputy, CHANGES, number, ["初审通过"])

    reader = visits.enter("ty_leader", size=PHONE)
    reader.goto("/certificate-cases/changes/list/")
    row_of(reader, number).get_by_role("link", name="查看").click()
    assert "邱云阳代叶渌水" in dialog_of(reader, CHANGES).inner_text()
    assert overflow(reader) == 0

    leader.goto("/deputies/list/")
    row_of(leader, "邱云阳").get_by_role("button", name="终止").click()
    leader.get_by_role("dialog").get_by_role("button", name="终止").click()
    toast(leader, "代办已终止")
    deputy.goto("/messages/list/")
    assert row_of(deputy, "代办结束：邱云阳代叶渌水").count() == 1


def test_代办设置_refused(visits: Visits) -> None:
    auditor = visits.enter("auditor", expects=(403,))
    assert DEPUTIES not in menu_entries(auditor)
    auditor.goto("/deputies/list/")
    auditor.get_by_role("heading", name="您没有该操作的权限").wait_for()
    clerk = visits.enter("zz_clerk")
    clerk.goto("/deputies/list/")
    assert clerk.get_by_role("link", name="设置代办").count() == 0


def turn_on_pre_review(page: Page) -> None:
    """参数设置: applications of counties pass their prefecture."""
    page.goto("/settings/parameters/edit/city_pre_review_cert")
    page.get_by_label("参数值").check()
    page.get_by_role("button", name="保存").click()
    page.wait_for_url("**/settings/parameters/list/**")


def filed(page: Page) -> str:
    """An application of the county; its number."""
    go_to(page, CHANGES, PEOPLE)
    pick(page, "新增变更")
    form = dialog_of(page, "监督人员证书变更申请")
    kind, *others = ticked_kinds(form)
    for other in others:
        form.get_by_label(other, exact=True).uncheck()
    form.get_by_label(f"{kind}新证书编号").fill(NUMBER)
    form.get_by_label("变更原因").fill("证书换发，编号变更")
    upload(form, f"{kind}新证书照片（正面）")
    submit(form)
    toast(page, "已提交 1 件申请")
    return number_of(page, NUMBER)


def name_deputy(page: Page) -> None:
    """系统管理→代办设置→【设置代办】."""
    go_to(page, DEPUTIES, SETTINGS)
    page.get_by_role("link", name="设置代办").first.click()
    form = dialog_of(page, "设置代办")
    form.get_by_label("代办人").select_option(label="邱云阳（zz_clerk）")
    form.get_by_label("开始日期").fill(clock.today().isoformat())
    form.get_by_label("结束日期").fill((clock.today() + dt.timedelta(days=5)).isoformat())
    form.get_by_label("事由").fill("外出学习")
    form.get_by_label(CHANGES).check()
    form.get_by_role("button", name="保存").click()
    toast(page, "代办已设置")
    assert cells_of(page, "邱云阳")["状态"] == "生效中"
    assert axe_violations(page) == []
