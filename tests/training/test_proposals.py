"""The proposal for handing places on: exact, the same again, never below what is taken."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.training.queries.quotas import Need
from app.training.rules import proposal

COUNT = st.integers(0, 40)
NEEDS = st.lists(
    st.builds(
        lambda soon, later, more, enrolled, waiting: Need(
            soon + later + more, soon, soon + later, enrolled, waiting
        ),
        COUNT,
        COUNT,
        COUNT,
        st.integers(0, 10),
        st.integers(0, 5),
    ),
    max_size=12,
)
FACTORS = {"soon_weight": st.integers(1, 5), "minimum": st.integers(0, 3)}


def proposed(places: int, needs: list[Need], **factors: int) -> list[int]:
    found = proposal(places, {str(n): one for n, one in enumerate(needs)}, **factors)
    return [one.seats for one in found.values()]


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        # 12 : 6 : 2 by need, and one for whoever has certified people.
        (20, [11, 6, 2, 1]),
        (10, [5, 3, 1, 1]),
        (4, [1, 1, 1, 1]),
        # The neediest first, where places do not suffice for one each.
        (2, [1, 1, 0, 0]),
        # No more than people need.
        (500, [12, 6, 2, 1]),
    ],
)
def test_it_follows_the_need(places, expected):
    needs = [Need(30, 0, 12), Need(20, 0, 6), Need(9, 0, 2), Need(5), Need(0)]
    assert proposed(places, needs, soon_weight=2, minimum=1) == [*expected, 0]


def test_who_ends_sooner_weighs_more_and_who_waits_counts():
    needs = [Need(20, 6, 6), Need(20, 0, 6), Need(20, 0, 6, waiting=6)]
    assert proposed(10, needs, soon_weight=2, minimum=0) == [4, 2, 4]


def test_the_words_of_it_have_what_it_follows_from():
    found = proposal(5, {"a": Need(9, 2, 4, 3), "b": Need(9, 0, 4)}, soon_weight=2, minimum=1)
    assert (found["a"].weight, found["a"].least, found["a"].most) == (6, 3, 4)
    assert found["a"].exact == 3
    assert found["b"].exact == Fraction(2)


@settings(deadline=None)
@given(places=st.integers(0, 300), needs=NEEDS, **FACTORS)
def test_it_is_exact_and_never_below_what_is_taken(places, needs, soon_weight, minimum):
    places += sum(one.enrolled for one in needs)
    seats = proposed(places, needs, soon_weight=soon_weight, minimum=minimum)
    wanted = [
        max(one.later, one.enrolled + one.waiting, minimum if one.certified else 0) for one in needs
    ]
    assert sum(seats) == min(places, sum(wanted))
    for got, one, most in zip(seats, needs, wanted, strict=True):
        assert one.enrolled <= got <= most
    has_all = sum(max(one.enrolled, minimum if one.certified else 0) for one in needs) <= places
    if has_all:
        assert all(g >= minimum for g, one in zip(seats, needs, strict=True) if one.certified)


@settings(deadline=None)
@given(places=st.integers(0, 300), needs=NEEDS, **FACTORS)
def test_it_is_the_same_again_and_grows_with_places_and_need(places, needs, soon_weight, minimum):
    places += sum(one.enrolled for one in needs)
    factors = {"soon_weight": soon_weight, "minimum": minimum}
    before = proposed(places, needs, **factors)
    assert before == proposed(places, needs, **factors)
    more = proposed(places + 1, needs, **factors)
    # Largest remainders take back one place at most.
    assert all(now >= was - 1 for was, now in zip(before, more, strict=True))
    if needs:
        first = needs[0]
        grown = Need(
            first.certified + 5, first.soon, first.later + 5, first.enrolled, first.waiting
        )
        now = proposed(places, [grown, *needs[1:]], **factors)
        assert now[0] >= before[0] - 1
