"""年报驾驶舱: the state of each return, the rates, and what a cell leads whom to."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.cockpit.choices import CellState
from app.cockpit.rules import Cell, rate, state_of
from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.models import AuditEntry
from app.organizations.choices import ReturnState
from app.organizations.models import (
    FundingReturn,
    ProfileReturn,
    ProjectReturn,
    RosterCheck,
    YearLock,
)
from tests.support.pages import listed, plain
from tests.support.paper import sheet_texts, sheets
from tests.support.statements import statements

BASE = "/cockpit/list/"
THIS = clock.year()
YEAR = THIS - 1
CHANGSHA, YUELU, LIUYANG = 2, 4, 6
NAMES = {YUELU: "岳麓区建设工程质量安全监督站", LIUYANG: "浏阳市建设工程质量安全监督站"}


# --- rules ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stored", "is_late", "state"),
    [
        (None, False, CellState.MISSING),
        (None, True, CellState.LATE),
        (ReturnState.DRAFT, False, CellState.DRAFT),
        (ReturnState.DRAFT, True, CellState.LATE),
        (ReturnState.RETURNED, True, CellState.RETURNED),
        (ReturnState.SUBMITTED, True, CellState.FILED),
        (ReturnState.LOCKED, True, CellState.LOCKED),
    ],
)
def test_a_state_follows_from_the_return_and_the_day(
    stored: ReturnState | None, is_late: bool, state: CellState
) -> None:
    assert state_of(stored, is_late=is_late) is state


def test_rates_count_what_is_there_and_what_was_there_in_time() -> None:
    due = dt.date(THIS, 2, 28)
    cells = [
        Cell(CellState.FILED, due),
        Cell(CellState.LOCKED, due + dt.timedelta(days=1)),
        Cell(CellState.RETURNED, due),
        Cell(CellState.LATE),
    ]
    found = rate("长沙市", cells, due)
    assert (found.expected, found.filed, found.in_time) == (4, 2, 1)
    assert (found.filed_share, found.in_time_share) == (50, 25)
    nearly = rate("", [*[Cell(CellState.FILED, due)] * 199, Cell(CellState.LATE)], due)
    assert nearly.filed_share == 99


# --- the screen -----------------------------------------------------------------------------


def at_noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(4), dt.UTC)


@pytest.fixture
def filed(app: Flask, at: Any) -> Flask:
    """In March: Yuelu was in time with all, Liuyang late with its funding; one is sent back."""
    at(f"{THIS}-03-10 10:00")
    in_time, late = (at_noon(dt.date(THIS, *day)) for day in ((2, 10), (3, 5)))
    with app.app_context(), unscoped("what was filed"):
        for number, model, state, day in (
            (YUELU, ProfileReturn, ReturnState.SUBMITTED, in_time),
            (YUELU, ProjectReturn, ReturnState.SUBMITTED, in_time),
            (YUELU, FundingReturn, ReturnState.SUBMITTED, in_time),
            (LIUYANG, FundingReturn, ReturnState.SUBMITTED, late),
            (LIUYANG, ProjectReturn, ReturnState.RETURNED, in_time),
        ):
            db.session.add(
                model(
                    organization_id=number, year=YEAR, state=state, filled_at=day, explanations={}
                )
            )
        db.session.add(
            RosterCheck(organization_id=YUELU, year=YEAR, checked_by="岳观澜", checked_at=in_time)
        )
        db.session.commit()
    return app


def rows_of(client: Any, conditions: str = "") -> list[dict[str, str]]:
    """The rows of the list; the rates above it are a table, too."""
    page = client.get(f"{BASE}?_year={YEAR}{conditions}").text
    return listed("<tbody>" + page.rpartition("<tbody>")[2])


def cells(client: Any, name: str) -> list[str]:
    rows = {row["机构名称"]: row for row in rows_of(client)}
    return [rows[name][label] for label in ("基本信息", "人员核对", "监督工程", "监督经费")]


@pytest.mark.both_databases
def test_each_return_stands_with_its_day(filed: Flask, sign_in: Any) -> None:
    client = sign_in("cs_admin")
    assert cells(client, NAMES[YUELU]) == ["已报 02-10"] * 4
    assert cells(client, NAMES[LIUYANG]) == ["逾期", "逾期", "已退回", "已报 03-05"]


@pytest.mark.both_databases
def test_the_rates_are_rolled_up_the_tree(filed: Flask, sign_in: Any) -> None:
    page = re.sub(r"\s", "", plain(sign_in("cs_admin").get(f"{BASE}?_year={YEAR}").text))
    assert "长沙市1254" in page
    province = re.sub(r"\s", "", plain(sign_in("hn_leader").get(f"{BASE}?_year={YEAR}").text))
    assert "长沙市125441%33%" in province
    assert "合计245420%16%" in province


def test_a_cell_leads_where_somebody_may_go(filed: Flask, sign_in: Any) -> None:
    admin = sign_in("cs_admin").get(f"{BASE}?_year={YEAR}").text
    assert re.search(r'href="/organizations/project-returns/show/\d+"', admin)
    assert f"/organizations/overview/remind?rowid={LIUYANG}" in admin.replace("&amp;", "&")
    leader = sign_in("cs_leader").get(f"{BASE}?_year={YEAR}").text
    assert "/organizations/overview/remind" not in leader


def test_a_closed_return_is_opened_from_its_cell(filed: Flask, sign_in: Any) -> None:
    with filed.app_context(), unscoped("a closed year"):
        db.session.add(YearLock(year=YEAR, locked_by="系统"))
        for model in (ProfileReturn, ProjectReturn, FundingReturn):
            for row in db.session.scalars(select(model).filter_by(organization_id=YUELU)):
                row.state = ReturnState.LOCKED
        db.session.commit()
    admin = sign_in("hn_admin")
    address = f"/organizations/year-locks/unlock/{YEAR}/{YUELU}"
    assert cells(admin, NAMES[YUELU])[2] == "已锁定 02-10 解锁"
    assert address in admin.get(f"{BASE}?_year={YEAR}").text
    sent = {"reason": "更正在监面积", "until": f"{THIS}-03-20"}
    assert admin.post(address, data=sent).status_code == 303
    assert cells(admin, NAMES[YUELU])[2] == "已报 02-10"
    assert address not in sign_in("hn_leader").get(f"{BASE}?_year={YEAR}").text


@pytest.fixture
def closed(filed: Flask) -> Flask:
    """The province has closed the year; what was handed in is locked."""
    with filed.app_context(), unscoped("a closed year"):
        db.session.add(YearLock(year=YEAR, locked_by="钟守衡"))
        for model in (ProfileReturn, ProjectReturn, FundingReturn):
            for row in db.session.scalars(select(model).filter_by(state=ReturnState.SUBMITTED)):
                row.state = ReturnState.LOCKED
        db.session.commit()
    return filed


def links_of(client: Any, name: str) -> list[list[str]]:
    """The addresses in each cell of a row."""
    page = client.get(f"{BASE}?_year={YEAR}").text.rpartition("<tbody>")[2]
    row = next(one for one in page.split("</tr>") if name in one)
    labels = ("基本信息", "人员核对", "监督工程", "监督经费")
    cells = {one: row.partition(f'data-l="{one}"')[2].partition("</td>")[0] for one in labels}
    return [re.findall(r'<a href="([^"]*)"', cells[one]) for one in labels]


def test_cells_of_a_closed_year_open_their_page_and_an_exception(
    closed: Flask, sign_in: Any
) -> None:
    admin, opened = sign_in("hn_admin"), f"/organizations/year-locks/unlock/{YEAR}/{{}}"
    profile, roster, projects, funding = links_of(admin, NAMES[YUELU])
    assert re.fullmatch(r"/organizations/profiles/show/\d+", profile[0])
    assert profile[1:] == projects[1:] == funding[1:] == [opened.format(YUELU)]
    # 人员核对 is no record with a page of its own.
    assert roster == [opened.format(YUELU)]
    # Also what was never handed in may be let in; reminding of it would be in vain.
    assert links_of(admin, NAMES[LIUYANG])[0] == [opened.format(LIUYANG)]
    for username in ("hn_leader", "hn_review", "cs_admin"):
        page = sign_in(username).get(f"{BASE}?_year={YEAR}").text
        assert "/organizations/year-locks/unlock/" not in page
        assert f"remind?rowid={LIUYANG}" not in page


def test_an_exception_ends_from_the_row(closed: Flask, sign_in: Any) -> None:
    admin = sign_in("hn_admin")
    sent = {"reason": "更正在监面积", "until": f"{THIS}-03-20"}
    admin.post(f"/organizations/year-locks/unlock/{YEAR}/{YUELU}", data=sent)
    here = f"{BASE}?_year={YEAR}"
    page = admin.get(here).text
    (address,) = re.findall(r'formaction="(/organizations/year-locks/close/\d+)"', page)
    assert address not in sign_in("cs_admin").get(here).text
    assert sign_in("cs_admin").post(address).status_code == 403
    answer = admin.post(address, headers={"Referer": f"http://localhost{here}"})
    assert answer.location.endswith(here)
    assert cells(admin, NAMES[YUELU])[3] == "已锁定 02-10 解锁"


def test_links_of_cells_are_not_in_the_spreadsheet(closed: Flask, sign_in: Any) -> None:
    answer = sign_in("hn_admin").post(f"/cockpit/export/?_year={YEAR}")
    texts = sheet_texts(sheets(answer.data)[0])
    assert next(one for one in texts if NAMES[YUELU] in one)[-1] == "已锁定 02-10"


def test_the_running_year_says_why_it_is_not_closed_by_hand(filed: Flask, sign_in: Any) -> None:
    words = f"本年度尚未结束，{THIS + 1}-01-01 起可手动锁定"
    for path in (BASE, "/organizations/year-locks/list/"):
        assert words in sign_in("hn_admin").get(f"{path}?_year={THIS}").text
        assert words not in sign_in("hn_leader").get(f"{path}?_year={THIS}").text
        assert words not in sign_in("hn_admin").get(f"{path}?_year={YEAR}").text


def test_a_year_is_closed_from_here_by_who_may(filed: Flask, sign_in: Any) -> None:
    words = f"/organizations/year-locks/lock/{YEAR}"
    assert words in sign_in("hn_admin").get(f"{BASE}?_year={YEAR}").text
    assert words not in sign_in("hn_leader").get(f"{BASE}?_year={YEAR}").text
    assert words not in sign_in("cs_admin").get(f"{BASE}?_year={YEAR}").text


def test_the_ticked_are_reminded(filed: Flask, sign_in: Any) -> None:
    sent = {"action": "remind", "rowid": [str(YUELU), str(LIUYANG)]}
    client = sign_in("cs_admin")
    page = client.get(f"{BASE}?_year={YEAR - 1}").text
    (address,) = re.findall(r'action="(/cockpit/action_post[^"]*)"', page)
    answer = client.post(address, data=sent)
    assert answer.status_code == 303
    asked = f"/remind?rowid={YUELU}&rowid={LIUYANG}&_year={YEAR - 1}"
    assert answer.location.endswith(asked)
    assert f"{YEAR - 1} 年度" in client.get(answer.location).text


def test_the_list_is_searched_and_had_as_a_spreadsheet(filed: Flask, sign_in: Any) -> None:
    client = sign_in("hn_review")
    rows = rows_of(client, "&_flt_0_projects=returned")
    assert [row["机构名称"] for row in rows] == [NAMES[LIUYANG]]
    answer = client.post(f"/cockpit/export/?_year={YEAR}&_flt_0_funding=filed")
    texts = sheet_texts(sheets(answer.data)[0])
    assert next(one for one in texts if NAMES[YUELU] in one)[-1] == "已报 02-10"
    with filed.app_context(), unscoped("the trail"):
        assert db.session.scalars(select(AuditEntry).filter_by(action="export")).one()


def test_more_organizations_cost_no_more_statements(filed: Flask, sign_in: Any) -> None:
    counts = []
    for username in ("cs_leader", "hn_leader"):
        client = sign_in(username)
        client.get(BASE)
        with statements() as asked:
            client.get(BASE)
        counts.append(len(asked))
    assert counts[0] == counts[1]
