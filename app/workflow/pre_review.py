"""Pre-review: what a county files passes its prefecture before the province, where a switch is on.

Applications about certificates and enrolments share it, each with a switch and steps of its own.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import false, or_, true

from app.core.base.choices import Level
from app.core.configuration.parameters import parameter
from app.core.tree.organization_tree import superiors_of, tree

from .declaration import Move, When

COUNTY, STATIONS = _l("县级机构"), _l("市州和县级机构")


def while_on(holds: Callable[[], bool], switch: str) -> When:
    """A move that is there while a switch stands so."""
    return When(lambda _move: holds(), lambda _model: true() if holds() else false(), holds, switch)


@dataclass(frozen=True, slots=True)
class PreReview:
    """A parameter that puts the prefecture before the province, and the two steps of a process."""

    switch: str
    prefecture: enum.StrEnum
    province: enum.StrEnum
    # Whether what a prefecture files itself is looked at there, too.
    own: bool = False

    def is_on(self) -> bool:
        """Whether the office has it now."""
        return bool(parameter(self.switch))

    def applies(self, organization_id: int) -> bool:
        """Whether what an organization files now passes its prefecture: a county's, where there is
        one above it."""
        nodes = tree()
        if not self.is_on() or organization_id not in nodes:
            return False
        level = nodes[organization_id].level
        if level is Level.PREFECTURE:
            return self.own
        above = {nodes[one].level for one in superiors_of(organization_id) if one in nodes}
        return level is Level.COUNTY and Level.PREFECTURE in above

    def step(self, move: Move) -> enum.StrEnum:
        """The step at which an item begins."""
        return self.prefecture if self.applies(move.item.organization_id) else self.province

    @property
    def ways(self) -> Mapping[enum.StrEnum, Any]:
        """When an item goes to the prefecture, as a diagram says it."""
        return {self.prefecture: STATIONS if self.own else COUNTY}

    def while_on(self) -> When:
        """The moves of the prefecture."""
        return while_on(self.is_on, self.switch)

    def at_the_province(self) -> When:
        """An item has come to the province, or need not pass a prefecture any more."""

        def is_here(model: Any) -> Any:
            reviewed = [one for one in tree() if self.applies(one)]
            return or_(model.step == self.province, model.organization_id.not_in(reviewed))

        def is_there(move: Move) -> bool:
            passed = move.item.step == self.province
            return passed or not self.applies(move.item.organization_id)

        return When(is_there, is_here)
