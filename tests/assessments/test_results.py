"""R21 and R22 against SQL of their own: organizations by rank, their projects; reach, outputs."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from redis import Redis

from app.assessments.choices import Rectification
from app.assessments.models import TeamMember
from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.scoring.choices import Grade
from tests.assessments.rows import finish, make_hierarchy, make_project
from tests.support.factories import make_person
from tests.support.paper import drawn_table
from tests.support.statements import statements

YEAR = clock.year()
R21, R22 = "hierarchical_assessment_summary", "hierarchical_assessment_details"
SQL = """
SELECT target_id, organization_id, count(*), avg(score)
FROM assessment
WHERE kind = 'hierarchical' AND state = 'done' AND year = :year AND deleted_at IS NULL
GROUP BY target_id, organization_id ORDER BY avg(score) DESC
"""


def assessed(by: int, target: int, half: int, *scores: int, grade: Grade = Grade.PASSED) -> None:
    """A submitted 层级考核 with projects of these scores in hundredths."""
    item = make_hierarchy(by, target, year=YEAR, period=half, comment=f"意见{half}")
    for score in scores:
        failed = score < 70_00
        make_project(item, score=score, grade=Grade.FAILED if failed else Grade.EXCELLENT)
    finish(item, sum(scores) // len(scores), grade)
    item.step = Rectification.PENDING


def _fill() -> None:
    with unscoped("a year of assessments"):
        assessed(2, 4, 1, 96_00, 90_00, grade=Grade.EXCELLENT)
        assessed(2, 4, 2, 80_00, 60_00, grade=Grade.FAILED)
        assessed(2, 6, 1, 95_00, 93_00, grade=Grade.EXCELLENT)
        assessed(1, 4, 1, 85_00, 81_00)
        assessed(3, 5, 2, 95_00, 93_00, grade=Grade.EXCELLENT)
        make_hierarchy(2, 6, year=YEAR, period=2)
        assessed(1, 2, 1, 99_00)
        db.session.commit()


@pytest.fixture
def year(app: Flask, grown: Any) -> Flask:
    Redis.from_url(app.config["REDIS_URL"]).flushall()
    return grown("hierarchical_assessments", _fill)  # type: ignore[no-any-return]


def table(client: Any, more: str = "") -> Any:
    answer = client.get(f"/reports/{R21}/preview?year={YEAR}{more}")
    assert answer.status_code == 200, answer.text[-2000:]
    return drawn_table(answer.text, repeated=3).lines


def lines(found: Any) -> list[list[str]]:
    return [line for line in found if line and line[0].isdigit()]


def test_organizations_are_ranked_as_the_database_says(year, sign_in):
    found = lines(table(sign_in("hn_review")))
    with year.app_context():
        told = db.session.execute(db.text(SQL), {"year": YEAR}).all()
    assert [line[15] for line in found] == [f"{one[3] / 100:.2f}" for one in told]
    # Two of one score share their place.
    assert [line[0] for line in found] == ["1", "2", "2", "4", "5"]
    by = {(line[2], line[4]): line for line in found}
    both = next(line for line in found if line[8] == "93.00" and line[13])
    assert both[5:10] == ["2", "0", "93.00", "93.00", "优秀"]
    assert both[10:15] == ["2", "1", "70.00", "70.00", "不合格"]
    # One of four projects is 不合格: at most 合格.
    assert both[15:17] == ["81.50", "合格"]
    assert both[17] == "意见1；意见2"
    assert "上半年待整改；下半年待整改" in both[18]
    assert len(by) == 5


def test_the_last_line_counts_grades(year, sign_in):
    last = "".join(table(sign_in("hn_review"))[-1])
    assert "合计 5 个机构：优秀 3 个、合格 2 个、基本合格 0 个、不合格 0 个" in last


def test_one_half_one_level_one_place(year, sign_in):
    client = sign_in("hn_review")
    assert [line[8] for line in lines(table(client, "&half=2"))] == ["94.00", "70.00"]
    assert len(lines(table(client, "&assessor=province"))) == 2
    assert len(lines(table(client, "&organization=4"))) == 2
    assert len(lines(table(client, "&kind=quality"))) == 0


def test_each_sees_what_is_in_reach_and_counties_print_nothing(year, sign_in):
    # The own result, the own counties, and what the province says of them.
    for name in ("cs_admin", "cs_leader", "cs_clerk"):
        assert len(lines(table(sign_in(name)))) == 4
    assert len(lines(table(sign_in("zz_clerk")))) == 1
    address = f"/reports/{R21}/preview?year={YEAR}"
    assert sign_in("zz_admin").get(f"{address}&organization=4").status_code == 404
    for name in ("yl_admin", "yl_leader", "sys_admin"):
        assert sign_in(name).get(address).status_code == 403
    page = sign_in("cs_clerk").get("/assessments/hierarchical/list/").text
    assert "导出考核综合评价总汇表" in page
    assert (
        "导出考核综合评价总汇表"
        not in sign_in("yl_admin").get("/assessments/hierarchical/list/").text
    )


def test_more_rows_cost_no_more_statements(year, sign_in, app):
    client = sign_in("hn_review")
    counts = []
    for more in ((3, 5), ()):
        table(client)
        with statements() as found:
            table(client)
        counts.append(len(found))
        with app.app_context(), unscoped("more of them"):
            for target in more:
                assessed(1, target, 1, 90_00, 91_00)
            db.session.commit()
    assert counts[0] == counts[1]


# --- R22: projects --------------------------------------------------------------------------

PROJECTS_SQL = """
SELECT p.name, p.client, p.score FROM assessed_project p JOIN assessment a ON a.id = p.assessment_id
WHERE a.kind = 'hierarchical' AND a.state = 'done' AND a.year = :year AND a.period = :half
  AND a.deleted_at IS NULL AND p.deleted_at IS NULL
"""


def projects(client: Any, half: int, more: str = "") -> Any:
    answer = client.get(f"/reports/{R22}/preview?year={YEAR}&half={half}{more}")
    assert answer.status_code == 200, answer.text[-2000:]
    return drawn_table(answer.text, repeated=3).lines


def test_projects_are_those_of_the_database_with_team_and_points(year, sign_in):
    found = projects(sign_in("hn_review"), 2)
    with year.app_context():
        told = db.session.execute(db.text(PROJECTS_SQL), {"year": YEAR, "half": 2}).all()
    printed = [[cell for cell in line if cell] for line in found]
    for name, client, score in told:
        assert sum({name, client, f"{score / 100:.2f}"} <= set(line) for line in printed) == 1
    assert any("合计 4 个项目" in "".join(line) for line in found)
    page = sign_in("hn_review").get(f"/reports/{R22}/preview?year={YEAR}&half=2").text
    assert all(heading in page for heading in ("被考核机构", "监督组成员", "建议记分"))


def test_projects_by_grade_and_organization_and_who_is_refused(year, sign_in):
    client = sign_in("cs_clerk")
    failed = projects(client, 2, "&grade=failed")
    assert any("合计 1 个项目" in "".join(line) for line in failed)
    assert any("合计 7 个项目" in "".join(line) for line in projects(client, 1))
    assert any("合计 2 个项目" in "".join(line) for line in projects(client, 1, "&organization=6"))
    address = f"/reports/{R22}/preview?year={YEAR}&half=1"
    assert client.get(f"{address}&organization=5").status_code == 404
    assert client.get(f"/reports/{R22}/preview?year={YEAR}").status_code == 400
    for name in ("yl_admin", "yl_leader", "sys_admin"):
        assert sign_in(name).get(address).status_code == 403


def test_points_of_a_team_are_those_that_were_proposed(year, sign_in, app):
    with app.app_context(), unscoped("a failed project"):
        person = make_person(organization_id=4, name="王示范")
        item = make_hierarchy(3, 5, year=YEAR, period=1)
        failed = make_project(item, score=60_00, grade=Grade.FAILED)
        failed.team = [
            TeamMember(
                organization_id=3,
                person_id=person.id,
                identity_id=person.identity_id,
                name=person.name,
            )
        ]
        finish(item, 60_00, Grade.FAILED)
        item.suggested = [{"person_id": person.id, "project": failed.name, "points": 3}]
        db.session.commit()
    line = next(one for one in projects(sign_in("zz_admin"), 1) if "王示范" in one)
    assert "王示范 3 分" in line
