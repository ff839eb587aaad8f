"""Files to send: sound ones, broken ones, and those that pretend to be something else."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

GPS, ORIENTATION = 0x8825, 0x0112
MARK = b"<?php echo 'ran'; ?>"


def jpeg(width: int = 60, height: int = 40, **saving: Any) -> bytes:
    """A picture whose upper half is red and whose lower half is blue."""
    picture = Image.new("RGB", (width, height), (200, 30, 30))
    picture.paste((30, 30, 200), (0, height // 2, width, height))
    found = io.BytesIO()
    picture.save(found, "JPEG", **saving)
    return found.getvalue()


def png(mode: str = "RGB", size: tuple[int, int] = (60, 40), colour: Any = "green") -> bytes:
    found = io.BytesIO()
    Image.new(mode, size, colour).save(found, "PNG")
    return found.getvalue()


def jpeg_from_a_telephone() -> bytes:
    """Held on its side, with the place where it was taken."""
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif.get_ifd(GPS)[1] = "N"
    exif.get_ifd(GPS)[2] = (28.0, 13.0, 41.0)
    return jpeg(exif=exif)


def jpeg_with_php() -> bytes:
    """Code in the comment and behind the end."""
    return jpeg(comment=MARK) + MARK


def bomb(side: int = 50_000) -> bytes:
    """A PNG of a few bytes that says it has side × side pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    lines = zlib.compress(b"\0" * 10_000)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", lines) + chunk(b"IEND", b"")
    )


def pdf(pages: int = 1, **more: Any) -> bytes:
    """A document of blank pages; ``more`` are entries of its root."""
    return _written(_writer(pages, **more))


def _writer(pages: int = 1, **more: Any) -> PdfWriter:
    writer = PdfWriter()
    for _page in range(pages):
        writer.add_blank_page(200, 200)
    for name, value in more.items():
        writer.root_object[NameObject(f"/{name}")] = value
    return writer


def _written(writer: PdfWriter) -> bytes:
    found = io.BytesIO()
    writer.write(found)
    return found.getvalue()


def action(kind: str, **more: Any) -> DictionaryObject:
    return DictionaryObject(
        {NameObject("/S"): NameObject(f"/{kind}")}
        | {NameObject(f"/{name}"): TextStringObject(value) for name, value in more.items()}
    )


def pdf_with_script() -> bytes:
    return pdf(AA=DictionaryObject({NameObject("/WC"): action("JavaScript", JS="app.alert(1)")}))


def pdf_with_escaped_script() -> bytes:
    """The same, with one letter of the name written as its number."""
    return pdf_with_script().replace(b"/JavaScript", b"/J#61vaScript")


def pdf_with_packed_script() -> bytes:
    """The action lies in a packed object stream, where a look at the bytes does not find it."""
    inner = b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"
    return packed_pdf(inner)


def packed_pdf(inner: bytes) -> bytes:
    """A PDF 1.5 whose object 4 is packed, with the cross references in a stream."""
    packed = zlib.compress(b"4 0 " + inner)
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R /Names 4 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>",
        None,
        b"<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n" % len(packed)
        + packed
        + b"\nendstream",
    ]
    found, places = b"%PDF-1.5\n", {}
    for number, part in enumerate(parts, 1):
        if part is not None:
            places[number] = len(found)
            found += b"%d 0 obj\n" % number + part + b"\nendobj\n"
    start = len(found)
    rows = [(0, 0, 255)]
    rows += [(2, 5, 0) if number == 4 else (1, places[number], 0) for number in range(1, 6)]
    rows.append((1, start, 0))
    table = zlib.compress(b"".join(struct.pack(">BHB", *row) for row in rows))
    found += (
        b"6 0 obj\n<< /Type /XRef /Size 7 /W [1 2 1] /Root 1 0 R /Filter /FlateDecode"
        b" /Length %d >>\nstream\n" % len(table)
    )
    return found + table + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % start


def pdf_with_file() -> bytes:
    writer = _writer()
    writer.add_attachment("virus.exe", b"MZ")
    return _written(writer)


def pdf_that_launches() -> bytes:
    return pdf(OpenAction=action("Launch", F="cmd.exe"))


def pdf_that_calls() -> bytes:
    return pdf(OpenAction=action("URI", URI="http://192.0.2.1/"))


def pdf_that_opens_at_its_page() -> bytes:
    """What office programs write; nothing is done."""
    return pdf(OpenAction=place())


def pdf_encrypted() -> bytes:
    writer = _writer()
    writer.encrypt("secret", algorithm="AES-256")
    return _written(writer)


def pdf_with_bomb() -> bytes:
    """An object stream of a few kilobytes that unpacks to a gigabyte."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b" " * 1_000_000) for _time in range(1_000))
    packed += packer.flush()
    stream = DecodedStreamObject()
    stream.set_data(packed)
    stream.update(
        {
            NameObject("/Type"): NameObject("/ObjStm"),
            NameObject("/N"): NumberObject(1),
            NameObject("/First"): NumberObject(4),
            NameObject("/Filter"): NameObject("/FlateDecode"),
        }
    )
    writer = _writer()
    writer._add_object(stream)
    return _written(writer)


# --- what is on no list, and what is --------------------------------------------------------


def place() -> ArrayObject:
    return ArrayObject([NumberObject(0), NameObject("/Fit")])


def pdf_with_mark(kind: str, more: str = "") -> bytes:
    """A page with an annotation; ``more`` are further entries as they stand in a document."""
    return _drawn(f"/Annots [<< /Type /Annot /Subtype /{kind} /Rect [0 0 9 9] {more} >>]")


def pdf_with_link(done: str) -> bytes:
    """A page with a link that does something."""
    return pdf_with_mark("Link", f"/A << {done} >>")


def pdf_with_page(more: str) -> bytes:
    """A page with further entries."""
    return _drawn(more)


def pdf_with_root(more: str) -> bytes:
    """A document with further entries of its root."""
    return _drawn("", more)


def pdf_with_stream(data: bytes, about: str = "", root: str = "") -> bytes:
    """A document whose page has this as its content, packed."""
    content = zlib.compress(data, 9)
    head = b"<< /Filter /FlateDecode /Length %d %s >>\nstream\n" % (len(content), about.encode())
    return _drawn("/Contents 4 0 R", root, head + content + b"\nendstream")


def pdf_with_image() -> bytes:
    """A scan: a page that is a picture."""
    found = io.BytesIO()
    Image.new("RGB", (60, 40), (200, 30, 30)).save(found, "PDF")
    return found.getvalue()


def _drawn(page: str, root: str = "", more: bytes = b"<< >>") -> bytes:
    """A document of one page, by hand; ``more`` is its fourth object."""
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R %s >>" % root.encode(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] %s >>" % page.encode(),
        more,
    ]
    found, places = b"%PDF-1.7\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(found))
        found += b"%d 0 obj\n" % number + part + b"\nendobj\n"
    start = len(found)
    found += b"xref\n0 5\n0000000000 65535 f \n"
    found += b"".join(b"%010d 00000 n \n" % one for one in places)
    found += b"trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start
    return found
