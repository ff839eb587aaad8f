"""未考核人员: who is missing this quarter, by 市州 and organization, for whoever reaches them."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from app.assessments import rules
from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.scoring.choices import Grade
from tests.assessments.rows import finish, make_group, make_project
from tests.support.factories import make_person
from tests.support.pages import listed, plain
from tests.support.statements import statements

LIST = "/assessments/unassessed/list/"
QUARTER = rules.period_of(clock.today(), 3)


def _fill() -> None:
    """Of three at a county one is assessed, of another one last quarter, and one elsewhere."""
    with unscoped("people of 监督岗位"):
        one, two, _three = (
            make_person(organization_id=4, name=n) for n in ("甲某", "乙某", "丙某")
        )
        make_person(organization_id=5, name="丁某")
        make_group(organization_id=4, people=[one], period=QUARTER)
        make_group(organization_id=4, people=[two], period=QUARTER - 1)
        db.session.commit()


@pytest.fixture
def people(app: Flask, grown: Any) -> Flask:
    return grown("unassessed", _fill)  # type: ignore[no-any-return]


def names(client: Any, more: str = "") -> list[str]:
    answer = client.get(LIST + more)
    assert answer.status_code == 200, answer.text[-1500:]
    # Below the table of places.
    _above, tag, last = answer.text.rpartition("<tbody>")
    return [row["姓名"] for row in listed(tag + last) if "姓名" in row]


def test_who_is_not_assessed_this_quarter_is_listed(people, sign_in):
    client = sign_in("yl_clerk")
    assert names(client) == ["乙某", "丙某"]
    told = plain(client.get(LIST).text)
    assert "应考核 3 人 · 已考核 1 人（33.3%） · 未考核 2 人" in told
    assert "未考核人员" in client.get("/assessments/groups/list/").text


def test_each_sees_the_people_in_reach(people, sign_in):
    assert names(sign_in("cs_admin")) == ["乙某", "丙某"]
    assert names(sign_in("cs_clerk")) == []
    assert names(sign_in("ty_clerk")) == ["丁某"]
    assert names(sign_in("hn_admin")) == ["乙某", "丙某", "丁某"]
    assert sign_in("sys_admin").get(LIST).status_code == 403


def test_the_province_drills_down_to_organizations(people, sign_in):
    client = sign_in("hn_admin")
    told = plain(client.get(LIST).text)
    assert "长沙市 3 1 2 33.3%" in told
    assert "株洲市 1 0 1 0.0%" in told
    within = "?_flt_0_prefecture=长沙市"
    assert names(client, within) == ["乙某", "丙某"]
    assert "应考核 3 人" in plain(client.get(LIST + within).text)


def test_grades_and_deductions_follow_the_chosen_organizations(people, sign_in, app):
    with app.app_context(), unscoped("submitted assessments"):
        for number, grade, score in ((4, Grade.EXCELLENT, 95_00), (5, Grade.FAILED, 60_00)):
            group = make_group(organization_id=number, period=QUARTER)
            make_project(group, ("1.1", f"A{number}", f"内容{number}", 1, 10))
            make_project(group, ("1.1", f"A{number}", f"内容{number}", 1, 10))
            finish(group, score, grade)
        make_project(make_group(organization_id=4), ("1.1", "A9", "未提交的", 1, 10))
        db.session.commit()
    client, now = sign_in("hn_admin"), f"{clock.year()}Q{QUARTER}"
    told = client.get(LIST).text
    assert 'aria-label="各季度考核等次 ' in told
    assert f"{now} 优秀 1、不合格 1" in told
    assert "A4 内容4 2" in plain(told)
    assert "A5 内容5 2" in plain(told)
    assert "A9" not in plain(told)
    within = client.get(f"{LIST}?_flt_0_prefecture=长沙市").text
    assert f'{now} 优秀 1"' in within
    assert "A5" not in plain(within)
    assert "A4 内容4" not in plain(sign_in("ty_clerk").get(LIST).text)


def test_counts_of_a_name_are_one():
    one, two = rules.summed([("甲", 3, 1), ("乙", 0, 0), ("甲", 1, 1)])
    assert (one.to_assess, one.assessed, one.left, str(one.share)) == (4, 2, 2, "50.0")
    assert two.share is None


def test_more_people_cost_no_more_statements(people, sign_in, app):
    client = sign_in("hn_admin")
    counts = []
    for _each in range(2):
        names(client)
        with statements() as found:
            names(client)
        counts.append(len(found))
        with app.app_context(), unscoped("more of them"):
            for number in (4, 5, 6):
                make_person(organization_id=number)
            db.session.commit()
    assert counts[0] == counts[1]
