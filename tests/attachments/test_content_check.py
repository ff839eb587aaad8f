"""What is taken, what is refused with which words, and what of a file is kept."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from PIL import Image

from app.attachments import content_check, rules
from app.attachments.declaration import Slot
from app.core.base.errors import Refused
from tests.attachments import samples
from tests.attachments.parcel import HOLDER

pytestmark = pytest.mark.one_database

BROKEN_PICTURE = "图片已损坏或不完整，请另存或重新拍摄后上传"
TOO_MANY_PIXELS = "图片尺寸过大，不能超过 2500 万像素，边长不能超过 10000，请缩小后重新上传"
NOT_WHAT_IT_SAYS = "文件内容与扩展名不符，请用原来的程序另存后重新上传"
ONLY_PAPERS = "仅支持 PDF、JPG、PNG 格式，请重新选择文件"
ONLY_PHOTOS = "仅支持 JPG、PNG 格式，请重新选择照片"
ACTIVE = "PDF 中含有脚本、附件或自动执行的内容，请打印为新的 PDF 后上传"
ENCRYPTED = "PDF 已加密，请解除密码后重新上传"
BROKEN_PDF = "PDF 已损坏或无法读取，请重新导出后上传"


@pytest.fixture
def look(app) -> Callable[[str, str, bytes], content_check.FileContent]:
    with app.test_request_context():

        def look(slot: str, name: str, data: bytes) -> content_check.FileContent:
            found = HOLDER.slot(slot)
            assert isinstance(found, Slot)
            return content_check.examined(name, data, found)

        yield look


HTML = b"<!doctype html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
REFUSED = {
    "nothing": ("other", "空.pdf", b"", "文件是空的，请重新选择"),
    "web page called png": ("other", "a.png", HTML, NOT_WHAT_IT_SAYS),
    "web page called pdf": ("other", "a.pdf", HTML, NOT_WHAT_IT_SAYS),
    "web page": ("other", "a.html", HTML, ONLY_PAPERS),
    "drawing": ("office", "a.svg", SVG, ONLY_PHOTOS),
    "drawing called png": ("office", "a.png", SVG, NOT_WHAT_IT_SAYS),
    "paper as photo": ("office", "a.pdf", samples.pdf(), ONLY_PHOTOS),
    "jpeg called png": ("office", "a.png", samples.jpeg(), NOT_WHAT_IT_SAYS),
    "png called jpg": ("office", "a.jpg", samples.png(), NOT_WHAT_IT_SAYS),
    "pdf called jpg": ("other", "a.jpg", samples.pdf(), NOT_WHAT_IT_SAYS),
    "two extensions": ("other", "a.pdf.exe", samples.pdf(), ONLY_PAPERS),
    "no extension": ("other", "pdf", samples.pdf(), ONLY_PAPERS),
    "pdf behind something": ("other", "a.pdf", b"GIF89a" + samples.pdf(), NOT_WHAT_IT_SAYS),
    "bomb": ("office", "a.png", samples.bomb(), TOO_MANY_PIXELS),
    "long strip": ("office", "a.png", samples.png(size=(10_001, 2)), TOO_MANY_PIXELS),
    "a few pixels too many": (
        "office",
        "a.png",
        samples.png("1", (5001, 5000), 0),
        TOO_MANY_PIXELS,
    ),
    "half a jpeg": ("office", "a.jpg", samples.jpeg(400, 400)[:-900], BROKEN_PICTURE),
    "head of a jpeg": ("office", "a.jpg", b"\xff\xd8\xff\xe0" + b"\0" * 60, BROKEN_PICTURE),
    "head of a png": ("office", "a.png", b"\x89PNG\r\n\x1a\n" + HTML, BROKEN_PICTURE),
    "script": ("other", "a.pdf", samples.pdf_with_script(), ACTIVE),
    "script in disguise": ("other", "a.pdf", samples.pdf_with_escaped_script(), ACTIVE),
    "packed script": ("other", "a.pdf", samples.pdf_with_packed_script(), ACTIVE),
    "file in a pdf": ("other", "a.pdf", samples.pdf_with_file(), ACTIVE),
    "program": ("other", "a.pdf", samples.pdf_that_launches(), ACTIVE),
    "call": ("other", "a.pdf", samples.pdf_that_calls(), ACTIVE),
    "password": ("other", "a.pdf", samples.pdf_encrypted(), ENCRYPTED),
    "head of a pdf": ("other", "a.pdf", b"%PDF-1.7\n" + b"x" * 500, BROKEN_PDF),
    "half a pdf": ("other", "a.pdf", samples.pdf()[:120], BROKEN_PDF),
    "packed gigabyte": ("other", "a.pdf", samples.pdf_with_bomb(), BROKEN_PDF),
    "many pages": ("other", "a.pdf", samples.pdf(201), "PDF 须为 1 至 200 页，请拆分后上传"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused_with_words_at_its_slot(look, case):
    slot, name, data, words = REFUSED[case]

    with pytest.raises(Refused) as refused:
        look(slot, name, data)

    (error,) = refused.value.errors
    assert (error.code, error.field, error.message) == ("V17", f"files-{slot}", words)


@pytest.mark.parametrize(
    ("slot", "name", "head", "limit", "words"),
    [
        ("other", "a.pdf", b"%PDF-", 10 * 1024, "附件不能超过 10 MB，请压缩后重新上传"),
        ("office", "a.jpg", b"\xff\xd8\xff", 2048, "照片不能超过 2 MB，请压缩后重新上传"),
        ("portrait", "a.jpg", b"\xff\xd8\xff", 500, "照片不能超过 500 KB，请压缩后重新上传"),
    ],
)
def test_a_byte_too_much(look, slot, name, head, limit, words):
    with pytest.raises(Refused, match=words):
        look(slot, name, head.ljust(limit * 1024 + 1, b"x"))
    with pytest.raises(Refused) as refused:
        look(slot, name, head.ljust(limit * 1024, b"x"))
    assert words not in str(refused.value)


def opened(data: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


def test_a_photo_keeps_its_pixels_upright_and_nothing_else(look):
    found = look("office", "现场.jpg", samples.jpeg_from_a_telephone())

    picture = opened(found.data)
    assert (picture.format, picture.size) == ("JPEG", (40, 60))
    assert not picture.getexif()
    assert b"Exif" not in found.data
    # What was above lies at the right after turning.
    assert picture.getpixel((35, 30))[0] > 150 > picture.getpixel((5, 30))[0]


def test_code_in_a_comment_and_in_the_tail_is_gone(look):
    sent = samples.jpeg_with_php()
    assert sent.count(samples.MARK) == 2

    assert samples.MARK not in look("office", "a.jpg", sent).data


def test_a_picture_that_is_an_archive_too_is_only_a_picture(look):
    sent = samples.png() + b"PK\x03\x04" + HTML + b"PK\x05\x06" + b"\0" * 18

    found = look("office", "a.png", sent)

    assert found.data.startswith(b"\xff\xd8\xff")
    assert b"PK\x03\x04" not in found.data
    assert HTML not in found.data


@pytest.mark.parametrize(
    ("mode", "colour", "shown"),
    [
        ("RGBA", (255, 0, 0, 0), (255, 255, 255)),
        ("LA", (0, 255), (0, 0, 0)),
        ("L", 128, (128, 128, 128)),
        ("I;16", 128 * 256, (128, 128, 128)),
        ("P", 0, (0, 0, 0)),
        ("1", 1, (255, 255, 255)),
    ],
)
def test_every_sort_of_png_is_painted(look, mode, colour, shown):
    picture = opened(look("office", "a.png", samples.png(mode, colour=colour)).data)

    assert picture.mode == "RGB"
    assert all(abs(a - b) < 4 for a, b in zip(picture.getpixel((5, 5)), shown, strict=True))


def test_a_scan_as_paper_is_painted_anew_too(look):
    found = look("other", "扫描.JPEG", samples.jpeg_with_php())

    assert (found.name, found.media_type) == ("扫描.jpg", "image/jpeg")
    assert samples.MARK not in found.data


@pytest.mark.parametrize(
    "data",
    [
        samples.pdf(200),
        samples.pdf_that_opens_at_its_page(),
        samples.packed_pdf(b"<< /Dests << >> >>"),
    ],
)
def test_a_sound_pdf_is_kept_as_it_was(look, data):
    found = look("approval", "批文.PDF", data)

    assert (found.name, found.media_type) == ("批文.pdf", "application/pdf")
    assert found.data == data


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\文件\\成立批文.pdf", "成立批文.pdf"),
        ("con.pdf", "_con.pdf"),
        ("LPT1.2024.pdf", "_LPT1.2024.pdf"),
        ("批" * 300 + ".pdf", "批" * 96 + ".pdf"),
        ("批文\u202efdp.exe.pdf", "批文fdp.exe.pdf"),
        ("a\r\nSet-Cookie: x=1.pdf", "aSet-Cookie_ x=1.pdf"),
        ('a"b<c>.pdf', "a_b_c_.pdf"),
        ("  长沙市  质安站\u3000批复 .pdf", "长沙市 质安站 批复.pdf"),
        (".pdf", "未命名.pdf"),
        ("...pdf", "未命名.pdf"),
        ("\u200b.pdf", "未命名.pdf"),
        ("e\u0301.pdf", "é.pdf"),
    ],
)
def test_names_are_cleaned(app, sent, kept):
    with app.test_request_context():
        assert rules.clean_name(sent, ".pdf") == kept


def test_names_end_as_what_the_file_is(app):
    with app.test_request_context():
        assert rules.clean_name("照片.png", ".jpg") == "照片.jpg"
        assert rules.clean_name("照片.final", ".jpg") == "照片.final.jpg"
