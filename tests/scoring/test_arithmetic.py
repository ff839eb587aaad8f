"""Scores: exact, within 0 and 100, and what a deduction does to them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.scoring.choices import Grade
from app.scoring.rules import (
    FULL,
    STEP,
    ScoredItem,
    grade_of,
    group_grade,
    is_step,
    mean_of,
    organization_grade,
    score_of,
    value_of,
    weighted,
)

LIMITS = (90, 80, 70)
values = st.integers(1, 20).map(lambda n: n * STEP)


@st.composite
def sheets(draw: st.DrawFn) -> list[ScoredItem]:
    worths = draw(st.lists(values, min_size=1, max_size=12))
    return [
        ScoredItem(f"{n}", f"s{draw(st.integers(0, 3))}", worth) for n, worth in enumerate(worths)
    ]


@st.composite
def scored(
    draw: st.DrawFn,
) -> tuple[list[ScoredItem], list[tuple[str, int]], set[str]]:
    """A sheet, deductions as they were made, and what does not apply."""
    items = draw(sheets())
    keys = [one.key for one in items]
    cuts = draw(st.lists(st.tuples(st.sampled_from(keys), values), max_size=20))
    return items, cuts, draw(st.sets(st.sampled_from(keys)))


def by_item(cuts: Sequence[tuple[str, int]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for key, value in cuts:
        found.setdefault(key, []).append(value)
    return found


def by_hand(items: Sequence[ScoredItem], cuts: Sequence[tuple[str, int]], out: set[str]) -> Decimal:
    """The score as somebody would work it out with decimals."""
    applies = [one for one in items if one.key not in out]
    most = sum(Decimal(one.most) / 10 for one in applies)
    lost = sum(
        min(
            sum(Decimal(value) / 10 for key, value in cuts if key == one.key),
            Decimal(one.most) / 10,
        )
        for one in applies
    )
    return ((most - lost) / most * 100).quantize(Decimal("0.01"), ROUND_HALF_UP)


@given(scored())
def test_a_score_is_what_somebody_would_work_out(case):
    items, cuts, out = case
    found = score_of(items, by_item(cuts), out)
    if len(out) == len(items):
        assert found.score is None
        return
    assert found.score is not None
    assert Decimal(found.score) / 100 == by_hand(items, cuts, out)
    assert 0 <= found.score <= FULL
    assert sum(one.most for one in found.sections.values()) == found.most
    assert found.most - sum(one.lost for one in found.sections.values()) == found.earned


@given(scored(), st.randoms(use_true_random=False))
def test_a_score_does_not_depend_on_the_order(case, random):
    items, cuts, out = case
    mixed = list(cuts)
    random.shuffle(mixed)
    assert score_of(items, by_item(mixed), out) == score_of(items, by_item(cuts), out)


@given(scored(), values)
def test_a_deduction_never_raises_a_score(case, more):
    items, cuts, out = case
    before = score_of(items, by_item(cuts), out).score
    after = score_of(items, by_item([*cuts, (items[0].key, more)]), out).score
    if before is not None and after is not None:
        assert after <= before


@given(scored())
def test_no_item_loses_more_than_it_is_worth(case):
    items, cuts, out = case
    found = score_of(items, by_item(cuts), out)
    assert all(0 <= found.lost[one.key] <= one.most for one in items)
    assert all(found.lost[key] == 0 for key in out)


@given(st.lists(st.integers(0, FULL), min_size=1, max_size=40), st.integers(0, 100))
def test_means_and_weights_lie_between_what_they_are_of(scores, weight):
    mean = mean_of(scores)
    assert mean is not None
    assert min(scores) <= mean <= max(scores)
    both = weighted(mean, scores[0], weight)
    assert min(mean, scores[0]) <= both <= max(mean, scores[0])


def test_a_half_goes_up():
    assert mean_of([95_00, 90_01]) == 92_51
    assert mean_of([]) is None
    assert weighted(95_00, 80_00, 30) == 90_50


@pytest.mark.parametrize(
    ("score", "grade"),
    [
        (100_00, Grade.EXCELLENT),
        (90_00, Grade.EXCELLENT),
        (89_99, Grade.PASSED),
        (80_00, Grade.PASSED),
        (79_99, Grade.BARELY),
        (70_00, Grade.BARELY),
        (69_99, Grade.FAILED),
        (0, Grade.FAILED),
    ],
)
def test_grades_begin_at_their_limits(score, grade):
    assert grade_of(score, LIMITS) is grade
    assert grade_of(score, LIMITS, vetoed=True) is Grade.FAILED


GOOD, BAD = Grade.EXCELLENT, Grade.FAILED


@pytest.mark.parametrize(
    ("projects", "group", "organization"),
    [
        ([GOOD], Grade.EXCELLENT, Grade.EXCELLENT),
        ([GOOD, GOOD, BAD], Grade.BARELY, Grade.PASSED),
        ([GOOD, BAD], Grade.BARELY, Grade.FAILED),
        ([GOOD, BAD, BAD], Grade.FAILED, Grade.FAILED),
        ([BAD], Grade.FAILED, Grade.FAILED),
    ],
)
def test_projects_that_failed_cap_the_whole(projects, group, organization):
    assert group_grade(95_00, projects, LIMITS) is group
    assert organization_grade(95_00, projects, LIMITS) is organization


@given(st.lists(st.sampled_from(Grade), min_size=1, max_size=9))
def test_a_worse_project_never_makes_a_better_grade(projects):
    order = list(Grade)
    for rule in (group_grade, organization_grade):
        ladder = [
            rule(85_00, [*projects[:-1], worse], LIMITS)
            for worse in order[order.index(projects[-1]) :]
        ]
        assert all(order.index(a) <= order.index(b) for a, b in pairwise(ladder))


def test_what_is_typed_is_a_step_within_the_item():
    assert [is_step(one, 40) for one in (5, 10, 40, 0, -5, 45, 7)] == [True] * 3 + [False] * 4
    assert [value_of(20, count, 50) for count in (1, 2, 3)] == [20, 40, 50]
