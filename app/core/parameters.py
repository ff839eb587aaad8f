"""The business parameters: declared by the modules that read them, changed values kept as rows."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from .db import db
from .models import Parameter
from .parameter_values import Kind, fits
from .registry import Registry
from .revision import kept


class Group(enum.StrEnum):
    """The parts of the settings screen, in their order."""

    FILING = "filing"
    CERTIFICATES = "certificates"
    EXPORTS = "exports"
    FILES = "files"
    SIGN_IN = "sign_in"


@dataclass(frozen=True, slots=True)
class Declaration:
    """A parameter: what it is called, what it may be, and what it is until somebody changes it.

    ``low`` and ``high`` bound a number, and each number of a list.
    """

    key: str
    label: Any
    group: Group
    kind: Kind
    default: Any
    unit: Any = ""
    low: int = 0
    high: int = 100
    hint: Any = ""

    def in_force(self, stored: Any) -> Any:
        """The stored value, or the default in the place of one that no longer fits."""
        if not fits(self.kind, stored, self.low, self.high):
            return self.default
        return tuple(stored) if self.kind is Kind.DAYS else stored


def _refuse_default(one: Declaration) -> None:
    if not fits(one.kind, one.default, one.low, one.high):
        raise ValueError(f"{one.key}: its default does not fit")


PARAMETERS = Registry("parameters", Declaration, lambda one: one.key, _refuse_default)
register, declared = PARAMETERS.register, PARAMETERS.registered


@kept
def _in_force() -> Mapping[str, Any]:
    stored = {row.key: row.value for row in db.session.scalars(select(Parameter))}
    return {key: one.in_force(stored.get(key)) for key, one in declared().items()}


def parameter(key: str) -> Any:
    """The value in force; KeyError for a key nobody declared."""
    return _in_force()[key]
