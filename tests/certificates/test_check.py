"""证书核验: what anybody learns by the code on a paper, and nothing else, however often asked."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from flask import Flask
from redis import Redis
from sqlalchemy import func, select

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.check_codes import SIGNS, grouped, new_code, read_code
from app.core.base.db import db
from app.core.models import AuditEntry, Parameter
from app.personnel.choices import CertificateStatus
from app.personnel.models import Certificate, Person
from tests.support.factories import make_certificate, make_person
from tests.support.statements import statements
from tests.support.together import together

NAME = "张三丰"
UNKNOWN = "未查到该证书，请核对核验码后重新输入"
MOST = 20


@pytest.fixture
def asked(app: Flask) -> Flask:
    """An installation that nobody has asked anything in this minute."""
    Redis.from_url(app.config["REDIS_URL"]).flushall()
    return app


@pytest.fixture
def paper(asked: Flask) -> Certificate:
    """A printed certificate of somebody in 岳麓, as it was when it was printed."""
    with asked.app_context(), unscoped("a certificate of the test"):
        person = make_person(organization_id=4, name=NAME, mobile="13812345678")
        found = make_certificate(person, issuer="湖南省住房和城乡建设厅")
        db.session.commit()
        db.session.refresh(found)
        db.session.expunge(found)
        return found


def change(app: Flask, paper: Certificate, **values: Any) -> None:
    """Somebody changes what a certificate says."""
    with app.app_context(), unscoped("a change of the test"):
        row = db.session.get(Certificate, paper.id)
        for name, value in values.items():
            setattr(row, name, value)
        db.session.commit()


def told(page: str) -> dict[str, str]:
    """What the page says of a certificate, by its labels."""
    plain = re.compile(r"<[^>]+>")
    facts = re.findall(r"<dt>(.*?)</dt><dd[^>]*>(.*?)</dd>", page)
    return {label: plain.sub("", value) for label, value in facts}


def body_of(page: str) -> str:
    return page[page.index("<main") : page.index("</main>")]


# --- what it says ---------------------------------------------------------------------------


def test_a_stranger_reads_number_masked_name_type_state_and_last_day(asked, paper):
    """No sign-in, no cookie, nothing for a search engine."""
    answer = asked.test_client().get(f"/check/{paper.check_code}")
    assert answer.status_code == 200
    assert told(answer.text) == {
        "证书状态": "有效",
        "证书编号": paper.number,
        "姓名": "张**",
        "证书种类": "质量监督证",
        "有效期止": "2099-12-31",
    }
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "'unsafe-inline'" not in answer.headers["Content-Security-Policy"]


def test_nothing_else_stands_in_the_page(asked, paper):
    with asked.app_context(), unscoped("what is known of the holder"):
        person = db.session.scalars(select(Person).where(Person.name == NAME)).one()
        place = person.organization.name
        known = {
            person.id_no,
            person.id_no[-4:],
            person.mobile,
            place,
            NAME,
            NAME[1:],
            paper.issuer,
            str(person.born_on),
            str(paper.valid_from),
        }
    page = body_of(asked.test_client().get(f"/check/{paper.check_code}").text)
    assert not [one for one in known if one in page]
    # Ids of rows: the code is the only number there beside the certificate's own and the day.
    left = page.replace(paper.number, "").replace("2099-12-31", "")
    text = re.sub(r"<svg.*?</svg>|<[^>]+>", "", left, flags=re.DOTALL)
    assert re.findall(r"\d+", text) == ["12"]


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("values", "words"),
    [
        pytest.param({"valid_to": dt.timedelta(0)}, "有效", id="last day"),
        pytest.param({"valid_to": dt.timedelta(30)}, "有效", id="soon over"),
        pytest.param({"valid_to": dt.timedelta(-1)}, "已过期", id="over"),
        pytest.param({"status": CertificateStatus.SUSPENDED}, "暂扣", id="suspended"),
        pytest.param(
            {"status": CertificateStatus.CANCELLED, "cancelled_on": dt.timedelta(0)},
            "已注销",
            id="cancelled",
        ),
    ],
)
def test_the_paper_of_then_says_the_state_of_today(asked, paper, values, words):
    today = clock.today()
    days = {k: today + v if isinstance(v, dt.timedelta) else v for k, v in values.items()}
    change(asked, paper, **days)
    assert told(asked.test_client().get(f"/check/{paper.check_code}").text)["证书状态"] == words


def test_after_a_change_the_older_paper_says_what_holds_now(asked, paper):
    change(asked, paper, number="湘质监430100099", valid_to=dt.date(2098, 5, 31), reissued=1)
    page = told(asked.test_client().get(f"/check/{paper.check_code}").text)
    assert (page["证书编号"], page["有效期止"]) == ("湘质监430100099", "2098-05-31")


def test_whoever_has_left_or_was_entered_by_mistake_leaves_no_error(asked, paper):
    with asked.app_context(), unscoped("the row of the holder"):
        person = db.session.scalars(select(Person).where(Person.name == NAME)).one()
        person.deleted_at = clock.now()
        db.session.commit()
    assert told(asked.test_client().get(f"/check/{paper.check_code}").text)["姓名"] == "—"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        pytest.param("王", "*", id="one sign"),
        pytest.param("张三", "张*", id="two"),
        pytest.param("欧阳娜娜", "欧***", id="double surname"),
        pytest.param("阿卜杜拉·买买提", "阿***·***", id="parts"),
        pytest.param("John Smith", "J*** *****", id="Latin"),
        pytest.param("𠮷田", "𠮷*", id="rare"),
    ],
)
def test_the_name_is_masked(asked, name, shown):
    """Of whichever kind it is: one sign, and how the others stand."""
    with asked.app_context(), unscoped("a certificate of the test"):
        person = make_person(organization_id=4, name=name)
        code = make_certificate(person).check_code
        db.session.commit()
    page = asked.test_client().get(f"/check/{code}").text
    assert told(page)["姓名"] == shown
    assert name not in body_of(page)


# --- the code -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typing",
    [
        str.lower,
        grouped,
        lambda code: f"  {code[:4]} {code[4:8]}　{code[8:]} ",
        lambda code: "".join(chr(ord(sign) + 0xFEE0) for sign in code),
        lambda code: code.translate(str.maketrans("01258V", "OLZSBU")),
        lambda code: code.replace("1", "i"),
    ],
    ids=["small", "groups", "blanks", "full width", "look alike", "small i"],
)
def test_a_code_is_read_however_it_is_typed(asked, paper, typing):
    change(asked, paper, check_code="0123456789AV")
    client = asked.test_client()
    answer = client.get("/check/", query_string={"code": typing("0123456789AV")})
    assert told(answer.text)["证书编号"] == paper.number


def test_codes_have_no_signs_that_look_alike():
    codes = [new_code() for _time in range(300)]
    assert set("".join(codes)) == set(SIGNS)
    assert not set(SIGNS) & set("OILZSBU")
    assert {len(code) for code in codes} == {12}
    assert len(set(codes)) == 300
    assert read_code(grouped(codes[0])) == codes[0]


def test_every_certificate_has_a_code_of_its_own(asked, paper):
    with asked.app_context(), unscoped("certificates of the test"):
        for _time in range(5):
            make_certificate(make_person(organization_id=4))
        db.session.commit()
        codes = list(db.session.scalars(select(Certificate.check_code)))
    assert len(set(codes)) == len(codes) >= 6


@pytest.mark.parametrize(
    "typed", ["0123456789AC", "1", "汉" * 30, "' OR 1=1 --", "%00x", "../login", "A" * 400]
)
def test_what_is_no_code_is_unknown_in_the_same_words(asked, paper, typed):
    answer = asked.test_client().get("/check/", query_string={"code": typed})
    assert answer.status_code == 404
    assert UNKNOWN in answer.text
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_neither_number_nor_name_nor_id_finds_a_certificate(asked, paper):
    for typed in (paper.number, NAME, str(paper.id)):
        answer = asked.test_client().get("/check/", query_string={"code": typed})
        assert answer.status_code == 404, typed


def test_unknown_costs_as_many_statements_as_known(asked, paper):
    client = asked.test_client()
    client.get("/check/AAAAAAAAAAAA")
    counts = []
    for code in (paper.check_code, "AAAAAAAAAAAA"):
        with statements() as found:
            client.get(f"/check/{code}")
        counts.append(len(found))
    assert counts == [2, 2]


def test_the_page_without_a_code_asks_the_database_nothing(asked):
    with statements() as found:
        answer = asked.test_client().get("/check/")
    assert answer.status_code == 200
    assert found == []


# --- how often ------------------------------------------------------------------------------


def ask(app: Flask, code: str, address: str = "203.0.113.7") -> Any:
    return app.test_client().get(f"/check/{code}", environ_base={"REMOTE_ADDR": address})


def test_an_address_asks_so_often_in_a_minute_and_no_more(asked, paper, at):
    at("2026-11-25 12:00")
    answers = [ask(asked, "AAAAAAAAAAAA").status_code for _time in range(MOST)]
    assert answers == [404] * MOST
    # A right code does not help.
    refused = ask(asked, paper.check_code)
    assert refused.status_code == 429
    seconds = int(refused.headers["Retry-After"])
    assert 0 < seconds <= 60
    assert f"查询过于频繁，请 {seconds} 秒后再试" in refused.text
    assert paper.number not in refused.text
    # The page with the field is there for everybody, and so is another address.
    assert asked.test_client().get("/check/").status_code == 200
    assert ask(asked, paper.check_code, "203.0.113.8").status_code == 200
    at("2026-11-25 12:01")
    assert ask(asked, paper.check_code).status_code == 200


def test_a_network_of_ipv6_is_one_address(asked, paper, at):
    at("2026-11-25 12:00")
    for time in range(MOST):
        assert ask(asked, "AAAAAAAAAAAA", f"2001:db8:1:2::{time:x}").status_code == 404
    assert ask(asked, paper.check_code, "2001:db8:1:2:ffff::1").status_code == 429
    assert ask(asked, paper.check_code, "2001:db8:1:3::1").status_code == 200


def test_many_who_ask_at_once_get_no_more_answers(asked, paper, at):
    at("2026-11-25 12:00")
    with asked.app_context(), unscoped("a parameter of the tests"):
        db.session.add(Parameter(key="checks_per_minute", value=5))
        db.session.commit()

    def act(wait: Any) -> int:
        wait()
        return ask(asked, paper.check_code).status_code

    answers = together([act] * 12)
    assert sorted(answers) == [200] * 5 + [429] * 7


def test_strangers_write_no_row(asked, paper):
    def entries() -> int:
        with asked.app_context(), unscoped("the trail"):
            return db.session.scalar(select(func.count()).select_from(AuditEntry)) or 0

    before = entries()
    for code in (paper.check_code, "AAAAAAAAAAAA", "x"):
        ask(asked, code)
    assert entries() == before


# --- who and how ----------------------------------------------------------------------------


def test_whoever_is_signed_in_reads_the_same(asked, paper, sign_in):
    """Also of an organization whose rows are not in reach."""
    stranger = told(asked.test_client().get(f"/check/{paper.check_code}").text)
    assert told(sign_in("ty_clerk").get(f"/check/{paper.check_code}").text) == stranger
    assert sign_in("ty_clerk").get(f"/certificates/show/{paper.id}").status_code == 404


def test_the_page_speaks_english_by_its_address(asked, paper):
    page = asked.test_client().get(f"/check/{paper.check_code}?language=en")
    assert told(page.text)["Certificate status"] == "Valid"
    assert "核验" not in body_of(page.text).replace("中文", "")
    assert "Set-Cookie" not in page.headers
    # An address in a language that there is not is answered in Chinese.
    odd = asked.test_client().get(f"/check/{paper.check_code}?language=xx")
    assert told(odd.text)["证书状态"] == "有效"


def test_codes_are_no_column_of_any_list_or_file(asked, paper, sign_in):
    client = sign_in("hn_admin")
    for address in ("/certificates/list/", f"/certificates/show/{paper.id}"):
        assert paper.check_code not in client.get(address).text
