"""Interface for views: open a form with its draft, and close the draft as the form is stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.core.access.actor import Actor

from . import operations, presentation, queries
from .forms import read_handed, read_seen, seen_field
from .presentation import OpenedDraft
from .queries import Record
from .registry import registered


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
    held = queries.held(record, registered()[record.resource].takes)
    return presentation.opened(
        record, held, typed, base_version, actor=actor, page=page, handed=handed
    )


def close_draft(record: Record, sent: Mapping[str, str], *, actor: Actor) -> None:
    """In the transaction that stores the record: what its form held is no draft any more."""
    operations.close(record, read_handed(sent), actor=actor)


def shown_drafts(records: Iterable[Record]) -> dict[str, int]:
    """The hidden fields with which a form tells how much it has shown of drafts beside its own."""
    wanted = list(records)
    found = queries.revisions(wanted) if wanted else {}
    return {seen_field(record.key): revision for record, revision in found.items()}


def close_drafts(records: Iterable[Record], sent: Mapping[str, str], *, actor: Actor) -> None:
    """``close_draft`` where one submission ends the drafts of several records.

    What the form did not show of them, by its fields of ``shown_drafts``, goes on as a draft.
    """
    handed = {record: read_seen(sent, record.key) for record in records}
    operations.close_each(handed, actor=actor)
