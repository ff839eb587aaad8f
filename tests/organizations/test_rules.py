"""The rules of the project return as tables; no database."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from app.core.base.choices import OrganizationKind
from app.organizations import rules
from app.organizations.choices import ProjectCategory as Category
from app.organizations.choices import ProjectFlow as Flow
from app.organizations.rules import ProjectData

HOUSING = Category.HOUSING


def data(table=None, *, kind=OrganizationKind.JOINT, **figures) -> ProjectData:
    return ProjectData(kind, table or {}, figures)


def housing(**flows) -> dict:
    """Housing cells: carried=(projects, units, area), …"""
    return {
        (HOUSING, Flow(flow), measure): value
        for flow, values in flows.items()
        for measure, value in zip(("projects", "units", "area"), values, strict=False)
    }


BALANCED = housing(carried=(10, 20, 30), new=(5, 8, 12), completed=(4, 6, 9), ended=(1, 1, 1))


def refused(found: ProjectData) -> list[tuple[str, str]]:
    return [(error.code, error.field) for error in rules.project_refusals(found)]


def test_year_end_is_carried_plus_new_minus_completed_minus_ended():
    found = data(BALANCED)
    assert found.year_end(HOUSING, "projects") == 10
    assert found.year_end(HOUSING, "area") == 32
    assert found.building_total(None, "units") == 21
    assert found.total(Flow.NEW, "projects") == 5
    assert refused(found) == []


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (data(housing(carried=(1, 1), completed=(2, 2))), ("V22", "housing-completed-projects")),
        (data(housing(carried=(1, 2, 5), ended=(1, 1, 6))), ("V22", "housing-completed-area")),
        (data(housing(new=(0, 0, 3))), ("V22", "housing-new-projects")),
        (data(quality_rectifications=3, quality_rectified=4), ("V23", "quality_rectified")),
        (data(spot_tests=1, spot_tests_failed=2), ("V23", "spot_tests_failed")),
        (data(high_risk_works=1, high_risk_oversized=2), ("V23", "high_risk_oversized")),
        (data(supervision_reports=1, reports_overdue=2), ("V23", "reports_overdue")),
        (data(quality_reviews=1, quality_reviews_failed=2), ("V23", "quality_reviews_failed")),
        (data(penalties=3, penalties_quality=2, penalties_safety=2), ("V23", "penalties")),
        (data(deaths=1), ("V24", "deaths")),
        (data(deaths=3, accidents_ordinary=1), ("V24", "deaths")),
        (data(deaths=12, accidents_ordinary=1, accidents_larger=1), ("V24", "deaths")),
        (data(deaths=39, accidents_larger=1, accidents_major=1), ("V24", "deaths")),
        (data(coverage=Decimal("100.01")), ("V28", "coverage")),
    ],
)
def test_refused(found, expected):
    assert expected in refused(found)


@pytest.mark.parametrize(
    "found",
    [
        data(deaths=2, accidents_ordinary=1),
        data(deaths=11, accidents_ordinary=1, accidents_larger=1),
        data(deaths=38, accidents_larger=1, accidents_major=1),
        data(deaths=500, accidents_extreme=1),
        data(penalties=3, penalties_quality=2, penalties_safety=1),
        data(coverage=100),
        data(housing(carried=(2, 2), completed=(2, 2))),
    ],
)
def test_at_the_limit_passes(found):
    assert refused(found) == []


def test_hidden_sections_are_not_asked():
    """独立质量 organizations have no safety figures, whatever an old row holds."""
    quality = data(kind=OrganizationKind.QUALITY, safety_rectifications=1, safety_rectified=5)
    assert refused(quality) == []


def warned(found: ProjectData, last: ProjectData | None = None) -> dict[str, rules.Doubt]:
    warnings = rules.project_doubts(found, last, jump_percent=50, jump_units=10)
    return {warning.key: warning for warning in warnings}


def test_carried_differs_from_last_year():
    last = data(housing(carried=(3, 3, 9)))
    assert "V22-carried" not in warned(data(housing(carried=(3, 3, 9))), last)
    warning = warned(data(housing(carried=(4, 4, 9))), last)["V22-carried"]
    assert warning.needs_reason
    assert len(warning.details) == 2
    assert "V22-carried" not in warned(data(housing(carried=(4, 4, 9))))


def test_fewer_units_than_projects():
    assert not warned(data(housing(new=(2, 1, 5))))["V22-units"].needs_reason
    assert "V22-units" not in warned(data(housing(new=(2, 2, 5))))


def test_projects_without_a_size():
    bare = data(housing(new=(2, 2, 0)))
    assert "V22-size" in warned(bare)
    road = {(Category.MUNICIPAL, Flow.NEW, m): 2 for m in ("projects", "units", "length")}
    assert "V22-size" not in warned(data(road))


@pytest.mark.parametrize(
    ("opened", "closed"),
    [
        ("penalties", "penalties_closed"),
        ("quality_complaints", "quality_complaints_closed"),
        ("safety_complaints", "safety_complaints_closed"),
    ],
)
def test_more_closed_than_opened(opened, closed):
    assert warned(data(**{opened: 1, closed: 2}))[f"V23-{closed}"].needs_reason
    assert warned(data(**{opened: 2, closed: 2})) == {}


def test_a_larger_accident_without_its_size():
    assert "V24-larger" in warned(data(accidents_larger=1, deaths=2, accidents_ordinary=1))
    assert "V24-larger" not in warned(data(accidents_larger=1, deaths=3))
    assert "V24-larger" not in warned(data(accidents_larger=1, accident_loss=1000))


@pytest.mark.parametrize(
    ("before", "now", "jumps"),
    [
        (20, 31, True),
        (20, 30, False),
        (10, 20, False),
        (0, 11, True),
        (100, 149, False),
        (30, 14, True),
    ],
)
def test_a_jump_is_more_than_half_and_more_than_ten(before, now, jumps):
    found = warned(data(talks=now), data(talks=before))
    assert ("V27" in found) is jumps


def test_all_jumps_are_one_list():
    found = warned(data(talks=100, criticisms=100), data(talks=1, criticisms=1))["V27"]
    assert len(found.details) == 2
    assert "约谈" in found.details[0]


def test_explained_or_confirmed_passes():
    warnings = list(warned(data(penalties=1, penalties_closed=2)).values())
    (error,) = rules.unexplained(warnings, {})
    assert error.field == "explain-V23-penalties_closed"
    assert "请填写说明" in error.message
    assert list(rules.unexplained(warnings, {"V23-penalties_closed": "  "})) != []
    assert list(rules.unexplained(warnings, {"V23-penalties_closed": "含上年结转"})) == []


@pytest.mark.parametrize(
    ("year", "passes"), [(2014, False), (2015, True), (2026, True), (2027, False), (None, False)]
)
def test_years_that_may_be_filed(year, passes):
    found = list(rules.year_refusals(year, first=2015, today=dt.date(2026, 5, 1)))
    assert (found == []) is passes
