"""How a project is scored (2.18): what an item loses, what sections and the whole come to.

Points are whole tenths, scores whole hundredths, so that browser and server count alike
(ruling 46). Nothing here knows a database.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

# Points are typed in steps of a half.
STEP = 5
# A score of 100 in hundredths.
FULL = 100_00


@dataclass(frozen=True, slots=True)
class ScoredItem:
    """考核项目 of a sheet: its section, and how much it is worth, in tenths."""

    key: str
    section: str
    most: int


@dataclass(frozen=True, slots=True)
class SectionSum:
    """What a section is worth, as far as it applies, and what it lost, in tenths."""

    most: int
    lost: int


@dataclass(frozen=True, slots=True)
class Score:
    """What came of a sheet: tenths by item and section, and the score in hundredths.

    ``score`` is None where no item applies.
    """

    lost: Mapping[str, int]
    sections: Mapping[str, SectionSum]
    most: int
    earned: int
    score: int | None


def item_loss(most: int, deductions: Sequence[int]) -> int:
    """扣完为止: an item loses what was deducted, and no more than it is worth."""
    return min(sum(deductions), most)


def score_of(
    items: Sequence[ScoredItem],
    deductions: Mapping[str, Sequence[int]],
    left_out: Collection[str] = (),
) -> Score:
    """What deductions by item leave of a sheet; an item that is 不适用 is out of the base."""
    lost: dict[str, int] = {}
    sections: dict[str, SectionSum] = {}
    for item in items:
        is_out = item.key in left_out
        most = 0 if is_out else item.most
        lost[item.key] = 0 if is_out else item_loss(item.most, deductions.get(item.key, ()))
        held = sections.get(item.section, SectionSum(0, 0))
        sections[item.section] = SectionSum(held.most + most, held.lost + lost[item.key])
    most = sum(one.most for one in sections.values())
    earned = most - sum(lost.values())
    return Score(lost, sections, most, earned, ratio(earned * FULL, most))


def ratio(over: int, under: int) -> int | None:
    """A fraction of whole numbers that are not negative, half up; None of nothing."""
    return (2 * over + under) // (2 * under) if under else None


def mean_of(scores: Sequence[int]) -> int | None:
    """考核得分: the mean of the scores of projects, in hundredths, half up."""
    return ratio(sum(scores), len(scores))


def weighted(projects: int, organization: int, weight: int) -> int:
    """综合得分 with 机构工作考核 of a weight in percent, in hundredths, half up."""
    found = ratio(organization * weight + projects * (100 - weight), 100)
    assert found is not None
    return found


def value_of(points: int, count: int, most: int) -> int:
    """扣分 of a 扣分内容 that was found so many times, in tenths; no more than its item."""
    return min(points * count, most)


def is_step(tenths: int, most: int) -> bool:
    """V36: what is typed lies above 0, at most at what the item is worth, in steps of 0.5."""
    return 0 < tenths <= most and tenths % STEP == 0
