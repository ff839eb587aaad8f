"""The statistical year of a page goes with its buttons and links, however one arrived."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core.base import clock
from app.organizations.models import ProfileReturn
from tests.organizations.closing import lock
from tests.support.forms import value_of
from tests.support.pages import plain
from tests.support.returns import FUNDINGS, PROFILE, PROFILES
from tests.support.stored import rows

THIS = clock.year()
LAST, BEFORE = THIS - 1, THIS - 2


def hrefs(page: str, within: str) -> list[str]:
    """The addresses of the links of a page that hold some words."""
    return [one for one in map(unescape, re.findall(r'href="([^"]*)"', page)) if within in one]


def file(client: FlaskClient, year: int) -> None:
    sent = {**PROFILE, "year": str(year), "act": "submit"}
    assert client.post(f"{PROFILES}/add", data=sent).status_code == 303


def test_reports_of_the_overview_begin_with_the_year_that_is_shown(sign_in: Any) -> None:
    page = sign_in("hn_admin").get(f"/organizations/overview/list/?_year={BEFORE}").text
    found = hrefs(page, "/conditions")
    assert {re.sub(r"\?.*", "", one) for one in found} >= {
        "/reports/annual_summary/conditions",
        "/reports/organization_form/conditions",
    }
    assert {re.findall(r"year=(\d+)", one)[-1] for one in found} == {str(BEFORE)}


@pytest.mark.usefixtures("approved")
def test_the_own_profile_is_that_of_the_year_that_is_shown(app: Flask, sign_in: Any) -> None:
    client = sign_in("yl_clerk")
    file(client, LAST)
    file(client, THIS)
    form = client.get(f"{PROFILES}/own?_year={LAST}").text
    (last,) = rows(app, ProfileReturn, year=LAST)
    assert f"{PROFILES}/edit/{last.id}" in form
    assert f'<option value="{LAST}" selected>' in form
    lock(app, LAST)
    sheet = client.get(f"{PROFILES}/own?_year={LAST}").text
    assert 'name="act" value="submit"' not in sheet
    assert f"{LAST}" in plain(sheet)
    assert value_of(client.get(f"{PROFILES}/own?_year={THIS}").text, "posts_total") == "23"
    # Of a closed year nothing was filed: no other year's sheet stands in for it.
    lock(app, BEFORE)
    answer = client.get(f"{PROFILES}/own?_year={BEFORE}")
    assert answer.status_code == 302
    assert answer.location.endswith(f"/list/?_flt_0_year={BEFORE}")


@pytest.mark.usefixtures("approved")
def test_a_year_that_is_filed_already_opens_its_own_form(app: Flask, sign_in: Any) -> None:
    client = sign_in("yl_clerk")
    file(client, LAST)
    (found,) = rows(app, ProfileReturn, year=LAST)
    answer = client.get(f"{PROFILES}/add?year={LAST}")
    assert answer.location.endswith(f"{PROFILES}/edit/{found.id}")
    assert "该年度数据已存在" not in client.get(answer.location).text
    lock(app, LAST)
    assert client.get(f"{PROFILES}/add?year={LAST}").location.endswith(f"show/{found.id}")
    assert client.get(f"{FUNDINGS}/add?year={THIS}").status_code == 200


def steps(client: FlaskClient, path: str, css: str) -> dict[str, str]:
    """The steps of 监督机构信息完善流程, and where each leads."""
    page = client.get(f"{path}?_year={BEFORE}").text
    box = re.split(r"</[ou]l>", page.partition(f'class="{css}"')[2])[0]
    found = [
        re.findall(r"<(?:a|span)(?: href=\"([^\"]*)\")?[^>]*>([^<]+)</", one)
        for one in box.split("<li")
    ]
    return {unescape(words): unescape(url) for url, words in (one[0] for one in found if one)}


def test_every_step_of_the_process_is_a_link(sign_in: Any) -> None:
    overview = ("/organizations/overview/list/", "zj-marks")
    found = steps(sign_in("cs_admin"), *overview)
    assert len(found) == 7
    assert all(found.values()), found
    assert found["资格验证"] == "/verification/records/list/"
    structure = f"/organizations/staff-structure/list/?_flt_0_year={BEFORE}"
    assert found["人员结构（系统统计）"] == structure
    assert found["汇总导出"] == f"/reports/annual_summary/conditions?year={BEFORE}"
    county = steps(sign_in("yl_clerk"), *overview)
    assert [name for name, url in county.items() if not url] == ["汇总导出"]
    home = steps(sign_in("yl_clerk"), "/", "zj-fill")
    assert len(home) == 5
    assert home.items() <= county.items()
