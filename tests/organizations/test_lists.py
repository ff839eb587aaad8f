"""The lists of the product: every heading sorts, sums are exact, on both databases."""

from __future__ import annotations

import re
from decimal import Decimal
from html import unescape

import pytest

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.organizations.choices import ProjectCategory, ProjectFlow, ReturnState
from app.organizations.models import FundingReturn, ProfileReturn, ProjectLine, ProjectReturn
from tests.support.factories import make_certificate, make_person
from tests.support.pages import heads, listed, totals
from tests.support.returns import FUNDINGS, PROFILES, PROJECTS
from tests.support.statements import statements

pytestmark = pytest.mark.both_databases

YEAR = clock.year() - 1
LISTS = {
    "projects": f"{PROJECTS}/list/?_flt_0_year={YEAR}&psize_ProjectReturnView=2",
    "funding": f"{FUNDINGS}/list/?_flt_0_year={YEAR}",
    "profiles": f"{PROFILES}/list/?_flt_0_year={YEAR}",
    "people": "/personnel/people/list/",
    "overview": "/organizations/overview/list/",
    "locks": "/organizations/year-locks/list/",
    "messages": "/messages/list/",
    "downloads": "/downloads/list/",
    "notices": "/notices/list/",
}
# Where nothing has an order, or is sealed.
UNSORTED = {"", "操作", "身份证号", "手机号", "状态", "未成功原因"}


@pytest.fixture
def filed(app, at) -> None:
    """Returns of everybody with figures that differ, and people with and without certificates."""
    at(f"{clock.year()}-11-25 10:00")
    with app.app_context(), unscoped("returns of the tests"):
        for number in range(1, 7):
            base = {"organization_id": number, "year": YEAR, "state": ReturnState.SUBMITTED}
            amounts = {"budgeted_office": Decimal(number * 10), "received_office": number * number}
            spent = {"spent_office": Decimal("0.10") * number}
            row = ProjectReturn(**base, explanations={}, penalties=number, deaths=7 - number)
            row.quality_rectifications, row.accidents_major = number * 2, number % 3
            row.lines = [
                ProjectLine(
                    organization_id=number,
                    category=ProjectCategory.HOUSING,
                    flow=ProjectFlow.NEW,
                    projects=number,
                    area=Decimal("0.10") * number,
                )
            ]
            db.session.add_all(
                [
                    row,
                    FundingReturn(**base, explanations={}, **amounts, **spent),
                    ProfileReturn(**base, explanations={}, posts_total=number),
                ]
            )
            make_certificate(make_person(organization_id=number))
            make_person(organization_id=number)
        db.session.commit()
        db.session.remove()


@pytest.mark.parametrize("name", LISTS)
def test_every_heading_sorts_up_and_down(sign_in, filed, name):
    client = sign_in("hn_admin")
    page = client.get(LISTS[name]).text
    assert client.get(LISTS[name]).status_code == 200
    links = [unescape(one) for one in re.findall(r'zj-sort" href="([^"]+)"', page)]
    assert len(links) >= len(set(heads(page)) - UNSORTED) or not listed(page)
    for link in links:
        for address in (link, link.replace("=asc", "=desc"), f"{link}&page_ProjectReturnView=1"):
            answer = client.get(address)
            assert answer.status_code == 200
            assert len(listed(answer.text)) == len(listed(page))


@pytest.mark.parametrize(
    ("address", "label", "order"),
    [
        ("projects", "新受监（项目/面积）", ["6 / 0.60", "5 / 0.50"]),
        ("projects", "整改（通知书）", ["12", "10"]),
        ("projects", "事故（起/亡）", ["2 / 2", "2 / 5"]),
        ("funding", "到位率", ["60.0%", "50.0%"]),
    ],
    ids=["pair", "added", "accidents", "rate"],
)
def test_what_is_put_together_is_sorted_by_its_figures(sign_in, filed, address, label, order):
    client = sign_in("hn_admin")
    page = client.get(LISTS[address]).text
    place = heads(page).index(label)
    head = page.partition("<thead>")[2].split("</th>")[place]
    (link,) = re.findall('zj-sort" href="([^"]+)"', head)
    rows = listed(client.get(unescape(link).replace("=asc", "=desc")).text)
    assert [row[label] for row in rows][:2] == order


def test_sums_are_exact_and_quotients_are_those_of_the_sums(sign_in, filed):
    client = sign_in("hn_admin")
    projects = totals(client.get(LISTS["projects"]).text)
    assert projects["新受监（项目/面积）"] == "21 / 2.10"
    assert projects["处罚（起数）"] == "21"
    assert projects["整改（通知书）"] == "42"
    assert projects["事故（起/亡）"] == "6 / 21"
    funding = totals(client.get(LISTS["funding"]).text)
    assert funding["应拨合计（万元）"] == "210.00"
    assert funding["实拨合计（万元）"] == "91.00"
    assert funding["到位率"] == "43.3%"
    assert funding["支出合计（万元）"] == "2.10"
    # Whoever reads less adds up less.
    assert totals(sign_in("cs_admin").get(LISTS["funding"]).text)["应拨合计（万元）"] == "120.00"


def test_people_are_sorted_by_their_certificates_those_without_last(sign_in, filed):
    order = "_oc_PersonView=certificate_kind&_od_PersonView="
    for way in ("asc", "desc"):
        rows = listed(sign_in("hn_admin").get(f"{LISTS['people']}?{order}{way}").text)
        kinds = [row["证书类别"] for row in rows]
        assert kinds[-6:] == ["无有效证书"] * 6
        assert "无有效证书" not in kinds[:-6]


def test_a_list_of_many_pages_asks_one_statement_for_its_sums(sign_in, filed):
    client = sign_in("hn_admin")
    counts = []
    for size in (2, 100):
        address = f"{PROJECTS}/list/?_flt_0_year={YEAR}&psize_ProjectReturnView={size}"
        client.get(address)
        with statements() as asked:
            client.get(address)
        counts.append(len(asked))
    assert counts[0] == counts[1] + 2


def test_states_stand_in_the_order_of_their_process(app, sign_in, filed):
    """Their codes would have locked before submitted."""
    wanted = [ReturnState.LOCKED, ReturnState.SUBMITTED, ReturnState.LOCKED]
    wanted += [ReturnState.SUBMITTED, ReturnState.LOCKED, ReturnState.SUBMITTED]
    with app.app_context(), unscoped("states of the tests"):
        for row in FundingReturn.query.filter_by(year=YEAR):
            row.state = wanted[row.organization_id - 1]
        db.session.commit()
        db.session.remove()
    order = "_oc_FundingReturnView=state&_od_FundingReturnView="
    client = sign_in("hn_admin")
    for way, first in (("asc", ReturnState.SUBMITTED), ("desc", ReturnState.LOCKED)):
        found = [row["状态"] for row in listed(client.get(f"{LISTS['funding']}&{order}{way}").text)]
        assert found[:3] == [str(first.label)] * 3, way
