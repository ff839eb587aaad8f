"""Condition: a criterion of SQL that can say in words what is wrong with a row outside of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Condition:
    """A criterion that stands in a WHERE like any other; ``words`` are told of other rows."""

    criterion: Any
    words: Any

    def __clause_element__(self) -> Any:
        return self.criterion
