"""The charts of the first page: figures recomputed from the rows, only of what may be seen."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

import pytest

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.organizations import queries
from app.organizations.choices import ProjectCategory, ProjectFlow, ReturnState
from app.organizations.models import ProjectLine, ProjectReturn
from app.personnel.models import Person, StaffChange
from tests.support.factories import make_certificate, make_person
from tests.support.statements import statements

pytestmark = pytest.mark.both_databases

YEAR = clock.year()


def add_projects(
    app, organization_id: int, year: int, projects: int, area: str, state=None
) -> None:
    with app.app_context(), unscoped("returns of the tests"):
        found = ProjectReturn(
            organization_id=organization_id,
            year=year,
            state=state or ReturnState.SUBMITTED,
            explanations={},
        )
        found.lines.append(
            ProjectLine(
                organization_id=organization_id,
                category=ProjectCategory.HOUSING,
                flow=ProjectFlow.NEW,
                projects=projects,
                area=Decimal(area),
            )
        )
        db.session.add(found)
        db.session.commit()


def spoken(client) -> list[str]:
    return re.findall(r'<svg[^>]*aria-label="([^"]*)"', client.get("/charts").text)


def test_projects_of_five_years_are_summed_over_what_may_be_seen(app, sign_in):
    """A year that has no return handed in says so; it was shown as 0, which is another thing."""
    add_projects(app, 4, YEAR, 7, "12.50")
    add_projects(app, 2, YEAR, 5, "3.25")
    add_projects(app, 4, YEAR - 1, 9, "1.00")
    add_projects(app, 5, YEAR, 100, "99.00")
    add_projects(app, 3, YEAR, 50, "9.00")
    add_projects(app, 4, YEAR - 2, 8, "2.00", ReturnState.DRAFT)
    client = sign_in("cs_admin")
    client.post("/year/", data={"year": str(YEAR)})
    projects, area = (one for one in spoken(client) if one.startswith(("在监", "年末")))
    assert (
        projects == f"在监工程数量 {YEAR - 4} 未填报，{YEAR - 3} 未填报，{YEAR - 2} 未填报，"
        f"{YEAR - 1} 9，{YEAR} 12"
    )
    assert area.endswith(f"{YEAR - 1} 1.00，{YEAR} 15.75")
    county = sign_in("yl_leader")
    county.post("/year/", data={"year": str(YEAR)})
    assert any(one.endswith(f"{YEAR - 1} 9，{YEAR} 7") for one in spoken(county))


DASHED = "虚线柱为本年度实时数据"


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (None, "未填报"),
        (ReturnState.DRAFT, "未填报"),
        (ReturnState.RETURNED, "未填报"),
        (ReturnState.SUBMITTED, "0"),
    ],
)
def test_a_dashed_bar_is_explained_where_there_is_one(app, sign_in, state, words):
    """A year that nobody has filed has no bar, nor has one of which 0 was filed."""
    add_projects(app, 4, YEAR - 1, 9, "1.00")
    if state is not None:
        size = 0 if state is ReturnState.SUBMITTED else 7
        add_projects(app, 4, YEAR, size, f"{size}.00", state)
    client = sign_in("yl_leader")
    client.post("/year/", data={"year": str(YEAR)})
    projects = next(one for one in spoken(client) if one.startswith("在监"))
    assert projects.endswith(f"{YEAR - 1} 9，{YEAR} {words}")
    assert DASHED not in client.get("/charts").text
    add_projects(app, 2, YEAR, 3, "1.00")
    above = sign_in("cs_leader")
    above.post("/year/", data={"year": str(YEAR)})
    filed = 2 if state is ReturnState.SUBMITTED else 1
    assert f"{DASHED}（已报 {filed}/3）" in above.get("/charts").text


def test_people_are_counted_by_their_certificates(app, sign_in):
    with app.app_context(), unscoped("people of the tests"):
        both = make_person(organization_id=4)
        make_certificate(both, "quality")
        make_certificate(both, "safety")
        make_certificate(make_person(organization_id=4), "quality")
        make_person(organization_id=4)
        make_certificate(make_person(organization_id=6), "safety")
        db.session.commit()
    client = sign_in("yl_leader")
    client.post("/year/", data={"year": str(YEAR)})
    assert spoken(client)[0] == "质量、安全双证 1，仅质量监督证 1，仅安全监督证 0，未持证 1"
    page = client.get("/charts").text
    assert "共 3 人" in page
    assert ">33%<" in page


def test_whoever_reads_no_overview_gets_no_chart(app, sign_in):
    assert spoken(sign_in("sys_admin")) == []


def test_figures_are_kept_until_somebody_changes_them(app, sign_in):
    """One statement tells that nothing was written; a change, whoever makes it, shows at once."""
    with app.app_context(), unscoped("people of the tests"):
        make_person(organization_id=4)
        db.session.commit()
    client = sign_in("yl_leader")
    client.post("/year/", data={"year": str(YEAR)})
    first = spoken(client)
    with statements() as asked:
        assert spoken(client) == first
    assert not any("FROM person" in one or "project_line" in one for one in asked)
    with app.app_context(), unscoped("people of the tests"):
        make_person(organization_id=4)
        db.session.commit()
    assert spoken(client)[0].endswith("未持证 2")
    add_projects(app, 4, YEAR, 3, "1.00")
    assert any(one.startswith("在监工程数量") for one in spoken(client))
    neighbour = sign_in("ty_clerk")
    neighbour.post("/year/", data={"year": str(YEAR)})
    assert spoken(neighbour) == []


def test_figures_of_a_transaction_that_never_came_are_shown_to_nobody(app, sign_in):
    with app.app_context(), unscoped("people of the tests"):
        make_person(organization_id=4)
        db.session.commit()
        # Figures for everybody, asked by whoever has just written something and gives it up.
        make_person(organization_id=4)
        assert queries.staff_totals(YEAR)["on_duty"] == 2
        db.session.rollback()
        assert queries.staff_totals(YEAR)["on_duty"] == 1
        make_person(organization_id=4)
        db.session.commit()
        assert queries.staff_totals(YEAR)["on_duty"] == 2


def test_figures_are_never_older_than_a_minute(app, sign_in, at):
    """Entries may be committed out of their order, so one may come behind what was seen."""
    at(f"{YEAR}-11-25 10:00:00")
    with app.app_context(), unscoped("people of the tests"):
        leaver = make_person(organization_id=4).id
        make_person(organization_id=4)
        db.session.commit()
    client = sign_in("yl_leader")
    client.post("/year/", data={"year": str(YEAR)})
    assert spoken(client)[0].endswith("未持证 2")
    with app.app_context():
        quietly = Person.__table__.update().where(Person.id == leaver)
        db.session.connection().execute(quietly.values(left_on=dt.date(YEAR, 1, 1)))
        db.session.add(StaffChange(organization_id=4))
        db.session.commit()
    at(f"{YEAR}-11-25 10:00:50")
    assert spoken(client)[0].endswith("未持证 2")
    at(f"{YEAR}-11-25 10:01:30")
    assert spoken(client)[0].endswith("未持证 1")
