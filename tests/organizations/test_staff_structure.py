"""人员结构情况查看: every cell opens its people, blocks add up, each year reads as it was."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import select

from app.core.access.actor import SYSTEM
from app.core.access.scope import EVERYTHING, under, unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.models import AuditEntry, DictionaryEntry
from app.organizations.jobs import archive_structures
from app.organizations.locks import lock_years
from app.organizations.models import StaffSnapshot
from app.personnel.models import Person, Qualification
from tests.support.factories import make_certificate, make_person
from tests.support.forms import refusals
from tests.support.moves import change
from tests.support.pages import heads, listed
from tests.support.statements import statements
from tests.support.suite_clock import At

BASE = "/organizations/staff-structure"
YUELU, LIUYANG, CHANGSHA = 4, 6, 2
YEAR = clock.year()
CELL = re.compile(
    r'<div><dt[^>]*>([^<]*)</dt><dd><a class="zj-num" href="([^"]*/people/[^"]*)"[^>]*>([^<]*)</a>'
)
DERIVED = ("空编数", "平均年龄")
# People of every kind; each line is one more turn of what the codes may be.
KINDS = (
    {"employ_type": "civil", "post_type": "leader", "education": "doctor", "title_level": "senior"},
    {"employ_type": "contract", "post_type": "management", "specialty": "plumbing"},
    {"employ_type": "seconded_in", "education": "college"},
    {"duty_status": "seconded_out", "title_level": "none", "title_name": None},
    {"law_cert_no": "湘执法001", "law_cert_to": dt.date(YEAR + 4, 1, 1), "sex": "female"},
    {"politics": "party_member", "born_on": dt.date(1965, 5, 5), "specialty": "municipal"},
    {"title_level": "assistant", "title_name": "accountant", "post_type": "logistics"},
)


def grow() -> None:
    """Three organizations with people of every kind, one of them with more than a page of them."""
    with unscoped("people of the tests"):
        for organization_id, turns in ((YUELU, 1), (LIUYANG, 9), (CHANGSHA, 2)):
            for place in range(turns * len(KINDS)):
                facts = dict(KINDS[place % len(KINDS)])
                since = dt.date(YEAR - place % 25, 3, 1)
                person = make_person(
                    organization_id=organization_id,
                    name=f"{'甲乙丙丁戊己庚'[place % 7]}{'东南西北中'[place % 5]}",
                    supervising_from=None if place % 6 == 5 else since,
                    **facts,
                )
                if place % 3:
                    ends = dt.date(YEAR, 12, 15 + place % 10) if place % 4 == 1 else None
                    make_certificate(
                        person,
                        ("quality", "safety")[place % 2],
                        **({"valid_to": ends} if ends else {}),
                    )
                for kind in ("supervising_engineer", "cost_first")[: place % 3]:
                    db.session.add(
                        Qualification(
                            organization_id=organization_id,
                            identity_id=person.identity_id,
                            kind=kind,
                            from_day=dt.date(2020, 1, 1),
                        )
                    )
        db.session.commit()


@pytest.fixture
def staffed(grown: Any) -> Flask:
    return grown("staffed", grow)


@pytest.fixture
def archived(staffed: Flask, at: At, run_jobs: Any) -> Flask:
    """The same in the next year, with this one stored."""
    at(f"{YEAR}-12-31 23:50")
    with staffed.app_context():
        archive_structures.request(key="archive", actor=SYSTEM, arguments={})
        db.session.commit()
    run_jobs()
    at(f"{YEAR + 1}-02-01 10:00")
    return staffed


def cells_of(page: str) -> list[tuple[str, str, str]]:
    """Label, address and value of each cell that leads to people."""
    return [(label, unescape(url), value) for label, url, value in CELL.findall(page)]


def rows_behind(client: Any, address: str) -> int:
    """The people of all pages behind a cell, counted by their rows."""
    found, number = 0, 1
    while True:
        mark = "&" if "?" in address else "?"
        page = client.get(f"{address}{mark}page={number}").text
        found += page.count('<td class="name"')
        last = re.search(r"第 \d+ / (\d+) 页", page)
        told = int(re.search(r"<b data-count>(\d+)</b>", page)[1])
        if last is None or number == int(last[1]):
            assert found == told
            return found
        number += 1


def test_every_cell_of_today_opens_the_people_that_it_counts(staffed, sign_in):
    client = sign_in("hn_admin")
    for number in (YUELU, LIUYANG, CHANGSHA):
        visit(client, f"{BASE}/show/{YEAR}/{number}")


@pytest.mark.both_databases
def test_every_cell_of_an_archived_year_opens_the_people_that_were_stored(archived, sign_in):
    with archived.app_context(), unscoped("they are gone since"):
        for person in db.session.scalars(select(Person).filter_by(organization_id=LIUYANG)):
            person.left_on, person.left_reason = dt.date(YEAR + 1, 1, 15), "retired"
        db.session.commit()
    client = sign_in("hn_admin")
    for number in (YUELU, LIUYANG, CHANGSHA):
        visit(client, f"{BASE}/show/{YEAR}/{number}")


def visit(client: Any, address: str) -> None:
    page = client.get(address).text
    cells = cells_of(page)
    assert len(cells) > 70
    by_key: dict[str, int] = {}
    for label, url, value in cells:
        found = rows_behind(client, url)
        if not label.startswith(DERIVED):
            assert found == int(value), (label, url)
            by_key[url.rpartition("/")[2]] = found
    assert_sums(by_key, by_key["on_duty"])
    # No check of a block fails but the demands on ratios, which are about people.
    failed = re.findall(r'class="zj-small zj-bad">.*?</svg>([^<]*)', page)
    assert all("≠" not in words for words in failed)


def assert_sums(cells: dict[str, int], here: int) -> None:
    """The blocks that must add up to 在职, and 从事监督年限 to 持证."""

    def of(prefix: str) -> int:
        return sum(count for key, count in cells.items() if key.startswith(prefix))

    for block in ("post_type=", "title_level=", "education=", "specialty=", "sex=", "age_"):
        assert of(block) == here, block
    assert cells["authorized"] + cells["contract"] == here
    assert of("experience_") == cells["certified"]
    kinds = ("quality_only", "safety_only", "dual", "uncertified")
    assert sum(cells[key] for key in kinds) == here
    assert cells["certified"] + cells["uncertified"] == here


def test_the_list_of_a_year_has_the_columns_of_the_manual(staffed, sign_in):
    page = sign_in("yl_clerk").get(f"{BASE}/list/?_flt_0_year={YEAR}").text
    (row,) = listed(page)
    assert heads(page) == [
        "年度",
        "机构名称",
        "核定编制数",
        "在职总人数",
        "用工结构",
        "持证监督人员数",
        "持证占比",
        "专业技术人员数",
        "专技占比",
        "职称",
        "学历",
        "年龄",
        "专业",
        "执业资格(人次)",
        "数据状态",
        "操作",
    ]
    assert (row["年度"], row["在职总人数"], row["数据状态"]) == (str(YEAR), "6", "实时")
    assert row["用工结构"] == "查看详情"
    assert f"人员结构情况查看（{YEAR} 年度）" in page
    assert row["持证监督人员数"].endswith("查看详情")


def test_below_three_quarters_is_red_and_said(staffed, sign_in):
    page = sign_in("yl_clerk").get(f"{BASE}/list/?_flt_0_year={YEAR}").text
    assert re.search(r'class="zj-bad">.*?低于要求', page)


@pytest.mark.parametrize(
    ("who", "organizations"),
    [
        ("hn_review", 6),
        ("cs_admin", 3),
        ("cs_leader", 3),
        ("cs_clerk", 1),
        ("yl_leader", 1),
    ],
    ids=["province", "prefecture", "its leader", "its clerk", "county"],
)
def test_each_sees_the_organizations_of_the_own_reach(archived, sign_in, who, organizations):
    for year in (YEAR, YEAR + 1):
        page = sign_in(who).get(f"{BASE}/list/?_flt_0_year={year}").text
        assert len(listed(page)) == organizations


def test_all_years_stand_in_one_list(archived, sign_in):
    rows = listed(sign_in("yl_clerk").get(f"{BASE}/list/?_flt_0_year=").text)
    told = [(row["年度"], row["数据状态"]) for row in rows if row["年度"].isdigit()]
    assert told == [(str(YEAR + 1), "实时"), (str(YEAR), "已归档")]


def test_an_archived_year_reads_by_its_own_tree_and_words(archived, sign_in):
    with archived.app_context(), unscoped("renames a station and a degree"):
        change(YUELU, dt.date(YEAR + 1, 1, 10), name="岳麓区监督站")
        db.session.commit()
    client = sign_in("yl_clerk")
    (then,) = listed(client.get(f"{BASE}/list/?_flt_0_year={YEAR}").text)
    (now,) = listed(client.get(f"{BASE}/list/?_flt_0_year={YEAR + 1}").text)
    assert (then["机构名称"], now["机构名称"]) == ("岳麓区建设工程质量安全监督站", "岳麓区监督站")


def test_a_locked_year_keeps_its_words(archived, sign_in, at: At):
    at(f"{YEAR + 1}-04-01 09:00")
    with archived.app_context(), under(EVERYTHING):
        lock_years([YEAR], actor=SYSTEM)
        word = db.session.scalars(
            select(DictionaryEntry).filter_by(dictionary="education", code="doctor")
        ).one()
        word.label = "博士生"
        db.session.commit()
    client = sign_in("yl_clerk")
    then = client.get(f"{BASE}/part/{YEAR}/{YUELU}/education").text
    now = client.get(f"{BASE}/part/{YEAR + 1}/{YUELU}/education").text
    assert ("博士研究生" in then, "博士生" in then) == (True, False)
    assert "博士生" in now


@pytest.mark.parametrize(
    "path",
    [
        f"show/{YEAR}/5",
        f"show/{YEAR}/4?version=1",
        "show/2019/4",
        "show/x",
        f"part/{YEAR}/4/nothing",
        f"people/{YEAR}/4/nothing",
        f"people/{YEAR}/5/on_duty",
        f"rearchive/{YEAR}/4",
    ],
)
def test_what_there_is_not_is_not_found(staffed, sign_in, path):
    answer = sign_in("yl_clerk").get(f"{BASE}/{path}")
    assert answer.status_code == (403 if path.startswith("rearchive") else 404)


def test_the_pages_of_one_organization_cost_the_same_whatever_its_size(staffed, sign_in):
    client = sign_in("hn_admin")
    costs = []
    for number in (YUELU, LIUYANG):
        client.get(f"{BASE}/show/{YEAR}/{number}")
        with statements() as found:
            client.get(f"{BASE}/show/{YEAR}/{number}")
        costs.append(len(found))
    assert costs[0] == costs[1]


# --- export -----------------------------------------------------------------------------------


def test_the_province_exports_every_cell(archived, sign_in):
    answer = sign_in("hn_admin").post(f"{BASE}/export/?_flt_0_year={YEAR}")
    rows = list(openpyxl.load_workbook(BytesIO(answer.data)).active.iter_rows(values_only=True))
    place = next(n for n, row in enumerate(rows) if "机构名称" in row)
    heads, lines = rows[place], rows[place + 1 :]
    (line,) = [row for row in lines if "浏阳市建设工程质量安全监督站" in row]
    told = dict(zip(heads, line, strict=True))
    with archived.app_context(), under(EVERYTHING):
        stored = db.session.scalars(
            select(StaffSnapshot).filter_by(organization_id=LIUYANG, year=YEAR)
        ).one()
    assert told["在职总人数"] == stored.cells["on_duty"]
    assert told["持证·双证"] == stored.cells["dual"]
    assert told["学历·博士研究生"] == stored.cells["education=doctor"]
    with archived.app_context():
        (entry,) = db.session.scalars(select(AuditEntry).filter_by(action="export"))
        assert entry.changes["rows"] == 6


# --- 重新归档 ---------------------------------------------------------------------------------

REASON = "补录漏报人员"


def forget_somebody() -> None:
    """Somebody who was there in December is entered in January; others have moved on since."""
    with unscoped("corrections"):
        make_person(organization_id=YUELU, name="漏报", joined_on=dt.date(YEAR, 11, 1))
        one = db.session.scalars(
            select(Person).filter_by(organization_id=YUELU).order_by(Person.id)
        ).first()
        one.education = "junior"
        db.session.commit()


def seen(page: str) -> str:
    return re.search(r'name="seen" value="([0-9a-f]+)"', page)[1]


@pytest.mark.both_databases
def test_archiving_anew_shows_the_difference_and_adds_a_version(archived, sign_in):
    with archived.app_context():
        forget_somebody()
    admin = sign_in("hn_admin")
    address = f"{BASE}/rearchive/{YEAR}/{YUELU}"
    page = admin.get(address).text
    assert "漏报" in page
    assert "大学本科" in page
    # What has no date is not corrected: it was so on 31 December.
    assert "初中及以下" not in page
    answer = admin.post(address, data={"reason": REASON, "seen": seen(page)})
    assert answer.status_code == 303
    with archived.app_context(), under(EVERYTHING):
        first, second = db.session.scalars(
            select(StaffSnapshot)
            .filter_by(organization_id=YUELU, year=YEAR)
            .order_by(StaffSnapshot.version)
        )
        assert second.cells["on_duty"] == first.cells["on_duty"] + 1
        assert (second.version, second.reason, second.taken_by) == (2, REASON, "钟守衡")
        assert second.is_intact
        (entry,) = db.session.scalars(select(AuditEntry).filter_by(action="rearchive"))
        assert (entry.user_name, entry.changes["reason"]) == ("钟守衡", REASON)
    clerk = sign_in("yl_clerk")
    assert listed(clerk.get(f"{BASE}/list/?_flt_0_year={YEAR}").text)[0]["在职总人数"] == "7"
    shown = clerk.get(f"{BASE}/show/{YEAR}/{YUELU}").text
    assert REASON in shown
    old = clerk.get(f"{BASE}/show/{YEAR}/{YUELU}?version=1").text
    (address,) = [url for label, url, _v in cells_of(old) if label == "在职总人数"]
    assert rows_behind(clerk, address) == 6


def test_archiving_anew_is_refused_without_reason_difference_or_what_was_seen(archived, sign_in):
    admin = sign_in("hn_admin")
    address = f"{BASE}/rearchive/{YEAR}/{YUELU}"
    page = admin.get(address).text
    assert "没有差异" in page
    sent = {"reason": REASON, "seen": seen(page)}
    answer = admin.post(address, data=sent)
    assert (answer.status_code, "没有差异" in answer.text) == (422, True)
    with archived.app_context():
        forget_somebody()
    answer = admin.post(address, data=sent)
    assert (answer.status_code, "数据已变化" in answer.text) == (409, True)
    unseen = "\u200b" * 8
    answer = admin.post(address, data={"reason": unseen, "seen": seen(admin.get(address).text)})
    assert (answer.status_code, "应为 5 至 500 个字" in answer.text) == (422, True)
    answer = admin.post(address, data={"reason": "短", "seen": seen(admin.get(address).text)})
    assert (answer.status_code, "重新归档原因应为" in answer.text) == (422, True)
    assert admin.get(f"{BASE}/rearchive/{YEAR + 1}/{YUELU}").status_code == 404
    with archived.app_context(), under(EVERYTHING):
        found = db.session.scalars(select(StaffSnapshot).filter_by(organization_id=YUELU))
        assert [one.version for one in found] == [1]


def test_a_missing_reason_and_no_difference_are_told_in_one_round(archived, sign_in):
    admin = sign_in("hn_admin")
    address = f"{BASE}/rearchive/{YEAR}/{YUELU}"
    answer = admin.post(address, data={"reason": "", "seen": seen(admin.get(address).text)})
    assert answer.status_code == 422
    assert refusals(answer.text) == [
        "重新归档原因应为 5 至 500 个字",
        "与已归档的数据没有差异，无需重新归档",
    ]


def test_an_archive_that_was_tampered_with_says_so(archived, sign_in):
    with archived.app_context(), under(EVERYTHING):
        before = db.session.scalars(
            select(StaffSnapshot).filter_by(organization_id=LIUYANG, year=YEAR)
        ).one()
        copy: Any = {c.key: getattr(before, c.key) for c in StaffSnapshot.__table__.columns}
        db.session.add(
            StaffSnapshot(
                **{**copy, "id": None, "version": 2, "cells": {**before.cells, "dual": 99}}
            )
        )
        db.session.commit()
    page = sign_in("hn_admin").get(f"{BASE}/show/{YEAR}/{LIUYANG}").text
    assert "与其校验码不一致" in page
    assert "与其校验码不一致" not in sign_in("hn_admin").get(f"{BASE}/show/{YEAR}/{YUELU}").text
