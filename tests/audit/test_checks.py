"""日志校验: who sees how far the trail is sealed, and what a check says there and by command."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import select, text

from app.audit import jobs, operations
from app.audit.choices import CheckState
from app.audit.models import AuditCheck, AuditCopy
from app.core.access.scope import EVERYTHING, under
from app.core.base import clock
from app.core.base.db import db
from app.core.jobs import schedule
from app.core.models import AuditEntry, JobRun
from tests.support.pages import listed, plain
from tests.support.tampering import unprotected

CHECKS = "/audit/checks"


@pytest.fixture
def sealed(app):
    """Eight entries that are sealed."""
    (Path(app.config["INSTANCE_DIR"]) / operations.HEAD_FILE).unlink(missing_ok=True)
    with app.app_context(), under(EVERYTHING):
        db.session.add_all(AuditEntry(at=clock.now(), action="create") for _n in range(8))
        db.session.commit()
        operations.seal(clock.now() + dt.timedelta(days=1))
    yield app
    (Path(app.config["INSTANCE_DIR"]) / operations.HEAD_FILE).unlink(missing_ok=True)


def tamper(app) -> None:
    """Somebody changes an entry beside the application."""
    with app.app_context(), unprotected():
        db.session.execute(text("UPDATE audit_entry SET user_name = '别人' WHERE seq = 4"))


def press(client) -> dict[str, str]:
    """校验, and the newest line of the list."""
    assert client.post(f"{CHECKS}/run").status_code == 303
    return listed(client.get(f"{CHECKS}/list/").text)[0]


def test_the_auditor_presses_and_reads_which_entry_was_changed(sealed, sign_in, run_jobs):
    client = sign_in("auditor")
    assert press(client)["结果"] == "校验中"
    assert "data-refreshed" in client.get(f"{CHECKS}/list/").text
    run_jobs()
    page = client.get(f"{CHECKS}/list/").text
    (row,) = listed(page)
    assert (row["结果"], row["问题"], row["校验人"]) == ("完好", "—", "沈明鉴")
    assert "data-refreshed" not in page
    tamper(sealed)
    press(client)
    run_jobs()
    page = client.get(f"{CHECKS}/list/").text
    row = listed(page)[0]
    assert row["结果"] == "已断裂"
    assert row["问题"].startswith("第 4 条（日志编号 ")
    assert row["问题"].endswith("：内容被改动")
    assert "第 4 条（日志编号 " in plain(client.get("/").text)


def test_a_break_is_told_to_its_officers_once(sealed, sign_in, run_jobs):
    tamper(sealed)
    client = sign_in("auditor")
    for _again in range(2):
        press(client)
        run_jobs()
    told = "审计日志被改动"
    for who in ("auditor", "sec_admin"):
        rows = listed(sign_in(who).get("/messages/list/").text)
        assert len([row for row in rows if told in " ".join(row.values())]) == 1, who
    assert told not in sign_in("sys_admin").get("/messages/list/").text


def test_a_second_press_begins_no_second_check(sealed, sign_in):
    client = sign_in("auditor")
    press(client)
    press(client)
    assert len(listed(client.get(f"{CHECKS}/list/").text)) == 1


def test_a_check_whose_job_fails_says_so_and_stands_in_nobody_s_way(sealed, sign_in, run_jobs):
    client = sign_in("auditor")
    press(client)
    with sealed.app_context():
        run = db.session.query(JobRun).filter(JobRun.name == jobs.check.name).one()
        jobs.check.failed(db.session, run)
        db.session.commit()
    assert listed(client.get(f"{CHECKS}/list/").text)[0]["结果"] == "未完成"
    assert press(client)["结果"] == "校验中"


def test_who_presses_is_told_in_the_log(sealed, sign_in):
    client = sign_in("auditor")
    press(client)
    (row,) = listed(client.get("/audit/entries/list/?_flt_0_act=check").text)
    assert row["记录"].startswith("沈明鉴（")
    assert row["操作"] == "校验日志"


def test_the_home_page_of_the_officers_says_how_far_the_trail_is_sealed(sealed, sign_in, at):
    page = plain(sign_in("auditor").get("/").text)
    assert "还没有校验过" in page
    assert "异机副本 未启用" in page
    assert "封存任务未按时运行" not in page
    with sealed.app_context():
        db.session.add(AuditEntry(at=clock.now() - dt.timedelta(hours=2), action="create"))
        db.session.commit()
    assert "封存任务未按时运行" in plain(sign_in("sec_admin").get("/").text)
    assert "日志封存" not in plain(sign_in("sys_admin").get("/").text)


def test_a_copy_that_is_not_taken_is_told(sealed, sign_in):
    address = "tcp://127.0.0.1:9"
    sealed.config["AUDIT_COPY"] = address
    try:
        with sealed.app_context():
            db.session.add(AuditCopy(address=address, seq=7, failed_at=clock.now()))
            db.session.commit()
        page = plain(sign_in("auditor").get(f"{CHECKS}/list/").text)
    finally:
        sealed.config["AUDIT_COPY"] = ""
    assert "已送达第 7 条" in page
    assert "未能送达" in page


def test_check_audit(sealed):
    runner = sealed.test_cli_runner()
    with sealed.app_context():
        result = runner.invoke(args=["check-audit"])
    assert result.exit_code == 0
    assert "条完好" in result.output
    tamper(sealed)
    with sealed.app_context():
        result = runner.invoke(args=["check-audit"])
        states = list(db.session.scalars(select(AuditCheck.state).order_by(AuditCheck.id)))
    assert result.exit_code == 1
    assert "第 4 条" in result.output
    assert "内容被改动" in result.output
    assert states == [CheckState.INTACT, CheckState.BROKEN]


def test_the_trail_is_sealed_every_few_minutes_and_checked_every_night(sealed, at, run_jobs):
    at(f"{clock.year()}-12-02 02:58")
    due = {job.name: job.due for job in (jobs.seal, jobs.check_nightly)}
    now = clock.local(clock.now())
    assert due["audit.jobs.seal"](now) == [(f"{now:%Y-%m-%d}T02:55", {})]
    assert due["audit.jobs.check_nightly"](now) == []
    at(f"{clock.year()}-12-02 03:00")
    with sealed.app_context():
        schedule.tick()
    run_jobs()
    with sealed.app_context():
        found = db.session.query(AuditCheck).one()
        assert (found.state, found.user_name) == (CheckState.INTACT, "系统")
        written = clock.now() - operations.GAP
        waiting = db.session.query(AuditEntry).filter(AuditEntry.seq.is_(None))
        assert all(one.at > written for one in waiting)
