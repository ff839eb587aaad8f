"""What a clerk sends, whichever the return."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from app.attachments.forms import SentFiles
from app.core import clock
from app.core.actor import Actor
from app.core.errors import FieldError, Refused
from app.core.fields import clean_text
from app.organizations.rules import Doubt

LONGEST = 500


@dataclass(frozen=True)
class Filing:
    """The content as read, the words about doubts, and what the page was based on.

    ``version`` is that of the row the page showed (None for a new row);
    ``form_token`` is drawn once a form, so that a second press finds the first's row.
    """

    data: Any
    explanations: Mapping[str, str]
    version: int | None = None
    form_token: str | None = None
    files: SentFiles | None = None

    def said(self) -> dict[str, str]:
        """What was said about doubts, tidied; Refused when it is too long."""
        said = {key: clean_text(text) or "" for key, text in self.explanations.items()}
        Refused.if_any(
            FieldError("V00", f"explain-{key}", _("说明不能超过 %(n)d 个字", n=LONGEST))
            for key, text in said.items()
            if len(text) > LONGEST
        )
        return {key: text for key, text in said.items() if text}


def sign(found: Any, filing: Filing, doubts: Sequence[Doubt] | None, actor: Actor) -> None:
    """Note who wrote, and of what was said only what still answers a doubt (None: all of it)."""
    said = filing.said()
    found.explanations = said if doubts is None else {d.key: said[d.key] for d in doubts}
    found.changed_by = actor.name
    # An edit of a line alone must also move the version and the time of the return.
    found.changed_at = clock.now()
