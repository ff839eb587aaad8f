"""Archive of a workbook: an untrusted .xlsx, unpacked within limits and packed anew.

What is scanned and what the reader reads are the same bytes: only parts of text are taken over,
each as far as it may go, into an archive of our own, so nothing depends on what its directory says.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.parsers import expat

from flask_babel import gettext as _

from app.core.base.errors import Refused

MIB = 1024 * 1024
MOST_BYTES, MOST_UNPACKED, MOST_MEMBERS = 5 * MIB, 50 * MIB, 100
# Names of sheets and where they lie are read as a whole, so these parts are short.
MOST_OF_A_LIST = MIB
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
# As Excel and WPS pack; others fail in ways of their own.
PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
MACROS = (b"macroEnabled", b"vbaProject")
CONTENT_TYPES, BOOK = "[Content_Types].xml", "xl/workbook.xml"
BOOK_LINKS = "xl/_rels/workbook.xml.rels"


def refusal(message: str) -> Refused:
    """The workbook as a whole is refused, at the field of the file."""
    return Refused.because("", "file", message)


def damaged() -> Refused:
    return refusal(_("文件已损坏或不是 Excel 工作簿，请用 Excel 或 WPS 另存为 .xlsx 后再上传"))


@dataclass(frozen=True, slots=True)
class Archive:
    """The parts of text of a workbook, by their names."""

    parts: Mapping[str, bytes]

    def packed(self) -> io.BytesIO:
        """The same parts as an archive without compression."""
        whole = io.BytesIO()
        with zipfile.ZipFile(whole, "w", zipfile.ZIP_STORED) as packed:
            for name, content in self.parts.items():
                packed.writestr(name, content)
        whole.seek(0)
        return whole

    def first_sheet(self) -> tuple[str, str]:
        """Name and part of the first sheet that is not hidden."""
        targets: dict[str, str] = {}
        sheets: list[dict[str, str]] = []

        def link(name: str, given: dict[str, str]) -> None:
            if name == "Relationship" and given.get("Type", "").endswith("/worksheet"):
                path = posixpath.join("xl", given.get("Target", ""))
                targets[given.get("Id", "")] = posixpath.normpath(path.lstrip("/"))

        def sheet(name: str, given: dict[str, str]) -> None:
            if name == "sheet" and given.get("state", "visible") == "visible":
                sheets.append({local(key): value for key, value in given.items()})

        elements(self._list(BOOK_LINKS), link)
        elements(self._list(BOOK), sheet)
        for given in sheets:
            part = targets.get(given.get("id", ""), "")
            if part in self.parts:
                return given.get("name", ""), part
        raise refusal(_("工作簿中没有可读的工作表"))

    def _list(self, name: str) -> bytes:
        content = self.parts.get(name)
        if content is None or len(content) > MOST_OF_A_LIST:
            raise damaged()
        return content


def open_archive(content: bytes, file_name: str) -> Archive:
    """Unpack a workbook, or say why not: its name, size, lock, macros, or what it would become."""
    refuse_at_sight(content, file_name)
    if content.startswith(OLE):
        locked = ENCRYPTED in content
        raise refusal(_("工作簿设有打开密码，请取消密码后再上传") if locked else _old_format())
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            archive = Archive(_unpacked(packed))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError):
        raise damaged() from None
    _refuse_parts(archive)
    return archive


def elements(content: bytes, begin: Callable[[str, dict[str, str]], None], **handlers: Any) -> None:
    """Walk through a part of XML that declares no document type, names without their prefix."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = lambda name, given: begin(local(name), given)
    for handler, function in handlers.items():
        setattr(parser, handler, function)
    try:
        parser.Parse(content, True)  # noqa: FBT003 - it takes no name
    except (expat.ExpatError, LookupError, ValueError):
        # The last two come from encodings that nobody knows or that are none of texts.
        raise damaged() from None


def local(name: str) -> str:
    return name.rpartition(":")[2]


def _old_format() -> str:
    return _("请用 Excel 或 WPS 另存为“Excel 工作簿（.xlsx）”后再上传")


def refuse_at_sight(content: bytes, file_name: str) -> None:
    """Refuse by name and size, which cost nothing to look at."""
    suffix = Path(file_name).suffix.lower()
    if suffix in (".xlsm", ".xltm", ".xlam", ".xlsb"):
        raise refusal(_("含宏的工作簿不能上传，请另存为不含宏的 .xlsx 文件"))
    if suffix != ".xlsx":
        raise refusal(_("只能上传 .xlsx 文件。") + _old_format())
    if len(content) > MOST_BYTES:
        raise refusal(_("文件超过 %(n)s MB，请分批导入", n=MOST_BYTES // MIB))


def _unpacked(packed: zipfile.ZipFile) -> dict[str, bytes]:
    members = packed.infolist()
    if len(members) > MOST_MEMBERS or len({one.filename for one in members}) < len(members):
        raise damaged()
    if any(one.flag_bits & 1 for one in members):
        raise refusal(_("工作簿设有打开密码，请取消密码后再上传"))
    if any(one.compress_type not in PACKED for one in members):
        raise damaged()
    if any("vbaproject" in one.filename.lower() for one in members):
        raise refusal(_("含宏的工作簿不能上传，请另存为不含宏的 .xlsx 文件"))
    left, parts = MOST_UNPACKED, {}
    for one in members:
        if not one.filename.endswith((".xml", ".rels")):
            continue
        with packed.open(one) as member:
            content = member.read(left + 1)
        left -= len(content)
        if left < 0:
            raise refusal(
                _(
                    "工作簿展开后超过 %(n)s MB，请删除数据以下带格式的空行、图片和多余的工作表",
                    n=MOST_UNPACKED // MIB,
                )
            )
        parts[one.filename] = content
    return parts


class _RootSeen(Exception):
    """Enough of a part has been read."""


def _refuse_parts(archive: Archive) -> None:
    """Refuse macros by what the parts are said to be, and document types anywhere."""
    if any(sign in archive.parts.get(CONTENT_TYPES, b"") for sign in MACROS):
        raise refusal(_("含宏的工作簿不能上传，请另存为不含宏的 .xlsx 文件"))
    for content in archive.parts.values():
        try:
            elements(content, _stop)
        except _RootSeen:
            continue


def _stop(_name: str, _given: dict[str, str]) -> None:
    raise _RootSeen


def _refuse_doctype(*_given: Any) -> None:
    raise damaged()
