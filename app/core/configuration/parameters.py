"""The business parameters: declared by the modules that read them, changed values kept as rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.core.base.db import db
from app.core.base.registry import Registry
from app.core.models import Parameter

from .cache import kept
from .parameter_values import LISTS, ParameterKind, fits


@dataclass(frozen=True, slots=True)
class ParameterGroup:
    """A part of the settings screen; parts stand by ``place``, smallest first."""

    label: Any
    place: int


# A module declares a group of its own beside its parameters; filing belongs to several.
FILING = ParameterGroup(_l("填报与汇总"), 10)
# The parameter that puts the protected values of all others in force.
PROTECTION = "protection_profile"


@dataclass(frozen=True, slots=True)
class Declaration:
    """A parameter: what it is called, what it may be, and what it is until somebody changes it.

    ``low`` and ``high`` bound a number, and each number of a list. One that ``has_own_screen`` is
    changed there, by others than those who keep the parameters.
    ``low`` and ``high`` bound a number, and each number of a list. ``protected`` makes of the value
    the one that is in force while 等保配置 is on: as strict as it asks for, or as strict as it was.
    """

    key: str
    label: Any
    group: ParameterGroup
    kind: ParameterKind
    default: Any
    unit: Any = ""
    low: int = 0
    high: int = 100
    hint: Any = ""
    has_own_screen: bool = False
    protected: Callable[[Any], Any] | None = None

    def in_force(self, stored: Any) -> Any:
        """The stored value, or the default in the place of one that no longer fits."""
        if not fits(self.kind, stored, self.low, self.high):
            return self.default
        return tuple(stored) if self.kind in LISTS else stored

    def under_protection(self, value: Any) -> Any:
        """What a value becomes while 等保配置 is on."""
        return self.protected(value) if self.protected else value


def _refuse_default(one: Declaration) -> None:
    if not fits(one.kind, one.default, one.low, one.high):
        raise ValueError(f"{one.key}: its default does not fit")


PARAMETERS = Registry("parameters", Declaration, lambda one: one.key, _refuse_default)
register, declared = PARAMETERS.register, PARAMETERS.registered


@kept
def _in_force() -> Mapping[str, Any]:
    stored = {row.key: row.value for row in db.session.scalars(select(Parameter))}
    found = {key: one.in_force(stored.get(key)) for key, one in declared().items()}
    if found.get(PROTECTION):
        found = {key: declared()[key].under_protection(value) for key, value in found.items()}
    return found


def parameter(key: str) -> Any:
    """The value in force; KeyError for a key nobody declared."""
    return _in_force()[key]
