"""How a person's certificates read on the list and on the detail page."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.personnel.choices import CertificateStatus
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


def test_the_timeline_tells_what_became_of_a_person_and_the_certificates(
    app: Any, sign_in: Any
) -> None:
    with app.app_context(), unscoped("a person of the tests"):
        person = make_person(organization_id=YUELU, name="唐一鸣", joined_on=dt.date(2020, 3, 2))
        held = make_certificate(
            person,
            number="湘Q000777",
            issued_on=dt.date(2021, 5, 6),
            valid_from=dt.date(2021, 5, 6),
            valid_to=dt.date(2024, 5, 5),
        )
        db.session.commit()
        for day, change in (
            (dt.date(2024, 5, 1), {"valid_to": dt.date(2027, 5, 5)}),
            (dt.date(2025, 1, 8), {"status": CertificateStatus.SUSPENDED}),
            (dt.date(2025, 4, 8), {"status": CertificateStatus.VALID}),
            (dt.date(2025, 9, 1), {"number": "湘Q000888"}),
        ):
            held.effective_on = day
            for name, value in change.items():
                setattr(held, name, value)
            db.session.commit()
        number = person.id
        db.session.remove()
    page = sign_in("cs_admin").get(f"/personnel/people/show/{number}").text
    told = page[page.index("一生一档") :]
    days = re.findall(r"<b>([^<]+)</b>.*?<small class=\"zj-num\">([\d-]+) · ([^<]+)</small>", told)
    assert [one[:2] for one in days] == [
        ("证书变更", "2025-09-01"),
        ("证书恢复有效", "2025-04-08"),
        ("证书暂扣", "2025-01-08"),
        ("证书延续", "2024-05-01"),
        ("取得证书", "2021-05-06"),
        ("进入本单位", "2020-03-02"),
    ]
    assert len({one[2] for one in days}) == 1
    assert told.count("湘Q000888") == 1


def test_the_timeline_tells_nothing_of_rosters_out_of_scope(app: Any, sign_in: Any) -> None:
    """Who moved from Tianyuan shows Yuelu's clerk the days at Yuelu alone."""
    with app.app_context(), unscoped("a person of the tests"):
        left = dt.date(2024, 6, 30)
        before = make_person(
            organization_id=5, name="唐一鸣", joined_on=dt.date(2019, 1, 1), left_on=left
        )
        now = make_person(
            organization_id=YUELU,
            name="唐一鸣",
            id_no=before.id_no,
            joined_on=left,
        )
        assert now.identity_id == before.identity_id
        number = now.id
        db.session.commit()
        db.session.remove()
    page = sign_in("yl_clerk").get(f"/personnel/people/show/{number}").text
    assert page.count("<b>进入本单位</b>") == 1
    assert "<b>离开本单位</b>" not in page
    assert (
        sign_in("hn_admin").get(f"/personnel/people/show/{number}").text.count("<b>进入本单位</b>")
        == 2
    )


def test_a_new_employer_is_not_told_that_a_certificate_began_there(app: Any, sign_in: Any) -> None:
    with app.app_context(), unscoped("a person of the tests"):
        left = dt.date(2024, 6, 30)
        before = make_person(organization_id=YUELU, name="唐一鸣", left_on=left)
        held = make_certificate(
            before,
            number="湘Q000777",
            issued_on=dt.date(2023, 5, 6),
            valid_from=dt.date(2023, 5, 6),
            valid_to=dt.date(2026, 12, 31),
        )
        now = make_person(organization_id=5, name="唐一鸣", id_no=before.id_no, joined_on=left)
        db.session.commit()
        held.organization_id, held.effective_on = 5, left
        number = now.id
        db.session.commit()
        db.session.remove()
    page = sign_in("ty_clerk").get(f"/personnel/people/show/{number}").text
    told = page[page.index("一生一档") :]
    assert "取得证书" not in told
    assert told.index("证书随调动转入") < told.index("<b>进入本单位</b>")
    page = sign_in("hn_admin").get(f"/personnel/people/show/{number}").text
    told = page[page.index("一生一档") :]
    words = ("证书随调动转入", "<b>进入本单位</b>", "<b>离开本单位</b>", "取得证书")
    assert [told.index(one) for one in words] == sorted(told.index(one) for one in words)
