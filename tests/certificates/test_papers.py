"""证书打印: what the paper of a certificate says, who prints it, and what its code opens."""

from __future__ import annotations

import datetime as dt
import io
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import zxingcpp
from flask import Flask
from PIL import Image
from redis import Redis

from app.attachments import storage
from app.attachments.models import Attachment
from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.check_codes import grouped
from app.core.base.db import db
from app.core.models import Organization
from app.personnel.choices import CertificateStatus
from app.personnel.models import Certificate
from app.reporting.models import ReportLayout
from tests.attachments import samples
from tests.support.factories import make_certificate, make_person
from tests.support.grants import grant
from tests.support.paper import drawn_pages, drawn_texts, pdf_pages, pdf_sheets, sheet_texts, sheets
from tests.support.statements import statements

PAPER = "/reports/certificate_paper"
NAME, NUMBER = "唐一鸣", "湘质监430100012"
YUELU, CHANGSHA = 4, 2
PUBLIC = "https://zj.example.gov.cn"
LONGEST = "湘" * 60
# In a mm.
POINTS = 72 / 25.4


@pytest.fixture
def office(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """An installation whose public address is known; no worker is heard of."""
    Redis.from_url(app.config["REDIS_URL"]).flushall()
    monkeypatch.setitem(app.config, "PUBLIC_URL", PUBLIC)
    return app


def issued(app: Flask, *, name: str = NAME, place: int = YUELU, **facts: Any) -> tuple[int, str]:
    """A certificate of somebody: its number of a row, and its check code."""
    with app.app_context(), unscoped("a certificate of the test"):
        person = make_person(organization_id=place, name=name)
        kind = facts.pop("kind", "quality")
        found = make_certificate(person, kind, **facts)
        db.session.commit()
        return found.id, found.check_code


def preview(client: Any, *ids: int | str, paper: str = "A4") -> Any:
    joined = ",".join(str(one) for one in ids)
    return client.get(f"{PAPER}/preview?certificates={joined}&paper={paper}")


def file(client: Any, kind: str, *ids: int, paper: str = "A4") -> bytes:
    """The finished file."""
    asked = {"certificates": ",".join(map(str, ids)), "paper": paper, "format": kind}
    run = client.post(f"{PAPER}/export", data=asked)
    assert run.status_code == 202, run.text
    state = client.get(run.json["status_url"]).json
    assert state["state"] == "done", state
    return bytes(client.get(state["file_url"], buffered=True).data)


def scanned(pdf: bytes, folder: Path) -> list[str]:
    """What a scanner reads on each page of a printed PDF."""
    (folder / "paper.pdf").write_bytes(pdf)
    command = ["pdftoppm", "-r", "150", "-png", str(folder / "paper.pdf"), str(folder / "page")]
    subprocess.run(command, check=True, timeout=60)
    found = []
    for page in sorted(folder.glob("page*.png")):
        with Image.open(page) as image:
            found += [code.text for code in zxingcpp.read_barcodes(image.convert("L"))]
    return found


# --- what it says ---------------------------------------------------------------------------


def test_a_certificate_is_printed_whole(office: Flask, sign_in: Any) -> None:
    days = {"first_issued_on": dt.date(2018, 5, 1), "issued_on": dt.date(2024, 3, 12)}
    until = {"valid_from": dt.date(2024, 3, 12), "valid_to": dt.date(2098, 3, 11)}
    number, code = issued(office, number=NUMBER, field="building", **days, **until)
    answer = preview(sign_in("hn_review"), number)
    assert answer.status_code == 200
    (page,) = drawn_pages(answer.text)
    text = " ".join(drawn_texts(answer.text))
    for said in (
        "湖南省建设工程质量监督证",
        NAME,
        "男",
        "439900********",
        "岳麓区建设工程质量安全监督站",
        "质量监督证",
        NUMBER,
        "房建",
        "湖南省住房和城乡建设厅",
        "2018 年 5 月 1 日",
        "2024 年 3 月 12 日 至 2098 年 3 月 11 日",
        "扫码核验证书当前状态",
        grouped(code),
        f"{PUBLIC}/check/",
        "证书状态以扫码核验结果为准。",
    ):
        assert said in text, said
    # Nothing of what stands around the tables of a report.
    for absent in ("填报单位", "单位负责人", "数据来源", "补办", "第 1 页"):
        assert absent not in text, absent
    assert page is not None
    assert 'alt="二维码"' in answer.text


def test_a_safety_certificate_and_its_reissue_say_so(office: Flask, sign_in: Any) -> None:
    number, _code = issued(office, kind="safety", reissued=2)
    text = " ".join(drawn_texts(preview(sign_in("hn_admin"), number).text))
    assert "湖南省建设工程安全监督证" in text
    assert "第 2 次补办" in text


@pytest.mark.parametrize(("paper", "size"), [("A4", (297, 210)), ("A5", (210, 148))])
def test_the_code_on_the_printed_page_opens_its_check_page(
    office: Flask, sign_in: Any, tmp_path: Path, paper: str, size: tuple[int, int]
) -> None:
    """The engine's own PDF, as a scanner sees it; on the paper that was chosen."""
    number, code = issued(office, number=NUMBER)
    pdf = file(sign_in("hn_review"), "pdf", number, paper=paper)
    (sheet,) = pdf_sheets(pdf)
    assert [round(side / POINTS) for side in (sheet.width, sheet.height)] == [*size]
    assert scanned(pdf, tmp_path) == [f"{PUBLIC}/check/{code}"]
    checked = office.test_client().get(urlsplit(f"{PUBLIC}/check/{code}").path)
    assert checked.status_code == 200
    assert NUMBER in checked.text
    (text,) = pdf_pages(pdf)
    assert NAME in text
    # What proves the export stands at the foot of the paper.
    assert "导出编号" in text
    assert "校验码" in text


def test_without_wkhtmltopdf_the_other_engine_prints_the_same_code(
    office: Flask, sign_in: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, code = issued(office)
    folder = tmp_path / "programs"
    folder.mkdir()
    for name in ("fc-list",):
        (folder / name).symlink_to(f"/usr/bin/{name}")
    monkeypatch.setenv("PATH", str(folder))
    pdf = file(sign_in("hn_review"), "pdf", number)
    monkeypatch.undo()
    assert scanned(pdf, tmp_path) == [f"{PUBLIC}/check/{code}"]


def test_the_spreadsheet_has_the_same_words_and_pictures(office: Flask, sign_in: Any) -> None:
    photographed, code = issued(office, number=NUMBER)
    with_photo(office, photographed)
    (book,) = sheets(file(sign_in("hn_review"), "xlsx", photographed))
    texts = [text for row in sheet_texts(book) for text in row]
    for said in ("湖南省建设工程质量监督证", NAME, NUMBER, "湖南省住房和城乡建设厅"):
        assert said in texts, said
    assert any(grouped(code) in text for text in texts)
    pictures = [image._data() for image in book._images]
    assert len(pictures) == 2
    codes = [zxingcpp.read_barcodes(Image.open(io.BytesIO(one)).convert("L")) for one in pictures]
    assert [one.text for found in codes for one in found] == [f"{PUBLIC}/check/{code}"]
    assert (book.page_setup.paperSize, book.page_setup.orientation) == (9, "landscape")


def with_photo(app: Flask, number: int) -> None:
    """The holder of a certificate has a photo."""
    with app.app_context(), unscoped("a photo of the test"):
        person = db.session.get_one(Certificate, number).holder
        assert person is not None
        db.session.add(
            Attachment(
                organization_id=person.organization_id,
                resource="personnel.person",
                item_id=person.id,
                slot="photo",
                name="一寸照.jpg",
                stored_as=storage.keep(samples.jpeg(), ".jpg"),
                media_type="image/jpeg",
                size=9,
                sha256="0" * 64,
                uploaded_by=1,
                uploaded_at=clock.now(),
                form_token="f" * 32,
            )
        )
        db.session.commit()


def test_the_longest_names_stay_on_one_page(office: Flask, sign_in: Any) -> None:
    number, _code = issued(
        office, name="阿" * 40, number="湘" * 40, issuer="省" * 60, reissued=12, field="transit"
    )
    with office.app_context(), unscoped("a long name"):
        db.session.get_one(Organization, YUELU).name = LONGEST
        db.session.commit()
    client = sign_in("hn_review")
    for paper in ("A4", "A5"):
        assert len(drawn_pages(preview(client, number, paper=paper).text)) == 1, paper


def test_several_are_printed_a_page_each(office: Flask, sign_in: Any, tmp_path: Path) -> None:
    first, code = issued(office, name="甲某")
    second, other = issued(office, name="乙某", kind="safety", place=CHANGSHA)
    client = sign_in("hn_review")
    answer = preview(client, second, first)
    pages = drawn_pages(answer.text)
    assert len(pages) == 2
    assert "2 本" in answer.text
    pdf = file(client, "pdf", second, first)
    texts = pdf_pages(pdf)
    assert ["乙某" in texts[0], "甲某" in texts[1]] == [True, True]
    assert ["安全监督证" in texts[0], "质量监督证" in texts[1]] == [True, True]
    assert scanned(pdf, tmp_path) == [f"{PUBLIC}/check/{other}", f"{PUBLIC}/check/{code}"]
    (book,) = sheets(file(client, "xlsx", second, first))
    assert len(book.row_breaks.brk) == 1


def test_more_papers_cost_no_more_statements(office: Flask, sign_in: Any) -> None:
    ids = [issued(office, place=place)[0] for place in (YUELU, CHANGSHA, YUELU, CHANGSHA)]
    client = sign_in("hn_review")
    counts = []
    for some in (ids[:1], ids):
        preview(client, *some)
        with statements() as found:
            assert preview(client, *some).status_code == 200
        counts.append(len(found))
    # The certificates with their holders for each question about them, and the photos.
    assert counts == [15, 15]


def test_ticked_rows_lead_to_their_papers(office: Flask, sign_in: Any) -> None:
    ids = [issued(office)[0], issued(office, kind="safety")[0]]
    asked = {"action": "print_papers", "rowid": [str(one) for one in ids]}
    answer = sign_in("hn_review").post("/certificates/action_post", data=asked)
    assert answer.status_code == 303
    address = f"{PAPER}/preview?certificates={ids[0]}%2C{ids[1]}"
    assert answer.location.endswith(address) or answer.location.endswith(
        address.replace("%2C", ",")
    )


def test_who_may_see_numbers_in_full_prints_them(office: Flask, sign_in: Any) -> None:
    number, _code = issued(office)
    with office.app_context(), unscoped("the number of the holder"):
        person = db.session.get_one(Certificate, number).holder
        assert person is not None
        id_no = person.id_no
    assert id_no not in preview(sign_in("hn_review"), number).text
    grant(office, "hn_review", "reveal", "personnel.person")
    assert id_no in preview(sign_in("hn_review"), number).text


def test_the_office_changes_title_and_note(office: Flask, sign_in: Any) -> None:
    number, _code = issued(office)
    client = sign_in("hn_admin")
    form = client.get("/settings/reports/edit/certificate_paper")
    assert form.status_code == 200
    assert 'name="title"' in form.text
    for absent in ("signature", "paper", "table_no", "font_pt"):
        assert f'name="{absent}"' not in form.text, absent
    sent = {"title": "湖南省住房城乡建设{type}", "notes": "涂改无效。", "watermark": ""}
    answer = client.post("/settings/reports/edit/certificate_paper", data={**sent, "version": "0"})
    assert answer.status_code in (200, 303), answer.text
    with office.app_context():
        assert db.session.query(ReportLayout).count() == 1
    text = " ".join(drawn_texts(preview(client, number).text))
    assert "湖南省住房城乡建设质量监督证" in text
    assert "涂改无效。" in text


# --- what is not printed --------------------------------------------------------------------

GONE = {"status": CertificateStatus.CANCELLED, "cancelled_on": dt.date(2026, 1, 5)}


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        pytest.param(GONE, "已注销", id="cancelled"),
        pytest.param({"status": CertificateStatus.SUSPENDED}, "暂扣", id="suspended"),
        pytest.param({"valid_to": dt.date(2025, 1, 1)}, "已过期", id="expired"),
    ],
)
def test_only_what_is_valid_is_printed(
    office: Flask, sign_in: Any, facts: dict[str, Any], state: str
) -> None:
    number, _code = issued(office, number=NUMBER, **facts)
    client = sign_in("hn_review")
    assert f"certificates={number}" not in client.get("/certificates/list/").text
    words = f"只打印有效的证书，以下证书不能打印：{NUMBER} {state}"
    refused = preview(client, number)
    assert refused.status_code == 400
    assert words in refused.text
    asked = {"certificates": str(number), "paper": "A4", "format": "pdf"}
    exported = client.post(f"{PAPER}/export", data=asked)
    assert (exported.status_code, exported.json["error"]) == (400, [words])
    # One of several keeps all from being printed, and is named.
    well, _other = issued(office)
    assert words in preview(client, well, number).text


def test_what_runs_out_soon_is_printed(office: Flask, sign_in: Any) -> None:
    number, _code = issued(office, valid_to=clock.today())
    client = sign_in("hn_review")
    assert f"certificates={number}" in client.get("/certificates/list/").text
    assert preview(client, number).status_code == 200


def test_nothing_is_printed_that_nobody_could_check(
    office: Flask, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(office.config, "PUBLIC_URL", "")
    number, _code = issued(office)
    answer = preview(sign_in("hn_review"), number)
    assert answer.status_code == 400
    assert "未设置系统对外地址（PUBLIC_URL）" in answer.text


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("", "请在列表中选择证书"),
        ("certificates=", "请在列表中选择证书"),
        ("certificates=1,x", "请在列表中选择证书"),
        ("certificates=1;2", "请在列表中选择证书"),
        (f"certificates={','.join(map(str, range(1, 52)))}", "一次最多打印 50 份"),
        ("certificates=1&paper=A3", "请选择纸张"),
        ("certificates=1&year=2026", "没有这个条件"),
    ],
    ids=["nothing", "blank", "letters", "sign", "too many", "paper", "unknown"],
)
def test_what_makes_no_sense_is_said(office: Flask, sign_in: Any, asked: str, words: str) -> None:
    answer = sign_in("hn_review").get(f"{PAPER}/preview?{asked}")
    assert answer.status_code == 400
    assert words in answer.text


# --- who prints -----------------------------------------------------------------------------


def test_the_province_prints_and_nobody_else(office: Flask, sign_in: Any) -> None:
    number, _code = issued(office)
    for who, status in (
        ("hn_admin", 200),
        ("hn_review", 200),
        ("hn_leader", 403),
        ("cs_admin", 403),
        ("yl_admin", 403),
        ("yl_clerk", 403),
        ("sys_admin", 403),
    ):
        client = sign_in(who)
        assert preview(client, number).status_code == status, who
        asked = {"action": "print_papers", "rowid": str(number)}
        sent = client.post("/certificates/action_post", data=asked)
        assert sent.status_code == (303 if status == 200 else 403), who
        if who != "sys_admin":
            listed = client.get("/certificates/list/").text
            assert ("打印证书" in listed) == (status == 200), who


def test_who_is_given_the_right_prints_within_reach_alone(office: Flask, sign_in: Any) -> None:
    own, _code = issued(office)
    foreign, _other = issued(office, place=6)
    grant(office, "yl_admin", "export", "certificates.paper")
    client = sign_in("yl_admin")
    assert preview(client, own).status_code == 200
    assert preview(client, foreign).status_code == 404
    assert preview(client, own, foreign).status_code == 404
    assert preview(client, 999_999).status_code == 404
    asked = {"certificates": str(foreign), "paper": "A4", "format": "pdf"}
    assert client.post(f"{PAPER}/export", data=asked).status_code == 404
    ticked = {"action": "print_papers", "rowid": str(foreign)}
    assert client.post("/certificates/action_post", data=ticked).status_code == 404


def test_the_dialog_asks_for_the_paper_and_for_no_names(office: Flask, sign_in: Any) -> None:
    number, _code = issued(office)
    client = sign_in("hn_review")
    page = client.get(f"{PAPER}/conditions?certificates={number}").text
    assert 'name="paper"' in page
    assert "单位负责人" not in page
    sent = {"certificates": str(number), "paper": "A5"}
    answer = client.post(f"{PAPER}/conditions", data=sent)
    assert answer.status_code == 303
    assert "paper=A5" in answer.location
