"""暂扣: what lifts it beside the province, as modules know it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.core.base.registry import Registry
from app.core.configuration.dictionaries import codes_in

REASONS = "suspension_reason"


@dataclass(frozen=True, slots=True)
class SuspensionLift:
    """What lifts suspensions whose reasons are of a class (``group`` of the dictionary).

    ``label`` says what has to be done; whoever declares it calls ``lift`` when it is.
    """

    group: str
    label: Any


LIFTS = Registry("suspension_lifts", SuspensionLift, lambda one: one.group)


def lift_of(reason: str | None) -> SuspensionLift | None:
    """What lifts a suspension for a reason; None where the province alone does."""
    found = LIFTS.registered().values()
    return next((one for one in found if reason in codes_in(REASONS, one.group)), None)
