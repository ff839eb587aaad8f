"""数据质量: what is listed, what is not, to whom, and where one mends it."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from flask import Flask

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.base.formats import years_from
from app.organizations.choices import ReturnState
from app.organizations.models import FundingReturn, ProfileReturn
from app.personnel.models import Person
from tests.support.factories import make_certificate, make_person
from tests.support.pages import listed
from tests.support.paper import sheet_texts, sheets
from tests.support.statements import statements

pytestmark = pytest.mark.both_databases

BASE = "/data-quality/list/"
TODAY, YEAR = clock.today(), clock.year()
YUELU, TIANYUAN = 4, 5
WHOLE = {
    "school": "湖南大学",
    "major": "土木工程",
    "title_name": "engineer",
    "supervision_field": "quality",
    "supervising_from": dt.date(2015, 3, 1),
    "work_from": dt.date(2012, 7, 1),
}


def whole(name: str, organization_id: int = YUELU, **facts: Any) -> Person:
    """Somebody about whom nothing is missing."""
    return make_person(organization_id=organization_id, name=name, **{**WHOLE, **facts})


@pytest.fixture
def world(app: Flask) -> Flask:
    with app.app_context(), unscoped("people"):
        make_certificate(whole("赵齐全"))
        whole("钱少学", school=None, title_name=None)
        make_certificate(whole("孙少年", supervising_from=None))
        edge = years_from(TODAY, -60)
        whole("李到龄", born_on=edge, sex="male", employ_type="institution")
        day_before = edge + dt.timedelta(days=1)
        whole("周未到", born_on=day_before, sex="male", employ_type="institution")
        whole("吴聘用", born_on=edge, sex="male", employ_type="contract")
        women = years_from(TODAY, -55)
        whole("郑到龄", born_on=women, sex="female", employ_type="institution")
        ended = TODAY - dt.timedelta(days=1)
        expired = {"valid_from": dt.date(2020, 1, 1), "valid_to": ended}
        make_certificate(whole("王过期", post_type="supervision"), **expired)
        both = whole("冯有一", post_type="supervision")
        make_certificate(both, "quality", **expired)
        make_certificate(both, "safety")
        whole("陈他县", TIANYUAN, school=None)
        for state, organization in ((ReturnState.SUBMITTED, YUELU), (ReturnState.DRAFT, 6)):
            db.session.add(
                FundingReturn(
                    organization_id=organization,
                    year=YEAR,
                    state=state,
                    number=f"{YEAR}-{organization}",
                    explanations={"V27": "本年新增检测专项"},
                )
            )
        db.session.add(
            ProfileReturn(
                organization_id=YUELU,
                year=YEAR,
                state=ReturnState.SUBMITTED,
                explanations={},
                computers=1,
            )
        )
        db.session.commit()
    return app


def found(client: Any, kind: str = "") -> list[tuple[str, str, str]]:
    condition = f"?_flt_0_kind={kind}" if kind else ""
    rows = listed(client.get(f"{BASE}{condition}").text)
    return [(row["问题类别"], row["对象"], row["问题"]) for row in rows]


def test_each_kind_is_listed_and_nothing_else(world: Flask, sign_in: Any) -> None:
    client = sign_in("yl_admin")
    assert found(client, "incomplete") == [
        ("信息不全", "钱少学", "未填：毕业院校、职称名称"),
        ("信息不全", "孙少年", "未填：从事监督工作时间"),
    ]
    assert [name for _kind, name, _words in found(client, "retired")] == ["李到龄", "郑到龄"]
    assert [name for _kind, name, _words in found(client, "expired")] == ["王过期"]
    (jump,) = found(client, "jump")
    assert jump == ("数据突变", f"监督经费 {YEAR}-4", "与上年相比变动较大，说明：本年新增检测专项")
    (threshold,) = found(client, "threshold")
    assert "计算机" in threshold[2]


@pytest.mark.parametrize(
    ("username", "names"),
    [
        ("hn_leader", {"钱少学", "孙少年", "陈他县"}),
        ("cs_admin", {"钱少学", "孙少年"}),
        ("cs_clerk", set()),
        ("ty_clerk", {"陈他县"}),
    ],
)
def test_others_see_what_they_may_look_at(
    world: Flask, sign_in: Any, username: str, names: set[str]
) -> None:
    rows = found(sign_in(username), "incomplete")
    assert {name for _kind, name, _words in rows} == names


def test_who_may_mend_is_led_to_the_form_and_others_to_the_record(
    world: Flask, sign_in: Any
) -> None:
    own = sign_in("yl_clerk").get(BASE).text
    assert re.search(r'href="/personnel/people/edit/\d+"', own)
    superior = sign_in("cs_leader").get(BASE).text
    assert not re.search(r"/personnel/people/edit/", superior)
    assert re.search(r'href="/personnel/people/show/\d+"', superior)
    assert re.search(r'href="/organizations/funding-returns/show/\d+"', superior)
    assert f'href="/verification/checkup/show/{YUELU}"' in superior


def test_what_is_mended_is_gone(world: Flask, sign_in: Any) -> None:
    with world.app_context(), unscoped("mended"):
        person = Person.query.filter_by(name="孙少年").one()
        person.supervising_from = dt.date(2016, 1, 1)
        db.session.commit()
    names = {name for _kind, name, _words in found(sign_in("yl_admin"), "incomplete")}
    assert names == {"钱少学"}


def test_a_list_that_leaves_people_out_says_so(
    world: Flask, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in("hn_leader")
    assert "仅列出一部分" not in client.get(BASE).text
    monkeypatch.setattr("app.data_quality.queries.MOST", 2)
    # Also where a filter finds nothing among those that are listed.
    answer = client.get(f"{BASE}?_flt_0_kind=retired&_flt_0_subject=无此人").text
    assert "需改正的人员超过 2 人，仅列出一部分" in answer


def test_the_list_is_had_as_a_spreadsheet(world: Flask, sign_in: Any) -> None:
    answer = sign_in("cs_admin").post("/data-quality/export/?_flt_0_kind=expired")
    assert any("王过期" in row for row in sheet_texts(sheets(answer.data)[0]))
    assert sign_in("yl_clerk").post("/data-quality/export/").status_code == 403


def test_more_organizations_cost_no_more_statements(world: Flask, sign_in: Any) -> None:
    counts = []
    for username in ("yl_admin", "hn_admin"):
        client = sign_in(username)
        client.get(BASE)
        with statements() as asked:
            client.get(BASE)
        counts.append(len(asked))
    assert counts[0] == counts[1]
