"""R02 on both databases: every figure worked out a second time, and who gets the file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from redis import Redis
from sqlalchemy import select, text, update

from app.core.access import audit
from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.models import JobRun, User
from app.reporting import operations
from tests.support import summary
from tests.support.forms import errors, value_of
from tests.support.paper import Lines, differences, drawn_table, sheet_texts, sheets
from tests.support.together import together

LAST_YEAR = str(clock.year() - 1)


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


def rows_of(page: str) -> Lines:
    """The rows on the paper, without their running number."""
    return [line[1:] for line in drawn_table(page).lines]


def faults(page: str, wanted: Lines) -> list[str]:
    """The cells of a preview that are not as they should be, in whatever order the rows stand."""
    heads = drawn_table(page).heads[1:]
    return differences(heads, sorted(rows_of(page)), sorted(wanted), names=(0,))


@pytest.mark.parametrize("back", [0, 1])
def test_the_province_s_table_is_what_the_tables_hold(sign_in, want, back):
    year = clock.year() - back
    page = preview(sign_in("hn_admin"), asked(year)).text
    wanted = summary.province_rows(want(year))
    assert [row[0] for row in rows_of(page)] == [row[0] for row in wanted]
    wrong = faults(page, wanted)
    assert not wrong, "\n".join(wrong)


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
        page = preview(sign_in(username), asked(year, code)).text
        wrong = faults(page, summary.prefecture_rows(want(year), code))
        assert not wrong, "\n".join(wrong)
        own = rows_of(page)
        assert own[-1][0] == "合计"
        assert own[-1][1:-1] == province[name]


def test_certificates_count_by_their_validity_on_the_day(sign_in, figures):
    """Of a station's people: one with both, two with quality alone, the rest with safety."""
    page = preview(sign_in("cs_leader"), asked(clock.year(), "430100")).text
    assert "持证监督人员（人）" in {words for head in drawn_table(page).heads for words in head}
    row = next(row for row in rows_of(page) if row[0] == "岳麓区建设工程质量安全监督站")
    # 8 who stay, one who leaves tomorrow, 4 more; 借入, the one gone today and tomorrow's are out.
    on_duty, certified = row[11], row[16:20]
    assert on_duty == "13"
    assert certified == ["9", "2", "6", "1"]


def test_only_what_was_handed_in_is_counted_and_the_rest_is_blank(sign_in, figures):
    """A returned return counts as not filed; its figures were printed as 0 once."""
    page = preview(sign_in("hn_admin"), asked(clock.year())).text
    rows = {row[0]: row for row in rows_of(page)}
    assert rows["长沙市"][-1] == "2个机构未填报"
    assert rows["株洲市"][-1] == "1个机构未填报"
    assert rows["省本级"][-1] == ""
    own = rows_of(preview(sign_in("zz_admin"), asked(clock.year(), "430200")).text)
    tianyuan = next(row for row in own if row[0].startswith("天元区"))
    assert tianyuan[28:45] == [*[""] * 15, "—", ""]


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
        ({"year": str(clock.year() + 1), "level": "province"}, "年度应在 2015 至"),
        ({"year": "-1", "level": "province"}, "年度应在 2015 至"),
        ({"year": "123456789", "level": "province"}, "年度应在 2015 至"),
        ({"year": LAST_YEAR}, "请选择汇总级别"),
        ({"year": LAST_YEAR, "level": "county"}, "请选择汇总级别"),
        ({"year": LAST_YEAR, "level": "prefecture"}, "请选择市州"),
        ({"year": LAST_YEAR, "level": "prefecture", "prefecture": "430104"}, "没有这个市州"),
        ({"year": LAST_YEAR, "level": "prefecture", "prefecture": "999999"}, "没有这个市州"),
        ({"year": LAST_YEAR, "level": "province", "prefecture": "430100"}, "省级汇总不能选择市州"),
        ({"year": LAST_YEAR, "level": "province", "kind": "other"}, "没有这种机构类别"),
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
    assert words in errors(answer.text)["c-checker"]
    assert value_of(answer.text, "checker") == name


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
        operations.throw_away_expired(clock.now() + dt.timedelta(days=8))
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
    client, conditions = sign_in(username), {"year": LAST_YEAR, **conditions}
    assert preview(client, conditions).status_code == 404
    asked_for = {**conditions, "format": "pdf"}
    assert client.post("/reports/annual_summary/export", data=asked_for).status_code == 404
    with app.app_context():
        assert db.session.scalar(select(JobRun.id)) is None


# --- the file -------------------------------------------------------------------------------


def export(client: Any, conditions: dict[str, str], kind: str = "xlsx") -> Any:
    answer = client.post("/reports/annual_summary/export", data={**conditions, "format": kind})
    assert answer.status_code == 202, answer.text
    return answer.json


def spreadsheet(client: Any, address: str) -> list[list[str]]:
    answer = client.get(address, buffered=True)
    assert answer.status_code == 200
    return sheet_texts(sheets(answer.data)[0])


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
        db.session.execute(
            audit.bulk(
                update(User).where(User.username == "cs_admin").values(active=False),
                because="the test",
            )
        )
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
