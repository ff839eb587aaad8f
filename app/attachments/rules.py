"""What must hold of files (V17): names, kinds and numbers; no database here."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from flask_babel import gettext as _

from app.core.base.errors import FieldError
from app.core.base.file_names import clean_file_name

from .declaration import FileKind, Holder, Slot

# Media type, first bytes, and the extensions that go with them; ours is the first.
PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
SIGNATURES = {PDF: b"%PDF-", JPEG: b"\xff\xd8\xff", PNG: b"\x89PNG\r\n\x1a\n"}
EXTENSIONS = {PDF: (".pdf",), JPEG: (".jpg", ".jpeg"), PNG: (".png",)}
TAKEN = {FileKind.PHOTO: (JPEG, PNG), FileKind.DOCUMENT: (PDF, JPEG, PNG)}
_KNOWN = tuple(extension for known in EXTENSIONS.values() for extension in known)


def accepted(kind: FileKind) -> tuple[str, ...]:
    """The extensions that a slot of this kind takes."""
    return tuple(extension for media in TAKEN[kind] for extension in EXTENSIONS[media])


def suffix(name: str) -> str:
    """The extension of a name in small letters."""
    _stem, dot, extension = name.rpartition(".")
    return f"{dot}{extension}".lower() if dot else ""


def media_type(data: bytes) -> str | None:
    """What the first bytes say that a file is."""
    return next((media for media, sign in SIGNATURES.items() if data.startswith(sign)), None)


def clean_name(sent: str, extension: str) -> str:
    """A name to show and to save under: without the folders before it, our own extension."""
    last = re.split(r"[/\\]", sent)[-1]
    stem = last[: -len(suffix(last))] if suffix(last) in _KNOWN else last
    return clean_file_name(stem, extension)


def size_words(size: int) -> str:
    """A size as people read it."""
    if size >= 1024 * 1024:
        return f"{size / 1024 / 1024:.1f} MB".replace(".0 ", " ")
    return f"{max(1, round(size / 1024))} KB"


def wrong_kind(slot: Slot) -> str:
    """Words for a file of a kind that a slot does not take."""
    if slot.kind is FileKind.PHOTO:
        return _("仅支持 JPG、PNG 格式，请重新选择照片")
    return _("仅支持 PDF、JPG、PNG 格式，请重新选择文件")


def too_large(slot: Slot, limit: int) -> str:
    """Words for a file of more bytes than the limit."""
    words = size_words(limit)
    if slot.kind is FileKind.PHOTO:
        return _("照片不能超过 %(limit)s，请压缩后重新上传", limit=words)
    return _("附件不能超过 %(limit)s，请压缩后重新上传", limit=words)


def number_refusals(
    holder: Holder,
    item: Any,
    kept: Sequence[Any],
    *,
    most: int,
    complete: bool,
    required: Collection[str] = (),
) -> Iterator[FieldError]:
    """Files of no use, too many of a slot or of the record, and, at 提交, slots still empty.

    ``required`` are slots that a form asks for beyond what is declared.
    """
    filled = Counter(file.slot for file in kept)
    for slot in holder.slots:
        count = filled[slot.key]
        if count and not slot.is_there(item):
            words = _("%(label)s不适用于所填内容，请删除已上传的文件", label=slot.label)
            yield FieldError("V17", slot.field, words)
        if count > slot.most:
            words = _(
                "%(label)s最多 %(most)d 个，请删除多余的文件", label=slot.label, most=slot.most
            )
            yield FieldError("V17", slot.field, words)
        is_filled = count or filled[slot.instead]
        if complete and not is_filled and (slot.key in required or slot.is_required(item)):
            yield FieldError("V17", slot.field, _("请上传%(label)s", label=slot.label))
    if len(kept) > most:
        yield FieldError("V17", "", _("每条记录最多 %(most)d 个附件，请删除多余的文件", most=most))
