"""Declarations of 资格雷达: what is found, and what modules offer to do about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from app.core.base.registry import Registry
from app.core.screens.row_markup import RowAction
from app.personnel.choices import CertificateType

from .choices import RadarKind


@dataclass(frozen=True, slots=True)
class Finding:
    """Somebody on a roster who needs attention; the certificate where the finding is about one."""

    kind: RadarKind
    organization_id: int
    person_id: int
    name: str
    born_on: dt.date
    certificate_id: int | None = None
    type: CertificateType | None = None
    number: str = ""
    valid_to: dt.date | None = None
    # Ran out so long ago that 继续教育 does not extend it any more.
    is_lapsed: bool = False


@dataclass(frozen=True, slots=True)
class RadarAction:
    """A link beside a finding that another module adds (ruling 19).

    ``make`` gives none where the finding, or whoever looks at it, is not its matter; what
    it asks of the database it asks once for all rows, for it is called for every row.
    """

    name: str
    make: Callable[[Finding], RowAction | None]


ACTIONS = Registry("radar_actions", RadarAction, lambda one: one.name)


def actions_of(finding: Finding) -> Iterator[RowAction]:
    """What modules offer to do about a finding, in their order."""
    for one in ACTIONS.registered().values():
        if (action := one.make(finding)) is not None:
            yield action
