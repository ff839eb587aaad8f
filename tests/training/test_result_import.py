"""成绩导入: the template has the people and subjects of its session; what came in goes again."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook

from app.core.access.scope import unscoped
from app.core.base.db import db
from app.training.models import InductionEnrolment
from tests.imports.workbooks import written
from tests.support.pages import plain
from tests.training.examined import coming, over
from tests.training.mark_pages import BASE, FULL, cells, send
from tests.training.test_results import result

pytestmark = pytest.mark.both_databases

HEADS = ["报名编号", "姓名", "单位", "到课学时", "法律法规", "质量监督实务", "安全监督实务", "备注"]


@pytest.fixture
def session(app: Flask) -> int:
    return over(app, "induction")


def number_of(app: Flask, enrolment: int) -> str:
    with app.app_context(), unscoped("test"):
        return db.session.get(InductionEnrolment, enrolment).number


def key(session: int) -> str:
    return f"training_results.{session}"


def upload(client: Any, session: int, path: Path, rows: list[list[Any]]) -> str:
    """Send a workbook; the address of the page of the import."""
    file = written(path / "成绩.xlsx", [HEADS, *rows])
    sent = {"file": (BytesIO(file.read_bytes()), "成绩.xlsx")}
    answer = client.post(f"/imports/new/{key(session)}", data=sent)
    assert answer.status_code == 303, answer.text
    return answer.location


def settle(client: Any, page: str, act: str) -> Any:
    return client.post(page.replace("/show/", f"/{act}/"), follow_redirects=True)


def test_a_template_without_lists_is_not_said_to_have_them(sign_in, session):
    page = sign_in("hn_review").get(f"/imports/new/{key(session)}").text
    assert "模板中有填写说明。" in page
    assert "下拉列表" not in page
    assert "模板中有下拉列表和填写说明。" in sign_in("yl_clerk").get("/imports/new/roster").text


def test_the_template_has_people_and_subjects_of_the_session(app, sign_in, session):
    first, done = coming(app, session, "唐一鸣", "宋知远")
    clerk = sign_in("hn_review")
    send(clerk, session, cells(done, *FULL))
    answer = clerk.get(f"/imports/template/{key(session)}")
    rows = list(load_workbook(BytesIO(answer.data))["数据"].values)
    assert [str(head).lstrip("*") for head in rows[0]] == HEADS
    assert [row[:2] for row in rows[1:]] == [(number_of(app, first), "唐一鸣")]
    assert b"439900" not in answer.data


def test_results_come_in_and_go_again(app, sign_in, session, run_jobs, tmp_path):
    good, half = coming(app, session, "唐一鸣", "宋知远")
    clerk = sign_in("hn_review")
    rows = [
        [number_of(app, good), "唐一鸣", "", 24, 87.5, 60, 100, "优秀"],
        [number_of(app, half), "宋知远", "", 24, 80, None, 80, None],
    ]
    page = upload(clerk, session, tmp_path, rows)
    run_jobs()
    told = plain(clerk.get(page).text)
    assert "质量监督实务" in told
    assert "没有成绩，按不合格记录" in told
    settle(clerk, page, "store")
    run_jobs()
    marks = {"法律法规": 875, "质量监督实务": 600, "安全监督实务": 1000}
    assert result(app, good) == ("passed", "passed", 240, marks)
    assert result(app, half)[:2] == ("failed", "failed")
    assert "培训成绩" in clerk.get("/imports/list/").text
    settle(clerk, page, "undo")
    assert result(app, good) == ("accepted", None, None, {})
    assert result(app, half)[:2] == ("accepted", None)


def test_what_was_used_is_not_taken_back(app, sign_in, session, run_jobs, tmp_path):
    first, second = coming(app, session, "唐一鸣", "宋知远")
    clerk = sign_in("hn_review")
    rows = [
        [number_of(app, one), name, "", 24, 80, 80, 80, None]
        for one, name in ((first, "唐一鸣"), (second, "宋知远"))
    ]
    page = upload(clerk, session, tmp_path, rows)
    run_jobs()
    settle(clerk, page, "store")
    run_jobs()
    send(clerk, session, cells(first, "24", "90", "90", "90"))
    told = plain(settle(clerk, page, "undo").text)
    assert "唐一鸣：导入后已更改、补考或发证" in told
    assert "宋知远：" not in told
    assert result(app, second)[0] == "passed"


def test_every_fault_is_told_at_its_cell(app, sign_in, session, run_jobs, tmp_path):
    first, second, done = coming(app, session, "唐一鸣", "宋知远", "许清和")
    clerk = sign_in("hn_review")
    send(clerk, session, cells(done, *FULL))
    rows = [
        ["XJ-0", "无此人", "", 24, 80, 80, 80, None],
        [number_of(app, first), "唐二鸣", "", 25, 100.5, 60.55, -1, None],
        [number_of(app, second), "宋知远", "", None, None, None, None, None],
        [number_of(app, done), "许清和", "", 24, 80, 80, 80, None],
    ]
    page = upload(clerk, session, tmp_path, rows)
    run_jobs()
    told = plain(clerk.get(page).text)
    for words in (
        "本档期参加培训的人员中没有该报名编号",
        "姓名与报名不一致",
        "不能大于档期学时（24）",
        "不能大于满分（100）",
        "应为不小于 0 的数字，最多一位小数",
        "没有填写成绩",
        "已有成绩，请在“录入成绩”中更改",
    ):
        assert words in told
    settle(clerk, page, "store")
    run_jobs()
    assert result(app, first)[0] == "accepted"


def test_others_import_nothing(app, sign_in, session):
    for who in ("hn_admin", "cs_admin", "yl_clerk"):
        client = sign_in(who)
        assert client.get(f"/imports/new/{key(session)}").status_code == 403
        assert client.get(f"/imports/template/{key(session)}").status_code == 403
    clerk = sign_in("hn_review")
    assert clerk.get(f"/imports/new/{key(session)}").status_code == 200
    for wrong in (key(99999), key(10**20), "training_results.x", "training_results.", "nothing.1"):
        assert clerk.get(f"/imports/new/{wrong}").status_code == 404
    coming(app, session, "唐一鸣")
    page = clerk.get(f"{BASE}/list/").text
    assert f"/imports/new/{key(session)}" in page
