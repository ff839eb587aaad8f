"""From the press of 下载 to the file: merged, watched, cancelled, proved, and never lost."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from flask import Flask
from redis import Redis
from rq import Worker
from rq.serializers import JSONSerializer
from sqlalchemy import select, update

from app.core import clock, jobs
from app.core.choices import Level, OrganizationKind
from app.core.db import db
from app.core.models import AuditEntry, JobRun, NumberingRule, User
from app.core.scope import unscoped
from app.reporting import operations
from app.reporting.models import ReportContent, ReportLayout, ReportRun
from app.workflow.models import Message
from tests.support.moves import settle
from tests.support.together import together

YEAR = str(clock.year())
PROVINCE = {"year": YEAR, "level": "province"}
CHANGSHA = {"year": YEAR, "level": "prefecture", "prefecture": "430100"}
ADDRESS = "/reports/annual_summary/export"
OPENED = re.compile("column=(on_duty|certified|quality_only|kind_joint|certified_ratio)")


@pytest.fixture
def worker(app: Flask, run_jobs: Any) -> Iterator[Any]:
    """A worker that is known to be there; it works when the test says so."""
    with app.app_context():
        queues = [jobs.queue(name) for name in jobs.QUEUES]
        Worker(queues, connection=jobs.redis(), serializer=JSONSerializer).register_birth()
    yield run_jobs
    with app.app_context():
        jobs.redis().flushall()


@pytest.fixture
def nobody_works(app: Flask, run_jobs: Any) -> None:
    """Redis is there and no worker."""
    with app.app_context():
        assert jobs.workers_alive() == 0


def ask(client: Any, conditions: dict[str, str], kind: str = "xlsx", **more: str) -> Any:
    answer = client.post(ADDRESS, data={**conditions, "format": kind, **more})
    assert answer.status_code == 202, answer.text
    return answer.json


def state(client: Any, run: Any) -> Any:
    return client.get(run["status_url"]).json


def book(client: Any, run: Any) -> openpyxl.Workbook:
    answer = client.get(state(client, run)["file_url"], buffered=True)
    assert answer.status_code == 200
    return openpyxl.load_workbook(BytesIO(answer.data))


def words(sheet: Any) -> list[str]:
    return [str(cell) for row in sheet.values for cell in row if cell is not None]


def files_of(app: Flask) -> list[Path]:
    folder = Path(app.config["INSTANCE_DIR"]) / operations.FOLDER
    return [path for path in folder.rglob("*") if path.is_file()] if folder.exists() else []


@pytest.fixture(autouse=True)
def _no_files_of_others(app: Flask) -> None:
    for path in files_of(app):
        path.unlink()


def rows(app: Flask, model: Any) -> list[Any]:
    with app.app_context(), unscoped("the tests look"):
        return list(db.session.scalars(select(model).order_by(model.id)))


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


def move_to(app: Flask, username: str, organization_id: int) -> None:
    with app.app_context(), unscoped("somebody changes the office"):
        who = update(User).where(User.username == username)
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
            update(User).where(User.username == "cs_leader").values(organization_id=3)
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
            update(User).where(User.username == "cs_leader").values(organization_id=2)
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


# --- the number proves ----------------------------------------------------------------------


def note_of(sheet: Any) -> str:
    return next(text for text in words(sheet) if text.startswith("导出编号："))


def test_the_paper_carries_number_conditions_moment_and_checksum(app, sign_in, worker, tmp_path):
    client = sign_in("cs_admin")
    runs = [ask(client, {**CHANGSHA, "kind": "joint"}, kind) for kind in ("xlsx", "pdf")]
    worker()
    note = note_of(book(client, runs[0]).worksheets[0])
    assert f"导出编号：{runs[0]['number']}" in note
    assert "条件：统计年度 " in note
    assert "；市州 长沙市；机构类别 质量安全监督合署机构" in note
    assert re.search(r"数据时间：\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", note)
    checksum = re.search(r"校验码：((?:[0-9A-F]{4}-){3}[0-9A-F]{4})", note)
    assert checksum
    pdf = client.get(state(client, runs[1])["file_url"], buffered=True).data
    text = _text_of(pdf, tmp_path)
    assert f"导出编号：{runs[1]['number']}" in text
    # Equal figures have equal checksums, whatever the file.
    assert f"校验码：{checksum[1]}" in text


def _text_of(pdf: bytes, folder: Path) -> str:
    import subprocess

    path = folder / "export.pdf"
    path.write_bytes(pdf)
    done = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True)
    return done.stdout.decode()


def shown(page: str) -> list[str]:
    return re.findall(r"<td[^>]*>(.*?)</td>", page)


def test_a_number_shows_the_same_figures_after_data_and_file_have_changed(app, sign_in, worker):
    client = sign_in("hn_admin")
    run = ask(client, PROVINCE)
    worker()
    address = f"/reports/verification/?number={run['number']}"
    before = client.get(address)
    assert "与校验码相符" in before.text
    assert run["number"] in before.text
    from tests.support.factories import make_person

    with app.app_context(), unscoped("the roster grows"):
        make_person(organization_id=2)
        db.session.execute(update(ReportRun).values(expires_at=clock.now() - dt.timedelta(days=1)))
        db.session.commit()
        operations.throw_away_expired(clock.now())
        db.session.commit()
    assert files_of(app) == []
    after = client.get(address)
    assert shown(after.text) == shown(before.text)
    now = client.get("/reports/annual_summary/preview", query_string=PROVINCE)
    figures = [re.sub("<[^>]*>", "", cell) for cell in shown(now.text)]
    assert figures != shown(after.text)
    page = client.get("/downloads/list/").text
    assert "已过期" in page
    assert "重新生成" in page


def test_whoever_has_the_right_and_the_reach_may_look_a_number_up(app, sign_in, worker):
    ours = ask(sign_in("cs_admin"), CHANGSHA)["number"]
    whole = ask(sign_in("hn_admin"), PROVINCE)["number"]
    worker()

    def sees(name: str, number: str) -> bool:
        page = sign_in(name).get("/reports/verification/", query_string={"number": number})
        assert page.status_code == 200
        found = "与校验码相符" in page.text
        assert found or "没有编号为" in page.text
        return found

    assert [sees(name, ours) for name in ("cs_admin", "cs_leader", "hn_leader")] == [True] * 3
    assert not any(sees(name, ours) for name in ("zz_admin", "cs_clerk", "yl_admin", "auditor"))
    assert sees("hn_review", whole)
    assert not any(sees(name, whole) for name in ("cs_admin", "zz_admin", "sys_admin"))
    with app.app_context():
        query = select(AuditEntry).where(AuditEntry.action == "verify")
        told = [entry.changes["number"] for entry in db.session.scalars(query)]
    assert told == [ours, ours, ours, whole]


def test_whose_rows_it_holds_decides_and_not_how_far_its_maker_sees(sign_in, worker):
    """The province prints one prefecture's table, which that prefecture may have itself."""
    number = ask(sign_in("hn_admin"), CHANGSHA)["number"]
    worker()
    for name, found in (("cs_leader", True), ("zz_admin", False)):
        page = sign_in(name).get("/reports/verification/", query_string={"number": number})
        assert ("与校验码相符" in page.text) is found, name


def test_a_number_is_read_as_people_write_it(sign_in, worker):
    client = sign_in("hn_admin")
    run = ask(client, PROVINCE)
    worker()
    for typed in (run["number"].lower(), f" {run['number']} "):
        page = client.get("/reports/verification/", query_string={"number": typed})
        assert "与校验码相符" in page.text
    assert "没有编号为" in client.get("/reports/verification/?number=BB2026-999999").text


def test_a_number_of_another_pattern_is_found_as_it_was_given(app, sign_in, worker):
    with app.app_context():
        db.session.add(NumberingRule(key="reporting.export", pattern="表{year}no{seq:4}"))
        db.session.commit()
    client = sign_in("hn_admin")
    run = ask(client, PROVINCE)
    assert run["number"] == f"表{YEAR}no0001"
    worker()
    page = client.get("/reports/verification/", query_string={"number": run["number"]})
    assert "与校验码相符" in page.text


def test_the_checksum_of_a_paper_is_compared(app, sign_in, worker):
    client = sign_in("hn_admin")
    run = ask(client, PROVINCE)
    worker()
    checksum = rows(app, ReportRun)[0].checksum[:16]
    query = {"number": run["number"], "checksum": "-".join(re.findall("....", checksum)).upper()}
    assert "校验码一致" in client.get("/reports/verification/", query_string=query).text
    for wrong in ("0000-0000-0000-0000", checksum[:8], "查无此码ab", "XYZ-WXYZ"):
        page = client.get("/reports/verification/", query_string={**query, "checksum": wrong})
        assert "内容可能被改动过" in page.text


def test_kept_cells_that_were_changed_in_the_database_are_noticed(app, sign_in, worker):
    import zlib

    client = sign_in("hn_admin")
    run = ask(client, PROVINCE)
    worker()
    with app.app_context():
        kept = db.session.scalars(select(ReportContent)).one()
        head, told, *lines = zlib.decompress(kept.content).split(b"\n")
        lines[0] = lines[0].replace("省本级".encode(), "外省".encode())
        kept.content = zlib.compress(b"\n".join([head, told, *lines]))
        db.session.commit()
    page = client.get("/reports/verification/", query_string={"number": run["number"]})
    assert "外省" in page.text
    assert "与校验码不符" in page.text


def test_a_report_too_long_for_paper_is_proved_by_its_checksum_alone(
    app, sign_in, worker, monkeypatch
):
    monkeypatch.setattr("app.reporting.keeping.MAX_ROWS", 5)
    client = sign_in("hn_admin")
    run = ask(client, PROVINCE)
    worker()
    page = client.get("/reports/verification/", query_string={"number": run["number"]}).text
    assert "只登记校验码" in page
    with app.app_context():
        assert db.session.scalar(select(ReportContent.run_id)) is None


# --- the rows behind the figures ------------------------------------------------------------


def test_a_file_carries_the_rows_behind_its_figures_on_request(app, sign_in, worker):
    from tests.support.factories import make_person

    with app.app_context(), unscoped("the cast of the figures"):
        people = [make_person(organization_id=number) for number in (2, 2, 4)]
        names = sorted(person.name for person in people)
        db.session.commit()
    client = sign_in("cs_admin")
    plain, detailed = ask(client, CHANGSHA), ask(client, CHANGSHA, details="1")
    worker()
    assert len(book(client, plain).worksheets) == 1
    main, behind = book(client, detailed).worksheets
    assert behind.title == "明细"
    with app.app_context():
        layout = {"signature": "", "paper": "A3", "landscape": True, "font_pt": Decimal(9)}
        more = {"changed_by": "测试", "changed_at": clock.now()}
        db.session.add(
            ReportLayout(report="annual_summary", version=1, title="明细", **layout, **more)
        )
        db.session.commit()
    named_alike = ask(client, CHANGSHA, details="1")
    worker()
    assert book(client, named_alike).sheetnames == ["明细", "明细 2"]
    found = [row for row in behind.iter_rows(values_only=True) if row[1] == "人员（人）：在职总数"]
    assert sorted(row[3] for row in found) == names
    assert sum(row[5] for row in found) == 3
    assert "合计" in words(main)


def test_every_figure_opens_rows_that_add_up_to_it(app, sign_in, worker):
    """The addresses of the page itself: each is opened, its sum compared with its cell."""
    from tests.support.factories import make_certificate, make_person

    with app.app_context(), unscoped("the cast of the figures"):
        for number in (1, 2, 2, 4, 5):
            make_certificate(make_person(organization_id=number))
        db.session.commit()
    client = sign_in("hn_admin")
    page = client.get("/reports/annual_summary/preview", query_string=PROVINCE).text
    cells = re.findall(r'<a href="(behind\?[^"]*)">([^<]*)</a>', page)
    assert len(cells) > 16 * 40
    for address, figure in cells:
        if not re.search(
            "column=(on_duty|certified|quality_only|kind_joint|certified_ratio)", address
        ):
            continue
        opened = client.get(f"/reports/annual_summary/{address.replace('&amp;', '&')}")
        assert opened.status_code == 200, address
        sums = re.findall(r"合计 ([\d.]+)</small>", opened.text)
        if "ratio" not in address:
            assert sums == [figure], address
        elif figure != "—":
            share = float(sums[0]) * 100 / float(sums[1])
            assert abs(share - float(figure)) <= 0.05, address


def test_rows_behind_a_figure_follow_the_right_and_the_reach_of_the_report(sign_in):
    inside = "/reports/annual_summary/behind?" + "&".join(f"{k}={v}" for k, v in CHANGSHA.items())
    for name, line, status in (
        ("cs_leader", "total", 200),
        ("hn_admin", "total", 200),
        ("zz_admin", "total", 404),
        ("cs_clerk", "total", 403),
        ("auditor", "total", 403),
    ):
        answer = sign_in(name).get(f"{inside}&line={line}&column=on_duty")
        assert answer.status_code == status, name
    client = sign_in("cs_leader")
    assert client.get(f"{inside}&line=total&column=remark").status_code == 404
    assert client.get(f"{inside}&line=total&column=nothing").status_code == 404
    # A line that is not in the report has no rows behind it.
    assert "没有填报记录" in client.get(f"{inside}&line=5&column=on_duty").text


def test_who_is_beyond_the_reach_is_counted_and_not_named(app, sign_in, worker):
    """R02 counts by place (ruling 2): a station of the same city may report to the province."""
    from tests.support.factories import make_person

    with app.app_context(), unscoped("a station beside"):
        place = {"level": Level.PREFECTURE, "division_code": "430100", "parent_id": 1}
        settle(8, name="长沙市工程质量监督站", kind=OrganizationKind.QUALITY, **place)
        for name in ("外人甲", "外人乙"):
            make_person(organization_id=8, name=name)
        make_person(organization_id=2, name="自己人")
        db.session.commit()
    address = "/reports/annual_summary/behind?" + "&".join(f"{k}={v}" for k, v in CHANGSHA.items())
    ours = sign_in("cs_leader").get(f"{address}&line=total&column=on_duty").text
    assert "自己人" in ours
    assert "外人" not in ours
    assert "人员不在您的管辖范围，仅计数" in ours
    assert "合计 3<" in ours
    assert "外人甲" in sign_in("hn_admin").get(f"{address}&line=8&column=on_duty").text


def test_the_parts_of_a_ratio_are_named(app, sign_in):
    from tests.support.factories import make_certificate, make_person

    with app.app_context(), unscoped("who divides"):
        make_certificate(make_person(organization_id=2))
        db.session.commit()
    address = f"/reports/survey_all/behind?year={YEAR}&line=total&column=area_each"
    page = sign_in("hn_admin").get(address).text
    assert "年末在监面积(万㎡)" in page
    assert "人均在监面积" not in page.split("<table")[0].split("</h1>")[-1]


# --- the checksum itself --------------------------------------------------------------------


def test_the_checksum_changes_with_any_cell_and_with_nothing_else(app):
    from dataclasses import replace

    from app.reporting.keeping import Keeper, reopen
    from tests.reporting.samples import GROUPED, invented, sheet_of

    def made(data: Any, **heading: Any) -> Keeper:
        keeper = Keeper(sheet_of(GROUPED, data, **heading))
        for _line in keeper.sheet.lines:
            pass
        return keeper

    data = invented(40)
    first = made(data)
    assert made(invented(40), watermark="水印").checksum == first.checksum
    for key, value in (("staff", 61), ("memo", "改"), ("due", data[3]["due"] + 1)):
        changed = [dict(row) for row in data]
        changed[3][key] = value
        assert made(changed).checksum != first.checksum
    assert made(data[:-1]).checksum != first.checksum
    content = first.content(first.sheet.heading)
    again, checksum = reopen(content)
    assert checksum == first.checksum
    assert list(again.lines) == list(sheet_of(GROUPED, data).lines)
    assert replace(again, lines=iter(())).heading == first.sheet.heading
