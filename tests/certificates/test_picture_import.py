"""证书照片 from a ZIP: matched by number, examined, told file by file, and taken off again."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.attachments.content_check import examined
from app.attachments.models import Attachment
from app.attachments.operations import PlacedFile, place_each
from app.attachments.storage import path_of
from app.certificates.choices import CERTIFICATE
from app.certificates.files import CERTIFICATE_FILES
from app.core.access.scope import unscoped
from app.core.base.db import db
from app.core.base.errors import Refused
from app.imports import parcel
from app.imports.choices import ImportState
from app.personnel.models import Certificate
from app.workflow.models import Message
from tests.attachments.samples import bomb, jpeg, jpeg_with_php, png
from tests.imports.rosters import batch_of
from tests.support.acting import As
from tests.support.factories import make_certificate, make_person
from tests.support.pages import plain

pytestmark = pytest.mark.both_databases

YUELU, TIANYUAN = 4, 5
FIRST, SECOND = "湘质监430100012", "湘安监430100013"


@pytest.fixture
def world(app: Flask) -> Flask:
    with app.app_context(), unscoped("certificates"):
        person = make_person(organization_id=YUELU, name="赵持证")
        make_certificate(person, "quality", number=FIRST)
        make_certificate(person, "safety", number=SECOND)
        for kind in ("quality", "safety"):
            make_certificate(make_person(organization_id=YUELU), kind, number="合订0001")
        make_certificate(make_person(organization_id=TIANYUAN), number="湘质监430200001")
        db.session.commit()
    return app


def zipped(files: Mapping[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w", packing) as packed:
        for name, data in files.items():
            packed.writestr(name, data)
    return found.getvalue()


@pytest.fixture
def sent(world: Flask, sign_in: Any, run_jobs: Callable[[], Any]) -> Any:
    """Send a parcel as a clerk and have it checked: the client and the id of the batch."""

    def send(files: Mapping[str, bytes]) -> tuple[FlaskClient, int]:
        client = sign_in("yl_clerk")
        answer = upload(client, zipped(files))
        assert answer.status_code == 303, plain(answer.text)
        run_jobs()
        return client, int(answer.location.rpartition("/")[2])

    return send


def upload(client: FlaskClient, content: bytes, name: str = "照片.zip") -> Any:
    return client.post(
        "/imports/new/certificate_pictures",
        data={"file": (io.BytesIO(content), name)},
        content_type="multipart/form-data",
    )


def told(client: FlaskClient, batch: int) -> str:
    return re.sub(r"\s+", " ", plain(client.get(f"/imports/show/{batch}").text))


def pictures(app: Flask) -> dict[tuple[str, str], Attachment]:
    """The pictures that are there, by number and slot."""
    with app.app_context(), unscoped("a test looks"):
        rows = db.session.execute(
            select(Certificate.number, Attachment)
            .join(Attachment, Attachment.item_id == Certificate.id)
            .where(
                Attachment.resource == "certificates.certificate", Attachment.removed_at.is_(None)
            )
        ).all()
        db.session.expunge_all()
        return {(number, file.slot): file for number, file in rows}


def test_pictures_find_their_certificates(world: Flask, sent: Any, run_jobs: Any) -> None:
    client, batch = sent(
        {
            f"扫描/{FIRST}.jpg": jpeg(),
            f"扫描/{FIRST}_2.PNG": png(),
            f"{SECOND}_1.jpeg": jpeg_with_php(),
            "__MACOSX/._x.jpg": b"",
            "Thumbs.db": b"x",
        }
    )
    assert pictures(world) == {}
    page = told(client, batch)
    assert "共 3 个文件" in page
    assert page.count("对应证书：") == 3
    assert re.search(rf"{SECOND}_1.jpeg 证书编号 {SECOND} 对应证书：安全监督证 赵持证", page)
    client.post(f"/imports/store/{batch}")
    run_jobs()
    found = pictures(world)
    assert set(found) == {(FIRST, "front"), (FIRST, "back"), (SECOND, "front")}
    with world.app_context():
        kept = path_of(found[SECOND, "front"].stored_as).read_bytes()
    assert kept.startswith(b"\xff\xd8\xff")
    assert b"<?php" not in kept
    assert found[FIRST, "back"].media_type == "image/jpeg"
    number = found[FIRST, "front"].item_id
    shown = client.get(f"/certificates/show/{number}").text
    assert f"/attachments/{found[FIRST, 'front'].id}/" in shown


def test_what_does_not_match_is_told_file_by_file(world: Flask, sent: Any, run_jobs: Any) -> None:
    client, batch = sent(
        {
            f"{FIRST}.jpg": jpeg(),
            "湘质监430200001.jpg": jpeg(),
            "合订0001.jpg": jpeg(),
            f"{SECOND}.jpg": b"%PDF-1.4",
            f"{SECOND}_2.png": bomb(),
            "说明.txt": b"hello",
        }
    )
    page = told(client, batch)
    assert "有效 1 个文件 有问题 5 个文件" in page
    for words in (
        "本机构没有该编号的未注销证书",
        "本机构有两本证书使用该编号，请逐本上传照片",
        "文件内容与扩展名不符",
        "图片尺寸过大",
        "仅支持 JPG、PNG 格式",
    ):
        assert words in page, words
    client.post(f"/imports/store/{batch}")
    run_jobs()
    assert set(pictures(world)) == {(FIRST, "front")}


def test_two_files_for_one_side_are_both_refused(world: Flask, sent: Any) -> None:
    client, batch = sent({f"甲/{FIRST}.jpg": jpeg(), f"乙/{FIRST}_1.jpg": jpeg()})
    assert "与第 2 个文件重复" in told(client, batch)
    assert batch_of(world, batch).faulty_count == 2


def test_a_side_that_has_its_picture_keeps_it(world: Flask, sent: Any, run_jobs: Any) -> None:
    client, batch = sent({f"{FIRST}.jpg": jpeg()})
    client.post(f"/imports/store/{batch}")
    run_jobs()
    before = pictures(world)[FIRST, "front"].id
    client, again = sent({f"{FIRST}.jpg": jpeg()})
    assert "该证书已有此面照片" in told(client, again)
    client.post(f"/imports/undo/{batch}")
    assert pictures(world) == {}
    assert before
    assert batch_of(world, batch).stage is ImportState.UNDONE


def test_files_are_called_files_and_can_be_sent_again(
    world: Flask, sent: Any, run_jobs: Any
) -> None:
    """On the page before and after, at undoing, and in the messages: nothing speaks of rows."""
    client, batch = sent({f"{FIRST}.jpg": jpeg(), "说明.txt": b"hello"})
    page = client.get(f"/imports/show/{batch}").text
    assert "将导入 1 个文件，另有 1 个文件有问题不导入。" in page
    client.post(f"/imports/store/{batch}")
    run_jobs()
    page = client.get(f"/imports/show/{batch}").text
    assert "有问题的 1 个文件没有导入，列在下面，改好后重新上传。" in page
    assert 'href="/imports/new/certificate_pictures">重新上传' in page
    assert "撤销后，本次导入的 1 个文件将被移除。" in page
    assert "行" not in told(client, batch).partition("导入结果")[2]
    with world.app_context(), unscoped("the messages of the test"):
        bodies = db.session.scalars(select(Message.body).order_by(Message.id)).all()
    assert bodies == ["共 2 个文件，有问题 1 个文件。", "已导入 1 个文件。"]
    client, batch = sent({"说明.txt": b"hello"})
    answer = client.post(f"/imports/store/{batch}", follow_redirects=True)
    assert "没有可以导入的有效文件" in answer.text


def test_nothing_is_stored_when_it_is_cancelled(world: Flask, sent: Any) -> None:
    client, batch = sent({f"{FIRST}.jpg": jpeg()})
    client.post(f"/imports/cancel/{batch}")
    assert batch_of(world, batch).stored_as is None
    assert pictures(world) == {}


def test_a_parcel_has_no_template_and_no_cells(world: Flask, sent: Any) -> None:
    client, batch = sent({"说明.txt": b"hello"})
    for path in ("template/certificate_pictures", f"correct/{batch}", f"marked/{batch}"):
        assert client.get(f"/imports/{path}").status_code == 404, path


@pytest.mark.parametrize(
    ("username", "status"), [("yl_leader", 403), ("auditor", 403), ("yl_admin", 200)]
)
def test_whoever_files_may_send_pictures(
    world: Flask, sign_in: Any, username: str, status: int
) -> None:
    assert sign_in(username).get("/imports/new/certificate_pictures").status_code == status


@pytest.mark.parametrize("username", ["yl_leader", "cs_admin"])
def test_nobody_else_places_pictures(world: Flask, username: str) -> None:
    with As(world, username) as actor:
        certificate = Certificate.query.filter_by(number=FIRST).one()
        (slot, _back) = CERTIFICATE_FILES.slots
        file = PlacedFile(certificate, slot, examined("a.jpg", jpeg(), slot))
        with pytest.raises(Refused, match="您不能修改这条记录的附件"):
            place_each([file], resource=CERTIFICATE, actor=actor)


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"PK\x03\x04broken", "照片.zip", "文件已损坏或不是 ZIP 压缩包"),
        (b"Rar!", "照片.zip", "文件已损坏或不是 ZIP 压缩包"),
        (zipped({"a.jpg": b"x"}), "照片.rar", "只能上传 .zip 压缩包"),
        (zipped({}), "照片.zip", "压缩包中没有文件"),
        (zipped({f"{n}.jpg": b"x" for n in range(101)}), "照片.zip", "超过 100 个"),
        (zipped({"a.jpg": bytes(41 * 1024 * 1024)}), "照片.zip", "展开后超过 40 MB"),
        (zipped({"a.jpg": b"x"}, zipfile.ZIP_LZMA), "照片.zip", "文件已损坏"),
        (zipped({"x.jpg": b"x"}).replace(b"x.jpg", b"\0.jpg"), "照片.zip", "文件已损坏"),
        (b"PK" + bytes(11 * 1024 * 1024), "照片.zip", "文件超过 11 MB"),
    ],
    ids=["broken", "other", "suffix", "empty", "many", "bomb", "packing", "nameless", "large"],
)
def test_a_hostile_parcel_is_refused(content: bytes, name: str, words: str, app: Flask) -> None:
    with app.test_request_context(), pytest.raises(Refused, match=words):
        parcel.open_parcel(content, name)


@pytest.mark.one_database
def test_names_packed_by_windows_are_read(app: Flask) -> None:
    info = zipfile.ZipInfo("x.jpg")
    content = bytearray(zipped({"x" * 20: b"data"}))
    wanted = "湘质监430100.jpg".encode("gb18030").ljust(20, b"g")
    content = bytearray(bytes(content).replace(b"x" * 20, wanted))
    assert info.flag_bits & parcel.UTF8 == 0
    with app.test_request_context():
        (file,) = parcel.open_parcel(bytes(content), "照片.zip")
    assert file.name.startswith("湘质监430100.jpg")
