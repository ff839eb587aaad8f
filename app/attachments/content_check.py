"""Content check of an uploaded file: refused with words, or ready to be stored."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from flask_babel import gettext as _

from app.core.base.errors import Refused
from app.core.configuration.parameters import parameter

from . import documents, pictures, rules, storage
from .declaration import FileKind, Slot
from .models import Attachment


@dataclass(frozen=True, slots=True)
class FileContent:
    """A file as it will be stored."""

    name: str
    media_type: str
    data: bytes

    @property
    def sha256(self) -> str:
        """The fingerprint of the bytes."""
        return hashlib.sha256(self.data).hexdigest()


def limit(slot: Slot) -> int:
    """How many bytes a file of a slot may have."""
    is_photo = slot.kind is FileKind.PHOTO
    largest: int = parameter("photo_kb") if is_photo else parameter("attachment_kb")
    return min(largest, slot.largest_kb or largest) * 1024


def examined(name: str, data: bytes, slot: Slot) -> FileContent:
    """The content of a file, or Refused with the reason; pictures are painted anew."""
    if problem := _problem(name, data, slot):
        raise Refused.because("V17", slot.field, problem)
    if rules.media_type(data) == rules.PDF:
        _look_into(data, slot)
        return FileContent(rules.clean_name(name, ".pdf"), rules.PDF, data)
    return FileContent(rules.clean_name(name, ".jpg"), rules.JPEG, _painted(data, slot))


def turned(found: Attachment) -> FileContent:
    """A stored picture, turned to the right by a quarter, as another file of the same name."""
    return FileContent(found.name, rules.JPEG, pictures.turned(storage.path_of(found.stored_as)))


def _problem(name: str, data: bytes, slot: Slot) -> str | None:
    """Why extension, size or first bytes will not do."""
    extension, found = rules.suffix(name), rules.media_type(data)
    if extension not in rules.accepted(slot.kind):
        return rules.wrong_kind(slot)
    if not data:
        return _("文件是空的，请重新选择")
    if len(data) > limit(slot):
        return rules.too_large(slot, limit(slot))
    if found is None or extension not in rules.EXTENSIONS[found]:
        return _("文件内容与扩展名不符，请用原来的程序另存后重新上传")
    return None


def _painted(data: bytes, slot: Slot) -> bytes:
    try:
        return pictures.painted_anew(data)
    except pictures.TooManyPixels:
        words = _("图片尺寸过大，不能超过 2500 万像素，边长不能超过 10000，请缩小后重新上传")
    except pictures.Unreadable:
        words = _("图片已损坏或不完整，请另存或重新拍摄后上传")
    raise Refused.because("V17", slot.field, words)


def _look_into(data: bytes, slot: Slot) -> None:
    pages = parameter("pdf_pages")
    words = {
        "ok": "",
        "encrypted": _("PDF 已加密，请解除密码后重新上传"),
        "active": _("PDF 中含有脚本、附件或自动执行的内容，请打印为新的 PDF 后上传"),
        "pages": _("PDF 须为 1 至 %(pages)d 页，请拆分后上传", pages=pages),
        "broken": _("PDF 已损坏或无法读取，请重新导出后上传"),
    }[documents.verdict(data, pages)]
    if words:
        raise Refused.because("V17", slot.field, words)
