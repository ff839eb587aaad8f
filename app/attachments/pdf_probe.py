"""PDF probe: the list of what a document may hold, asked of one PDF by a program of its own.

It reads the document from its input, with little memory and time, and answers with one word. It
imports nothing of the product, so that a document that breaks it breaks nothing else.

Pages, fonts, images, drawn marks, outlines, places to go to and links to http and https are
listed; whatever else a reader might do or carry is refused because it is not.
"""

from __future__ import annotations

import io
import logging
import re
import resource
import sys
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

MEMORY, SECONDS = 768 * 1024 * 1024, 20


def _names(words: str) -> frozenset[str]:
    return frozenset(f"/{word}" for word in words.split())


ROOT = _names(
    "Type Version Extensions Pages PageLabels Names Dests ViewerPreferences PageLayout PageMode"
    " Outlines OpenAction AcroForm Metadata StructTreeRoot MarkInfo Lang OutputIntents"
    " OCProperties PieceInfo"
)
PAGE = _names(
    "Type Parent LastModified Resources MediaBox CropBox BleedBox TrimBox ArtBox BoxColorInfo"
    " Contents Rotate Group Thumb Dur Trans Annots Metadata PieceInfo StructParents ID PZ"
    " SeparationInfo Tabs UserUnit"
)
# Names lead to places alone; forms, which some programs always begin, have no fields.
NAMED, FORM = _names("Dests"), _names("Fields DA DR NeedAppearances SigFlags Q")
# Links, and what people draw on a page.
ANNOTATIONS = _names(
    "Link Text FreeText Line Square Circle Polygon PolyLine Highlight Underline Squiggly"
    " StrikeOut Stamp Caret Ink Popup"
)
ACTIONS = {
    "/GoTo": _names("Type S Next D SD"),
    "/URI": _names("Type S Next URI IsMap"),
}
WEB = re.compile(r"https?://[^\s\\]", re.IGNORECASE)
TYPES = _names(
    "Catalog Pages Page PageLabel Outlines Annot Border Action Font FontDescriptor Encoding CMap"
    " ExtGState XObject Pattern Halftone Mask Group Metadata OutputIntent StructTreeRoot"
    " StructElem MCR OBJR Namespace OCG OCMD ObjStm XRef Trans ViewerPreferences"
    " DeveloperExtensions PagePiece Properties CryptFilterDecodeParms"
)
STREAMS = _names("Image Form XML Type1C CIDFontType0C OpenType")
# A stream whose data lie elsewhere, or in another language.
OUTSIDE = _names("F FFilter Ref OPI PS Subtype2")
# In no dictionary at all, whatever else is wrong with it.
NOWHERE = _names("AA JS EF AF XFA RichMediaContent RichMediaSettings")
# The same once more by a look at the bytes, for what no reference leads to any longer.
ACTIVE = re.compile(
    rb"/(?:JavaScript|Launch|EmbeddedFiles?|FileAttachment|SubmitForm|ImportData|Rendition"
    rb"|RichMedia|XFA)(?![A-Za-z0-9])"
)
ENCRYPTED = re.compile(rb"/Encrypt(?![A-Za-z0-9])")
# In a name any letter may be written as its number.
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")


def plain(data: bytes) -> bytes:
    """The same bytes with names written in letters."""
    return ESCAPED.sub(lambda match: bytes.fromhex(match[1].decode()), data)


def verdict(data: bytes, most_pages: int) -> str:
    """``ok``, or why the document is not taken: ``encrypted``, ``active``, ``pages``, ``broken``.

    The last one is also what says a thing twice: which of the two counts, each reader decides.
    """
    doubled = Doubled()
    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted or ENCRYPTED.search(plain(data)):
        return "encrypted"
    if any(ACTIVE.search(plain(part)) for part in (data, *packed(reader))) or tail(data):
        return "active"
    if not all(is_listed(one) for one in dictionaries(reader)) or not is_quiet(reader):
        return "active"
    if doubled.heard:
        return "broken"
    return "ok" if 0 < len(reader.pages) <= most_pages else "pages"


class Doubled(logging.Handler):
    """Hears that a dictionary has a name twice, which the reader only warns of."""

    def __init__(self) -> None:
        super().__init__()
        self.heard = False
        logging.getLogger("pypdf").addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        self.heard = self.heard or "Multiple definitions" in record.getMessage()


def tail(data: bytes) -> bytes:
    """What follows the end of the document."""
    return data.rpartition(b"%%EOF")[2].strip(b"\0 \t\r\n\f")


def packed(reader: PdfReader) -> list[bytes]:
    """What is hidden from a look at the bytes: the unpacked object streams."""
    return [
        one.get_data()
        for one in objects(reader)
        if isinstance(one, StreamObject) and at(one, "/Type") == "/ObjStm"
    ]


def dictionaries(reader: PdfReader) -> Iterator[DictionaryObject]:
    """Every dictionary of the document, within whichever object, packed ones too."""
    for thing in objects(reader):
        waiting = [thing]
        while waiting:
            one = waiting.pop()
            if isinstance(one, DictionaryObject):
                yield one
                waiting += one.values()
            elif isinstance(one, ArrayObject):
                waiting += one


def objects(reader: PdfReader) -> Iterator[Any]:
    """Every object that has a number, and the trailer, which has none."""
    yield reader.trailer
    for generation, numbers in reader.xref.items():
        for number in list(numbers):
            yield reader.get_object(IndirectObject(number, generation, reader))
    for number in list(reader.xref_objStm):
        yield reader.get_object(IndirectObject(number, 0, reader))


def at(one: DictionaryObject, name: str) -> Any:
    """The value of a name, wherever it is kept."""
    found = one.get(name)
    return found if found is None else found.get_object()


def is_listed(one: DictionaryObject) -> bool:
    """Whether a dictionary is something that a document may hold."""
    kind = at(one, "/Type")
    return (
        (kind is None or kind in TYPES)
        and not NOWHERE & one.keys()
        and (kind != "/Page" or one.keys() <= PAGE)
        and (kind != "/Catalog" or one.keys() <= ROOT)
        and (kind != "/Action" or is_harmless(one))
        and are_actions_harmless(one)
        and is_mark(one)
        and is_stream_listed(one)
    )


def are_actions_harmless(one: DictionaryObject) -> bool:
    """Whether what a dictionary does when it is pressed is listed; ``/A`` is also an attribute."""
    pressed = (at(one, name) for name in ("/A", "/PA"))
    return all(
        is_harmless(done) for done in pressed if isinstance(done, DictionaryObject) and "/S" in done
    )


def is_harmless(action: Any) -> bool:
    """Whether an action goes to a place of the document or to an address of the web."""
    if not isinstance(action, DictionaryObject):
        return False
    kind = at(action, "/S")
    if kind not in ACTIONS or not action.keys() <= ACTIONS[kind]:
        return False
    if kind == "/URI" and not WEB.match(_text(at(action, "/URI"))):
        return False
    after = at(action, "/Next")
    following = after if isinstance(after, ArrayObject) else [after] if after is not None else []
    return all(is_harmless(one.get_object()) for one in following)


def _text(value: Any) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def is_mark(one: DictionaryObject) -> bool:
    """Whether an annotation is a link or drawn; what is on no list of a page shows by its place."""
    if "/Rect" in one and "/Subtype" in one and at(one, "/Subtype") not in ANNOTATIONS:
        return False
    annotations = at(one, "/Annots") or []
    return all(at(note.get_object(), "/Subtype") in ANNOTATIONS for note in annotations)


def is_stream_listed(one: DictionaryObject) -> bool:
    """Whether a stream is an image, a drawing, a font or text, and of a length to be unpacked."""
    if not isinstance(one, StreamObject):
        return True
    kind = at(one, "/Subtype")
    if (kind is not None and kind not in STREAMS) or OUTSIDE & one.keys():
        return False
    # The reader ends with an error where a stream becomes too long; images have their own packers.
    return kind == "/Image" or one.get_data() is not None


def is_quiet(reader: PdfReader) -> bool:
    """Whether root and pages have listed entries alone, whatever they call themselves."""
    root = reader.root_object
    first, names, form = (at(root, name) for name in ("/OpenAction", "/Names", "/AcroForm"))
    return (
        root.keys() <= ROOT
        and (first is None or isinstance(first, ArrayObject) or is_place(first))
        and (names is None or names.keys() <= NAMED)
        and (form is None or (form.keys() <= FORM and not at(form, "/Fields")))
        and all(page.keys() <= PAGE for page in reader.pages)
    )


def is_place(action: Any) -> bool:
    """Whether an action only goes to a place of the document."""
    return is_harmless(action) and at(action, "/S") == "/GoTo" and "/Next" not in action


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
