"""R02 on both databases: every figure worked out a second time, and who gets the file."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from redis import Redis
from rq import Worker
from rq.serializers import JSONSerializer
from sqlalchemy import select, text, update

from app.core import clock, jobs
from app.core.db import db
from app.core.models import JobRun, User
from app.core.scope import unscoped
from app.organizations.choices import ProjectCategory, ProjectFlow, ReturnState
from app.organizations.models import (
    FundingReturn,
    ProfileReturn,
    ProjectLine,
    ProjectReturn,
    StaffSnapshot,
)
from app.personnel.choices import CertificateStatus
from app.personnel.queries import staff_structure
from app.reporting import operations
from tests.support import summary
from tests.support.factories import make_certificate, make_person
from tests.support.together import together

DAY = dt.timedelta(days=1)
# The cast: province 1, Changsha 2 with Yuelu 4 and Liuyang 6, Zhuzhou 3 with Tianyuan 5.
STATES = {
    1: ReturnState.SUBMITTED,
    2: ReturnState.LOCKED,
    3: ReturnState.SUBMITTED,
    4: ReturnState.DRAFT,
    5: ReturnState.RETURNED,
}
NATURES = ("civil_managed", "government", "public_one", "public_two", "other_institution")
FUNDS = ("full", "partial", "self", "other", None)


@pytest.fixture
def figures(grown: Any) -> Flask:
    """Two years of figures in every state, and people of every kind."""
    return grown("summary", _fill)


def _fill() -> None:
    year, today = clock.year(), clock.today()
    with unscoped("figures of the tests"):
        for number in range(1, 7):
            _profile(number)
            _people(number, today)
            for one in (year, year - 1):
                state = STATES.get(number) if one == year else ReturnState.LOCKED
                if state is not None:
                    _returns(number, one, state)
        db.session.flush()
        _snapshots(year - 1)
        db.session.commit()


def _profile(number: int) -> None:
    facts = {
        "organization_id": number,
        "nature": NATURES[number % 5],
        "funding_type": FUNDS[number * 3 % 5],
        "posts_total": 7 + number,
        "office_area": Decimal("120.55") + number,
        "vehicles": number % 3,
        "instruments": number * 4,
    }
    for year, posts in ((clock.year(), 7 + number), (clock.year() - 1, 40 + number)):
        told = {**facts, "posts_total": posts, "year": year}
        db.session.add(ProfileReturn(state=ReturnState.SUBMITTED, **told))
    # What is only a draft, and what was said long before, speaks for no year.
    db.session.add(ProfileReturn(**{**facts, "year": 2016, "state": ReturnState.LOCKED}))


def _people(number: int, today: dt.date) -> None:
    """People at the edges: valid to the day, expired, not yet valid, suspended, cancelled."""

    def add(*certificates: dict[str, Any], **facts: Any) -> None:
        person = make_person(organization_id=number, **facts)
        for one in certificates:
            make_certificate(person, **one)

    add({}, {"kind": "safety"}, education="master", title_level="senior_professor")
    add({"valid_to": today}, education="college", title_level="assistant")
    add({"valid_to": today - DAY}, title_level="technician", title_name="technician")
    add({"valid_from": today + DAY}, title_level="none", title_name=None, education="high")
    add({"kind": "safety", "status": CertificateStatus.SUSPENDED})
    add({}, {"kind": "safety", "valid_to": today - DAY}, employ_type="contract")
    cancelled = {"status": CertificateStatus.CANCELLED, "cancelled_reason": "other"}
    add({"kind": "safety", "cancelled_on": today, **cancelled}, employ_type="dispatch")
    add({"kind": "safety", "cancelled_on": today + DAY, **cancelled}, employ_type="civil")
    add({}, employ_type="seconded_in")
    add({}, left_on=today, left_reason="resigned")
    add({"kind": "safety"}, left_on=today + DAY, left_reason="retired")
    add({}, joined_on=today + DAY)
    for _more in range(number):
        add({"kind": "safety"}, title_name="economist", employ_type="logistics")


def _returns(number: int, year: int, state: ReturnState) -> None:
    seed = number * 100 + year % 100
    figures = {
        "quality_rectifications": seed,
        "safety_rectifications": seed + 1,
        "quality_stop_works": 3,
        "penalties": number,
        "fines": Decimal(seed) / 100,
        "quality_accidents": 1,
        "accidents_ordinary": number % 2,
        "deaths": number % 3,
    }
    found = ProjectReturn(
        organization_id=number, year=year, state=state, explanations={}, **figures
    )
    for place, category in enumerate(ProjectCategory):
        for step, flow in enumerate(ProjectFlow):
            size = seed + place * 7 - step * 11
            found.lines.append(
                ProjectLine(
                    organization_id=number,
                    category=category,
                    flow=flow,
                    projects=size,
                    units=size,
                    area=Decimal(size) / 7,
                    cost=Decimal(size) * 3,
                )
            )
    db.session.add(found)
    db.session.add(
        FundingReturn(
            organization_id=number,
            year=year,
            state=state,
            budgeted_personnel=Decimal(seed),
            budgeted_special=Decimal("0.05"),
            received_personnel=Decimal(seed) * Decimal("0.8"),
            spent_personnel=Decimal("10.10"),
            spent_other=Decimal("0.33"),
        )
    )


def _snapshots(year: int) -> None:
    """Two versions each; the newest counts, whatever the roster says today."""
    cells = staff_structure(None, clock.today())
    for number, found in cells.items():
        for version in (1, 2):
            stored = {key: value * version + number for key, value in found.items()}
            db.session.add(
                StaffSnapshot(
                    organization_id=number,
                    year=year,
                    version=version,
                    taken_at=clock.now(),
                    cells=stored,
                    people=[],
                )
            )


@pytest.fixture
def want(app: Flask, figures: Flask) -> Callable[[int], list[summary.Station]]:
    """Every organization's figures by plain SQL."""

    def ask(statement: str) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in db.session.connection().exec_driver_sql(statement)]

    def stations(year: int) -> list[summary.Station]:
        with app.app_context(), unscoped("the tests count"):
            return summary.stations(ask, year, clock.today())

    return stations


def asked(year: int, prefecture: str = "", **more: str) -> dict[str, str]:
    level = "prefecture" if prefecture else "province"
    where = {"prefecture": prefecture} if prefecture else {}
    return {"year": str(year), "level": level, **where, **more}


def preview(client: Any, conditions: dict[str, str]) -> Any:
    return client.get("/reports/annual_summary/preview", query_string=conditions)


def rows_of(page: str) -> list[list[str]]:
    """The rows on the paper, without their running number."""
    found = []
    for body in re.findall(r"<tbody>(.*?)</tbody>", page, re.DOTALL):
        for row in re.findall(r"<tr.*?</tr>", body, re.DOTALL):
            cells = re.findall(r"<td.*?>(.*?)</td>", row, re.DOTALL)
            texts = [html.unescape(re.sub(r"<[^>]*>", "", cell)) for cell in cells]
            found.append(texts if texts[0] == "合计" else texts[1:])
    return found


@pytest.mark.parametrize("back", [0, 1])
def test_the_province_s_table_is_what_the_tables_hold(sign_in, want, back):
    year = clock.year() - back
    page = preview(sign_in("hn_admin"), asked(year)).text
    assert rows_of(page) == summary.province_rows(want(year))


@pytest.mark.parametrize("back", [0, 1])
def test_a_prefecture_s_total_is_its_row_in_the_province_s_table(sign_in, want, back):
    year = clock.year() - back
    province = {
        row[0]: row[1:-1] for row in rows_of(preview(sign_in("hn_leader"), asked(year)).text)
    }
    for username, code, name in (
        ("cs_admin", "430100", "长沙市"),
        ("zz_admin", "430200", "株洲市"),
    ):
        own = rows_of(preview(sign_in(username), asked(year, code)).text)
        assert sorted(own) == sorted(summary.prefecture_rows(want(year), code))
        assert own[-1][0] == "合计"
        assert own[-1][1:-1] == province[name]


def test_certificates_count_by_their_validity_on_the_day(sign_in, figures):
    """Of a station's people: one with both, two with quality alone, the rest with safety."""
    page = preview(sign_in("cs_leader"), asked(clock.year(), "430100")).text
    heads = re.findall(r"<th.*?>(.*?)</th>", page)
    assert "持证监督人员（人）" in [head.replace("<br>", "") for head in heads]
    row = next(row for row in rows_of(page) if row[0] == "岳麓区建设工程质量安全监督站")
    # 8 who stay, one who leaves tomorrow, 4 more; 借入, the one gone today and tomorrow's are out.
    on_duty, certified = row[11], row[16:20]
    assert on_duty == "13"
    assert certified == ["9", "2", "6", "1"]


def test_only_what_was_handed_in_is_counted_and_the_rest_is_named(sign_in, figures):
    page = preview(sign_in("hn_admin"), asked(clock.year())).text
    rows = {row[0]: row for row in rows_of(page)}
    assert rows["长沙市"][-1] == "2个机构未填报"
    assert rows["株洲市"][-1] == "1个机构未填报"
    assert rows["省本级"][-1] == ""
    missing = (
        "岳麓区建设工程质量安全监督站",
        "浏阳市建设工程质量安全监督站",
        "天元区建设工程质量安全监督站",
    )
    note = f"未填报机构（3 个）：{'、'.join(missing)}"
    assert note in re.sub(r"<.*?>", "", page)
    own = rows_of(preview(sign_in("zz_admin"), asked(clock.year(), "430200")).text)
    tianyuan = next(row for row in own if row[0].startswith("天元区"))
    assert tianyuan[28:35] == ["0", "0.00", "0.00", "0", "0.00", "0", "0.00"]
    assert tianyuan[35:45] == ["0", "0", "0", "0.00", "0", "0", "0.00", "0.00", "—", "0.00"]


def test_a_kind_leaves_the_others_out(sign_in, figures):
    page = preview(sign_in("hn_admin"), asked(clock.year(), kind="quality")).text
    assert {row[1] for row in rows_of(page)} == {"0"}
    assert "机构类别：" in page


@pytest.mark.parametrize(
    ("conditions", "words"),
    [
        ({"level": "province"}, "请选择统计年度"),
        ({"year": "abc", "level": "province"}, "请选择统计年度"),
        ({"year": "2014", "level": "province"}, "年度应在 2015 至"),
        ({"year": "2025"}, "请选择汇总级别"),
        ({"year": "2025", "level": "county"}, "请选择汇总级别"),
        ({"year": "2025", "level": "prefecture"}, "请选择市州"),
        ({"year": "2025", "level": "prefecture", "prefecture": "430104"}, "没有这个市州"),
        ({"year": "2025", "level": "prefecture", "prefecture": "999999"}, "没有这个市州"),
        ({"year": "2025", "level": "province", "prefecture": "430100"}, "省级汇总不能选择市州"),
        ({"year": "2025", "level": "province", "kind": "other"}, "没有这种机构类别"),
    ],
)
def test_conditions_are_refused_by_name(sign_in, conditions, words):
    client = sign_in("hn_admin")
    shown = preview(client, conditions)
    assert shown.status_code == 400
    assert words in shown.text
    answer = client.post("/reports/annual_summary/export", data={**conditions, "format": "pdf"})
    assert answer.status_code == 400
    assert any(words in one for one in answer.json["error"])


SIGNED = {"head": "张三", "phone": "13812345678"}


def paper(answer: Any) -> str:
    """The paper of a preview and the form that downloads it, without the frame around."""
    assert answer.status_code == 200
    return answer.text.split("data-export")[1].split("<aside")[0]


def test_who_signs_is_no_matter_of_the_address(sign_in, figures):
    client = sign_in("hn_admin")
    year = clock.year()
    page = paper(preview(client, asked(year, **SIGNED)))
    assert not any(one in page for one in SIGNED.values())
    conditions = "/reports/annual_summary/conditions"
    assert client.post(conditions, data=asked(year, **SIGNED)).status_code == 303
    page = paper(preview(client, asked(year, head="李四")))
    assert all(one in page for one in SIGNED.values())
    assert "李四" not in page


def test_who_signs_is_cleaned_like_every_text(sign_in, figures):
    client = sign_in("hn_admin")
    typed = asked(clock.year(), head=" 张\u202e三\x07 ", checker="李\r\n四", phone="\u2066 ")
    assert client.post("/reports/annual_summary/conditions", data=typed).status_code == 303
    with client.session_transaction() as cookie:
        assert cookie["signers"] == {"head": "张三", "checker": "李 四", "phone": ""}


def test_a_name_that_is_too_long_is_said_at_its_field_and_kept(sign_in, figures):
    client, name = sign_in("hn_admin"), "长" * 21
    answer = client.post(
        "/reports/annual_summary/conditions", data=asked(clock.year(), checker=name)
    )
    assert answer.status_code == 400
    words = "审核人不能超过 20 个字，现有 21 个字"
    assert words in answer.text.split('id="c-checker-err">')[1].split("</p>")[0]
    assert f'value="{name}"' in answer.text


def test_who_signs_is_sealed_and_signs_again(app, sign_in, figures, worker):
    client = sign_in("hn_admin")
    run = export(client, asked(clock.year(), **SIGNED))
    (waiting,) = stored_runs(app)
    assert not any(one in str(waiting) for one in SIGNED.values())
    worker()
    assert is_signed(client, run["id"])
    (finished,) = stored_runs(app)
    assert not any(one in str(finished) for one in SIGNED.values())

    with app.app_context():
        operations.throw_away_expired(clock.now() + 8 * DAY)
        db.session.commit()
    again = client.post(f"/reports/runs/{run['id']}/again")
    worker()
    assert is_signed(client, again.location.rsplit("/", 1)[1])


def is_signed(client: FlaskClient, run: Any) -> bool:
    cells = [cell for row in spreadsheet(client, f"/reports/runs/{run}/file") for cell in row]
    return any("张三" in cell and "13812345678" in cell for cell in cells)


def stored_runs(app: Flask) -> list[Any]:
    with app.app_context():
        return list(db.session.execute(text("SELECT * FROM report_run")))


@pytest.mark.parametrize(
    ("username", "conditions"),
    [
        ("cs_admin", {"level": "province"}),
        ("cs_admin", {"level": "prefecture", "prefecture": "430200"}),
        ("zz_admin", {"level": "prefecture", "prefecture": "430100"}),
    ],
)
def test_what_is_out_of_scope_is_not_there(app, sign_in, figures, username, conditions):
    client, conditions = sign_in(username), {"year": "2025", **conditions}
    assert preview(client, conditions).status_code == 404
    asked_for = {**conditions, "format": "pdf"}
    assert client.post("/reports/annual_summary/export", data=asked_for).status_code == 404
    with app.app_context():
        assert db.session.scalar(select(JobRun.id)) is None


# --- the file -------------------------------------------------------------------------------


@pytest.fixture
def worker(app: Flask, run_jobs: Any) -> Iterator[Any]:
    """A worker that is known to be there; it works when the test says so."""
    with app.app_context():
        queues = [jobs.queue(name) for name in jobs.QUEUES]
        present = Worker(queues, connection=jobs.redis(), serializer=JSONSerializer)
        present.register_birth()
        assert jobs.workers_alive() == 1
    yield run_jobs
    with app.app_context():
        jobs.redis().flushall()


def export(client: Any, conditions: dict[str, str], kind: str = "xlsx") -> Any:
    answer = client.post("/reports/annual_summary/export", data={**conditions, "format": kind})
    assert answer.status_code == 202, answer.text
    return answer.json


def spreadsheet(client: Any, address: str) -> list[list[str]]:
    answer = client.get(address, buffered=True)
    assert answer.status_code == 200
    sheet = openpyxl.load_workbook(BytesIO(answer.data)).worksheets[0]
    return [[str(cell) for cell in row if cell is not None] for row in sheet.values]


def test_the_file_is_made_in_the_scope_of_who_asked_and_for_nobody_else(sign_in, figures, worker):
    client = sign_in("cs_leader")
    run = export(client, asked(clock.year(), "430100"))
    assert run["state"] == "queued"
    assert run["file_url"] is None
    worker()
    run = client.get(run["status_url"]).json
    assert (run["state"], run["rows"]) == ("done", 3)
    words = [cell for row in spreadsheet(client, run["file_url"]) for cell in row]
    assert "长沙市监督机构情况年度汇总表" in words
    assert "岳麓区建设工程质量安全监督站" in words
    assert not any("天元区" in word for word in words)
    for username in ("cs_admin", "hn_admin", "auditor"):
        other = sign_in(username)
        for address in (run["file_url"], run["status_url"]):
            assert other.get(address).status_code == 404, username
        assert other.post(run["cancel_url"]).status_code == 404, username
    again = client.get(run["file_url"], buffered=True)
    assert again.status_code == 200


@pytest.mark.parametrize("kind", [{}, {"format": ""}, {"format": "docx"}])
def test_no_file_is_made_in_a_format_that_nobody_chose(app, sign_in, kind):
    conditions = {**asked(clock.year()), **kind}
    answer = sign_in("hn_admin").post("/reports/annual_summary/export", data=conditions)
    assert answer.status_code == 400
    assert stored_runs(app) == []


def test_a_cancelled_export_is_never_made(sign_in, figures, worker):
    client = sign_in("hn_admin")
    run = export(client, asked(clock.year()), "pdf")
    assert client.post(run["cancel_url"]).json["state"] == "cancelled"
    worker()
    run = client.get(run["status_url"]).json
    assert (run["state"], run["file_url"]) == ("cancelled", None)


def test_a_disabled_user_gets_no_file(app, sign_in, figures, worker):
    run = export(sign_in("cs_admin"), asked(clock.year(), "430100"))
    with app.app_context(), unscoped("test"):
        db.session.execute(update(User).where(User.username == "cs_admin").values(active=False))
        db.session.commit()
    worker()
    with app.app_context(), unscoped("test"):
        found = db.session.scalars(select(JobRun)).one()
        assert (found.state.value, found.error) == ("failed", "申请人账号已停用，任务未执行")
    assert run["file_url"] is None


def test_without_redis_the_file_is_made_at_once(app, sign_in, figures, monkeypatch):
    nobody = Redis(unix_socket_path="/nonexistent/redis.sock")
    monkeypatch.setitem(app.extensions, "redis", nobody)
    client = sign_in("hn_review")
    run = export(client, asked(clock.year()))
    assert run["state"] == "done"
    rows = spreadsheet(client, run["file_url"])
    assert ["湖南省监督机构情况年度汇总表"] in rows
    assert sum(row[0].isdigit() for row in rows) >= 15


def test_a_person_has_three_exports_under_way(app, sign_in, run_jobs, monkeypatch):
    """The fourth waits for its turn and says so."""
    monkeypatch.setattr("app.core.jobs.workers_alive", lambda: 1)
    client = sign_in("hn_review")
    address = "/reports/annual_summary/export"
    conditions = {"year": str(clock.year()), "level": "province", "format": "xlsx"}
    asked_for = [{**conditions, "checker": f"审核{number}"} for number in range(4)]
    answers = [client.post(address, data=one) for one in asked_for]
    assert [answer.status_code for answer in answers] == [202, 202, 202, 400]
    assert "3 个导出任务" in answers[3].get_json()["error"][0]


@pytest.mark.both_databases
def test_a_person_who_asks_ten_times_at_once_has_three(app, sign_in, run_jobs, monkeypatch):
    monkeypatch.setattr("app.core.jobs.workers_alive", lambda: 1)
    conditions = {"year": str(clock.year()), "level": "province", "format": "xlsx"}

    def ask(client: Any, checker: str) -> Callable[[Any], int]:
        def act(wait: Any) -> int:
            wait()
            address = "/reports/annual_summary/export"
            return int(client.post(address, data={**conditions, "checker": checker}).status_code)

        return act

    windows = [ask(sign_in("hn_review"), f"审核{number}") for number in range(10)]
    assert sorted(together(windows)) == [202] * 3 + [400] * 7


def test_a_file_is_not_fetched_from_another_organization(app, sign_in, figures, run_jobs):
    client = sign_in("zz_admin")
    conditions = {"year": str(clock.year()), "level": "prefecture", "prefecture": "430200"}
    answer = client.post(
        "/reports/annual_summary/export", data={**conditions, "format": "xlsx"}
    ).get_json()
    run_jobs()
    file = f"/reports/runs/{answer['id']}/file"
    with client.get(file) as fetched:
        assert fetched.status_code == 200
    with app.app_context():
        user = db.session.scalars(select(User).where(User.username == "zz_admin")).one()
        user.organization_id = 2
        db.session.commit()
    assert client.get(file).status_code == 403
