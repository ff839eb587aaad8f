"""An organization that two prefectures guide has places of both, and none is given twice."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core.access.scope import unscoped
from app.core.base.db import db
from app.core.models import SupervisionLink
from app.training import queries
from app.training.models import OrganizationQuota, SessionQuota
from tests.certificate_cases.acts import YUELU, certified
from tests.support.pages import listed
from tests.support.together import Wait, together
from tests.training.test_continuing import ALLOCATIONS, enrol
from tests.training.test_continuing import BASE as CONTINUING
from tests.training.test_sessions import BASE as SESSIONS
from tests.training.test_sessions import add, the_session

pytestmark = pytest.mark.both_databases

ZHUZHOU = 3


@pytest.fixture
def session(app: Flask, sign_in: Any) -> int:
    """A published session with places of 长沙 and of 株洲, which guides 岳麓区, too."""
    with app.app_context():
        db.session.add(SupervisionLink(superior_id=ZHUZHOU, organization_id=YUELU))
        db.session.commit()
    admin = sign_in("hn_admin")
    assert add(admin, **{f"places-{ZHUZHOU}-seats": "5"}).status_code == 303
    number = the_session(app)
    assert admin.post(f"{SESSIONS}/publish/{number}").status_code == 303
    return number


def hand_on(app: Flask, client: Any, organization_id: int, seats: int) -> Any:
    with app.app_context():
        wanted = select(SessionQuota.id).where(SessionQuota.organization_id == organization_id)
        number = db.session.scalars(wanted).one()
    cells = {f"shares-{YUELU}-seats": str(seats)}
    return client.post(f"{ALLOCATIONS}/edit/{number}", data=cells)


def places(app: Flask) -> int:
    with app.app_context(), unscoped("test"):
        return int(db.session.scalar(select(func.sum(OrganizationQuota.seats))) or 0)


def test_places_of_both_are_one_number(app, sign_in, session):
    assert hand_on(app, sign_in("cs_admin"), 2, 1).status_code == 303
    assert hand_on(app, sign_in("zz_admin"), ZHUZHOU, 2).status_code == 303
    people = [certified(app, name=name) for name in ("唐一鸣", "宋知远", "许清和", "江望舒")]
    clerk = sign_in("yl_clerk")
    assert enrol(clerk, session, *people).status_code == 422
    assert enrol(clerk, session, *people[:3]).status_code == 303
    assert len(listed(clerk.get(f"{CONTINUING}/list/").text)) == 3
    # Either may take back what the other's places do not cover.
    assert hand_on(app, sign_in("zz_admin"), ZHUZHOU, 1).status_code == 422
    assert hand_on(app, sign_in("cs_admin"), 2, 2).status_code == 303
    assert hand_on(app, sign_in("zz_admin"), ZHUZHOU, 1).status_code == 303


def test_both_hand_on_at_once(app, sign_in, session):
    cities = [(sign_in("cs_admin"), 2), (sign_in("zz_admin"), ZHUZHOU)]

    def press(client: Any, number: int) -> Any:
        def act(wait: Wait) -> int:
            wait()
            return int(hand_on(app, client, number, 3).status_code)

        return act

    for _turn in range(3):
        assert together([press(*one) for one in cities]) == [303, 303]
        assert places(app) == 6


def test_who_is_guided_no_more_keeps_its_places(app, sign_in, session):
    assert hand_on(app, sign_in("zz_admin"), ZHUZHOU, 4).status_code == 303
    with app.app_context():
        for link in db.session.scalars(select(SupervisionLink)):
            db.session.delete(link)
        db.session.commit()
    with app.app_context(), unscoped("test"):
        quota = db.session.scalars(
            select(SessionQuota).where(SessionQuota.organization_id == ZHUZHOU)
        ).one()
        assert YUELU in {one.id for one in queries.receivers_of(quota)}
    # 株洲 gives out no more than its five, and may take these back.
    over = sign_in("zz_admin").post(
        f"{ALLOCATIONS}/edit/{quota.id}",
        data={f"shares-{ZHUZHOU}-seats": "2", f"shares-{YUELU}-seats": "4"},
    )
    assert over.status_code == 422
    assert hand_on(app, sign_in("zz_admin"), ZHUZHOU, 0).status_code == 303
    assert places(app) == 0
