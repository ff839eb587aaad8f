"""View models of files, for templates and the page's script."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.core.access.actor import current_actor
from app.core.base.errors import FieldError

from . import pictures, queries, rules, storage
from .content_check import limit
from .declaration import FileKind, Slot, Ticked
from .forms import SentFiles, new_token
from .models import Attachment
from .registry import registered

# So many pixels are seen on a page of A4 that two pictures share.
PRINTED = (1000, 1000)


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
    """A slot in a form: its files, its limits in words, its error.

    ``required`` says what holds as the form is shown; ``conditions`` are those that the page
    follows by itself: for ``applies`` and ``required`` the field and its values.
    """

    slot: Slot
    id: str
    files: list[ShownFile]
    hint: str
    accept: str
    limit: int
    too_large: str
    wrong_kind: str
    error: str
    required: bool
    conditions: Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class FileBox:
    """All slots of a form, with what the form sends along; ``prefix`` begins all its names."""

    resource: str
    token: str
    shown: Collection[int]
    slots: list[SlotField]
    prefix: str = ""

    @property
    def kept(self) -> str:
        """What the draft of the form keeps of its files (see ``kept_files``)."""
        listed = ",".join(str(file.id) for slot in self.slots for file in slot.files)
        return f"{self.token} {listed} {','.join(map(str, self.shown))}"


@dataclass(frozen=True, slots=True)
class BoxOf:
    """Which box of a page: of which stored record (None: a new one), with which values.

    ``sent`` is what the box sent when the form comes back; ``values`` is the record as the
    form shows it, which conditions of slots are asked about; ``required`` are slots that this
    form asks for beyond what is declared.
    """

    item_id: int | None = None
    values: Any = None
    sent: SentFiles | None = None
    prefix: str = ""
    required: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class SlotFiles:
    """A slot on a page that only shows."""

    field: str
    label: Any
    files: list[ShownFile]


def shown_file(found: Attachment) -> ShownFile:
    """One file as pages show it."""
    url = url_for("AttachmentView.file", pk=found.id, name=found.name)
    slot = registered()[found.resource].slot(found.slot)
    is_photo = slot is not None and slot.kind is FileKind.PHOTO
    return ShownFile(
        found.id,
        found.name,
        rules.size_words(found.size),
        url,
        f"{url}?save=1",
        found.is_picture,
        f"{url}?small=1" if is_photo else "",
    )


def printed(found: Attachment) -> bytes | None:
    """A picture as paper needs it; None for what is none, or has lost its file."""
    path = storage.path_of(found.stored_as)
    return pictures.small(path, PRINTED) if found.is_picture and path.is_file() else None


def box(
    resource: str,
    *,
    item_id: int | None = None,
    sent: SentFiles | None = None,
    errors: Iterable[FieldError] = (),
    values: Any = None,
    prefix: str = "",
) -> FileBox:
    """The files of a form: those of the record or, when a form comes back, those it listed."""
    return boxes(resource, [BoxOf(item_id, values, sent, prefix)], errors)[0]


def boxes(
    resource: str, wanted: Sequence[BoxOf], errors: Iterable[FieldError] = ()
) -> list[FileBox]:
    """The boxes of a page for several records; their files are looked up together."""
    ids = [one.item_id for one in wanted if one.item_id is not None]
    stored = queries.files_of_each(resource, ids) if ids else {}
    sent = [one.sent for one in wanted if one.sent is not None]
    waiting = _waiting(resource, sent) if any(one.wanted for one in sent) else []
    told = {error.field: error.message for error in errors}
    return [_box(resource, one, stored.get(one.item_id or 0, []), waiting, told) for one in wanted]


def _waiting(resource: str, sent: Sequence[SentFiles]) -> list[Attachment]:
    tokens, ids = {one.token for one in sent}, {i for one in sent for i in one.wanted}
    return queries.waiting(resource, tokens, ids, current_actor())


def _box(
    resource: str,
    one: BoxOf,
    stored: Sequence[Attachment],
    waiting: Sequence[Attachment],
    told: Mapping[str, str],
) -> FileBox:
    sent = one.sent
    files = list(stored)
    if sent is not None:
        # What the form listed, and what a colleague added since it was opened.
        files = [f for f in stored if f.id in sent.wanted or f.id not in sent.shown]
        files += [f for f in waiting if f.form_token == sent.token and f.id in sent.wanted]
        places = {file_id: place for place, file_id in enumerate(sent.wanted)}
        files.sort(key=lambda file: places.get(file.id, len(places)))
    shown = {*(file.id for file in stored), *(sent.shown if sent is not None else ())}
    fields = [
        _slot_field(slot, one, [f for f in files if f.slot == slot.key], told)
        for slot in registered()[resource].slots
    ]
    return FileBox(
        resource,
        sent.token if sent is not None else new_token(),
        sorted(shown),
        [field for field in fields if field is not None],
        one.prefix,
    )


def _slot_field(
    slot: Slot, one: BoxOf, files: Sequence[Attachment], told: Mapping[str, str]
) -> SlotField | None:
    """The slot as the form shows it; None where the record has no such files.

    One that depends on what is ticked is always there, for a page without script.
    """
    if not (files or isinstance(slot.applies, Ticked) or slot.is_there(one.values)):
        return None
    largest = limit(slot)
    kinds = _("JPG、PNG") if slot.kind is FileKind.PHOTO else _("PDF、JPG、PNG")
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
    field = f"{one.prefix}{slot.field}"
    return SlotField(
        slot,
        field,
        [shown_file(file) for file in files],
        hint,
        ",".join(rules.accepted(slot.kind)),
        largest,
        rules.too_large(slot, largest),
        rules.wrong_kind(slot),
        told.get(field, ""),
        # A star would say that no file elsewhere does as well.
        not slot.instead and (slot.key in one.required or slot.asks(one.values)),
        {
            what: (f"{one.prefix}{condition.field}", "\n".join(condition.values))
            for what, condition in (("applies", slot.applies), ("required", slot.required))
            if isinstance(condition, Ticked)
        },
    )


def shown_files(
    resource: str, item_id: int, ids: Collection[int] | None = None, *, of: Any = None
) -> list[SlotFiles]:
    """The files of a record by slot, or those that a version of it remembers.

    With the record itself (``of``) empty slots that do not apply to it are left out.
    """
    files = (
        queries.files_of(resource, item_id)
        if ids is None
        else queries.files_by_ids(resource, item_id, ids)
    )
    found = []
    for slot in registered()[resource].slots:
        own = [shown_file(file) for file in files if file.slot == slot.key]
        if own or of is None or slot.is_there(of):
            found.append(SlotFiles(slot.field, slot.label, own))
    return found
