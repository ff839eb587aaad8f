"""What a record must fulfil, and what follows from a total."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.demerits import rules
from app.demerits.choices import MeasureKind, Suggestion
from app.demerits.rules import Reason, Thresholds

LIMITS = Thresholds(3, 6, 9, 12)
TODAY = dt.date(2026, 3, 10)
OFFERED = {
    "J101": Reason("考核结果类", "J101", "不合格", 3),
    "J201": Reason("记1分", "J201", "无计划", 1, needs_project=True),
}
WELL = {
    "happened_on": TODAY,
    "reasons": ["J201"],
    "project": "一号工程",
    "builder": "建设公司",
}


@pytest.fixture(autouse=True)
def _language(app):
    with app.test_request_context():
        yield


def told(back: bool = False, **changed):
    found = rules.record_faults({**WELL, **changed}, OFFERED, TODAY, may_go_back=back)
    return {error.field: error.message for error in found}


def test_what_is_well_is_not_refused():
    assert told() == {}
    assert told(reasons=["J101"], project=None, builder=None) == {}


def test_the_day_is_of_this_cycle_and_not_to_come():
    assert "不能晚于今天" in told(happened_on=TODAY + dt.timedelta(1))["happened_on"]
    assert told(happened_on=dt.date(2026, 1, 1)) == {}
    last = dt.date(2025, 12, 31)
    assert "2026 年 1 月 1 日" in told(happened_on=last)["happened_on"]
    assert told(back=True, happened_on=last) == {}
    assert "2025 年 1 月 1 日" in told(back=True, happened_on=dt.date(2024, 12, 31))["happened_on"]


def test_a_reason_is_ticked_and_one_that_needs_a_project_has_one():
    assert "请勾选记分事由" in told(reasons=[])["reasons"]
    assert "J999" in told(reasons=["J999"])["reasons"]
    assert set(told(project="", builder=None)) == {"project", "builder"}


def test_the_rules_are_silent_about_what_could_not_be_read():
    assert told(happened_on=None, reasons=None, project=None) == {}


def test_one_fact_is_the_same_project_within_thirty_days():
    day = dt.date(2026, 1, 1)
    assert rules.is_alike("甲", day, "甲", day + dt.timedelta(30))
    assert not rules.is_alike("甲", day, "甲", day + dt.timedelta(31))
    assert not rules.is_alike("甲", day, "乙", day)
    assert rules.is_alike(None, day, "", day)


@pytest.mark.parametrize(
    ("total", "kinds"),
    [
        (0, ""),
        (2, ""),
        (3, "remind"),
        (6, "remind talk"),
        (9, "notice remind talk"),
        (11, "notice remind talk"),
        (12, "notice remind suspension"),
        (15, "notice remind suspension"),
    ],
)
def test_what_follows_from_a_total(total, kinds):
    assert " ".join(sorted(rules.measures_for(total, LIMITS))) == kinds


@given(st.integers(0, 60), st.integers(0, 60))
def test_more_points_take_no_measure_back_but_the_talk(first, more):
    before = rules.measures_for(first, LIMITS)
    after = rules.measures_for(first + more, LIMITS)
    assert before - after <= {MeasureKind.TALK}


@given(st.lists(st.integers(1, 12), max_size=12), st.integers(0, 40))
def test_what_is_open_and_what_is_settled_is_the_total(points, settled):
    total = sum(points)
    rest = rules.open_total(total, settled)
    assert 0 <= rest <= total
    assert rest + min(settled, total) == total


def test_a_cycle_clears_by_itself_below_the_full_total():
    january = dt.date(2027, 1, 1)
    assert rules.is_cleared(11, 0, 2026, january, 12)
    assert not rules.is_cleared(12, 0, 2026, january, 12)
    assert rules.is_cleared(12, 12, 2026, january, 12)
    assert not rules.is_cleared(3, 0, 2026, dt.date(2026, 12, 31), 12)


def test_the_day_of_the_fact_decides_the_cycle():
    assert rules.cycle_of(dt.date(2026, 12, 31)) == 2026
    assert rules.cycle_of(dt.date(2027, 1, 1)) == 2027


REASONS = st.lists(
    st.builds(
        Reason,
        st.sampled_from(["甲类", "乙类"]),
        st.uuids().map(str),
        st.just("事由"),
        st.integers(1, 12),
        st.booleans(),
        st.sampled_from(Suggestion),
    ),
    max_size=8,
)


@given(REASONS)
def test_reasons_are_the_same_as_lines(reasons):
    ordered = sorted(reasons, key=lambda one: one.group)
    assert rules.reasons_of(rules.lines_of(ordered)) == ordered
