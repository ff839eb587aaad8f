"""新进人员 from the roster to the certificate: enrolled, accepted, graded, issued, counted."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from app.core.base import clock
from app.core.base.db import db
from app.personnel.queries import staff_structure
from app.reporting.registry import registered
from app.training.models import InductionEnrolment
from tests.dossiers.test_reports import names
from tests.support.acting import As
from tests.training.examined import YUELU, day
from tests.training.inductions import (
    allocate,
    enrol,
    enrolments,
    induction_session,
    newcomer,
    press,
)
from tests.training.mark_pages import BASE, FULL, cells, send

pytestmark = pytest.mark.both_databases


def certified(app: Flask) -> tuple[int, int, list[str]]:
    """持证 of 岳麓 in 人员结构, of the province in R02, and who stands in R08."""
    with As(app, "hn_admin"):
        counted = staff_structure([YUELU], clock.today())[YUELU]["certified"]
        summed = registered()["annual_summary"].rows(year=clock.year(), level="")
        whole = sum(row["certified"] for row in summed)
    return counted, whole, names(app, "hn_admin", standing="valid")


def test_from_the_roster_to_the_certificate(app: Flask, sign_in: Any, at: Any) -> None:
    person = newcomer(app)
    _session, quota = induction_session(app, starts_in=15)
    assert certified(app) == (0, 0, [])
    assert enrol(sign_in("yl_clerk"), person).status_code == 303
    (item,) = enrolments(app)
    assert allocate(sign_in("cs_admin"), quota, item.id).status_code == 303
    assert press(sign_in("hn_review"), item.id, "accept") == 303
    at(f"{day(19)} 09:00")
    review = sign_in("hn_review")
    assert send(review, item_session(app, item.id), cells(item.id, *FULL)).status_code == 303
    assert certified(app) == (0, 0, [])
    sent = {"issuer": "湖南省住房和城乡建设厅"}
    assert review.post(f"{BASE}/issue/{item_session(app, item.id)}", data=sent).status_code == 303
    assert certified(app) == (1, 1, ["唐一鸣"])
    page = sign_in("yl_clerk").get(f"/training/induction/show/{item.id}").text
    for words in ("考核结果", "质量监督实务", "湘质监430100001"):
        assert words in page


def item_session(app: Flask, number: int) -> int:
    with As(app, "hn_admin"):
        found = db.session.get(InductionEnrolment, number)
        assert found is not None
        return int(found.session_id or 0)
