"""The surveys of a past year after the tree has moved: moved, split and merged stations."""

from __future__ import annotations

import datetime as dt
from itertools import product

from sqlalchemy import select

from app.core.base import clock
from app.core.base.choices import Level, OrganizationKind, OrganizationStatus
from app.core.base.db import db
from app.core.models import SupervisionLink, User
from tests.support.moves import change, settle
from tests.support.survey.columns import REPORTS
from tests.support.survey.desk import Desk
from tests.support.survey.lines import line_of, names_in

JOINT, QUALITY, SAFETY = OrganizationKind


def assert_right(desk: Desk, *usernames: str) -> None:
    """Every cell of all surveys of both years is what the tables hold."""
    years = (clock.year(), clock.year() - 1)
    wrong = [
        fault
        for username, year, report in product(usernames, years, REPORTS)
        for fault in desk.faults(username, report, year)
    ]
    assert not wrong, "\n".join(wrong)


def test_who_moved_to_another_prefecture_stays_where_it_was_last_year(own_desk: Desk) -> None:
    desk = own_desk
    old, new = "岳麓区建设工程质量安全监督站", "渌口区建设工程安全监督站"

    def move(day: dt.date) -> None:
        facts = {"name": new, "kind": SAFETY, "division_code": "430212", "parent_id": 3}
        change(4, day, **facts)

    desk.happen(move)
    assert_right(desk, "hn_admin", "cs_admin", "zz_admin")
    year = clock.year()
    last = desk.both("hn_admin", "survey_all", year - 1)
    assert line_of(last, old)[1:4] == ["长沙市", old, "合署"]
    assert new not in names_in(last)
    this = desk.both("hn_admin", "survey_all", year)
    assert line_of(this, new)[1:4] == ["株洲市", new, "独立安全"]
    assert old not in names_in(this)
    for username, report, when, seen in (
        ("cs_admin", "survey_joint", year - 1, [old]),
        ("cs_admin", "survey_all", year, []),
        ("zz_admin", "survey_all", year - 1, []),
        ("zz_admin", "survey_safety", year, [new]),
        ("zz_admin", "survey_joint", year, []),
    ):
        lines = desk.both(username, report, when)
        assert [one for one in names_in(lines) if one in (old, new)] == seen, (username, when)
    # The filter follows the place of that day as well.
    lines = desk.both("hn_admin", "survey_all", year - 1, prefecture="430200")
    assert old not in names_in(lines)
    lines = desk.both("hn_admin", "survey_all", year, prefecture="430200")
    assert new in names_in(lines)


def test_a_station_that_was_split_is_one_last_year_and_two_this_year(own_desk: Desk) -> None:
    desk = own_desk
    old = "株洲市建设工程质量安全监督站"
    parts = ["株洲市工程质量服务中心", "株洲市施工安全服务中心"]

    def split(day: dt.date) -> None:
        place = {"level": Level.PREFECTURE, "division_code": "430200", "parent_id": 1}
        settle(20, name=parts[0], kind=QUALITY, valid_from=day, **place)
        settle(21, name=parts[1], kind=SAFETY, valid_from=day, **place)
        change(5, day, parent_id=20)
        change(3, day, status=OrganizationStatus.REVOKED)
        db.session.add(SupervisionLink(organization_id=5, superior_id=21))
        # The leader of Changsha now works for the new safety station.
        user = db.session.scalars(select(User).where(User.username == "cs_leader")).one()
        user.organization_id = 21

    desk.happen(split)
    assert_right(desk, "hn_admin", "cs_admin")
    year = clock.year()
    last = desk.both("hn_admin", "survey_all", year - 1)
    assert line_of(last, old)[1:5] == ["株洲市", old, "合署", "市州级"]
    assert not set(parts) & set(names_in(last))
    this = desk.both("hn_admin", "survey_all", year)
    assert old not in names_in(this)
    assert [line_of(this, one)[3] for one in parts] == ["独立质量", "独立安全"]
    for report, when, seen in (
        ("survey_joint", year - 1, [old]),
        ("survey_joint", year, []),
        ("survey_quality", year - 1, []),
        ("survey_quality", year, parts[:1]),
        ("survey_safety", year, parts[1:]),
    ):
        lines = desk.both("hn_admin", report, when)
        assert [one for one in names_in(lines) if one in (old, *parts)] == seen, (report, when)
    # Who worked for the old one reaches last year's rows and none of this year's.
    lines = desk.both("zz_admin", "survey_all", year - 1)
    assert desk.faults("zz_admin", "survey_all", year - 1) == []
    assert old in names_in(lines)
    assert sees_nothing(desk, "zz_admin", year)
    # Who works for a new one has it and what it guides now, and nothing of last year.
    lines = desk.both("cs_leader", "survey_all", year)
    assert names_in(lines) == [parts[1], "天元区建设工程质量安全监督站"]
    assert sees_nothing(desk, "cs_leader", year - 1)


def sees_nothing(desk: Desk, username: str, year: int) -> bool:
    """Whether R06 of the year is not there for somebody, or names no station."""
    if desk.ask(username, "survey_all", year).status_code == 404:
        return True
    return names_in(desk.lines(username, "survey_all", year)) == []


def test_stations_that_were_merged_are_two_last_year_and_one_this_year(own_desk: Desk) -> None:
    desk = own_desk
    olds = ["株洲市建设工程质量监督站", "株洲市建设工程安全监督站"]
    new = "株洲市建设工程质量安全服务中心"

    def join(day: dt.date) -> None:
        place = {"level": Level.PREFECTURE, "division_code": "430200", "parent_id": 3}
        settle(22, name=new, kind=JOINT, valid_from=day, **place)
        for number in (8, 9):
            change(number, day, status=OrganizationStatus.MERGED)

    desk.happen(join)
    assert_right(desk, "hn_admin", "cs_admin", "zz_admin")
    year = clock.year()
    for report, when, seen in (
        ("survey_all", year - 1, olds),
        ("survey_all", year, [new]),
        ("survey_joint", year - 1, []),
        ("survey_joint", year, [new]),
        ("survey_quality", year - 1, olds[:1]),
        ("survey_quality", year, []),
        ("survey_safety", year - 1, olds[1:]),
        ("survey_safety", year, []),
    ):
        lines = desk.both("hn_admin", report, when)
        assert [one for one in names_in(lines) if one in (new, *olds)] == seen, (report, when)
    # The one that guided the safety station sees it last year, and the new one this year.
    for when, seen in ((year - 1, olds[1:]), (year, [new])):
        lines = desk.both("zz_admin", "survey_all", when)
        assert [one for one in names_in(lines) if one in (new, *olds)] == seen, when
