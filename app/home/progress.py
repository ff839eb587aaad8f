"""How far the organizations in scope are with the year, by prefecture or one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.core.base.choices import Level
from app.organizations.queries import MARKS, OverviewRow


@dataclass(frozen=True, slots=True)
class ProgressBar:
    """A bar of the progress list: its name, what is done of what."""

    name: str
    done: int
    total: int
    # What the overview is filtered by to show these organizations.
    filters: Mapping[str, str]
    # The organization that a bar stands for, when it stands for one.
    organization_id: int | None = None

    @property
    def tone(self) -> str:
        if self.done == self.total:
            return "zj-bar--ok"
        return "zj-bar--wait" if self.done * 3 < self.total else ""


def group_progress(rows: Sequence[OverviewRow]) -> list[ProgressBar]:
    """Prefectures for the province (marks of all their organizations), else organizations."""
    if len(rows) < 2:
        return []
    if any(row.level is Level.PROVINCE for row in rows):
        return [_summed(name, [r for r in rows if r.prefecture == name]) for name in _names(rows)]
    return [
        ProgressBar(row.name, len(row.marks.present), len(MARKS), {"_flt_0_name": row.name}, row.id)
        for row in rows
    ]


def _names(rows: Sequence[OverviewRow]) -> list[str]:
    return list(dict.fromkeys(row.prefecture for row in rows))


def _summed(name: str, rows: Sequence[OverviewRow]) -> ProgressBar:
    done = sum(len(row.marks.present) for row in rows)
    return ProgressBar(name, done, len(rows) * len(MARKS), {"_flt_0_prefecture": name})
