"""Cells of 人员结构 at their borders: terms, years of supervising, qualifications, titles."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from flask import Flask

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.personnel.models import Qualification
from app.personnel.queries import people_in_cells, people_with_cells, staff_structure
from tests.support.factories import make_certificate, make_person

pytestmark = pytest.mark.both_databases

YUELU = 4
BORDERS = {"certified", "expiring", "expired", "law_certified", "technical", "seconded_in"}
DAY = clock.today()


def days(number: int) -> dt.date:
    return DAY + dt.timedelta(days=number)


def years_ago(years: int, further: int = 0) -> dt.date:
    is_leap_day = (DAY.month, DAY.day) == (2, 29)
    day = dt.date(DAY.year - years, 3, 1) if is_leap_day and years % 4 else None
    return (day or DAY.replace(year=DAY.year - years)) - dt.timedelta(days=further)


def cells(**facts: Any) -> set[str]:
    """The cells that count the one person of 岳麓: counted, listed and kept alike."""
    person = make_person(organization_id=YUELU, **facts)
    db.session.flush()
    return of_the_one(person.id)


def of_the_one(person_id: int) -> set[str]:
    counted = staff_structure([YUELU], DAY)[YUELU]
    found = {key for key, number in counted.items() if number}
    assert found == {key for key, n in staff_structure(None, DAY)[YUELU].items() if n}
    assert set(counted.values()) <= {0, 1}
    ((kept),) = people_with_cells(DAY, [YUELU])[YUELU]
    assert set(kept["cells"]) == found
    # Every cell is opened by the tests of the screen.
    for key in [*found & BORDERS, *sorted(BORDERS - found)[:3]]:
        listed = [row.id for row in people_in_cells([YUELU], DAY, [key])]
        assert listed == ([person_id] if key in found else []), key
    return found


@pytest.fixture(autouse=True)
def _inside(app: Flask) -> Any:
    with app.app_context(), unscoped("people of the tests"):
        yield
        db.session.rollback()


@pytest.mark.parametrize(
    ("ends", "wanted"),
    [
        (-1, {"expired", "uncertified"}),
        (0, {"expiring", "certified", "quality_only"}),
        (90, {"expiring", "certified", "quality_only"}),
        (91, {"certified", "quality_only"}),
    ],
    ids=["yesterday", "today", "in 90 days", "in 91 days"],
)
def test_the_term_of_a_certificate(ends, wanted):
    person = make_person(organization_id=YUELU)
    make_certificate(person, valid_to=days(ends))
    found = of_the_one(person.id)
    terms = {"expired", "expiring", "certified", "uncertified", "quality_only", "dual"}
    assert found & terms == wanted


def test_what_is_suspended_neither_counts_nor_expires():
    person = make_person(organization_id=YUELU)
    make_certificate(person, valid_to=days(5)).status = "suspended"
    db.session.flush()
    assert of_the_one(person.id) & {"expired", "expiring", "certified"} == set()


@pytest.mark.parametrize(
    ("since", "wanted"),
    [
        (None, "experience_unknown"),
        (days(1), "experience_unknown"),
        (years_ago(0), "experience_2"),
        (years_ago(3, -1), "experience_2"),
        (years_ago(3), "experience_5"),
        (years_ago(6, -1), "experience_5"),
        (years_ago(6), "experience_10"),
        (years_ago(11, -1), "experience_10"),
        (years_ago(11), "experience_20"),
        (years_ago(21, -1), "experience_20"),
        (years_ago(21), "experience_21"),
        (years_ago(45), "experience_21"),
    ],
    ids=[str(number) for number in range(12)],
)
def test_full_years_of_supervising_of_those_who_are_certified(since, wanted):
    person = make_person(organization_id=YUELU, supervising_from=since)
    make_certificate(person)
    found = of_the_one(person.id)
    assert {key for key in found if key.startswith("experience")} == {wanted}


def test_who_is_not_certified_has_no_years_of_supervising():
    found = cells(supervising_from=years_ago(5))
    assert not any(key.startswith("experience") for key in found)


@pytest.mark.parametrize(
    ("number", "ends", "holds"),
    [
        (None, None, False),
        ("", None, False),
        ("湘执法1", None, True),
        ("湘执法1", 0, True),
        ("湘执法1", -1, False),
    ],
    ids=["none", "blank", "without end", "until today", "until yesterday"],
)
def test_a_law_enforcement_certificate(number, ends, holds):
    until = days(ends) if ends is not None else None
    assert ("law_certified" in cells(law_cert_no=number, law_cert_to=until)) is holds


def test_each_qualification_counts_its_holder_while_it_is_held():
    person = make_person(organization_id=YUELU, title_name=None, title_level="none")
    for kind, until in (("law", None), ("cost_first", days(1)), ("surveyor", DAY)):
        db.session.add(
            Qualification(
                organization_id=YUELU,
                identity_id=person.identity_id,
                kind=kind,
                from_day=dt.date(2020, 1, 1),
                to_day=until,
            )
        )
    db.session.flush()
    found = of_the_one(person.id)
    held = {key for key in found if key.startswith("qualification=")}
    assert held == {"qualification=law", "qualification=cost_first"}
    assert "technical" in found


@pytest.mark.parametrize(
    ("title", "level", "wanted"),
    [
        ("engineer", "intermediate", {"engineering_titled", "technical"}),
        ("technician", "technician", {"engineering_titled", "technical"}),
        ("accountant", "intermediate", set()),
        (None, "none", set()),
    ],
    ids=["engineer", "technician", "accountant", "nobody"],
)
def test_titles_of_engineers(title, level, wanted):
    found = cells(title_name=title, title_level=level)
    assert found & {"engineering_titled", "technical"} == wanted


def test_who_is_seconded_in_counts_there_alone():
    assert cells(employ_type="seconded_in") == {"seconded_in"}
