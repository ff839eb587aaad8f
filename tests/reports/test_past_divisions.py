"""A year keeps its divisions: no move and no new name of today changes what it said."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.models import Division, DivisionVersion
from app.core.tree.changes import revise_division
from app.core.tree.organization_tree import divisions, prefecture_of
from tests.support.acting import As
from tests.support.paper import drawn_table, drawn_texts

RUNNING, PAST = clock.year(), clock.year() - 1
DAY = dt.date(RUNNING, 1, 1)


def revise(app: Flask, code: str, day: dt.date = DAY, **facts: str) -> None:
    with As(app, "sys_admin"):
        division = db.session.get_one(Division, code)
        now = {"name": division.name, "parent_code": division.parent_code or ""}
        revise_division(division, **(now | facts), day=day)  # type: ignore[arg-type]


def rows(client: Any, year: int) -> dict[str, list[str]]:
    """The rows of the province's R02 by the name of the prefecture."""
    page = client.get(f"/reports/annual_summary/preview?year={year}&level=province")
    return {line[1]: line[2:] for line in drawn_table(page.text).lines}


def told(client: Any, year: int) -> list[Any]:
    """Everything that names or adds up divisions of a year."""
    pages = [
        f"/reports/annual_summary/preview?year={year}&level=province",
        f"/reports/annual_summary/preview?year={year}&level=prefecture&prefecture=430100",
        f"/reports/survey_all/preview?year={year}",
        f"/reports/survey_all/preview?year={year}&prefecture=430100",
    ]
    answers = [client.get(page) for page in pages]
    assert [answer.status_code for answer in answers] == [200] * len(pages)
    conditions = client.get(f"/reports/survey_all/conditions?year={year}").text
    client.post("/year/", data={"year": year})
    overview = client.get("/organizations/overview/list/").text
    found = [drawn_texts(answer.text) for answer in answers]
    return [*found, conditions.count("星城市"), overview.count("星城市")]


def test_a_division_that_moves_or_is_renamed_leaves_past_years_as_they_were(app, figures, sign_in):
    client = sign_in("hn_admin")
    past, running = told(client, PAST), rows(client, RUNNING)
    revise(app, "430104", parent_code="430200")
    revise(app, "430100", name="星城市")
    assert told(client, PAST) == past

    now = rows(client, RUNNING)
    assert "长沙市" not in now
    assert int(now["星城市"][0]) == int(running["长沙市"][0]) - 1
    assert int(now["株洲市"][0]) == int(running["株洲市"][0]) + 1
    conditions, overview = told(client, RUNNING)[-2:]
    assert conditions
    assert overview


def test_a_second_change_of_the_same_day_is_one_version(app):
    revise(app, "430100", name="星城市")
    revise(app, "430100", name="潭州市")
    revise(app, "430100", name="潭州市", day=DAY + dt.timedelta(days=9))
    with app.app_context():
        versions = db.session.execute(
            select(DivisionVersion.name, DivisionVersion.valid_to)
            .where(DivisionVersion.code == "430100")
            .order_by(DivisionVersion.valid_from)
        ).all()
    assert [tuple(one) for one in versions] == [("长沙市", DAY), ("潭州市", None)]


def test_a_day_has_its_own_divisions(app):
    revise(app, "430104", parent_code="430200")
    with app.app_context():
        before = DAY - dt.timedelta(days=1)
        assert prefecture_of("430104", before) == "430100"
        assert prefecture_of("430104", DAY) == prefecture_of("430104") == "430200"
        assert len(divisions()) == len(divisions(before)) == len(divisions(dt.date(2015, 1, 1)))


NEGATIVE = (
    ("project_return", "fines"),
    ("project_return", "talks"),
    ("project_return", "archives"),
    ("funding_return", "received_personnel"),
    ("funding_return", "income_carried"),
    ("funding_return", "spent_other"),
    ("profile_return", "office_area"),
    ("profile_return", "posts_total"),
    ("project_line", "cost"),
)


@pytest.mark.parametrize(("table", "column"), NEGATIVE)
def test_the_database_refuses_a_figure_below_zero(app, figures, table, column):
    with app.app_context(), unscoped("the tests write beside the forms"):
        db.session.execute(text(f"UPDATE {table} SET {column} = 0"))
        with pytest.raises(IntegrityError):
            db.session.execute(text(f"UPDATE {table} SET {column} = -1"))
        db.session.rollback()
        db.session.remove()


def test_every_figure_that_a_form_keeps_from_falling_below_zero_has_its_constraint(app):
    with app.app_context():
        tables = db.metadata.sorted_tables
        open_to_any = {
            f"{table.name}.{column.name}"
            for table in tables
            for column in table.columns
            # The tables of the tests' own processes and forms are left to them.
            if not table.name.startswith(("twelve", "test_"))
            if column.info.get("min") == 0
            if not any(
                f"{column.name} >= 0" in str(getattr(one, "sqltext", "")).split(" AND ")
                for one in table.constraints
            )
        }
        assert open_to_any == set()
