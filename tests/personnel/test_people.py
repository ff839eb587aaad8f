"""How a person's certificates read on the list and on the detail page."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from tests.support.factories import make_certificate, make_person

pytestmark = pytest.mark.both_databases

YUELU = 4
TODAY = clock.today()
DAY = dt.timedelta(days=1)
NONE = "无有效证书"


@pytest.mark.parametrize(
    ("held", "words"),
    [
        ([], NONE),
        ([{"kind": "quality"}], "质量"),
        ([{"kind": "safety"}], "安全"),
        ([{"kind": "quality"}, {"kind": "safety"}], "双证"),
        ([{"kind": "quality"}, {"kind": "safety", "status": "suspended"}], "质量"),
        ([{"kind": "safety", "valid_to": TODAY}], "安全"),
        ([{"kind": "safety", "valid_to": TODAY - DAY}], NONE),
        ([{"kind": "quality", "valid_from": TODAY + DAY}], NONE),
        ([{"kind": "quality", "status": "cancelled", "cancelled_on": TODAY}], NONE),
    ],
)
def test_the_list_says_which_certificates_are_valid_today(
    app: Any, sign_in: Any, held: list[dict[str, Any]], words: str
) -> None:
    with app.app_context(), unscoped("a person of the tests"):
        person = make_person(organization_id=YUELU, name="唐一鸣")
        for one in held:
            make_certificate(person, **one)
        assert person.certificate_kind == words
        db.session.commit()
        db.session.remove()
    page = sign_in("cs_admin").get("/personnel/people/list/?_flt_0_name=唐一鸣").text
    assert f'data-l="证书类别">{words}</td>' in page


def test_what_a_lean_list_leaves_out_stands_on_the_detail_page(app: Any, sign_in: Any) -> None:
    with app.app_context(), unscoped("a person of the tests"):
        person = make_person(organization_id=YUELU, name="唐一鸣", school="湖南大学")
        make_certificate(person, number="湘Q000777")
        number = person.id
        db.session.commit()
        db.session.remove()
    page = sign_in("cs_admin").get(f"/personnel/people/show/{number}").text
    assert "湖南大学" in page
    assert "湘Q000777" in page
