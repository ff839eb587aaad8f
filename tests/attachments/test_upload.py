"""A file that is sent: kept or refused, and waiting for its form."""

from __future__ import annotations

import json
import stat

import pytest

from app.attachments import operations
from app.attachments.content_check import FileContent
from tests.attachments import samples
from tests.attachments.conftest import new_token
from tests.attachments.parcel import HOLDER, RESOURCE
from tests.support.acting import As


def test_a_file_is_on_the_disk_and_waits_for_its_form(parcels):
    data = samples.pdf()
    answer = parcels.send(
        "yl_clerk", "approval", "成立批文（2024）.pdf", data, token := new_token()
    )

    assert answer.status_code == 201
    assert answer.json["name"] == "成立批文（2024）.pdf"
    assert answer.json["size"] == "1 KB"
    found = parcels.row(answer.json["id"])
    assert (found.organization_id, found.item_id, found.form_token) == (4, None, token)
    assert found.uploaded_by is not None
    stored = parcels.folder() / found.stored_as
    assert stored.read_bytes() == data
    assert stat.S_IMODE(stored.stat().st_mode) == 0o600
    assert len(found.stored_as.split("/")) == 3
    assert "批文" not in found.stored_as


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh", "仅支持 JPG、PNG 格式，请重新选择照片"),
        ("en", "Only JPG and PNG are accepted; please choose another photo"),
    ],
)
def test_a_refusal_speaks_the_readers_language_and_keeps_nothing(parcels, language, words):
    parcels.client("yl_clerk").post("/language/", data={"language": language})
    before = len(list(parcels.folder().rglob("*")))

    answer = parcels.send("yl_clerk", "office", "a.pdf", samples.pdf(), new_token())

    assert (answer.status_code, answer.json) == (422, {"error": words})
    assert len(list(parcels.folder().rglob("*"))) == before


def test_eleven_and_thirteen_megabytes_are_refused_with_words(parcels):
    for megabytes, status, words in (
        (11, 422, "附件不能超过 10 MB，请压缩后重新上传"),
        (13, 413, "单次提交不能超过 12 MB，请压缩后重新上传"),
    ):
        data = b"%PDF-".ljust(megabytes * 1024 * 1024, b"x")
        answer = parcels.send("yl_clerk", "other", "a.pdf", data, new_token())
        assert answer.status_code == status
        assert words in (answer.json["error"], answer.json.get("detail"))


@pytest.mark.parametrize(
    ("who", "changes", "status"),
    [
        ("yl_leader", {}, 403),
        ("auditor", {}, 403),
        ("technician", {}, 403),
        ("yl_clerk", {"resource": "organizations.overview"}, 404),
        ("yl_clerk", {"slot": "nothing"}, 404),
        ("yl_clerk", {"token": ""}, 400),
        ("yl_clerk", {"token": "../../../etc"}, 400),
        ("yl_clerk", {"token": "G" * 32}, 400),
    ],
)
def test_who_may_send_what_where(parcels, who, changes, status):
    asked = {"slot": "other", "token": new_token(), **changes}

    answer = parcels.send(who, name="a.pdf", data=samples.pdf(), **asked)

    assert answer.status_code == status


def test_without_a_file_or_a_sign_in_nothing_is_kept(parcels):
    form = {"resource": RESOURCE, "slot": "other", "files_token": new_token()}
    assert parcels.client("yl_clerk").post("/attachments/", data=form).status_code == 400
    assert parcels.app.test_client().post("/attachments/", data=form).status_code == 401
    assert parcels.client("yl_clerk").get("/attachments/").status_code == 405


def test_who_never_saves_forms_cannot_fill_the_disk(parcels):
    token = new_token()
    with As(parcels.app, "yl_clerk") as actor:
        content = FileContent("a.pdf", "application/pdf", samples.pdf())
        slot = HOLDER.slot("other")
        for _i in range(100):
            operations.receive(content, holder=HOLDER, slot=slot, form_token=token, actor=actor)

    answer = parcels.send("yl_clerk", "other", "a.pdf", samples.pdf(), token)

    assert answer.status_code == 422
    assert answer.json["error"] == "您有 100 个附件尚未随表单保存，请先保存表单"


def test_a_committed_row_has_its_file(parcels):
    file_id = parcels.upload("yl_clerk", "office", new_token())

    assert parcels.place(file_id).stat().st_size == parcels.row(file_id).size


def test_the_answer_of_an_upload_is_what_the_form_shows(parcels):
    answer = parcels.send("yl_clerk", "office", "a<b>&.png", samples.png(), new_token()).json

    assert json.loads(json.dumps(answer)) == {
        "id": answer["id"],
        "name": "a_b_&.jpg",
        "size": "1 KB",
        "url": f"/attachments/{answer['id']}/a_b_&.jpg",
        "saving": f"/attachments/{answer['id']}/a_b_&.jpg?save=1",
        "is_picture": True,
        "small": f"/attachments/{answer['id']}/a_b_&.jpg?small=1",
    }
