"""How much of a quarter's assessments is done: of each place, and of all together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from app.core.base.shares import share


@dataclass(frozen=True, slots=True)
class Coverage:
    """应考核, 已考核 and 未考核 of a place."""

    name: str
    to_assess: int
    assessed: int

    @property
    def left(self) -> int:
        """未考核人数."""
        return self.to_assess - self.assessed

    @property
    def share(self) -> Decimal | None:
        """覆盖率 in percent; None where nobody is to be assessed."""
        return share(self.assessed, self.to_assess)


def summed(counts: Iterable[tuple[str, int, int]]) -> list[Coverage]:
    """Counts of 应考核 and 已考核 by name, each name once in the order in which it comes first."""
    found: dict[str, tuple[int, int]] = {}
    for name, to_assess, assessed in counts:
        before = found.get(name, (0, 0))
        found[name] = (before[0] + to_assess, before[1] + assessed)
    return [Coverage(name, *both) for name, both in found.items()]
