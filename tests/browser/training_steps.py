"""What people do at the screens of 监督人员培训考核, by the words that stand there."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from playwright.sync_api import Locator, Page

from app.core.base import clock
from tests.browser.steps import agree, dialog_of, go_to, press, row_of, submit, toast

TRAINING = "监督人员培训考核"
SESSIONS, ALLOCATIONS, CONTINUING = "培训档期", "培训报名额度分配", "继续教育培训报名"
CHANGSHA, YUELU = "长沙市建设工程质量安全监督站", "岳麓区建设工程质量安全监督站"


def day(after: int) -> str:
    """So many days from today."""
    return (clock.today() + dt.timedelta(days=after)).isoformat()


def fill_session(form: Locator, name: str, issue: int, places: Mapping[str, int]) -> None:
    """Fill in all that a session has to say; it begins in thirty days."""
    texts = {
        "期次": str(issue),
        "档期名称": name,
        "培训开始日期": day(30),
        "培训结束日期": day(33),
        "报到时间": f"{day(29)}T15:00",
        "培训地点": "长沙市芙蓉南路培训中心",
        "承办单位": "湖南省建设工程质量安全监督管理总站",
        "联系人": "苏湘宁",
        "联系电话": "0731-88950001",
        "报名开始日期": day(0),
        "报名截止日期": day(20),
        "额度分配截止日期": day(10),
        "总名额": str(sum(places.values())),
    }
    for label, text in texts.items():
        # A field that must be filled in says so before its label.
        form.get_by_label(re.compile(f"{label}$")).fill(text)
    for organization, seats in places.items():
        form.get_by_label(f"{organization} 名额").fill(str(seats))


def new_session(
    page: Page, name: str, issue: int, places: Mapping[str, int], kind: str = "继续教育培训"
) -> None:
    """新增 a session as the province, and 发布."""
    go_to(page, SESSIONS, TRAINING)
    page.get_by_role("link", name=f"新增：{kind}").click()
    form = dialog_of(page, "新增培训档期")
    form.get_by_label("适用证书").select_option(label="质量安全")
    fill_session(form, name, issue, places)
    form.get_by_role("button", name="保存").click()
    toast(page, "已存为草稿")
    publish(page, name)


def press_and_agree(page: Page, words: str, act: str) -> None:
    """点击列表中的【…】, and answer the question before it."""
    press(row_of(page, words), act)
    agree(page, act)


def publish(page: Page, name: str) -> None:
    """发布 a session."""
    press_and_agree(page, name, "发布")
    toast(page, "已发布")


def allocate(page: Page, name: str, seats: Mapping[str, int]) -> None:
    """【分配】 of a session of 继续教育: 填写分配人数, 【提交】."""
    go_to(page, ALLOCATIONS, TRAINING)
    row_of(page, name).get_by_role("link", name="分配").click()
    form = dialog_of(page, "辖区内监督机构")
    for organization, count in seats.items():
        form.get_by_label(f"{organization} 分配人数").fill(str(count))
    submit(form)
    toast(page, "额度分配已提交")
