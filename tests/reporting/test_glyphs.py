"""Characters that no font has are named with every PDF; the rare ones of names are drawn."""

from __future__ import annotations

import html
import io
import os
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from app.core.access.scope import unscoped
from app.core.base.db import db
from app.reporting.glyphs import coverage, missing_glyphs
from app.reporting.pages import paginate
from app.reporting.pdf import paper_pdf
from app.workflow.models import Message
from tests.reporting.exports import PROVINCE, ask, state
from tests.reporting.samples import GROUPED, invented, sheet_of

RARE = "𠀀鿰𠮷𬱖𫍯㛃䶮"
COMMON = "20-ff 33a1 2000-206f 2190-21ff 3000-303f 3400-9fa5 ff00-ffef"
WARNING = "“审核人：王鿰”中的 U+9FF0"


@pytest.fixture
def common_fonts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine whose fonts have common characters alone."""
    lister = tmp_path / "fc-list"
    lister.write_text(f"#!/bin/sh\necho '{COMMON}'\n")
    lister.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")


def paper_of(name: str, **heading: Any) -> Any:
    rows = [{**invented(1)[0], "name": name}]
    return paginate(sheet_of(GROUPED, rows, **heading))


def test_rare_characters_of_names_are_drawn() -> None:
    paper = paper_of(f"王{RARE}")
    assert missing_glyphs(paper) == ()
    made = paper_pdf(paper, GROUPED.page)
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in PdfReader(io.BytesIO(made)).pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index]
    }
    assert {"/BabelStoneHan", "/NotoSansCJKsc-Regular"} <= fonts


def test_a_missing_character_is_named_once_with_its_text(common_fonts: None) -> None:
    found = missing_glyphs(paper_of("王鿰和李𠀀与王鿰", notes=("附注：赵𠮷",)))
    assert [(one.char, one.code) for one in found] == [
        ("鿰", "U+9FF0"),
        ("𠀀", "U+20000"),
        ("𠮷", "U+20BB7"),
    ]
    assert [one.text for one in found] == ["王鿰和李𠀀与王鿰", "王鿰和李𠀀与王鿰", "附注：赵𠮷"]


def test_a_name_broken_into_lines_is_quoted_whole(common_fonts: None) -> None:
    long = "长" * 60 + "鿰" + "沙" * 60
    (found,) = missing_glyphs(paper_of(long))
    assert found.text == "长" * 12 + "鿰" + "沙" * 12


@pytest.mark.parametrize("text", ["全角　空格", "零宽\u200d连接", "葛\U000e0100", "王\ufe00"])
def test_what_draws_nothing_is_not_missed(common_fonts: None, text: str) -> None:
    assert missing_glyphs(paper_of(text)) == ()


def test_without_a_list_of_fonts_nothing_is_said_and_it_is_asked_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lister = tmp_path / "fc-list"
    lister.write_text("#!/bin/sh\nexit 1\n")
    lister.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    assert missing_glyphs(paper_of("王鿰")) == ()
    lister.write_text("#!/bin/sh\necho 4e00-4e01 3-5 4e02 6\n")
    assert coverage() == ((3, 6), (0x4E00, 0x4E02))


def test_preview_message_and_export_name_what_the_pdf_lacks(
    app: Any, sign_in: Any, worker: Any, common_fonts: None
) -> None:
    client = sign_in("hn_admin")
    signed = {"checker": "王鿰"}
    assert (
        client.post("/reports/annual_summary/conditions", data={**PROVINCE, **signed}).status_code
        == 303
    )
    page = html.unescape(client.get("/reports/annual_summary/preview", query_string=PROVINCE).text)
    assert WARNING in page
    assert page.index(WARNING) < page.index("data-paper")
    run = ask(client, PROVINCE, "pdf", **signed)
    assert run["warning"] is None
    worker()
    done = state(client, run)
    assert done["state"] == "done"
    assert WARNING in done["warning"]
    assert WARNING in html.unescape(client.get("/downloads/list/").text)
    with app.app_context(), unscoped("the message"):
        told = [one.body for one in db.session.query(Message).all()]
    assert any(WARNING in body for body in told)


def test_a_spreadsheet_and_a_pdf_with_all_characters_say_nothing(
    sign_in: Any, worker: Any, common_fonts: None
) -> None:
    client = sign_in("hn_admin")
    book, plain = ask(client, PROVINCE, checker="王鿰"), ask(client, PROVINCE, "pdf")
    worker()
    assert [state(client, run)["warning"] for run in (book, plain)] == [None, None]
