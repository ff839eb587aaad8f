"""Pictures of certificates from a ZIP: each file is named by the number, the back ends in _2."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.attachments.declaration import Slot
from app.attachments.operations import PlacedFile, place_each, take_off
from app.core.access.actor import Actor
from app.imports.declaration import CellFault, ImportColumn, ImportedRow, ImportKind, Parcel
from app.personnel.models import Certificate

from . import queries
from .choices import CERTIFICATE, PictureSide
from .files import CERTIFICATE_FILES
from .labels import LABELS

# 湘质监430100012.jpg, 湘质监430100012_1.jpg and, for the back, 湘质监430100012_2.jpg.
NAMED = re.compile(r"(.+?)(?:_([12]))?")
WORDS = {None: "正面", "1": "正面", "2": "反面"}
COLUMNS = (
    ImportColumn("file", _l("文件名"), required=True),
    ImportColumn("number", LABELS["number"], required=True, length=40),
    ImportColumn("side", _l("正反面"), members=PictureSide, required=True),
)


def texts(name: str) -> Mapping[str, str]:
    """What the name of a file says."""
    named = NAMED.fullmatch(PurePath(name).stem)
    number, place = named.groups() if named is not None else ("", None)
    return {"file": name, "number": number, "side": WORDS[place]}


def _slot_of(side: str) -> Slot:
    slot = CERTIFICATE_FILES.slot(side)
    assert slot is not None
    return slot


def slot(said: Mapping[str, str]) -> Slot:
    """The place that a file is examined for."""
    return _slot_of("back" if said["side"] == WORDS["2"] else "front")


def check(rows: Sequence[ImportedRow], actor: Actor) -> Iterator[CellFault]:
    """Files whose certificate is not found, or has such a picture already."""
    found = queries.own_by_number(_numbers(rows), actor.organization_id)
    pictured = queries.sides_pictured([one.id for some in found.values() for one in some])
    for row in rows:
        number, side = row.values["number"], row.values["side"]
        certificates = found.get(number, [])
        if number and not certificates:
            yield CellFault(row.number, "number", _("本机构没有该编号的未注销证书"))
        elif len(certificates) > 1:
            yield CellFault(row.number, "number", _("本机构有两本证书使用该编号，请逐本上传照片"))
        elif certificates and (certificates[0].id, side) in pictured:
            yield CellFault(row.number, "side", _("该证书已有此面照片"))


def notes(rows: Sequence[ImportedRow], actor: Actor) -> Iterator[CellFault]:
    """Whose certificate a file was matched with."""
    found = queries.own_by_number(_numbers(rows), actor.organization_id)
    for row in rows:
        certificates = found.get(row.values["number"], [])
        if len(certificates) == 1:
            one = certificates[0]
            name = one.holder.name if one.holder is not None else ""
            words = _("对应证书：%(kind)s %(name)s", kind=one.type.label, name=name)
            yield CellFault(row.number, "number", words)


def _numbers(rows: Sequence[ImportedRow]) -> set[str]:
    return {row.values["number"] for row in rows if row.values["number"]}


def store(rows: Sequence[ImportedRow], actor: Actor) -> list[int]:
    """Put each picture to its certificate; the ids of the files."""
    found = queries.own_by_number(_numbers(rows), actor.organization_id)
    files = [_placed(row, found[row.values["number"]][0]) for row in rows]
    return [file.id for file in place_each(files, resource=CERTIFICATE, actor=actor)]


def _placed(row: ImportedRow, certificate: Certificate) -> PlacedFile:
    assert row.file is not None
    return PlacedFile(certificate, _slot_of(row.values["side"]), row.file)


def undo(ids: Sequence[int], _actor: Actor) -> None:
    """Take the pictures off again; those that were taken off since stay so."""
    take_off(ids, resource=CERTIFICATE)


PICTURE_IMPORT = ImportKind(
    "certificate_pictures",
    _l("证书照片"),
    CERTIFICATE,
    COLUMNS,
    check=check,
    store=store,
    undo=undo,
    screen="CertificateView.list",
    notes=notes,
    parcel=Parcel(texts, slot, "file"),
    unique_together=(("number", "side"),),
    guide=(
        _l("每张照片以证书编号命名，例如 湘质监430100012.jpg；反面在编号后加 _2。"),
        _l("照片为 JPG 或 PNG，全部压缩成一个 ZIP 文件。只匹配本机构未注销的证书。"),
    ),
)
