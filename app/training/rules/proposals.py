"""A proposal for handing places on, by need: the same figures always give the same places."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol


class Needs(Protocol):
    """What is known of an organization: people with certificates, whose end soon, who is in."""

    @property
    def certified(self) -> int: ...
    @property
    def soon(self) -> int: ...
    @property
    def later(self) -> int: ...
    @property
    def enrolled(self) -> int: ...
    @property
    def waiting(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Share:
    """What is proposed for an organization, and what it follows from.

    ``weight`` is its need, ``exact`` its part before it is rounded, which lies between ``least``
    and ``most``.
    """

    weight: int
    least: int
    most: int
    exact: Fraction = Fraction(0)
    seats: int = 0


def proposal(
    places: int, needs: Mapping[str, Needs], *, soon_weight: int, minimum: int
) -> dict[str, Share]:
    """The places of a prefecture by largest remainder over the need of its organizations.

    Need are people whose certificates end soon, the sooner ones ``soon_weight`` times, and those
    who wait. Nobody gets less than is taken, or more than people need; whoever has certified
    people gets the ``minimum``, the neediest first where places do not suffice. All together are
    the places, or what is needed where that is less.
    """
    shares = {
        key: Share(
            one.later + (soon_weight - 1) * one.soon + one.waiting,
            one.enrolled,
            max(one.enrolled + one.waiting, one.later, minimum if one.certified else 0),
        )
        for key, one in needs.items()
    }
    total = min(places, sum(one.most for one in shares.values()))
    total = max(total, sum(one.least for one in shares.values()))
    certified = [key for key, one in needs.items() if one.certified]
    least = _raised(total, shares, certified, minimum)
    bounds = [(one.weight, least[key], one.most) for key, one in shares.items()]
    exact = _levelled(total, bounds)
    seats = _rounded(total, exact)
    return {
        key: Share(one.weight, least[key], one.most, exact[place], seats[place])
        for place, (key, one) in enumerate(shares.items())
    }


def _raised(
    total: int, shares: Mapping[str, Share], certified: Sequence[str], minimum: int
) -> dict[str, int]:
    """What everybody gets at least: what is taken, and the minimum as far as places suffice."""
    least = {key: one.least for key, one in shares.items()}
    left = total - sum(least.values())
    for key in sorted(certified, key=lambda one: -shares[one].weight):
        more = min(max(minimum - least[key], 0), left)
        least[key] += more
        left -= more
    return least


def _levelled(total: int, bounds: Sequence[tuple[int, int, int]]) -> list[Fraction]:
    """Parts in proportion to weights, each between its bounds, that add up to the total."""

    def parts(level: Fraction) -> list[Fraction]:
        return [
            min(max(level * weight, Fraction(low)), Fraction(high)) for weight, low, high in bounds
        ]

    def given(level: Fraction) -> Fraction:
        return sum(parts(level), Fraction(0))

    # Between two of these all grow evenly.
    marks = sorted({Fraction(end, weight) for weight, *ends in bounds if weight for end in ends})
    if not marks:
        return parts(Fraction(0))
    place = bisect_right(marks, Fraction(total), key=given) - 1
    low = marks[place]
    if place + 1 < len(marks) and given(low) < total:
        high = marks[place + 1]
        low += (total - given(low)) * (high - low) / (given(high) - given(low))
    return parts(low)


def _rounded(total: int, exact: Sequence[Fraction]) -> list[int]:
    """Whole places: the largest remainders are rounded up, the first of equal ones."""
    seats = [int(one) for one in exact]
    order = sorted(range(len(exact)), key=lambda place: seats[place] - exact[place])
    for place in order[: total - sum(seats)]:
        seats[place] += 1
    return seats
