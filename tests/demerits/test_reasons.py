"""记分事由维护: a new version is a draft of the last, and is in force once it is published."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.base.db import db
from app.demerits import queries, rules
from app.demerits.models import ReasonList
from app.demerits.shipped_reasons import shipped
from tests.support.forms import errors, fields
from tests.support.pages import listed, plain

pytestmark = pytest.mark.both_databases

BASE = "/demerits/reasons"
LINES = (
    ("考核结果类", "J101", "季度考核不合格", "3", "no", "automatic"),
    ("记1分", "J201", "未编制监督计划", "1", "yes", "none"),
    ("", "J202", "未进行监督交底", "1", "yes", "none"),
)


def typed(lines: Any = LINES, **changed: str) -> dict[str, str]:
    cells = {
        f"lines-{place}-{key}": text
        for place, line in enumerate(lines)
        for key, text in zip(rules.REASON_COLUMNS, line, strict=True)
    }
    return {"title": "试行记分事由", **cells, **changed}


def add(client: Any, lines: Any = LINES, **changed: str) -> Any:
    return client.post(f"{BASE}/add", data=typed(lines, **changed))


def newest(app: Flask) -> int:
    with app.app_context():
        return db.session.scalars(select(ReasonList.id).order_by(ReasonList.id.desc())).first()


def in_force(app: Flask) -> list[str]:
    with app.app_context():
        return [*queries.offered()]


def test_what_is_shipped_is_in_force(app, sign_in):
    assert len(shipped()) == 36
    assert {one.code for one in shipped() if not one.needs_project} == {
        *("J101", "J102", "J105", "J209", "J210", "J404", "J405", "J406"),
        *("J503", "J504", "J602", "J603", "J604", "J605"),
    }
    assert {one.points for one in shipped()} == {1, 2, 3, 6, 12}
    assert in_force(app) == [one.code for one in shipped()]
    (row,) = listed(sign_in("yl_clerk").get(f"{BASE}/list/").text)
    assert (row["名称"], row["版本"], row["当前使用"]) == ("动态考核记分事由", "1", "是")


def test_a_new_version_begins_with_the_last_and_is_used_once_it_is_published(app, sign_in):
    admin, clerk = sign_in("hn_admin"), sign_in("yl_clerk")
    begun = fields(admin.get(f"{BASE}/add").text)
    assert begun["lines-0-group"] == "考核结果类"
    assert begun["lines-1-group"] == ""
    assert begun["lines-35-code"] == "J605"
    assert admin.post(f"{BASE}/add", data=begun).status_code == 303
    assert add(admin).status_code == 303
    number = newest(app)
    assert len(in_force(app)) == 36
    assert clerk.get(f"{BASE}/show/{number}").status_code == 404
    assert admin.post(f"{BASE}/publish/{number}").status_code == 303
    assert in_force(app) == ["J101", "J201", "J202"]
    shown = plain(clerk.get(f"{BASE}/show/{number}").text)
    assert "共 3 条记分事由" in shown
    assert "未进行监督交底" in shown


def test_what_is_published_is_changed_no_more(app, sign_in):
    admin = sign_in("hn_admin")
    add(admin)
    number = newest(app)
    admin.post(f"{BASE}/publish/{number}")
    assert admin.get(f"{BASE}/edit/{number}").status_code == 403
    assert admin.post(f"{BASE}/delete/{number}").status_code == 403
    admin.post(f"{BASE}/publish/{number}")
    assert "已发布，请复制为新版本后修改" in plain(admin.get(f"{BASE}/list/").text)


def test_a_draft_is_changed_and_deleted(app, sign_in):
    admin = sign_in("hn_admin")
    add(admin)
    number = newest(app)
    data = typed(LINES[:1], title="改", version="1")
    assert admin.post(f"{BASE}/edit/{number}", data=data).status_code == 303
    with app.app_context():
        assert [one.code for one in db.session.get_one(ReasonList, number).reasons] == ["J101"]
    assert admin.post(f"{BASE}/delete/{number}").status_code == 303
    assert newest(app) != number


def test_every_fault_is_told_at_its_cell_in_one_round(app, sign_in):
    lines = (
        ("", "J1", "甲", "0", "no", "none"),
        ("甲类", "J1", "乙", "2", "no", "none"),
        ("乙类", "J2", "乙", "2", "no", "none"),
        ("乙类", "J3", "乙", "2", "no", "none"),
        ("甲类", "J4", "乙", "2", "no", "none"),
    )
    answer = add(sign_in("hn_admin"), lines)
    assert answer.status_code == 422
    assert errors(answer.text) == {
        "lines-0-group": "不能为空",
        "lines-0-points": "应为大于 0 的整数",
        "lines-1-code": "“J1”重复",
        "lines-4-group": "“甲类”重复",
    }


@pytest.mark.parametrize("username", ["hn_review", "cs_admin", "yl_clerk"])
def test_who_keeps_no_reasons_is_refused(app, sign_in, username):
    assert add(sign_in(username)).status_code == 403
    assert sign_in(username).post(f"{BASE}/publish/1").status_code == 403
