"""What a module says about a record that is filed by a long form."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _

from app.attachments.declaration import Holder
from app.attachments.forms import SentFiles
from app.core.access.actor import Actor, current_actor
from app.core.base import clock
from app.core.base.errors import FieldError, Refused
from app.core.base.typed_text import clean_text
from app.drafts.declaration import NoSuchRecord
from app.workflow.declaration import Workflow

from . import queries
from .record_keys import is_id_key, new_key
from .rules import EXPLAIN, Doubt, unexplained

LONGEST = 500


def _as_it_is(carrier: Any) -> Any:
    return carrier


@dataclass(frozen=True)
class Filing:
    """The content as read, the words about doubts, and what the page was based on.

    ``version`` is that of the row the page showed (None for a new row);
    ``form_token`` is drawn once a form, so that a second press finds the first's row.
    ``unread`` says what could not be read; such values are ``UNREAD`` in the content.
    ``shown`` gives the record of the files as the form shows it, for slots that depend on it;
    ``seen`` are the digests of the doubts that the page showed.
    """

    data: Any
    explanations: Mapping[str, str]
    version: int | None = None
    form_token: str | None = None
    files: SentFiles | None = None
    unread: Sequence[FieldError] = ()
    shown: Callable[[Any], Any] = _as_it_is
    seen: Mapping[str, str] = field(default_factory=dict)

    def said(self) -> dict[str, str]:
        """What was said about doubts, tidied."""
        said = {key: clean_text(text) or "" for key, text in self.explanations.items()}
        return {key: text for key, text in said.items() if text}

    def unanswered(self, found: Any, doubts: Sequence[Doubt]) -> Iterator[FieldError]:
        """What stands between these doubts and 提交: no answer, or the stored one, which was given
        to other figures and has not been looked at since."""
        said, stored = self.said(), found.explanations or {}
        answered = found.answered or {}
        stale = {
            doubt.key
            for doubt in doubts
            if doubt.key in answered
            and said.get(doubt.key) == stored.get(doubt.key)
            and doubt.digest not in (answered[doubt.key], self.seen.get(doubt.key))
        }
        return unexplained(doubts, said, stale)

    def refuse(self, objections: Iterable[FieldError] = ()) -> None:
        """Raise, in one round, what could not be read and what rules have against the rest."""
        too_long = [
            FieldError("V00", f"{EXPLAIN}{key}", _("说明不能超过 %(n)d 个字", n=LONGEST))
            for key, text in self.said().items()
            if len(text) > LONGEST
        ]
        Refused.if_any([*self.unread, *objections, *too_long])


def _brings_news(_found: Any, _filing: Filing) -> bool:
    return False


@dataclass(frozen=True)
class LongForm:
    """A kind of record: its process, how it is filled, its files and the key it is known by.

    ``fill(row, filing, submit=, actor=)`` asks the rules, hands what they forbid to
    ``filing.refuse`` and puts what was typed into the row; ``same(row, filing)`` says whether a
    form that is sent again brings nothing new. ``handed_in`` are the states in which
    every change is handed in again, ``returned`` those that wait to be corrected,
    ``closed`` those in which nobody changes the content.

    The key names a record before it exists, so that 新增 and 修改 share one draft and
    nobody begins it twice (for a yearly return: the year). A kind without one leaves the
    methods as they are: its records are known by their ids, and the draft of a new one
    is its writer's own.
    """

    workflow: Workflow
    fill: Callable[..., None]
    same: Callable[[Any, Any], bool] = _brings_news
    holder: Holder | None = None
    handed_in: tuple[enum.StrEnum, ...] = ()
    returned: tuple[enum.StrEnum, ...] = ()
    closed: tuple[enum.StrEnum, ...] = ()

    @property
    def model(self) -> Any:
        """The table of its rows."""
        return self.workflow.model

    # --- the key ----------------------------------------------------------------------------

    def key_refusals(self, key: Any) -> Iterable[FieldError]:
        """Why a key is none that a record may have."""
        return ()

    def closed_words(self, organization_id: int, key: Any, found: Any) -> str:
        """Why nothing is written under a key, or to its record, now; nothing while it is open."""
        is_closed = found is not None and found.state in self.closed
        return str(_("该记录已不能修改")) if is_closed else ""

    def key_of(self, found: Any) -> Any:
        """The key of a stored record; None for a kind without keys."""
        return None

    def find(self, organization_id: int, key: Any) -> Any:
        """The record of a key, if it was begun already."""
        return None

    def taken(self) -> FieldError:
        """The refusal of a key under which there is a record already."""
        return FieldError("V16", "", _("该记录已存在，请修改"))

    def begun(self, key: Any, filing: Filing, actor: Actor) -> Any:
        """A new row, before it is filled."""
        return self.model(
            organization_id=actor.organization_id,
            form_token=filing.form_token,
            filled_by=actor.name,
            filled_at=clock.now(),
        )

    # --- files and draft --------------------------------------------------------------------

    def carrier(self, found: Any) -> Any:
        """The record that carries the files; another one where they outlive the row."""
        return found

    def draft_key(self, found: Any, key: Any, actor: Actor) -> str:
        """The key of the draft of a form."""
        if key is not None:
            return str(key)
        return str(found.id) if found is not None else new_key(actor)

    def draft_refusal(self, organization_id: int, record_key: str) -> str:
        """Why a record takes no draft; nothing when it does. Raises NoSuchRecord for no key."""
        if record_key == new_key(current_actor()):
            return ""
        found = queries.by_id(self.model, int(record_key)) if is_id_key(record_key) else None
        if found is None or found.organization_id != organization_id:
            raise NoSuchRecord(record_key)
        return self.closed_words(organization_id, None, found)
