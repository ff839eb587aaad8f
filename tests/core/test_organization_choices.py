"""Pickers of organizations: by search, within scope, and no page that carries all of them."""

from __future__ import annotations

import re

import pytest

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.choices import Level, OrganizationKind, OrganizationStatus
from app.core.base.db import db
from app.core.models import Organization
from app.core.screens.organization_choices import MOST, MOST_LISTED
from app.core.tree.changes import establish, revise
from tests.support.factories import make_person

PEOPLE = "/personnel/people/list/"
CHOICES = "/organization-choices/"
CHANGSHA = "长沙市建设工程质量安全监督站"


def offered(client, typed: str = "", **more) -> list[str]:
    answer = client.get(CHOICES, query_string={"q": typed, **more})
    assert answer.status_code == 200
    return [one["text"] for one in answer.json["results"]]


@pytest.fixture
def many(app):
    """A province of more organizations than anybody looks through."""
    with app.app_context(), unscoped("organizations of a county"):
        for number in range(MOST_LISTED):
            establish(
                name=f"浏阳市第{number}监督站",
                short_name=None,
                status=OrganizationStatus.ACTIVE,
                division_code="430181",
                level=Level.COUNTY,
                kind=OrganizationKind.JOINT,
                parent_id=2,
                day=clock.today(),
            )
        make_person(organization_id=6, name="浏阳人")
        make_person(organization_id=3, name="株洲人")
        db.session.commit()
    return app


@pytest.mark.parametrize("typed", ["长沙市建", "cssj", "changsha", "430100"])
def test_an_organization_is_offered_by_name_letters_and_code(app, sign_in, typed):
    assert offered(sign_in("hn_admin"), typed)[0] == CHANGSHA


def test_nothing_typed_offers_the_first_in_scope(many, sign_in):
    assert len(offered(sign_in("hn_admin"))) == MOST
    assert offered(sign_in("yl_admin")) == ["岳麓区建设工程质量安全监督站"]


def test_only_what_one_may_read_is_offered(app, sign_in):
    county = sign_in("yl_admin")
    assert offered(county, "长沙") == []
    assert offered(county, "430100") == []
    assert offered(sign_in("zz_admin"), "长沙") == []


def test_prefectures_are_offered_where_they_are_asked_for(app, sign_in):
    admin = sign_in("hn_admin")
    assert "长沙市全部机构" in offered(admin, "长沙", places=1)
    assert "长沙市全部机构" not in offered(admin, "长沙")
    assert offered(sign_in("yl_admin"), "岳麓", places=1) == ["岳麓区建设工程质量安全监督站"]


def test_a_past_year_offers_the_organizations_it_had(many, sign_in):
    admin, earlier = sign_in("hn_admin"), clock.year() - 1
    assert "浏阳市第7监督站" in offered(admin, "第7")
    assert offered(admin, "第7", year=earlier) == []


@pytest.mark.parametrize("junk", [{"q": "长" * 51}, {"year": "1066"}])
def test_junk_is_a_bad_request(app, sign_in, junk):
    assert sign_in("hn_admin").get(CHOICES, query_string=junk).status_code == 400


def test_who_is_not_signed_in_is_asked_to(app):
    assert app.test_client().get(CHOICES).status_code in (302, 401)


def test_a_page_carries_no_list_of_all(many, sign_in):
    page = sign_in("hn_admin").get(PEOPLE).text
    assert not re.search(r"<option[^>]*>浏阳市第", page)
    assert "/organization-choices/" in page


def test_a_few_are_a_select(app, sign_in):
    page = sign_in("cs_admin").get(PEOPLE).text
    assert re.search(r"<option[^>]*>岳麓区建设工程质量安全监督站", page)
    assert "/organization-choices/" not in page


def test_what_was_typed_and_not_chosen_is_a_condition(many, sign_in):
    admin = sign_in("hn_admin")
    found = admin.get(f"{PEOPLE}?_flt_0_organization=like-浏阳").text
    assert "浏阳人" in found
    assert "株洲人" not in found
    assert re.search(r"机构名称：\s*浏阳", re.sub(r"<[^>]*>", "", found))
    none = admin.get(f"{PEOPLE}?_flt_0_organization=like-没有这个").text
    assert "浏阳人" not in none
    long = admin.get(f"{PEOPLE}?_flt_0_organization=like-{'长' * 51}")
    assert long.status_code == 400


def test_a_word_reaches_nobody_outside_of_scope(many, sign_in):
    found = sign_in("zz_admin").get(f"{PEOPLE}?_flt_0_organization=like-浏阳").text
    assert "浏阳人" not in found


def test_a_new_name_is_offered_at_once(app, sign_in):
    with app.app_context(), unscoped("a new name"):
        station = db.session.get(Organization, 6)
        revise(station, name="浏阳建设监管中心", kind=station.kind, day=clock.today())
        db.session.commit()
    assert offered(sign_in("hn_admin"), "监管中心") == ["浏阳建设监管中心"]
