"""Looks into one PDF: a program of its own with little memory and time.

It reads the document from its input and answers with one word. It imports nothing
of the product, so that a document that breaks it breaks nothing else.
"""

from __future__ import annotations

import io
import re
import resource
import sys

from pypdf import PdfReader
from pypdf.generic import IndirectObject, StreamObject

MEMORY, SECONDS = 768 * 1024 * 1024, 20
# What runs, plays, fetches or carries something else. A place to open at, which some
# programs always write ([page /Fit]), is no action and stays.
ACTIVE = re.compile(
    rb"/(?:JavaScript|Launch|EmbeddedFiles?|Rendition|RichMedia|XFA|OpenAction(?!\s*\[))"
    rb"(?![A-Za-z0-9])"
)
ENCRYPTED = re.compile(rb"/Encrypt(?![A-Za-z0-9])")
# In a name any letter may be written as its number.
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")


def plain(data: bytes) -> bytes:
    """The same bytes with names written in letters."""
    return ESCAPED.sub(lambda match: bytes.fromhex(match[1].decode()), data)


def verdict(data: bytes, most_pages: int) -> str:
    """``ok``, or why the document is not taken: ``encrypted``, ``active``, ``pages``."""
    visible = plain(data)
    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted or ENCRYPTED.search(visible):
        return "encrypted"
    if ACTIVE.search(visible) or any(ACTIVE.search(plain(part)) for part in packed(reader)):
        return "active"
    return "ok" if 0 < len(reader.pages) <= most_pages else "pages"


def packed(reader: PdfReader) -> list[bytes]:
    """What is hidden from a look at the bytes: the unpacked object streams."""
    found = []
    for generation, numbers in reader.xref.items():
        for number in numbers:
            one = reader.get_object(IndirectObject(number, generation, reader))
            if isinstance(one, StreamObject) and one.get("/Type") == "/ObjStm":
                found.append(one.get_data())
    return found


def main() -> None:
    """Answer with one word; whatever breaks on the way is a broken document."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    try:
        answer = verdict(sys.stdin.buffer.read(), int(sys.argv[1]))
    except Exception:
        answer = "broken"
    sys.stdout.write(answer)


if __name__ == "__main__":
    main()
