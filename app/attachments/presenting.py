"""What templates and the page's script need of files."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.core.actor import current_actor
from app.core.errors import FieldError

from . import queries, rules
from .contents import limit
from .declaration import Kind, Slot
from .forms import SentFiles, new_token
from .models import Attachment
from .registry import registered


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A file on a page; ``url`` opens or saves it, ``small`` is its thumbnail."""

    id: int
    name: str
    size: str
    url: str
    saving: str
    is_picture: bool
    small: str


@dataclass(frozen=True, slots=True)
class SlotField:
    """A slot in a form: its files, its limits in words, its error."""

    slot: Slot
    files: list[ShownFile]
    hint: str
    accept: str
    limit: int
    too_large: str
    wrong_kind: str
    error: str


@dataclass(frozen=True, slots=True)
class FileBox:
    """All slots of a form, with what the form sends along."""

    resource: str
    token: str
    shown: Collection[int]
    slots: list[SlotField]


@dataclass(frozen=True, slots=True)
class SlotFiles:
    """A slot on a page that only shows."""

    label: Any
    files: list[ShownFile]


def shown_file(found: Attachment) -> ShownFile:
    """One file as pages show it."""
    url = url_for("AttachmentView.file", pk=found.id, name=found.name)
    slot = registered()[found.resource].slot(found.slot)
    is_photo = slot is not None and slot.kind is Kind.PHOTO
    return ShownFile(
        found.id,
        found.name,
        rules.size_words(found.size),
        url,
        f"{url}?save=1",
        found.is_picture,
        f"{url}?small=1" if is_photo else "",
    )


def box(
    resource: str,
    *,
    item_id: int | None = None,
    sent: SentFiles | None = None,
    errors: Iterable[FieldError] = (),
) -> FileBox:
    """The files of a form: those of the record or, when a form comes back, those it listed."""
    stored = queries.files_of(resource, item_id) if item_id is not None else []
    files = _listed(resource, stored, sent) if sent is not None else stored
    told = {error.field: error.message for error in errors}
    shown = {*(file.id for file in stored), *(sent.shown if sent is not None else ())}
    return FileBox(
        resource,
        sent.token if sent is not None else new_token(),
        sorted(shown),
        [
            _slot_field(slot, [f for f in files if f.slot == slot.key], told.get(slot.field, ""))
            for slot in registered()[resource].slots
        ],
    )


def _listed(resource: str, stored: Sequence[Attachment], sent: SentFiles) -> list[Attachment]:
    """What the form listed, and what a colleague added since it was opened."""
    kept = [file for file in stored if file.id in sent.wanted or file.id not in sent.shown]
    return [*kept, *queries.waiting(resource, sent.token, sent.wanted, current_actor())]


def _slot_field(slot: Slot, files: Sequence[Attachment], error: str) -> SlotField:
    largest = limit(slot)
    kinds = _("JPG、PNG") if slot.kind is Kind.PHOTO else _("PDF、JPG、PNG")
    size = rules.size_words(largest)
    hint = (
        _("%(kinds)s，不超过 %(size)s", kinds=kinds, size=size)
        if slot.most == 1
        else _(
            "%(kinds)s，每个不超过 %(size)s，最多 %(most)d 个",
            kinds=kinds,
            size=size,
            most=slot.most,
        )
    )
    return SlotField(
        slot,
        [shown_file(file) for file in files],
        hint,
        ",".join(rules.accepted(slot.kind)),
        largest,
        rules.too_large(slot, largest),
        rules.wrong_kind(slot),
        error,
    )


def shown_files(resource: str, item_id: int, ids: Collection[int] | None = None) -> list[SlotFiles]:
    """The files of a record by slot, or those that a version of it remembers."""
    files = (
        queries.files_of(resource, item_id)
        if ids is None
        else queries.files_by_ids(resource, item_id, ids)
    )
    return [
        SlotFiles(slot.label, [shown_file(file) for file in files if file.slot == slot.key])
        for slot in registered()[resource].slots
    ]
