"""Rules of results: never better with less, never worse with more, exact at the border."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.training.choices import Result
from app.training.rules import (
    extended_to,
    hours_needed,
    makeup_faults,
    missing_subjects,
    number_of,
    result_of,
    sheet_faults,
    tenths_of,
)
from app.training.rules.results import Sheet

SUBJECTS = [
    SimpleNamespace(name=name, full_mark=100, pass_mark=60) for name in ("法规", "质量", "安全")
]
NEEDED = hours_needed(24, 90)
GOOD = {Result.PASSED, Result.MAKEUP_PASSED}
# The machine may be busy with other things.
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
MARKS = st.dictionaries(st.sampled_from(["法规", "质量", "安全"]), st.integers(0, 1000))
HOURS = st.integers(0, 240)


@UNHURRIED
@given(HOURS, MARKS, MARKS, st.integers(0, 240), st.sampled_from(["法规", "质量", "安全"]))
def test_less_is_never_better(attended, scores, makeup, less, subject):
    before = result_of(SUBJECTS, NEEDED, attended, scores, makeup) in GOOD
    fewer = result_of(SUBJECTS, NEEDED, min(attended, less), scores, makeup) in GOOD
    lower = {
        name: mark - min(mark, less) if name == subject else mark for name, mark in scores.items()
    }
    worse = result_of(SUBJECTS, NEEDED, attended, lower, makeup) in GOOD
    without = result_of(SUBJECTS, NEEDED, attended, scores, {}) in GOOD
    assert fewer <= before
    assert worse <= before
    assert without <= before


@UNHURRIED
@given(HOURS, MARKS)
def test_who_passes_has_hours_and_every_subject(attended, scores):
    found = result_of(SUBJECTS, NEEDED, attended, scores, {})
    passes = attended >= NEEDED and all(scores.get(one.name, 0) >= 600 for one in SUBJECTS)
    assert (found is Result.PASSED) == passes
    assert (found is Result.ABSENT) == (not scores)
    assert found is not Result.MAKEUP_PASSED


@UNHURRIED
@given(MARKS, MARKS)
def test_a_makeup_counts_where_it_is_better(scores, makeup):
    found = result_of(SUBJECTS, NEEDED, 240, scores, makeup)
    best = {one.name: max(scores.get(one.name, -1), makeup.get(one.name, -1)) for one in SUBJECTS}
    assert (found in GOOD) == all(mark >= 600 for mark in best.values())


def test_the_borders():
    assert NEEDED == 216
    assert hours_needed(25, 90) == 225
    assert hours_needed(7, 33) == 24
    exact = dict.fromkeys(["法规", "质量", "安全"], 600)
    assert result_of(SUBJECTS, NEEDED, 216, exact, {}) is Result.PASSED
    assert result_of(SUBJECTS, NEEDED, 215, exact, {}) is Result.FAILED
    assert result_of(SUBJECTS, NEEDED, 216, {**exact, "质量": 599}, {}) is Result.FAILED
    assert result_of(SUBJECTS, NEEDED, 0, {}, {}) is Result.ABSENT


@UNHURRIED
@given(st.integers(0, 9999))
def test_tenths_are_exact(tenths):
    written = number_of(tenths)
    assert tenths_of(written) == tenths
    assert "." not in str(written) or not str(written).endswith("0")
    assert tenths_of(Decimal("87.5")) == 875


def test_what_is_wrong_with_a_sheet():
    assert dict(sheet_faults(Sheet(241, {}), SUBJECTS, 24)) == {
        "attended": "不能大于档期学时（24）"
    }
    assert list(sheet_faults(Sheet(240, {"法规": 1000}), SUBJECTS, 24)) == []
    assert dict(sheet_faults(Sheet(None, {"法规": 1001}), SUBJECTS, 24)).keys() == {
        "attended",
        "法规",
    }
    assert dict(sheet_faults(Sheet(None, {}, "病假"), SUBJECTS, 24)).keys() == {"attended"}
    earlier = {"法规": 600, "质量": 599}
    assert dict(
        makeup_faults(Sheet(None, {"法规": 700, "质量": 700}), earlier, SUBJECTS)
    ).keys() == {"法规"}
    assert missing_subjects(Sheet(240, {"法规": 600}), {}, SUBJECTS) == ["质量", "安全"]
    assert missing_subjects(Sheet(None, {"安全": 600}), earlier, SUBJECTS) == ["质量"]
    assert missing_subjects(Sheet(240, {}), {}, SUBJECTS) == []


@UNHURRIED
@given(
    st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1)),
    st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1)),
)
def test_an_extension_takes_nobody_anything(valid_to, ends_on):
    until = extended_to(valid_to, ends_on, 24)
    assert until > max(valid_to, ends_on)
    assert until == extended_to(max(valid_to, ends_on), ends_on, 24)
