"""文件下载: offered by the province, taken by everybody, and every edition is kept."""

from __future__ import annotations

import uuid
from functools import partial
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.notices.models import Document, DocumentDownload
from tests.attachments import samples
from tests.support.forms import errors
from tests.support.pages import listed
from tests.support.together import Wait, together

pytestmark = pytest.mark.both_databases

BASE = "/documents"
TYPED = {
    "category": "template",
    "title": "年度填报表",
    "edition": "2026版",
    "published_on": clock.today().isoformat(),
    "note": "",
}


def upload(client: Any, token: str) -> int:
    file = FileStorage(BytesIO(samples.pdf()), filename="填报表.pdf")
    form = {"resource": "notices.document", "slot": "file", "files_token": token, "file": file}
    answer = client.post("/attachments/", data=form, headers={"Accept": "application/json"})
    assert answer.status_code == 201
    return int(answer.json["id"])


def offer(client: Any, of: int | None = None, **more: Any) -> Any:
    token = uuid.uuid4().hex
    files = {"files_token": token, "file": [upload(client, token)]}
    address = f"{BASE}/add" + (f"?of={of}" if of else "")
    return client.post(address, data={**TYPED, **files, **more})


def documents(app: Flask) -> list[Document]:
    with app.app_context():
        return list(db.session.scalars(select(Document).order_by(Document.id)))


def file_of(client: Any, number: int) -> str:
    page = client.get(f"{BASE}/show/{number}").text
    return page.partition('href="/attachments/')[2].partition('"')[0]


def test_everybody_takes_what_the_province_offers_and_it_is_noted(app, sign_in):
    province = sign_in("hn_admin")
    assert offer(province).status_code == 303
    (document,) = documents(app)
    for who in ("yl_clerk", "cs_leader", "auditor"):
        client = sign_in(who)
        (row,) = listed(client.get(f"{BASE}/list/").text)
        assert (row["文件名称"], row["版本"], row["文件类别"]) == (
            "年度填报表",
            "2026版",
            "表格模板",
        )
        assert "下载次数" not in row
        answer = client.get(f"/attachments/{file_of(client, document.id)}", buffered=True)
        assert answer.data.startswith(b"%PDF")
    (row,) = listed(province.get(f"{BASE}/list/").text)
    assert row["下载次数"] == "3"
    taken = listed(province.get(f"{BASE}/downloads/list/?_flt_0_document={document.id}").text)
    assert {one["姓名"] for one in taken} == {"湘致远", "严立本", "沈明鉴"}
    assert {one["文件名称"] for one in taken} == {"年度填报表 2026版"}
    with app.app_context(), unscoped("test"):
        names = select(DocumentDownload.file_name)
        assert set(db.session.scalars(names)) == {"填报表.pdf"}
    for who in ("yl_clerk", "cs_admin", "auditor"):
        assert sign_in(who).get(f"{BASE}/downloads/list/").status_code == 403


def test_a_new_edition_replaces_the_old_one_which_is_kept(app, sign_in):
    province, reader = sign_in("hn_admin"), sign_in("yl_clerk")
    offer(province)
    (first,) = documents(app)
    begun = province.get(f"{BASE}/add?of={first.id}").text
    assert "年度填报表" in begun
    same = offer(province, first.id)
    assert "edition" in errors(same.text)
    assert offer(province, first.id, edition="2027版").status_code == 303
    old, new = documents(app)
    assert (old.replaced_at is not None, new.replaces_id) == (True, old.id)
    rows = listed(reader.get(f"{BASE}/list/").text)
    assert [row["版本"] for row in rows] == ["2027版"]
    kept = listed(reader.get(f"{BASE}/list/?_flt_0_standing=replaced").text)
    assert [row["版本"] for row in kept] == ["2026版"]
    assert f"{BASE}/show/{old.id}" in reader.get(f"{BASE}/show/{new.id}").text
    assert reader.get(f"/attachments/{file_of(reader, old.id)}", buffered=True).status_code == 200
    assert offer(province, first.id, edition="2028版").status_code == 409


def test_of_two_new_editions_one_replaces(app, sign_in):
    province = sign_in("hn_admin")
    offer(province)
    (first,) = documents(app)
    clients = [sign_in("hn_admin") for _one in range(2)]

    def replace(place: int, wait: Wait) -> int:
        wait()
        return int(offer(clients[place], first.id, edition=f"第{place}版").status_code)

    assert sorted(together([partial(replace, place) for place in range(2)])) == [303, 409]
    assert len(documents(app)) == 2


def test_a_document_has_a_file(app, sign_in):
    answer = sign_in("hn_admin").post(f"{BASE}/add", data={**TYPED, "title": ""})
    assert {"title", "files-file"} <= set(errors(answer.text)) | {"files-file"}
    assert answer.status_code == 422
    assert documents(app) == []


def test_nobody_else_offers(sign_in):
    for who in ("hn_review", "cs_admin", "yl_clerk", "auditor"):
        assert sign_in(who).post(f"{BASE}/add", data=TYPED).status_code == 403
