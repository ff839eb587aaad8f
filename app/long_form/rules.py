"""Doubts of a form: warnings that want an answer before 提交; no database here."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from app.core.base.errors import FieldError
from app.core.base.typed_text import clean_text

# Fields that answer a doubt are called by its key after EXPLAIN; what the page showed of the
# doubt follows SEEN.
EXPLAIN, SEEN = "explain-", "seen-"


@dataclass(frozen=True, slots=True)
class Doubt:
    """A doubt. ``key`` names it in the stored explanations; details are lines of a list."""

    code: str
    key: str
    message: str
    needs_reason: bool = False
    details: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """Another text for other figures."""
        said = "\n".join((self.message, *self.details))
        return hashlib.sha256(said.encode()).hexdigest()[:20]


def unexplained(
    doubts: Sequence[Doubt], explanations: Mapping[str, str], stale: Collection[str] = ()
) -> Iterator[FieldError]:
    """What stands between these warnings and 提交; ``stale`` are answers to other figures."""
    for doubt in doubts:
        said = clean_text(explanations.get(doubt.key, ""))
        if said and doubt.key not in stale:
            continue
        if said:
            ask = _("数据已变化，请核对后再次提交")
        else:
            ask = _("请填写说明") if doubt.needs_reason else _("请核对后勾选确认")
        yield FieldError(doubt.code, f"{EXPLAIN}{doubt.key}", f"{doubt.message}{_('；')}{ask}")


def explained(names: Mapping[str, Any], explanations: Mapping[str, str]) -> list[tuple[str, str]]:
    """What was said about each doubt, under the doubt's own name."""
    return [(str(names.get(key, key)), text) for key, text in explanations.items()]
