"""Doubts of a form: warnings that want an answer before 提交; no database here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from app.core.base.errors import FieldError

# Fields that answer a doubt are called by its key after this.
EXPLAIN = "explain-"


@dataclass(frozen=True, slots=True)
class Doubt:
    """A doubt. ``key`` names it in the stored explanations; details are lines of a list."""

    code: str
    key: str
    message: str
    needs_reason: bool = False
    details: tuple[str, ...] = ()


def unexplained(doubts: Sequence[Doubt], explanations: Mapping[str, str]) -> Iterator[FieldError]:
    """What stands between these warnings and 提交."""
    for doubt in doubts:
        said = explanations.get(doubt.key, "").strip()
        if said:
            continue
        ask = _("请填写说明") if doubt.needs_reason else _("请核对后勾选确认")
        yield FieldError(doubt.code, f"{EXPLAIN}{doubt.key}", f"{doubt.message}{_('；')}{ask}")


def explained(names: Mapping[str, Any], explanations: Mapping[str, str]) -> list[tuple[str, str]]:
    """What was said about each doubt, under the doubt's own name."""
    return [(str(names.get(key, key)), text) for key, text in explanations.items()]
