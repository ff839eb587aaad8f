"""R19 and R20: people with their quarters, projects with what was deducted; reach and outputs."""

from __future__ import annotations

from itertools import takewhile
from typing import Any

import pytest
from flask import Flask
from redis import Redis
from sqlalchemy import select, text

from app.assessments.choices import ProjectStage
from app.assessments.models import GroupMember
from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.demerits.choices import DemeritState
from app.demerits.models import DemeritRecord
from app.scoring.choices import Grade, SheetKind
from app.scoring.models import ScoreItem, ScoreSheet
from tests.assessments.rows import finish, make_group, make_project
from tests.support.factories import make_certificate, make_person
from tests.support.pages import plain
from tests.support.paper import drawn_table
from tests.support.statements import statements

YEAR = clock.year()
R19, R20 = "group_assessment_summary", "group_assessment_details"
# So many columns are repeated where a table is too wide for its paper.
KEYS = {R19: 5, R20: 4}
FIRST = ("1.1", "A1.1.1", "未办理质量安全监督手续即纳入监督，或手续资料不齐", 1, 30)
SECOND = ("2.1", "A2.1.1", "第二类", 2, 15)


def _fill() -> None:
    """Two groups of a county in one quarter, one of them in the next; one elsewhere; one that
    runs."""
    with unscoped("a year of assessments"):
        one, two, three = (make_person(organization_id=4, name=n) for n in ("甲某", "乙某", "丙某"))
        make_certificate(one)
        first = make_group(organization_id=4, people=[one, two], group_name="第一组", period=1)
        make_project(first, FIRST, SECOND, name="甲工程", score=95_50, stage=ProjectStage.STRUCTURE)
        make_project(
            first, FIRST, name="乙工程", score=97_00, grade=Grade.FAILED, vetoes={"V1": "作假"}
        )
        finish(first, 96_25, Grade.BARELY)
        again = make_group(organization_id=4, people=[one], group_name="第一组", period=2)
        finish(again, 90_00, Grade.EXCELLENT)
        running = make_group(organization_id=4, people=[three], period=1)
        make_project(running, name="未完工程")
        other = make_group(organization_id=5, people=[make_person(organization_id=5, name="丁某")])
        make_project(other, FIRST, name="丁工程", score=97_00)
        finish(other, 97_00, Grade.EXCELLENT)
        db.session.commit()


@pytest.fixture
def year(app: Flask, grown: Any) -> Flask:
    Redis.from_url(app.config["REDIS_URL"]).flushall()
    return grown("group_assessments", _fill)  # type: ignore[no-any-return]


def asked(client: Any, name: str, more: str = "") -> Any:
    answer = client.get(f"/reports/{name}/preview?year={YEAR}{more}")
    assert answer.status_code == 200, answer.text[-2000:]
    return drawn_table(answer.text, repeated=KEYS[name]).lines


def lines(table: Any) -> list[list[str]]:
    """The rows of the first table."""
    first = takewhile(lambda line: not line[0].startswith("扣分内容频次"), table)
    return [line for line in first if line[0].isdigit()]


def test_people_stand_with_the_quarters_of_a_year(year, sign_in):
    table = asked(sign_in("yl_admin"), R19)
    told = {line[4]: line for line in lines(table)}
    assert list(told) == ["甲某", "乙某"]
    assert told["甲某"][6:15] == ["96.25", "基本合格", "90.00", "优秀", "", "", "", "", "93.13"]
    assert told["甲某"][15] == "0"
    assert told["乙某"][6:8] == ["96.25", "基本合格"]
    last = "".join(table[-1])
    assert "应考核 3 人，已考核 2 人，覆盖率 66.7%" in last
    assert "优秀 1 人、合格 0 人、基本合格 1 人、不合格 0 人" in last


def test_one_quarter_has_projects_and_day(year, sign_in):
    (line,) = lines(asked(sign_in("yl_admin"), R19, "&quarter=2"))
    assert line[4:9] == ["甲某", "质量", "90.00", "优秀", "0"]
    found = lines(asked(sign_in("yl_admin"), R19, "&grade=excellent"))
    assert [one[4] for one in found] == ["甲某"]


def test_projects_stand_with_what_their_sections_lost(year, sign_in):
    table = asked(sign_in("yl_admin"), R20, "&quarter=1")
    first, second = lines(table)
    assert first[2:6] == ["第一组（甲某、乙某）", "甲工程", "示例置业有限公司", "主体"]
    assert first[6:11] == ["3.0", "1.5", "0.0", "0.0", "0.0"]
    assert first[11:13] == ["95.50", "优秀"]
    assert second[12] == "不合格"
    assert "作假" in second
    assert first[-4:-2] == ["96.25", "基本合格"]
    last = [["".join(dict.fromkeys(line))] for line in table]
    assert ["合计 2 个项目"] in last
    end = [
        "扣分内容频次 Top 10",
        "序号代码扣分内容次数",
        f"1A1.1.1{FIRST[2]}2",
        f"2A2.1.1{SECOND[2]}1",
    ]
    assert last[-4:] == [[one] for one in end]


def test_each_sees_what_is_in_reach(year, sign_in):
    assert len(lines(asked(sign_in("hn_review"), R20, "&quarter=1"))) == 3
    assert len(lines(asked(sign_in("cs_admin"), R20, "&quarter=1"))) == 2
    assert lines(asked(sign_in("cs_clerk"), R20, "&quarter=1")) == []
    assert len(lines(asked(sign_in("ty_clerk"), R19))) == 1
    stranger = sign_in("ty_clerk").get(f"/reports/{R19}/preview?year={YEAR}&organization=4")
    assert stranger.status_code == 404
    assert sign_in("sys_admin").get(f"/reports/{R19}/preview?year={YEAR}").status_code == 403


def test_conditions_are_checked(year, sign_in):
    client = sign_in("yl_admin")
    for wrong in (f"{R20}/preview?year={YEAR}", f"{R20}/preview?year={YEAR}&quarter=5"):
        assert "季度" in client.get(f"/reports/{wrong}").text
    page = client.get("/assessments/groups/list/").text
    assert "导出考核总汇表" in page
    assert "导出考核情况汇总表" in page


def test_more_rows_cost_no_more_statements(year, sign_in, app):
    client = sign_in("hn_review")
    counts = []
    for _each in range(2):
        for one in (R19, R20):
            asked(client, one, "&quarter=1")
        with statements() as first:
            asked(client, R20, "&quarter=1")
        with statements() as second:
            asked(client, R19, "&quarter=1")
        counts.append((len(first), len(second)))
        with app.app_context(), unscoped("more of them"):
            for number in (4, 5, 6):
                more = make_group(organization_id=number, period=1)
                make_project(more, FIRST)
                finish(more, 97_00, Grade.EXCELLENT)
            db.session.commit()
    assert counts[0] == counts[1]


def _another_version(group: Any) -> None:
    """A sheet of three sections and a group that scored by it."""
    sheet = ScoreSheet(kind=SheetKind.PROJECT, issue=9, title="项目评分表（试行）", year=YEAR)
    sheet.items = [
        ScoreItem(position=n, section=f"{n}、新{n}类", number=f"{n}.1", title=f"新项{n}", most=400)
        for n in range(3)
    ]
    db.session.add(sheet)
    db.session.flush()
    group.sheet_id = sheet.id


def test_two_versions_of_the_sheet_are_two_blocks(year, sign_in, app):
    with app.app_context(), unscoped("by a sheet of its own"):
        group = make_group(organization_id=4, group_name="第二组", period=1)
        _another_version(group)
        make_project(group, ("1.1", "N1", "新内容", 1, 10), name="戊工程", score=99_00)
        finish(group, 99_00, Grade.EXCELLENT)
        db.session.commit()
    client = sign_in("yl_admin")
    table = [list(dict.fromkeys(line)) for line in asked(client, R20, "&quarter=1")]
    start = table.index(["评分表：项目评分表（试行）"])
    # Two lines of headings stand above the row.
    assert {"新0类", "新1类", "新2类"} <= set(table[start + 2])
    assert {"戊工程", "99.00", "N1 新内容"} <= set(table[start + 3])
    assert table[start + 4] == ["合计 1 个项目"]
    assert any("扣分内容频次 Top 10" in line for line in table[start:])
    (only,) = lines(asked(client, R20, "&quarter=1&group=第二组"))
    assert "戊工程" in only


def test_points_of_a_year_are_those_of_the_other_reports(year, sign_in, app):
    """R19 年度记分 = R24 累计 = R23 累计 = the sum of what counts."""
    with app.app_context(), unscoped("points of somebody who was assessed"):
        member = db.session.scalars(select(GroupMember).order_by(GroupMember.id)).first()
        person = member.person_id
        for number, (points, state) in enumerate(
            ((2, DemeritState.PASSED), (3, DemeritState.PASSED), (6, DemeritState.FILED))
        ):
            db.session.add(_record(member, number, points, state))
        db.session.commit()
        asked_for = "SELECT sum(points) FROM demerit_record WHERE state = 'passed'"
        (wanted,) = db.session.execute(text(f"{asked_for} AND person_id = {person}")).one()
    assert wanted == 5
    client = sign_in("yl_admin")
    told = {line[4]: line[15] for line in lines(asked(client, R19))}
    assert told == {"甲某": "5", "乙某": "0"}
    (r24,) = (
        line for line in page(client, f"demerit_summary/preview?year={YEAR}") if "甲某" in line
    )
    assert r24[-5:-3] == ["2", "5"]
    r23 = client.get(f"/reports/demerit_sheet/preview?person={person}&year={YEAR}").text
    assert "累计 5" in plain(r23)


def page(client: Any, address: str) -> Any:
    return drawn_table(client.get(f"/reports/{address}").text, repeated=4).lines


def _record(member: Any, number: int, points: int, state: DemeritState) -> DemeritRecord:
    return DemeritRecord(
        organization_id=4,
        number=f"JF-{number}",
        batch=f"JF-{number}",
        cycle=YEAR,
        person_id=member.person_id,
        identity_id=member.identity_id,
        subject_id=4,
        name=member.name,
        id_no="439900199001010011",
        id_no_hash="",
        happened_on=clock.today(),
        points=points,
        facts="事实",
        recorded_by="经办人",
        state=state,
    )
