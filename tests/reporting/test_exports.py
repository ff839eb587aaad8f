"""From the press of 下载 to the file: merged, watched, cancelled, and never lost."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from redis import Redis
from sqlalchemy import update

from app.core import jobs
from app.core.access import audit
from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.models import JobRun, User
from app.reporting import operations
from app.reporting.models import ReportRun
from app.workflow.models import Message
from tests.reporting.exports import ADDRESS, CHANGSHA, PROVINCE, YEAR, ask, files_of, state
from tests.support.stored import rows
from tests.support.together import together

pytestmark = pytest.mark.usefixtures("no_files_of_others")


# --- one row, one file ----------------------------------------------------------------------


def test_the_same_asked_again_while_it_is_under_way_is_one_export(app, sign_in, worker):
    client = sign_in("hn_admin")
    first, second = ask(client, PROVINCE), ask(client, PROVINCE)
    assert first["id"] == second["id"]
    others = (
        ask(client, PROVINCE, "pdf"),
        ask(client, PROVINCE, details="1"),
    )
    assert len({first["id"], *(other["id"] for other in others)}) == 3
    # Somebody else's file is theirs.
    assert ask(sign_in("hn_leader"), PROVINCE)["id"] != first["id"]
    worker()
    assert ask(client, PROVINCE)["id"] != first["id"]


@pytest.mark.both_databases
def test_ten_equal_presses_at_once_are_one_export(app, sign_in, worker):
    def press(client: Any) -> Callable[[Any], int]:
        def act(wait: Any) -> int:
            wait()
            return int(client.post(ADDRESS, data={**PROVINCE, "format": "xlsx"}).json["id"])

        return act

    windows = [press(sign_in("hn_review")) for _i in range(10)]
    assert len(set(together(windows))) == 1
    assert len(rows(app, JobRun)) == 1


def test_who_signs_makes_another_export(app, sign_in, worker):
    client = sign_in("hn_admin")
    runs = {ask(client, PROVINCE, checker=name)["id"] for name in ("甲", "乙", "甲")}
    assert len(runs) == 2


@pytest.mark.both_databases
def test_numbers_run_without_gap_or_repeat(app, sign_in, worker):
    def press(client: Any, checker: str) -> Callable[[Any], str]:
        def act(wait: Any) -> str:
            wait()
            form = {**PROVINCE, "format": "xlsx", "checker": checker}
            return str(client.post(ADDRESS, data=form).json["number"])

        return act

    people = ("hn_admin", "hn_review", "hn_leader")
    windows = [press(sign_in(name), str(turn)) for name in people for turn in range(3)]
    numbers = sorted(together(windows))
    assert numbers == [f"BB{YEAR}-{number:06d}" for number in range(1, 10)]


# --- while it is made -----------------------------------------------------------------------


def test_a_message_says_that_the_file_is_ready(app, sign_in, worker):
    client = sign_in("hn_admin")
    run = ask(client, PROVINCE)
    assert rows(app, Message) == []
    worker()
    (message,) = rows(app, Message)
    assert message.title.startswith("导出完成：")
    assert message.link == f"/reports/runs/{run['id']}"
    assert client.get(message.link).status_code == 200
    assert sign_in("hn_leader").get(message.link).status_code == 404


def unread(client: Any) -> str:
    """What the bell says."""
    return re.findall(r"消息通知，(\d+) 条未读", client.get("/").text)[0]


def test_a_file_that_was_taken_leaves_no_unread_message(app, sign_in, worker):
    client = sign_in("hn_admin")
    run, left = ask(client, PROVINCE), ask(client, CHANGSHA)
    worker()
    assert unread(client) == "2"
    assert client.get(f"/reports/runs/{run['id']}/file", buffered=True).status_code == 200
    assert unread(client) == "1"
    (message,) = [one for one in rows(app, Message) if one.read_at is None]
    assert message.link == f"/reports/runs/{left['id']}"


def test_a_message_is_read_in_the_language_of_the_page(sign_in, worker):
    """Whichever it was sent in: the title is not Chinese on an English page, nor the reverse."""
    client = sign_in("hn_admin")
    run = ask(client, PROVINCE)
    worker()
    title = run["title"]
    for language, words in (("en", f"Export finished: {title}"), ("zh", f"导出完成：{title}")):
        client.post("/language/", data={"language": language})
        pages = [client.get(path).text for path in ("/", "/messages/list/")]
        assert all(words in page for page in pages), language


def move_to(app: Flask, username: str, organization_id: int) -> None:
    with app.app_context(), unscoped("somebody changes the office"):
        who = audit.bulk(update(User).where(User.username == username), because="the test")
        db.session.execute(who.values(organization_id=organization_id))
        db.session.commit()


def test_who_has_moved_to_another_organization_fetches_nothing_of_the_former(app, sign_in, worker):
    """Also where the new office reaches more than the former did."""
    client = sign_in("cs_leader")
    run = ask(client, CHANGSHA)
    worker()
    fetched = []
    for organization_id in (2, 1, 3, 2):
        move_to(app, "cs_leader", organization_id)
        fetched.append(client.get(f"/reports/runs/{run['id']}/file", buffered=True).status_code)
    assert fetched == [200, 403, 403, 200]


def test_a_fourth_export_waits_until_one_of_three_is_done(sign_in, worker):
    client = sign_in("hn_admin")
    kinds = ("xlsx", "pdf")
    asked = [{**PROVINCE, "format": kind} for kind in kinds]
    asked += [{**CHANGSHA, "format": kind} for kind in kinds]
    answers = [client.post(ADDRESS, data=form) for form in asked]
    assert [answer.status_code for answer in answers] == [202, 202, 202, 400]
    assert answers[3].json["error"] == ["您已有 3 个导出任务在进行，请等待完成后再导出"]
    # What is under way is no further export, and others have three of their own.
    assert client.post(ADDRESS, data=asked[0]).status_code == 202
    assert sign_in("hn_leader").post(ADDRESS, data=asked[3]).status_code == 202
    worker()
    assert client.post(ADDRESS, data=asked[3]).status_code == 202


def test_a_failure_is_told_with_its_cause_and_can_be_tried_again(app, sign_in, worker):
    client = sign_in("cs_leader")
    run = ask(client, CHANGSHA)
    with app.app_context(), unscoped("test"):
        db.session.execute(
            audit.bulk(
                update(User).where(User.username == "cs_leader").values(organization_id=3),
                because="the test",
            )
        )
        db.session.commit()
    worker()
    found = state(client, run)
    assert (found["state"], found["error"]) == ("failed", "导出条件超出您的管辖范围")
    (message,) = rows(app, Message)
    assert (message.title[:6], message.body) == ("导出未成功：", "导出条件超出您的管辖范围")
    assert "导出条件超出您的管辖范围" in client.get("/downloads/list/").text
    assert files_of(app) == []
    # The same question is out of reach now, with whatever button it is asked.
    assert client.post(f"/reports/runs/{run['id']}/again").status_code == 404
    with app.app_context(), unscoped("test"):
        db.session.execute(
            audit.bulk(
                update(User).where(User.username == "cs_leader").values(organization_id=2),
                because="the test",
            )
        )
        db.session.commit()
    answer = client.post(f"/reports/runs/{run['id']}/again")
    assert answer.status_code == 303
    worker()
    again = client.get(f"{answer.headers['Location']}/status").json
    assert again["state"] == "done"
    assert again["number"] != run["number"]


def test_an_export_whose_file_is_gone_says_so(app, sign_in, worker):
    client = sign_in("hn_admin")
    run = ask(client, PROVINCE)
    worker()
    with app.app_context():
        operations.throw_away_expired(clock.now() + dt.timedelta(days=8))
        db.session.commit()
    found = state(client, run)
    assert (found["state"], found["label"], found["file_url"]) == ("expired", "已过期", None)
    page = client.get(f"/reports/runs/{run['id']}").text
    assert "可以重新生成，或在“我的下载”中核验当时的数据" in page
    assert f'action="/reports/runs/{run["id"]}/again"' in page


def test_paper_is_the_same_whatever_language_its_reader_speaks(app, sign_in, worker):
    client = sign_in("hn_admin")
    for language in ("zh", "en"):
        assert client.post("/language/", data={"language": language}).status_code == 303
        for name, asked in (("annual_summary", PROVINCE), ("survey_all", {"year": YEAR})):
            answer = client.post(f"/reports/{name}/export", data={**asked, "format": "xlsx"})
            assert answer.status_code == 202
        worker()
    chinese_r02, chinese_r06, english_r02, english_r06 = (
        run.checksum for run in sorted(rows(app, ReportRun), key=lambda run: run.id)
    )
    assert (english_r02, english_r06) == (chinese_r02, chinese_r06)
    page = client.get("/reports/survey_all/preview", query_string={"year": YEAR}).text
    paper = page.split("data-paper lang")[1]
    assert "合署" in paper
    assert "Joint" not in paper


def test_a_press_before_the_script_is_there_leads_to_the_page_of_the_export(sign_in, worker):
    client = sign_in("hn_admin")
    asked = {**PROVINCE, "format": "xlsx"}
    answer = client.post(ADDRESS, data=asked, headers={"Accept": "text/html,*/*;q=0.8"})
    assert answer.status_code == 303
    worker()
    assert client.get(f"{answer.location}/status").json["state"] == "done"


def test_nobody_tries_again_what_others_asked(sign_in, worker):
    run = ask(sign_in("hn_admin"), PROVINCE)
    assert sign_in("hn_leader").post(f"/reports/runs/{run['id']}/again").status_code == 404


@pytest.mark.parametrize("kind", ["xlsx", "pdf"])
def test_what_is_cancelled_while_it_is_made_leaves_no_file(app, sign_in, worker, monkeypatch, kind):
    """The requester is faster than the last step, in which the file would be kept."""
    client = sign_in("hn_admin")
    run = ask(client, PROVINCE, kind)
    keep = operations.keep_run

    def cancel_first(*arguments: Any, **proof: Any) -> Any:
        # In a thread of its own, as the request of another process.
        with ThreadPoolExecutor(1) as elsewhere:
            answer = elsewhere.submit(client.post, run["cancel_url"]).result()
        assert answer.json["state"] == "cancelled"
        return keep(*arguments, **proof)

    monkeypatch.setattr(operations, "keep_run", cancel_first)
    worker()
    found = state(client, run)
    assert (found["state"], found["file_url"]) == ("cancelled", None)
    assert files_of(app) == []
    assert rows(app, Message) == []


def test_what_is_finished_cannot_be_cancelled(sign_in, worker):
    client = sign_in("hn_admin")
    run = ask(client, PROVINCE)
    worker()
    assert client.post(run["cancel_url"]).json["state"] == "done"
    assert state(client, run)["file_url"]


# --- without a worker -----------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["xlsx", "pdf"])
def test_without_a_worker_a_small_report_comes_at_once_and_says_so(sign_in, nobody_works, kind):
    run = ask(sign_in("hn_admin"), PROVINCE, kind)
    assert (run["state"], run["at_once"], run["waiting"]) == ("done", True, False)


def test_without_redis_the_export_page_says_so_too(app, sign_in, nobody_works, monkeypatch):
    gone = Redis(unix_socket_path="/nonexistent/redis.sock")
    monkeypatch.setitem(app.extensions, "redis", gone)
    run = ask(sign_in("hn_admin"), PROVINCE)
    assert (run["state"], run["at_once"]) == ("done", True)


def test_without_a_worker_a_large_report_waits_and_is_given_up_after_an_hour(
    app, sign_in, run_jobs, monkeypatch
):
    monkeypatch.setattr("app.reporting.views.reports.MOST_AT_ONCE", {"xlsx": 3, "pdf": 3})
    client = sign_in("hn_admin")
    run = ask(client, PROVINCE)
    assert (run["state"], run["waiting"]) == ("queued", True)
    with app.app_context():
        jobs.sweep()
    assert state(client, run)["state"] == "queued"
    with app.app_context(), unscoped("an hour passes"):
        long_ago = clock.now() - dt.timedelta(minutes=61)
        db.session.execute(update(JobRun).values(queued_at=long_ago))
        db.session.commit()
        jobs.sweep()
    found = state(client, run)
    assert found["state"] == "failed"
    assert "超过 1 小时没有运行" in found["error"]
    assert "超过 1 小时没有运行" in rows(app, Message)[0].body
    # A worker that comes later does not make it after all.
    run_jobs()
    assert state(client, run)["state"] == "failed"


def test_with_a_worker_nothing_is_given_up_however_long_it_waits(app, sign_in, worker):
    client = sign_in("hn_admin")
    run = ask(client, PROVINCE)
    with app.app_context(), unscoped("an hour passes"):
        long_ago = clock.now() - dt.timedelta(hours=3)
        db.session.execute(update(JobRun).values(queued_at=long_ago))
        db.session.commit()
        jobs.sweep()
    assert state(client, run)["state"] == "queued"
    worker()
    assert state(client, run)["state"] == "done"
