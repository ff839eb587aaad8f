"""暂扣 and 恢复: by the province, for a reason, with the organization told and the life written."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.certificates.rules import suspension_faults
from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.models import DictionaryEntry
from app.personnel.models import Certificate, CertificateVersion
from tests.support.factories import make_certificate, make_person
from tests.support.forms import errors, fields, options
from tests.support.pages import listed, plain
from tests.support.together import Wait, together

pytestmark = pytest.mark.both_databases

BASE, YUELU = "/certificates", 4


@pytest.fixture
def certificate(app: Flask) -> int:
    with app.app_context(), unscoped("a row of the test"):
        person = make_person(organization_id=YUELU, name="唐一鸣")
        found = make_certificate(person, number="湘质监430100001")
        db.session.commit()
        return found.id


def day(after: int) -> str:
    return (clock.today() + dt.timedelta(days=after)).isoformat()


def suspend(client: Any, number: int, **typed: str) -> Any:
    usual = {
        "suspension_reason": "full_points",
        "suspended_on": day(-3),
        "suspension_text": "2026年度记满12分",
    }
    return client.post(f"{BASE}/suspend/{number}", data={**usual, **typed})


def standing(client: Any) -> str:
    return listed(client.get(f"{BASE}/list/").text)[0]["证书状态"]


def test_a_certificate_is_suspended_and_restored(app, sign_in, certificate):
    review, clerk = sign_in("hn_review"), sign_in("yl_admin")
    assert suspend(review, certificate).status_code == 303
    assert standing(clerk) == "暂扣"
    page = plain(clerk.get(f"{BASE}/show/{certificate}").text)
    assert f"暂扣日期 {day(-3)}" in page
    assert "暂扣原因 记满12分" in page
    assert "暂扣说明 2026年度记满12分" in page
    assert "恢复方式 继续教育培训考核合格后办理延期" in page
    assert "监督证书已暂扣：湘质监430100001" in plain(clerk.get("/messages/list/").text)
    with app.app_context(), unscoped("test"):
        said = select(CertificateVersion.status, CertificateVersion.from_day)
        rows = db.session.execute(said.order_by(CertificateVersion.from_day)).all()
        assert [(str(one.status), one.from_day.isoformat()) for one in rows] == [
            ("valid", "2020-01-01"),
            ("suspended", day(-3)),
        ]
    assert suspend(review, certificate).status_code == 409
    assert sign_in("hn_admin").post(f"{BASE}/restore/{certificate}").status_code == 303
    assert standing(clerk) == "有效"
    assert "暂扣原因" not in plain(clerk.get(f"{BASE}/show/{certificate}").text)
    assert "监督证书已恢复：湘质监430100001" in plain(clerk.get("/messages/list/").text)
    assert review.post(f"{BASE}/restore/{certificate}").status_code == 409


def test_what_is_wrong_is_told_at_once(sign_in, certificate):
    review = sign_in("hn_review")
    wrong = suspend(
        review,
        certificate,
        suspension_reason="other",
        suspended_on=day(1),
        suspension_text="",
    )
    told = errors(wrong.text)
    assert "暂扣日期不能晚于今天" in told["suspended_on"]
    assert "请填写暂扣说明" in told["suspension_text"]
    blank = suspend(review, certificate, suspension_reason="", suspended_on="")
    assert set(errors(blank.text)) >= {"suspension_reason", "suspended_on"}
    early = suspend(review, certificate, suspended_on="2019-12-31")
    assert "暂扣日期不能早于有效期起" in errors(early.text)["suspended_on"]


def test_a_suspension_begins_no_earlier_than_the_certificate_changed_last(
    app, sign_in, certificate
):
    review = sign_in("hn_review")
    assert suspend(review, certificate).status_code == 303
    assert review.post(f"{BASE}/restore/{certificate}").status_code == 303
    wrong = suspend(review, certificate, suspended_on=day(-1), suspension_reason="other")
    assert wrong.status_code == 422
    told = errors(wrong.text)["suspended_on"]
    assert f"暂扣日期不能早于该证书上一次变更的日期（{day(0)}）" in told
    assert fields(wrong.text)["suspended_on"] == day(-1)
    assert standing(review) == "有效"
    assert suspend(review, certificate, suspended_on=day(0)).status_code == 303
    with app.app_context(), unscoped("test"):
        said = select(CertificateVersion).order_by(CertificateVersion.from_day)
        periods = [(one.status.value, one.to_day) for one in db.session.scalars(said)]
        today = clock.today()
        assert periods == [
            ("valid", today - dt.timedelta(days=3)),
            ("suspended", today),
            ("suspended", None),
        ]


def test_reasons_are_the_office_s(app, sign_in, certificate):
    with app.app_context():
        db.session.add(
            DictionaryEntry(
                dictionary="suspension_reason", code="inquiry", label="立案调查", position=9
            )
        )
        db.session.commit()
    review = sign_in("hn_review")
    offered = options(review.get(f"{BASE}/suspend/{certificate}").text, "suspension_reason")
    assert {*offered.values()} >= {"记满12分", "其他", "立案调查"}
    suspend(review, certificate, suspension_reason="inquiry")
    page = plain(review.get(f"{BASE}/show/{certificate}").text)
    assert "暂扣原因 立案调查" in page
    assert "恢复方式" not in page


def test_two_who_suspend_at_once_suspend_once(sign_in, certificate):
    clients = [sign_in("hn_review"), sign_in("hn_admin")]

    def press(place: int, wait: Wait) -> int:
        wait()
        return int(suspend(clients[place], certificate).status_code)

    assert sorted(together([partial(press, place) for place in range(2)])) == [303, 409]


@pytest.mark.parametrize("who", ["hn_leader", "cs_admin", "yl_admin", "yl_clerk"])
def test_others_suspend_and_restore_nothing(app, sign_in, certificate, who):
    client = sign_in(who)
    assert client.get(f"{BASE}/suspend/{certificate}").status_code == 403
    assert suspend(client, certificate).status_code == 403
    assert client.post(f"{BASE}/restore/{certificate}").status_code == 403
    with app.app_context(), unscoped("test"):
        assert str(db.session.get(Certificate, certificate).status) == "valid"


def test_a_rule_is_silent_about_what_is_missing():
    nothing = {"suspended_on": None, "suspension_text": None}
    days = dict.fromkeys(("valid_from", "changed_on", "today"), dt.date(2026, 11, 25))
    assert not list(suspension_faults(nothing, **days, needs_words=False))
