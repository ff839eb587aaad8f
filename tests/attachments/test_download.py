"""Files that are fetched: by whom, under which headers, and with which trace."""

from __future__ import annotations

import io
from functools import partial

import pytest
from PIL import Image
from sqlalchemy import select

from app.attachments import presentation, queries
from app.core.base.db import db
from app.core.models import AuditEntry
from tests.attachments import samples
from tests.attachments.conftest import Parcels, new_token
from tests.attachments.parcel import RESOURCE
from tests.support.acting import As


def downloads(parcels: Parcels) -> list[tuple[str, str]]:
    """Who downloaded which file, by the audit trail."""
    with parcels.app.app_context():
        entries = select(AuditEntry.user_name, AuditEntry.object_id).where(
            AuditEntry.action == "download"
        )
        return [tuple(row) for row in db.session.execute(entries.order_by(AuditEntry.id))]


READERS = {
    "yl_clerk": 200,
    "yl_leader": 200,
    "cs_admin": 200,
    "hn_leader": 200,
    "ly_clerk": 404,
    "zz_admin": 404,
    "ty_clerk": 404,
    "auditor": 403,
}


def test_who_may_read_the_record_may_read_its_files(parcels):
    _number, (paper, photo) = parcels.make(approval=1, office=1)

    for file_id, name in ((paper, "approval.pdf"), (photo, "office.jpg")):
        found = {
            who: parcels.get(who, f"/attachments/{file_id}/{name}").status_code for who in READERS
        }
        assert found == READERS
    anonymous = parcels.app.test_client().get(f"/attachments/{paper}/approval.pdf")
    assert anonymous.status_code == 302


def test_a_waiting_file_is_for_those_who_fill_in_the_form(parcels):
    file_id = parcels.upload("yl_clerk", "office", new_token())

    for who, status in (
        ("yl_clerk", 200),
        ("yl_admin", 200),
        ("yl_leader", 403),
        ("cs_admin", 404),
        ("hn_admin", 404),
        ("ty_clerk", 404),
    ):
        answer = parcels.get(who, f"/attachments/{file_id}/office.jpg")
        assert answer.status_code == status, who


def test_headers_of_a_paper_and_of_a_photo(parcels):
    sent = {
        "approval": ("关于成立“质安站”的批复.pdf", samples.pdf()),
        "office": ("现场.png", samples.png()),
    }
    answers = {}
    for slot, (name, data) in sent.items():
        found = parcels.send("yl_clerk", slot, name, data, new_token()).json
        answers[slot] = parcels.get("yl_clerk", found["url"])
    for answer in answers.values():
        headers = answer.headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert headers["Cache-Control"] == "no-store"
    paper, photo = answers["approval"], answers["office"]
    assert paper.content_type == "application/pdf"
    assert paper.data == sent["approval"][1]
    assert paper.headers["Content-Disposition"].startswith("attachment;")
    assert paper.headers["Content-Disposition"].endswith(
        " filename*=UTF-8''%E5%85%B3%E4%BA%8E%E6%88%90%E7%AB%8B%E2%80%9C%E8%B4%A8"
        "%E5%AE%89%E7%AB%99%E2%80%9D%E7%9A%84%E6%89%B9%E5%A4%8D.pdf"
    )
    assert photo.content_type == "image/jpeg"
    assert photo.headers["Content-Disposition"].startswith("inline")


def test_an_error_page_keeps_the_policy_of_pages(parcels):
    answer = parcels.client("yl_clerk").get("/attachments/99999/a.pdf")

    assert answer.status_code == 404
    assert "style-src 'self'" in answer.headers["Content-Security-Policy"]


def test_a_thumbnail_is_small_and_a_photo_can_be_saved(parcels):
    file_id = parcels.upload("yl_clerk", "office", new_token(), data=samples.jpeg(3000, 1500))
    get = partial(parcels.get, "yl_clerk")

    answer = get(f"/attachments/{file_id}/office.jpg?small=1")
    assert Image.open(io.BytesIO(answer.data)).size == (240, 120)
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    whole = get(f"/attachments/{file_id}/office.jpg")
    assert Image.open(io.BytesIO(whole.data)).size == (3000, 1500)
    saved = get(f"/attachments/{file_id}/office.jpg?save=1")
    assert saved.headers["Content-Disposition"] == "attachment; filename=office.jpg"


def test_every_download_of_a_paper_is_in_the_audit_trail(parcels):
    _number, (paper, photo) = parcels.make(approval=1, office=1)
    parcels.get("cs_admin", f"/attachments/{paper}/approval.pdf")
    parcels.get("yl_clerk", f"/attachments/{paper}/other-name.pdf")
    parcels.get("yl_clerk", f"/attachments/{photo}/office.jpg")
    parcels.get("ty_clerk", f"/attachments/{paper}/approval.pdf")

    assert downloads(parcels) == [("江望舒", str(paper)), ("湘致远", str(paper))]


def test_a_removed_file_is_read_through_the_version_that_has_it(parcels):
    number, (paper, old) = parcels.make(approval=1, other=1)
    parcels.attach("yl_clerk", number, new_token(), [paper])

    with parcels.app.test_request_context(), As(parcels.app, "cs_leader"):
        slots = presentation.shown_files(RESOURCE, number, [paper, old])
        assert [(str(s.label), [f.id for f in s.files]) for s in slots if s.files] == [
            ("成立批文", [paper]),
            ("其他", [old]),
        ]
        now = presentation.shown_files(RESOURCE, number)
        assert [f.id for s in now for f in s.files] == [paper]
    assert parcels.get("cs_leader", f"/attachments/{old}/x.pdf").status_code == 200
    assert parcels.get("zz_admin", f"/attachments/{old}/x.pdf").status_code == 404
    with As(parcels.app, "zz_admin"):
        assert queries.files_by_ids(RESOURCE, number, [paper, old]) == []


@pytest.mark.parametrize("number", ["0", "-1", "abc", "99999999999999999999", "１", "1e3"])
def test_junk_in_the_address_is_not_there(parcels, number):
    assert parcels.get("yl_clerk", f"/attachments/{number}/a.pdf").status_code == 404
