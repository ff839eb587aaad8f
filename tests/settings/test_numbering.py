"""Numbers: in order, without a gap, never twice, also when many ask or the pattern changes."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from app.core.base import clock
from app.core.base.db import db
from app.core.base.errors import Conflict, Refused
from app.core.configuration import numbering
from app.core.configuration.number_patterns import BadPattern, Pattern
from app.core.configuration.numbering import next_number
from app.core.models import GivenNumber, NumberingRule
from app.settings import operations
from tests.support.together import together

pytestmark = pytest.mark.both_databases

RULE = "organizations.return"
YUELU, CHANGSHA = 4, 2
DAY = dt.date(2026, 2, 14)


def give(acting, number: int = 1, *, organization_id: int = YUELU, at=DAY) -> list[str]:
    with acting("yl_clerk"):
        found = [
            next_number(RULE, organization_id=organization_id, at=at) for _one in range(number)
        ]
        db.session.commit()
    return found


def change(acting, pattern: str, version: int = 0) -> None:
    with acting():
        rule = numbering.declared()[RULE]
        operations.set_pattern(rule, pattern, version=version, organization_id=1)
        db.session.commit()


def test_the_first_numbers_of_a_year(acting):
    assert give(acting, 2) == ["2026-430104-0001", "2026-430104-0002"]
    assert give(acting, organization_id=CHANGSHA) == ["2026-430100-0003"]


def test_the_count_begins_anew_with_the_year(acting):
    give(acting, 3)
    assert give(acting, at=dt.date(2027, 1, 1)) == ["2027-430104-0001"]
    assert give(acting) == ["2026-430104-0004"]


def test_a_moment_is_read_on_shanghai_s_clock(acting):
    new_year = dt.datetime(2026, 12, 31, 17, 0, tzinfo=dt.UTC)
    assert give(acting, at=new_year) == ["2027-430104-0001"]


def test_without_the_year_the_count_goes_on(acting):
    give(acting, 2)
    change(acting, "湘{seq:3}")
    assert give(acting, at=dt.date(2027, 1, 1)) == ["湘003"]


@pytest.mark.parametrize(
    ("pattern", "day", "number"),
    [
        ("ZK-{year}Q{quarter}-{seq:3}", dt.date(2026, 3, 31), "ZK-2026Q1-001"),
        ("ZK-{year}Q{quarter}-{seq:3}", dt.date(2026, 4, 1), "ZK-2026Q2-001"),
        ("ZK-{year}Q{quarter}-{seq:3}", dt.date(2026, 12, 31), "ZK-2026Q4-001"),
        ("CK-{year}H{half}-{seq:3}", dt.date(2026, 6, 30), "CK-2026H1-001"),
        ("CK-{year}H{half}-{seq:3}", dt.date(2026, 7, 1), "CK-2026H2-001"),
        ("湘质监{prefecture}{seq:5}", DAY, "湘质监430100001"),
    ],
)
def test_a_number_names_its_part_of_the_year_and_its_prefecture(acting, pattern, day, number):
    change(acting, pattern)
    assert give(acting, at=day) == [number]


def test_what_is_rolled_back_leaves_no_gap(acting):
    with acting("yl_clerk"):
        assert next_number(RULE, organization_id=YUELU, at=DAY).endswith("0001")
        db.session.rollback()
    assert give(acting) == ["2026-430104-0001"]


def test_sixteen_who_ask_at_once_get_sixteen_numbers_in_a_row(acting):
    def ask(wait) -> str:
        with acting("yl_clerk"):
            db.session.rollback()
            wait()
            found = next_number(RULE, organization_id=YUELU, at=DAY)
            db.session.commit()
            return found

    assert sorted(together([ask] * 16)) == [f"2026-430104-{n:04d}" for n in range(1, 17)]


def test_the_screen_shows_the_number_that_comes_next(acting, sign_in):
    give(acting, 6, at=clock.today())
    page = sign_in("hn_admin").get("/settings/numbering/list/").text
    assert f"{clock.year()}-430000-0007" in page


def test_who_belongs_to_no_organization_sees_zeros(sign_in):
    page = sign_in("technician").get("/settings/numbering/list/").text
    assert f"{clock.year()}-000000-0001" in page


def test_a_stored_pattern_that_is_broken_gives_way_to_the_default(acting):
    with acting():
        db.session.add(NumberingRule(key=RULE, pattern="{year"))
        db.session.commit()
    assert give(acting) == ["2026-430104-0001"]


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("{year}", "须包含流水号"),
        ("{seq}", r"不能识别占位符 \{seq\}"),
        ("{seq:0}", r"不能识别占位符 \{seq:0\}"),
        ("{county}-{seq:4}", r"不能识别占位符 \{county\}"),
        ("{seq:4}-{seq:2}", "同一占位符只能使用一次"),
        ("{year}-{seq:4", "花括号须成对使用"),
        ("{}{seq:4}", "花括号须成对使用"),
        ("{organization}{seq:4}", "隔开"),
        ("A{organization}-{seq:4}", "隔开"),
        ("<svg onload=1>{seq:4}", "编号格式不能使用"),
        *((f"甲{sign}{{seq:4}}", "编号格式不能使用") for sign in "<>\"'&\\\t\x7f\u202e"),
        ("湖南省建设工程质量安全监督机构年度填报编号{year}年第{seq:4}号", "编号不能超过 30 个字符"),
    ],
)
def test_a_pattern_that_cannot_be_used_is_refused(acting, pattern, words):
    with pytest.raises(Refused, match=words):
        change(acting, pattern)


@pytest.mark.parametrize(
    "pattern", ["{seq:1}", "第{organization}-{seq:4}号", "{year}{month}{seq:6}"]
)
def test_a_sound_pattern_is_taken(acting, pattern):
    change(acting, pattern)
    assert len(give(acting, 12)) == len(set(give(acting, 12))) == 12


def test_a_pattern_that_would_repeat_a_number_is_refused(acting):
    change(acting, "{year}{month}{seq:2}")
    assert give(acting) == ["20260201"]
    with pytest.raises(Refused, match="可能产生与已发编号相同的编号"):
        change(acting, "{year}{seq:4}", version=1)
    change(acting, "{year}-{seq:4}", version=1)
    assert give(acting) == ["2026-0002"]


def test_more_digits_do_not_count_as_a_repeat(acting):
    give(acting, 3)
    change(acting, "{year}-{division}-{seq:5}")
    assert give(acting) == ["2026-430104-00004"]
    change(acting, "{year}-{division}-{seq:3}", version=1)
    assert give(acting) == ["2026-430104-005"]


def test_the_second_of_two_administrators_is_told(acting):
    change(acting, "{year}/{seq:4}")
    with pytest.raises(Conflict):
        change(acting, "{year}.{seq:4}")


def test_what_was_typed_upon_an_older_pattern_stands_beside_the_newer(acting, sign_in):
    change(acting, "{year}/{seq:4}")
    address = "/settings/numbering/edit/organizations.return"
    answer = sign_in("hn_admin").post(address, data={"pattern": "{year}.{seq:4}", "version": "0"})
    assert answer.status_code == 409
    assert "您填写的是：{year}.{seq:4}" in answer.text
    assert 'value="{year}/{seq:4}"' in answer.text


def test_the_history_of_a_rule_begins_with_its_default(acting, sign_in):
    change(acting, "{year}/{seq:4}")
    page = sign_in("hn_review").get("/settings/numbering/show/organizations.return").text
    assert "<del>{year}-{division}-{seq:4}</del>" in page
    assert "<ins>{year}/{seq:4}</ins>" in page


def test_given_numbers_are_kept(acting):
    give(acting, 2)
    with acting():
        rows = db.session.scalars(select(GivenNumber).order_by(GivenNumber.seq)).all()
        assert [(row.year, row.seq, row.organization_id) for row in rows] == [
            (2026, 1, YUELU),
            (2026, 2, YUELU),
        ]


def test_a_rule_whose_own_pattern_is_unsound_does_not_start():
    with pytest.raises(BadPattern):
        Pattern.parse("{year}-{month}")
