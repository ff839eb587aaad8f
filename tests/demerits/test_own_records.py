"""Records about those who decide: a leader never decides about himself, who is above does."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.access.scope import unscoped
from app.core.base.db import db
from app.core.models import User
from app.demerits.choices import DemeritState
from tests.demerits.points import CHANGSHA, file, move, records, supervisor
from tests.support.pages import plain

pytestmark = pytest.mark.both_databases
PROVINCE = 1
WORDS = "该记分涉及本人"


def leading(app: Flask, username: str, organization_id: int) -> int:
    """A supervisor whose account a leader's is; the id of the person."""
    person = supervisor(app, "麓鸣谦", organization_id)
    with app.app_context(), unscoped("an account of the cast"):
        asked = select(User).where(User.username == username)
        db.session.scalars(asked).one().person_id = person
        db.session.commit()
    return person


def recorded(app: Flask, client: Any, person: int) -> int:
    assert file(client, [person], "J404").status_code == 303
    return records(app)[-1].id


def test_a_leader_does_not_pass_a_record_about_himself_and_who_is_above_does(app, sign_in):
    number = recorded(app, sign_in("yl_clerk"), leading(app, "yl_leader", 4))
    leader = sign_in("yl_leader")
    for name in ("pass", "return"):
        answer = move(leader, number, name, opinion="本人意见如此")
        assert (answer.status_code, WORDS in answer.text) == (422, True)
    assert records(app)[0].state is DemeritState.FILED
    above = sign_in("cs_leader")
    assert "麓鸣谦 记 3 分" in plain(above.get("/").text)
    assert move(sign_in("hn_leader"), number, "pass").status_code == 403
    assert move(above, number, "pass").status_code == 303


def test_an_appeal_of_a_leader_is_decided_above(app, sign_in):
    number = recorded(app, sign_in("yl_clerk"), leading(app, "yl_leader", 4))
    assert move(sign_in("cs_leader"), number, "pass").status_code == 303
    assert move(sign_in("yl_clerk"), number, "appeal", appeal="情况不属实").status_code == 303
    opinion = "证据不足，予以撤销"
    for name in ("uphold", "revoke"):
        assert WORDS in move(sign_in("yl_leader"), number, name, opinion=opinion).text
    assert move(sign_in("cs_leader"), number, "revoke", opinion=opinion).status_code == 303


def test_the_leader_of_the_province_does_not_decide_about_himself(app, sign_in):
    number = recorded(app, sign_in("hn_admin"), leading(app, "hn_leader", PROVINCE))
    assert WORDS in move(sign_in("hn_leader"), number, "pass").text
    assert records(app)[0].state is DemeritState.FILED


def test_who_is_above_decides_about_nobody_else(app, sign_in):
    number = recorded(app, sign_in("yl_clerk"), supervisor(app))
    assert move(sign_in("cs_leader"), number, "pass").status_code == 403
    assert "记 3 分" not in plain(sign_in("cs_leader").get("/").text)


def test_a_leader_decides_about_what_another_organization_would_not_know(app, sign_in):
    """Whose record the prefecture made about the leader of a county."""
    person = leading(app, "yl_leader", 4)
    number = recorded(app, sign_in("cs_clerk"), person)
    assert records(app)[0].organization_id == CHANGSHA
    assert move(sign_in("hn_leader"), number, "pass").status_code == 403
    assert move(sign_in("cs_leader"), number, "pass").status_code == 303
