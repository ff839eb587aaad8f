"""记满12分再培训: who is suspended for points is enrolled, and 延期 lifts the suspension."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.certificates.suspensions import LIFTS, lift_of
from app.core.access.scope import unscoped
from app.core.base.db import db
from app.personnel.choices import CertificateStatus
from app.personnel.models import Certificate
from app.training.models import ContinuingEnrolment
from tests.support.factories import make_certificate, make_person
from tests.training.examined import YUELU, coming, day, over
from tests.training.mark_pages import BASE, cells, send
from tests.training.test_continuing import allocate, enrol, taken

pytestmark = pytest.mark.both_databases


def suspended(app: Flask, reason: str, *, name: str = "唐一鸣") -> int:
    """Somebody whose only certificate is suspended; the id of the person."""
    with app.app_context(), unscoped("a row of the test"):
        person = make_person(organization_id=YUELU, name=name)
        make_certificate(person, **held(reason))
        db.session.commit()
        return person.id


def held(reason: str) -> dict[str, Any]:
    return {
        "status": CertificateStatus.SUSPENDED,
        "suspended_on": day(-20),
        "suspension_reason": reason,
    }


def certificate_of(app: Flask, number: int) -> Certificate:
    with app.app_context(), unscoped("test"):
        identity = db.session.get(ContinuingEnrolment, number).identity_id
        asked = select(Certificate).where(Certificate.identity_id == identity)
        return db.session.scalars(asked).one()


def test_who_is_suspended_for_points_is_enrolled_and_nobody_else_who_is(app, sign_in, session):
    allocate(app, sign_in, session, o4=3)
    clerk = sign_in("yl_clerk")
    points, other = suspended(app, "full_points"), suspended(app, "other", name="宋知远")
    refused = enrol(clerk, session, other)
    assert refused.status_code == 422
    assert "证书已暂扣" in refused.text
    assert enrol(clerk, session, points).status_code == 303
    assert taken(app) == 1


def test_passing_lifts_a_suspension_for_points(app, sign_in):
    session, clerk = over(app, "continuing"), sign_in("hn_review")
    (number,) = coming(app, session, "唐一鸣", held=held("full_points"))
    send(clerk, session, cells(number, "24", "80"))
    assert certificate_of(app, number).status is CertificateStatus.SUSPENDED
    answer = clerk.post(f"{BASE}/extend/{session}", follow_redirects=True).text
    assert "已延期 1 人" in answer
    found = certificate_of(app, number)
    assert found.status is CertificateStatus.VALID
    assert (found.suspended_on, found.suspension_reason) == (None, None)


def test_another_suspension_stays_and_is_not_extended(app, sign_in):
    session, clerk = over(app, "continuing"), sign_in("hn_review")
    (number,) = coming(app, session, "唐一鸣", held=held("other"))
    send(clerk, session, cells(number, "24", "80"))
    before = certificate_of(app, number).valid_to
    answer = clerk.post(f"{BASE}/extend/{session}", follow_redirects=True).text
    assert "唐一鸣：质量监督证已暂扣" in answer
    found = certificate_of(app, number)
    assert (found.status, found.valid_to) == (CertificateStatus.SUSPENDED, before)


def test_what_is_not_declared_lifts_nothing(app):
    with app.app_context():
        assert lift_of("full_points") is not None
        assert lift_of("other") is None
        assert lift_of(None) is None
        declared = app.extensions[LIFTS.name]
        app.extensions[LIFTS.name] = {}
        try:
            assert lift_of("full_points") is None
        finally:
            app.extensions[LIFTS.name] = declared
