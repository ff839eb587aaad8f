"""Parcel of files: an untrusted ZIP, read member by member within limits, never by its own names.

Nothing is written under a name that stands in it, and no more is read than it may hold.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _

from app.core.base.errors import Refused
from app.core.base.typed_text import clean_line

from .archive import MIB, PACKED, refusal

MOST_BYTES, MOST_UNPACKED, MOST_FILES = 11 * MIB, 40 * MIB, 100
# Folders count, too, but nobody counts them.
MOST_MEMBERS, LONGEST_NAME = 2 * MOST_FILES, 200
UTF8 = 0x800
# What systems put into archives by themselves.
LEFT_OUT = (".ds_store", "thumbs.db", "desktop.ini")


@dataclass(frozen=True, slots=True)
class ParcelFile:
    """A file of a parcel, by its name without folders."""

    name: str
    data: bytes


def refuse_parcel_at_sight(content: bytes, file_name: str) -> None:
    """Refuse by name, size and first bytes, which cost nothing to look at."""
    if not file_name.lower().endswith(".zip"):
        raise refusal(_("只能上传 .zip 压缩包"))
    if len(content) > MOST_BYTES:
        raise refusal(_("文件超过 %(n)s MB，请分批导入", n=MOST_BYTES // MIB))
    if not content.startswith(b"PK"):
        raise _damaged()


def open_parcel(content: bytes, file_name: str) -> list[ParcelFile]:
    """The files of a parcel in its order; Refused for what is none, or too much."""
    refuse_parcel_at_sight(content, file_name)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            members = packed.infolist()
            _refuse_members(members)
            found = list(_read(packed, members))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError):
        raise _damaged() from None
    if not found:
        raise refusal(_("压缩包中没有文件"))
    if len(found) > MOST_FILES:
        raise refusal(_("压缩包中的文件超过 %(n)s 个，请分批导入", n=MOST_FILES))
    return found


def _damaged() -> Refused:
    return refusal(_("文件已损坏或不是 ZIP 压缩包，请重新压缩后上传"))


def _refuse_members(members: list[zipfile.ZipInfo]) -> None:
    if any(one.flag_bits & 1 for one in members):
        raise refusal(_("压缩包设有密码，请取消密码后再上传"))
    if any(not one.filename or one.compress_type not in PACKED for one in members):
        raise _damaged()
    if len(members) > MOST_MEMBERS:
        raise refusal(_("压缩包中的文件超过 %(n)s 个，请分批导入", n=MOST_FILES))


def _read(packed: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> Iterator[ParcelFile]:
    left = MOST_UNPACKED
    for one in members:
        if one.is_dir() or (name := _name(one)) is None:
            continue
        with packed.open(one) as member:
            data = member.read(left + 1)
        left -= len(data)
        if left < 0:
            raise refusal(_("压缩包展开后超过 %(n)s MB，请分批导入", n=MOST_UNPACKED // MIB))
        yield ParcelFile(name, data)


def _name(member: zipfile.ZipInfo) -> str | None:
    """The name without folders; None for what a system has put there by itself."""
    whole = member.filename
    if not member.flag_bits & UTF8:
        # Windows of China packs names in its own encoding, which the reader takes for another.
        try:
            whole = whole.encode("cp437").decode("gb18030")
        except UnicodeError:
            whole = member.filename
    last = posixpath.basename(whole.replace("\\", "/"))
    is_of_system = whole.startswith("__MACOSX/") or last.startswith("._")
    if is_of_system or last.lower() in LEFT_OUT:
        return None
    return clean_line(last)[:LONGEST_NAME]
