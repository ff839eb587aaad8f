"""新进人员培训报名: whom one ticks, what the form asks, and what is stored."""

from __future__ import annotations

import pytest

from app.core.base import clock
from app.training.choices import InductionState
from tests.support.forms import errors
from tests.support.pages import listed, plain
from tests.training.inductions import BASE, enrol, enrolments, newcomer

pytestmark = pytest.mark.both_databases


def test_people_are_enrolled(app, sign_in):
    people = [newcomer(app, name=name) for name in ("唐一鸣", "宋知远")]
    clerk = sign_in("yl_clerk")
    answer = enrol(clerk, *people)
    assert answer.status_code == 303, errors(answer.text)
    first, second = enrolments(app)
    assert first.number == f"XJ-{clock.year()}-00001"
    assert first.batch == second.batch
    assert (first.state, first.types, first.doubts) == (InductionState.FILED, ["quality"], [])
    assert first.engineering_years >= 14
    rows = listed(clerk.get(f"{BASE}/list/").text)
    assert {row["姓名"] for row in rows} == {"唐一鸣", "宋知远"}
    assert {row["审核状态"] for row in rows} == {"未审核"}
    page = plain(clerk.get(f"{BASE}/show/{first.id}").text)
    for words in ("土木工程", "符合报名条件", "证书照片", "办理进度", "一寸照片"):
        assert words in page
