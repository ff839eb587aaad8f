"""What a form for several records sent: an entry each, stored all or not at all."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from app.attachments.forms import SentFiles
from app.core.base.encryption import fingerprint
from app.core.base.errors import FieldError, Refused
from app.core.screens.form_set import Member

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class SentRecord:
    """One record as it was sent: whose, its values, its files, and the token that it is known by
    when the same form is sent again."""

    member: Member
    values: dict[str, Any]
    form_token: str | None = None
    files: SentFiles | None = None


def in_each(entries: Sequence[SentRecord], act: Callable[[SentRecord], Made]) -> list[Made]:
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


def set_key(members: Iterable[Member], organization_id: int, kind: str = "") -> str:
    """The key of the draft of a set: the same people, whoever of an organization ticked them.

    ``kind`` tells the forms of one screen apart. It is signed, so that drafts are kept only of
    sets that a page has shown.
    """
    named = ",".join((*([kind] if kind else []), *sorted(member.key for member in members)))
    digest = hashlib.sha256(named.encode()).hexdigest()[:24]
    return f"set-{digest}-{_signature(digest, organization_id)}"


def is_set_key(key: str, organization_id: int) -> bool:
    """Whether a page of this organization has handed out a key."""
    parts = key.split("-")
    if len(parts) != 3 or parts[0] != "set":
        return False
    return hmac.compare_digest(parts[2].encode(), _signature(parts[1], organization_id).encode())


def _signature(digest: str, organization_id: int) -> str:
    return fingerprint(f"set {organization_id} {digest}")[:24]
