"""公告: a screen by declaration alone does what a screen has to do."""

from __future__ import annotations

import datetime as dt
import uuid
from functools import partial
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from app.core.base import clock
from app.core.base.db import db
from app.core.models import AuditEntry
from app.notices.models import Notice
from tests.attachments import samples
from tests.support.forms import errors, fields
from tests.support.grants import grant
from tests.support.pages import listed
from tests.support.together import Wait, together

pytestmark = pytest.mark.both_databases

BASE = "/notices"
TYPED = {
    "title": "关于年度填报的通知",
    "published_on": clock.today().isoformat(),
    "content": "第一段\n第二段",
    "audience": "everybody",
}


@pytest.fixture
def notice(app: Any) -> int:
    with app.app_context():
        row = Notice(
            title="旧公告",
            content="内容",
            published_on=dt.date(2026, 1, 5),
            published_at=clock.now(),
            announced_at=clock.now(),
        )
        db.session.add(row)
        db.session.commit()
        return row.id


def stored(app: Any, number: int) -> Notice | None:
    with app.app_context():
        statement = select(Notice).where(Notice.id == number)
        return db.session.scalar(statement.execution_options(include_deleted=True))


def test_the_province_announces_and_every_county_reads(app: Any, sign_in: Any, notice: int) -> None:
    admin = sign_in("hn_admin")
    begun = fields(admin.get(f"{BASE}/add").text)
    assert begun["published_on"] == clock.today().isoformat()
    sent = {**TYPED, "form_token": begun["form_token"]}
    for _twice in range(2):
        assert admin.post(f"{BASE}/add", data=sent).status_code == 303
    reader = sign_in("yl_clerk")
    assert [row["标题"] for row in listed(reader.get(f"{BASE}/list/").text)] == ["旧公告"]
    assert reader.get(f"{BASE}/show/{notice + 1}").status_code == 404
    assert admin.post(f"{BASE}/publish/{notice + 1}").status_code == 303
    rows = listed(reader.get(f"{BASE}/list/").text)
    assert [row["标题"] for row in rows] == [TYPED["title"], "旧公告"]
    assert f"{BASE}/add" not in reader.get(f"{BASE}/list/").text
    page = reader.get(f"{BASE}/show/{notice + 1}").text
    assert "第一段<br>第二段" in page
    assert "<b>新增</b>" not in page[page.index("变更记录") :]
    told = admin.get(f"{BASE}/show/{notice + 1}").text
    assert "<b>新增</b>" in told[told.index("变更记录") :]
    with app.app_context():
        trail = select(AuditEntry.object_id).filter_by(object_type="notice", action="create")
        assert set(db.session.scalars(trail)) == {str(notice), str(notice + 1)}


def test_what_is_wrong_is_said_at_its_field_and_kept(sign_in: Any) -> None:
    typed = {**TYPED, "title": "", "published_on": "2026-13-01", "content": "内容"}
    answer = sign_in("hn_admin").post(f"{BASE}/add", data=typed)
    assert answer.status_code == 422
    assert set(errors(answer.text)) == {"title", "published_on"}
    assert "内容" in answer.text


def test_who_comes_second_overwrites_nothing(app: Any, sign_in: Any, notice: int) -> None:
    clients = [sign_in("hn_admin") for _one in range(3)]

    def change(place: int, wait: Wait) -> int:
        wait()
        sent = {**TYPED, "published_on": "2026-01-05", "title": f"第{place}人", "version": "1"}
        return int(clients[place].post(f"{BASE}/edit/{notice}", data=sent).status_code)

    codes = together([partial(change, place) for place in range(3)])
    assert sorted(codes) == [303, 409, 409]
    found = stored(app, notice)
    assert found is not None
    assert (found.title, found.version) == (f"第{codes.index(303)}人", 2)


def test_what_is_deleted_is_hidden_and_kept(app: Any, sign_in: Any, notice: int) -> None:
    admin = sign_in("hn_admin")
    assert "删除“旧公告”？" in admin.get(f"{BASE}/delete/{notice}").text
    assert admin.post(f"{BASE}/delete/{notice}").status_code == 303
    assert listed(sign_in("yl_clerk").get(f"{BASE}/list/").text) == []
    assert sign_in("yl_clerk").get(f"{BASE}/show/{notice}").status_code == 404
    found = stored(app, notice)
    assert found is not None
    assert found.deleted_at is not None


def test_nobody_else_announces(sign_in: Any, notice: int) -> None:
    for who in ("hn_review", "cs_admin", "yl_admin"):
        client = sign_in(who)
        assert client.post(f"{BASE}/add", data=TYPED).status_code == 403
        assert client.post(f"{BASE}/edit/{notice}", data=TYPED).status_code == 403
        assert client.post(f"{BASE}/delete/{notice}").status_code == 403
    assert sign_in("auditor").get(f"{BASE}/list/").status_code == 403


def test_whoever_may_change_a_notice_changes_all_its_files(app: Any, sign_in: Any) -> None:
    """A notice belongs to no organization, so neither do its files, whoever sent them."""
    for action in ("create", "update"):
        grant(app, "cs_admin", action, "notices.notice")
    hn, cs, token = sign_in("hn_admin"), sign_in("cs_admin"), uuid.uuid4().hex
    first = sent(hn, token)
    begun = fields(hn.get(f"{BASE}/add").text)["form_token"]
    form = {**TYPED, "form_token": begun, "files_token": token, "file": [first]}
    assert hn.post(f"{BASE}/add", data=form).status_code == 303
    with app.app_context():
        number = db.session.scalars(select(Notice.id)).one()
    assert hn.post(f"{BASE}/publish/{number}").status_code == 303

    def keep(client: Any, kept: list[int], shown: list[int], version: int) -> int:
        form = {**TYPED, "version": version, "files_token": token, "file": kept}
        answer = client.post(f"{BASE}/edit/{number}", data={**form, "file_shown": shown})
        return int(answer.status_code)

    second = sent(cs, token)
    # Each other file is a revision of what is published.
    assert keep(cs, [first, second], [first], 2) == 303
    assert keep(cs, [second], [first, second], 3) == 303
    assert keep(hn, [], [second], 4) == 303
    page = sign_in("yl_clerk").get(f"{BASE}/show/{number}").text
    assert "/attachments/" not in page
    for stranger in ("yl_clerk", "cs_leader"):
        assert upload(sign_in(stranger), token).status_code == 403


def upload(client: Any, token: str) -> Any:
    file = FileStorage(BytesIO(samples.pdf()), filename="口径.pdf")
    form = {"resource": "notices.notice", "slot": "attachment", "files_token": token, "file": file}
    return client.post("/attachments/", data=form, headers={"Accept": "application/json"})


def sent(client: Any, token: str) -> int:
    answer = upload(client, token)
    assert answer.status_code == 201
    return int(answer.json["id"])
