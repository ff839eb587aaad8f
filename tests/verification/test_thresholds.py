"""The thresholds of an organization at their edges, and where nothing is known; no database."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from app.core.base.choices import Level
from app.organizations.rules import Leader
from app.verification.thresholds import Finding, Limits, OrganizationFacts, Profile, findings

LIMITS = Limits(
    ratio=75,
    supervisors={Level.PREFECTURE: 9, Level.COUNTY: 3},
    civil_per_installation=6,
    municipal=2,
    office_area={Level.PREFECTURE: 400, Level.COUNTY: 200},
    computers={Level.PREFECTURE: 6, Level.COUNTY: 3},
    workload=30,
    instruments=("数显回弹仪", "钢筋扫描仪"),
    management_rules=("rule01", "rule02"),
)
ABLE = Leader("intermediate", is_certified=True)
PROFILE = Profile(
    scopes=("building", "municipal"),
    office_area=Decimal(200),
    computers=3,
    leaders={"甲": ABLE, "乙": ABLE},
    instruments=("HT-225 数显回弹仪", "钢筋扫描仪（一体式）"),
    management_rules=("rule01", "rule02"),
    is_legal_person=True,
    is_entrusted=True,
)
FACTS = OrganizationFacts(
    level=Level.COUNTY,
    on_duty=4,
    certified=3,
    certified_fields={"civil": 6, "installation": 1, "municipal": 2},
    profile=PROFILE,
    area=Decimal(90),
)


def found(facts: OrganizationFacts) -> dict[str, Finding]:
    return {one.key: one for one in findings(facts, LIMITS)}


def test_a_county_that_has_everything_meets_everything() -> None:
    assert all(one.is_met for one in findings(FACTS, LIMITS))
    assert len(findings(FACTS, LIMITS)) == 13


@pytest.mark.parametrize(
    ("key", "changes", "value"),
    [
        ("ratio_supervisor", {"on_duty": 5, "certified": 3}, "60.0"),
        ("min_supervisors", {"certified": 2}, 2),
        ("specialty_ratio", {"certified_fields": {"civil": 7, "installation": 1}}, [1, 7]),
        ("specialty_ratio", {"certified_fields": {"civil": 1}}, [0, 1]),
        ("min_municipal", {"certified_fields": {"municipal": 1}}, 1),
        ("workload", {"area": Decimal("90.03")}, "30.01"),
    ],
)
def test_people_that_are_too_few(key: str, changes: dict[str, Any], value: Any) -> None:
    one = found(replace(FACTS, **changes))[key]
    assert (one.is_met, one.value) == (False, value)


@pytest.mark.parametrize(
    ("key", "changes", "value"),
    [
        ("office_area", {"office_area": Decimal("199.99")}, "199.99"),
        ("computers", {"computers": 2}, 2),
        (
            "leader_title",
            {"leaders": {"甲": ABLE, "乙": Leader("junior", is_certified=True)}},
            ["乙"],
        ),
        ("leader_title", {"leaders": {"甲": None}}, ["甲"]),
        ("leader_cert", {"leaders": {"甲": Leader("senior", is_certified=False)}}, ["甲"]),
        ("instruments", {"instruments": ("数显回弹仪",)}, ["钢筋扫描仪"]),
        ("systems", {"management_rules": ("rule02",)}, ["rule01"]),
        ("legal_person", {"is_legal_person": False}, False),
        ("entrust", {"is_entrusted": False}, False),
    ],
)
def test_means_and_standing_that_are_missing(key: str, changes: dict[str, Any], value: Any) -> None:
    one = found(replace(FACTS, profile=replace(PROFILE, **changes)))[key]
    assert (one.is_met, one.value) == (False, value)


def test_a_ratio_is_compared_before_it_is_rounded() -> None:
    """74.96 % reads 75.0 % and is below 75 %."""
    one = found(replace(FACTS, on_duty=2500, certified=1874))["ratio_supervisor"]
    assert (one.value, one.is_met) == ("75.0", False)


def test_a_workload_is_compared_before_it_is_rounded() -> None:
    one = found(replace(FACTS, area=Decimal("90.01")))["workload"]
    assert (one.value, one.is_met) == ("30.00", False)


def test_what_nobody_filed_is_neither_met_nor_missed() -> None:
    blank = OrganizationFacts(Level.COUNTY, None, None, None, None, None)
    assert {one.is_met for one in findings(blank, LIMITS)} == {None}
    assert "min_municipal" not in found(blank)


def test_what_was_not_counted_when_a_year_was_stored_is_unknown() -> None:
    fields = {"civil": 6, "installation": 1, "municipal": None}
    one = found(replace(FACTS, certified_fields=fields))
    assert (one["min_municipal"].value, one["min_municipal"].is_met) == (None, None)
    assert one["specialty_ratio"].is_met is True
    unknown = found(replace(FACTS, certified_fields=dict.fromkeys(fields)))
    assert unknown["specialty_ratio"].is_met is None


def test_nobody_on_duty_has_no_ratio() -> None:
    one = found(replace(FACTS, on_duty=0, certified=0))
    assert one["ratio_supervisor"].is_met is None
    assert one["min_supervisors"].is_met is False
    assert one["workload"].is_met is None


def test_municipal_works_are_asked_for_where_they_are_supervised() -> None:
    without = replace(FACTS, profile=replace(PROFILE, scopes=("building",)))
    assert "min_municipal" not in found(without)


def test_the_province_itself_has_no_threshold_of_a_level() -> None:
    province = found(replace(FACTS, level=Level.PROVINCE))
    assert not {"min_supervisors", "office_area", "computers"} & set(province)


def test_a_prefecture_needs_more() -> None:
    prefecture = found(replace(FACTS, level=Level.PREFECTURE))
    missed = {key for key, one in prefecture.items() if one.is_met is False}
    assert missed == {"min_supervisors", "office_area", "computers"}
