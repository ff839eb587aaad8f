"""Who may have a survey, and whose stations are in it."""

from __future__ import annotations

from itertools import product

from flask import Flask
from sqlalchemy import text

from app.core.base import clock
from app.core.base.db import db
from tests.support.survey.columns import REPORTS
from tests.support.survey.desk import Desk
from tests.support.survey.lines import names_in

ALLOWED = ("hn_admin", "hn_review", "hn_leader", "cs_admin", "cs_leader", "zz_admin")
REFUSED = ("cs_clerk", "yl_admin", "yl_leader", "yl_clerk", "sys_admin", "sec_admin", "auditor")


def runs_of(app: Flask) -> int:
    with app.app_context():
        return int(db.session.execute(text("SELECT count(*) FROM report_run")).scalar_one())


def test_clerks_counties_and_keepers_of_the_system_are_refused(desk: Desk) -> None:
    for username, report in product(REFUSED, REPORTS):
        assert desk.ask(username, report, clock.year()).status_code == 403
        asked = {"year": str(clock.year()), "format": "xlsx"}
        refused = desk.client(username).post(f"/reports/{report}/export", data=asked)
        assert refused.status_code == 403
    assert runs_of(desk.app) == 0


def test_summarizers_of_province_and_prefecture_may(desk: Desk) -> None:
    for username, report in product(ALLOWED, REPORTS):
        assert desk.ask(username, report, clock.year()).status_code == 200, (username, report)


def test_nobody_who_is_not_signed_in_sees_a_table(desk: Desk) -> None:
    client = desk.app.test_client()
    for report in REPORTS:
        shown = client.get(f"/reports/{report}/preview", query_string={"year": clock.year()})
        assert shown.status_code in (302, 401)
        assert "长沙市" not in shown.text


def test_a_prefecture_out_of_scope_is_not_there(desk: Desk) -> None:
    client = desk.client("cs_admin")
    for report, back in product(REPORTS, (0, 1)):
        year = clock.year() - back
        shown = desk.ask("cs_admin", report, year, prefecture="430200")
        assert shown.status_code == 404
        assert "天元区" not in shown.text
        asked = {"year": str(year), "prefecture": "430200", "format": "pdf"}
        assert client.post(f"/reports/{report}/export", data=asked).status_code == 404
    assert runs_of(desk.app) == 0


def test_a_station_that_is_guided_is_among_the_own(desk: Desk) -> None:
    """The safety station of Zhuzhou stands beside the joint one, which guides it."""
    year = clock.year()
    assert names_in(desk.lines("zz_admin", "survey_all", year)) == [
        "株洲市建设工程质量安全监督站",
        "株洲市建设工程安全监督站",
        "天元区建设工程质量安全监督站",
    ]
    assert names_in(desk.lines("zz_admin", "survey_quality", year)) == []
