"""What a module's view calls: open a form with its draft, and close the draft as it stores."""

from __future__ import annotations

from collections.abc import Mapping

from app.core.actor import Actor

from . import operations, presenting, queries
from .forms import read_handed
from .presenting import OpenedDraft
from .queries import Record


def open_form(
    record: Record,
    typed: Mapping[str, str],
    base_version: int | None,
    *,
    actor: Actor,
    page: str,
    sent: Mapping[str, str] | None = None,
) -> OpenedDraft:
    """The draft of a record for its form.

    ``typed`` are the stored record's values as texts, by field; ``page`` is the address
    that shows the form anew ({key}: the record's key). For a form that was refused,
    ``sent`` is what it carried: then ``typed`` are its texts, and they stay.
    """
    handed = read_handed(sent) if sent is not None else None
    held = queries.held(record)
    return presenting.opened(
        record, held, typed, base_version, actor=actor, page=page, handed=handed
    )


def close_draft(record: Record, sent: Mapping[str, str], *, actor: Actor) -> None:
    """In the transaction that stores the record: what its form held is no draft any more."""
    operations.close(record, read_handed(sent), actor=actor)
