"""人员基本信息填报: who stands in the list, how certificates read there, and each condition."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.access.scope import unscoped
from app.core.base.db import db
from app.dossiers import queries
from app.personnel.models import ON_ROSTER, Person
from app.personnel.queries import groups, lacks_facts
from app.personnel.rules import missing
from tests.dossiers.conftest import (
    TIANYUAN,
    WHOLE,
    YUELU,
    cancelled,
    front_of,
    in_days,
    make_file,
    photo_of,
)
from tests.support.acting import As
from tests.support.factories import make_certificate, make_person
from tests.support.pages import listed

BASE = "/dossiers"
EVERYBODY = ["双证", "质量将到期", "质量有效安全过期", "只有注销", "注销后又取得", "暂扣"]


def rows(client: Any, query: str = "") -> dict[str, dict[str, str]]:
    """The rows of the list by name."""
    page = client.get(f"{BASE}/list/?{query or '_flt_0_name='}")
    assert page.status_code == 200, page.text
    return {row["姓名"]: row for row in listed(page.text)}


def test_who_stands_in_the_list(crowd: Flask, sign_in: Any) -> None:
    """Whoever is on a roster and has, or had, a certificate; nobody else."""
    assert list(rows(sign_in("yl_clerk"))) == EVERYBODY
    # A clerk of a prefecture sees its own people, its leader those below as well.
    assert list(rows(sign_in("cs_clerk"))) == ["长沙某"]
    assert list(rows(sign_in("cs_leader"))) == ["长沙某", *EVERYBODY]
    assert {*rows(sign_in("hn_review"))} == {"长沙某", *EVERYBODY, "天元某"}
    assert list(rows(sign_in("ty_clerk"))) == ["天元某"]


def test_facts_stand_as_on_the_roster(crowd: Flask, sign_in: Any) -> None:
    """The remark takes the whole width on both."""
    with crowd.app_context(), unscoped("somebody of the test"):
        number = db.session.scalars(select(Person.id).where(Person.name == "双证")).one()
    for base in (BASE, "/personnel/people"):
        page = sign_in("yl_clerk").get(f"{base}/show/{number}").text
        assert '<div class="zj-dl__wide"><dt>备注</dt>' in page, base


def test_how_certificates_read(crowd: Flask, sign_in: Any) -> None:
    found = rows(sign_in("yl_clerk"))
    quality, safety = "质量证编号/有效期止", "安全证编号/有效期止"
    assert found["双证"][quality] == "湘quality0001 / 2099-12-31"
    assert found["双证"][safety] == "湘safety0001 / 2099-12-31"
    assert found["暂扣"][quality] == "—"
    # A cancelled one is shown as long as none has followed it.
    assert found["注销后又取得"][quality].startswith("新证 / ")
    assert found["只有注销"][quality] != "—"
    assert {name: row["证书状态"] for name, row in found.items()} == {
        "双证": "有效",
        "质量将到期": "即将到期",
        "质量有效安全过期": "质量有效 安全已过期",
        "只有注销": "已注销",
        "注销后又取得": "有效",
        "暂扣": "暂扣",
    }
    assert {name: row["证书类别"] for name, row in found.items()} == {
        "双证": "双证",
        "质量将到期": "质量",
        "质量有效安全过期": "质量",
        "只有注销": "无有效证书",
        "注销后又取得": "质量",
        "暂扣": "无有效证书",
    }
    assert found["双证"]["市州"] == "长沙市"
    assert "*" in found["双证"]["身份证号"]


CONDITIONS = (
    ("kind=quality", ["质量将到期", "质量有效安全过期", "注销后又取得"]),
    ("kind=safety", []),
    ("kind=dual", ["双证"]),
    ("kind=none", ["只有注销", "暂扣"]),
    ("standing=valid", ["双证", "质量将到期", "质量有效安全过期", "注销后又取得"]),
    ("standing=expiring", ["质量将到期"]),
    ("standing=expired", ["质量有效安全过期"]),
    ("standing=suspended", ["暂扣"]),
    ("standing=cancelled", ["只有注销"]),
    ("number=新", ["注销后又取得"]),
    ("number=%", []),
    ("completeness=complete", ["双证", "只有注销"]),
    (
        "completeness=incomplete",
        ["质量将到期", "质量有效安全过期", "注销后又取得", "暂扣"],
    ),
    ("prefecture=430100", EVERYBODY),
    ("prefecture=430200", []),
    ("title_level=intermediate", EVERYBODY),
    ("title_level=senior", []),
)


@pytest.mark.both_databases
@pytest.mark.parametrize(("condition", "names"), CONDITIONS, ids=[one for one, _ in CONDITIONS])
def test_each_condition(crowd: Flask, sign_in: Any, condition: str, names: list[str]) -> None:
    name, _is, value = condition.partition("=")
    asked = f"_flt_0_{name}={value.replace('%', '%25')}"
    assert list(rows(sign_in("yl_clerk"), asked)) == names


@pytest.mark.both_databases
def test_certificates_of_a_former_place_find_nobody(crowd: Flask, sign_in: Any) -> None:
    """A number and 已注销 are those of the list's own columns, not what is kept elsewhere."""
    with crowd.app_context(), unscoped("rows of the test"):
        before = make_person(organization_id=TIANYUAN, name="来过", left_on=in_days(-5))
        cancelled(before, number="天元旧证")
        make_certificate(before, "safety", number="天元过期证", valid_to=in_days(-9))
        number = before.id_no
        again = make_person(organization_id=YUELU, name="来过", id_no=number)
        cancelled(again, "safety", number="岳麓旧证")
        db.session.commit()
    review = sign_in("hn_review")
    row = rows(review, "_flt_0_name=来过")["来过"]
    assert (row["质量证编号/有效期止"], row["证书状态"]) == ("—", "已注销")
    for condition, found in (
        ("number=天元旧证", []),
        ("number=岳麓旧证", ["来过"]),
        ("standing=cancelled", ["只有注销", "来过"]),
    ):
        assert list(rows(review, f"_flt_0_{condition}")) == found, condition


@pytest.mark.both_databases
def test_what_is_not_offered_finds_nothing(crowd: Flask, sign_in: Any) -> None:
    for forged in ("kind=x", "standing=x", "completeness=x", "prefecture=430300"):
        assert rows(sign_in("yl_clerk"), f"_flt_0_{forged}") == {}


@pytest.mark.both_databases
def test_the_list_may_be_ordered_by_every_column(crowd: Flask, sign_in: Any) -> None:
    for column in ("certificate_kind", "quality", "safety", "completeness", "organization"):
        for way in ("asc", "desc"):
            asked = f"_oc_DossierView={column}&_od_DossierView={way}"
            assert {*rows(sign_in("yl_clerk"), asked)} == {*EVERYBODY}


# --- 完善状态: one rule, in SQL and in the form -------------------------------------------------

FACTS = {
    "school": ("湖南大学", "", None),
    "title_name": ("engineer", None),
    "supervision_field": ("quality", None),
    "supervising_from": (WHOLE["supervising_from"], None),
}


FACTS_OF_ROWS = [column.key for column in Person.__mapper__.columns]


@pytest.mark.both_databases
def test_facts_are_lacking_in_sql_where_the_form_asks_for_them(app: Flask) -> None:
    """Every combination of what may be empty, for a supervisor and for somebody without a title."""
    with app.app_context(), unscoped("rows of the test"):
        for post, level in product(("supervision", "management"), ("intermediate", "none")):
            for values in product(*FACTS.values()):
                facts = dict(zip(FACTS, values, strict=True))
                make_person(
                    organization_id=YUELU,
                    post_type=post,
                    title_level=level,
                    **{"major": "土木工程", **facts},
                )
        found = db.session.execute(select(Person, lacks_facts(groups())))
        for person, lacks in found:
            values = {name: getattr(person, name) for name in FACTS_OF_ROWS}
            assert bool(lacks) == bool(missing(values, groups())), values


@pytest.mark.both_databases
def test_pictures_decide_with_the_facts(app: Flask) -> None:
    """已完善 is lost and won with each picture; those of cancelled certificates are not asked."""

    def state() -> bool:
        db.session.flush()
        one = select(Person.id).where(*queries.has_dossier(), queries.is_complete())
        return db.session.scalar(one) is not None

    with As(app, "hn_admin"), unscoped("rows of the test"):
        person = make_person(organization_id=TIANYUAN, **WHOLE)
        quality = make_certificate(person)
        assert not state()
        photo = photo_of(person)
        assert not state()
        # The picture of another slot, of another record and one that was taken off do not count.
        make_file("certificates.certificate", quality, "back")
        front_of(quality, name="gone", removed_at=photo.uploaded_at)
        assert not state()
        front_of(quality, name="there")
        assert state()
        safety = make_certificate(person, "safety")
        assert not state()
        safety.status, safety.cancelled_on = "cancelled", in_days(0)
        assert state()
        person.school = None
        assert not state()
        person.school = "湖南大学"
        photo.removed_at = photo.uploaded_at
        assert not state()
        assert db.session.scalar(select(Person.id).where(ON_ROSTER)) == person.id
