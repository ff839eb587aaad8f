"""What a form for several records sent: an entry each, stored all or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from app.attachments.forms import SentFiles
from app.core.errors import FieldError, Refused
from app.core.form_set import Member

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Entry:
    """One record as it was sent: whose, its values, its files, and the token that it is known by
    when the same form is sent again."""

    member: Member
    values: dict[str, Any]
    form_token: str | None = None
    files: SentFiles | None = None


def in_each(entries: Sequence[Entry], act: Callable[[Entry], Made]) -> list[Made]:
    """What an act makes of each entry; the refusals of all of them are told in one round."""
    made, errors = [], list[FieldError]()
    for entry in entries:
        try:
            made.append(act(entry))
        except Refused as refused:
            errors += entry.member.own(refused.errors)
    Refused.if_any(errors)
    return made


def token_of(form_token: str, member: Member) -> str:
    """The token of one record of a form that makes several."""
    return hashlib.sha256(f"{form_token}:{member.key}".encode()).hexdigest()[:32]


def set_key(members: Iterable[Member]) -> str:
    """The key of the draft of a set: the same people, whoever ticked them, share one."""
    named = ",".join(sorted(member.key for member in members))
    return f"set-{hashlib.sha256(named.encode()).hexdigest()[:40]}"
