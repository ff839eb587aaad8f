"""How those read who wait for a place of a prefecture, or have one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from flask_babel import gettext as _

from app.core.tree.organization_tree import organization_names
from app.training import operations, queries
from app.training.choices import InductionState
from app.training.models import InductionEnrolment, SessionQuota

from .enrolments import wanted_types


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """Somebody in the dialog of 分配: whether they are ticked, and why that cannot be changed."""

    item: InductionEnrolment
    is_seated: bool
    is_ticked: bool
    why: str

    @property
    def organization(self) -> str:
        """单位."""
        return organization_names().get(self.item.organization_id, "")

    @property
    def types(self) -> str:
        """报考证书."""
        return wanted_types(self.item)

    @property
    def condition(self) -> str:
        """条件核对."""
        if not self.item.doubts:
            return str(_("符合"))
        return str(_("不符合：%(words)s", words=_("；").join(self.item.doubts)))


def place_lines(quota: SessionQuota, ticked: Collection[int] | None = None) -> list[PlaceLine]:
    """Who has a place and who waits for one; ``ticked`` is what was sent, if anything was."""
    seated, waiting = queries.seated_by(quota), queries.waiting_for(quota)
    found = []
    for one in seated:
        is_fixed = one.state is not InductionState.PLACED
        why = str(one.state.label) if is_fixed else ""
        is_ticked = is_fixed or ticked is None or one.id in ticked
        found.append(PlaceLine(one, is_seated=True, is_ticked=is_ticked, why=why))
    for one in waiting:
        why = operations.place_refusal(one, quota)
        is_ticked = one.id in (ticked or ())
        found.append(PlaceLine(one, is_seated=False, is_ticked=is_ticked, why=why))
    return found
