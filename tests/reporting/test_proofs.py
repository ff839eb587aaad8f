"""The number and the checksum on a paper prove its figures, also years later."""

from __future__ import annotations

import datetime as dt
import re
import zlib
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select, update

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.models import AuditEntry, NumberingRule
from app.reporting import operations
from app.reporting.archive import Keeper, reopen
from app.reporting.models import ReportContent, ReportRun
from tests.reporting.exports import CHANGSHA, PROVINCE, YEAR, ask, book, files_of, state, words
from tests.reporting.samples import GROUPED, invented, sheet_of
from tests.support.factories import make_person
from tests.support.paper import drawn_rows, pdf_pages
from tests.support.stored import rows

pytestmark = pytest.mark.usefixtures("no_files_of_others")


# --- the number proves ----------------------------------------------------------------------


def note_of(sheet: Any) -> str:
    return next(text for text in words(sheet) if text.startswith("导出编号："))


def test_the_paper_carries_number_conditions_moment_and_checksum(app, sign_in, worker):
    client = sign_in("cs_admin")
    runs = [ask(client, {**CHANGSHA, "kind": "joint"}, kind) for kind in ("xlsx", "pdf")]
    worker()
    note = note_of(book(client, runs[0])[0])
    assert f"导出编号：{runs[0]['number']}" in note
    assert "条件：统计年度 " in note
    assert "；市州 长沙市；机构类别 质量安全监督合署机构" in note
    assert re.search(r"数据时间：\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", note)
    checksum = re.search(r"校验码：((?:[0-9A-F]{4}-){3}[0-9A-F]{4})", note)
    assert checksum
    pdf = client.get(state(client, runs[1])["file_url"], buffered=True).data
    text = "".join(pdf_pages(pdf))
    assert f"导出编号：{runs[1]['number']}" in text
    # Equal figures have equal checksums, whatever the file.
    assert f"校验码：{checksum[1]}" in text


def shown(page: str) -> list[str]:
    """What stands in the cells of the paper on a page."""
    return [cell for rows in drawn_rows(page) for row in rows for cell in row]


def test_a_number_shows_the_same_figures_after_data_and_file_have_changed(app, sign_in, worker):
    client = sign_in("hn_admin")
    run = ask(client, PROVINCE)
    worker()
    address = f"/reports/verification/?number={run['number']}"
    before = client.get(address)
    assert shown(before.text)
    assert "与校验码相符" in before.text
    assert run["number"] in before.text
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
    assert shown(now.text) != shown(after.text)
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
        # Ctrl+K finds it for the same people.
        assert (number in sign_in(name).post("/find/", data={"q": number.lower()}).text) is found
        return found

    assert [sees(name, ours) for name in ("cs_admin", "cs_leader", "hn_leader")] == [True] * 3
    assert not any(sees(name, ours) for name in ("zz_admin", "cs_clerk", "yl_admin", "auditor"))
    assert sees("hn_review", whole)
    assert not any(sees(name, whole) for name in ("cs_admin", "zz_admin", "sys_admin"))
    with app.app_context():
        query = select(AuditEntry).where(AuditEntry.action == "verify").order_by(AuditEntry.id)
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
    monkeypatch.setattr("app.reporting.archive.MAX_ROWS", 5)
    client = sign_in("hn_admin")
    run = ask(client, PROVINCE)
    worker()
    page = client.get("/reports/verification/", query_string={"number": run["number"]}).text
    assert "只登记校验码" in page
    with app.app_context():
        assert db.session.scalar(select(ReportContent.run_id)) is None


# --- the checksum itself --------------------------------------------------------------------


def test_the_checksum_changes_with_any_cell_and_with_nothing_else(app):
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
