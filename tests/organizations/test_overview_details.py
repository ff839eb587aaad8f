"""查看详情 of an organization: all parts of any of its years, and what its form still lacks."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.organizations.choices import ProjectCategory, ProjectFlow, ReturnState
from app.organizations.models import FundingReturn, ProjectLine, ProjectReturn
from tests.support.factories import make_verification
from tests.support.pages import plain

pytestmark = pytest.mark.both_databases

BASE = "/organizations/overview/show"
YEAR = clock.year()
YUELU = 4


@pytest.fixture
def filed(app: Flask) -> Flask:
    """The county's projects of last year are handed in, its funding is a draft."""
    with app.app_context(), unscoped("what was filed"):
        projects = ProjectReturn(
            organization_id=YUELU,
            year=YEAR - 1,
            state=ReturnState.SUBMITTED,
            explanations={},
            penalties=7,
        )
        line = ProjectLine(
            organization_id=YUELU, category=ProjectCategory.HOUSING, flow=ProjectFlow.NEW
        )
        line.projects, line.units, line.area = 12, 15, Decimal("34.50")
        projects.lines.append(line)
        funding = FundingReturn(
            organization_id=YUELU,
            year=YEAR - 1,
            state=ReturnState.DRAFT,
            explanations={},
            budgeted_personnel=Decimal("99.99"),
        )
        db.session.add_all([projects, funding])
        make_verification(YUELU, dt.date(YEAR - 2, 1, 1), dt.date(YEAR + 1, 1, 1))
        db.session.commit()
    return app


def told(client: Any, year: int) -> str:
    answer = client.get(f"{BASE}/{YUELU}?_year={year}")
    assert answer.status_code == 200
    return re.sub(r"\s", "", plain(answer.text.partition('id="main"')[2]))


def test_every_part_is_told_and_what_was_not_handed_in_is_not(filed: Flask, sign_in: Any) -> None:
    page = told(sign_in("cs_admin"), YEAR - 1)
    assert f"监督工程情况{YEAR - 1}年度年末在监项目（个）12年末在监面积（万㎡）34.50" in page
    assert "行政处罚（起）7" in page
    assert f"监督经费情况{YEAR - 1}年度未填报" in page
    assert "99.99" not in page
    assert f"考核证书编号湘建监机〔{YEAR - 2}〕004号" in page


def test_another_year_is_one_step_away(filed: Flask, sign_in: Any) -> None:
    client = sign_in("cs_admin")
    assert f"监督工程情况{YEAR}年度未填报" in told(client, YEAR)
    page = client.get(f"{BASE}/{YUELU}?_year={YEAR}").text
    assert f'href="{BASE}/{YUELU}?_year={YEAR - 1}"' in page


def test_who_reads_no_returns_of_others_sees_none(filed: Flask, sign_in: Any) -> None:
    """市州级经办 sees who has filed below, and the figures of the own organization alone."""
    page = told(sign_in("cs_clerk"), YEAR - 1)
    assert "年末在监面积" not in page
    assert "考核证书编号" not in page
    assert "年末在监面积" in told(sign_in("yl_clerk"), YEAR - 1)


def test_the_parts_that_the_form_lacks_are_named_and_linked(filed: Flask, sign_in: Any) -> None:
    asked = f"/reports/organization_form/conditions?organization={YUELU}&year={YEAR - 1}"
    superior = sign_in("cs_admin").get(asked).text
    assert "还差：人员结构情况、监督经费情况填报" in superior
    conditions = f"_flt_0_organization={YUELU}&amp;_flt_0_year={YEAR - 1}"
    assert f'href="/organizations/funding-returns/list/?{conditions}"' in superior
    own = sign_in("yl_admin").get(asked).text
    assert f'href="/organizations/funding-returns/add?year={YEAR - 1}"' in own


def test_a_form_that_lacks_nothing_says_nothing(filed: Flask, sign_in: Any) -> None:
    with filed.app_context(), unscoped("the rest"):
        FundingReturn.query.filter_by(organization_id=YUELU).one().state = ReturnState.SUBMITTED
        ProjectReturn.query.filter_by(organization_id=YUELU).one().year = YEAR
        FundingReturn.query.filter_by(organization_id=YUELU).one().year = YEAR
        db.session.commit()
    asked = f"/reports/organization_form/conditions?organization={YUELU}&year={YEAR}"
    assert "还差" not in sign_in("cs_admin").get(asked).text
