"""The filters of 监督机构基本情况汇总."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.core.choices import Level, OrganizationKind
from app.organizations.choices import Completion
from app.organizations.queries import OverviewRow


@dataclass(frozen=True, slots=True)
class OverviewFilters:
    """市州, 机构, 类别, 级别, 完善状态."""

    prefecture: str = ""
    name: str = ""
    kind: str = ""
    level: str = ""
    state: str = ""

    @classmethod
    def read(cls, arguments: Mapping[str, str]) -> OverviewFilters:
        return cls(**{name: arguments.get(name, "").strip()[:50] for name in cls.__slots__})

    def accept(self, row: OverviewRow) -> bool:
        return (
            (not self.prefecture or row.prefecture == self.prefecture)
            and (not self.name or self.name in row.name)
            and (not self.kind or row.kind == self.kind)
            and (not self.level or row.level == self.level)
            and (not self.state or row.marks.state == self.state)
        )

    @property
    def arguments(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in self.__slots__ if getattr(self, name)}


def overview_choices(rows: Sequence[OverviewRow]) -> dict[str, list[tuple[str, Any]]]:
    """What the filter bar of the overview offers: only what occurs."""
    prefectures = dict.fromkeys(row.prefecture for row in rows)
    return {
        "prefecture": [(name, name) for name in prefectures],
        "kind": [(kind.value, kind.label) for kind in OrganizationKind],
        "level": [(level.value, level.label) for level in Level],
        "state": [(state.value, state.label) for state in Completion],
    }
