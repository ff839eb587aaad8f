"""Everything that is wrong with a return is told in one round: formats, sums, words and files."""

from __future__ import annotations

import re

import pytest

from app.core.base import clock
from app.core.base.choices import OrganizationKind
from app.long_form.unread import UNREAD
from app.organizations.choices import ReturnState
from app.organizations.models import FundingReturn, ProfileReturn, ProjectLine, ProjectReturn
from app.organizations.rules import ProjectData, project_doubts, project_refusals
from tests.support.forms import errors, refusals, value_of
from tests.support.returns import FUNDING, FUNDINGS, PROFILE, PROFILES, PROJECTS
from tests.support.stored import put, rows

YEAR = clock.year()
# As somebody fills in whose form was refused three times before.
WRONG = {
    "housing-new-projects": "-3",
    "housing-new-units": "abc",
    "housing-new-cost": "99999999999",
    "public-completed-projects": "99",
    "quality_rectifications": "3",
    "quality_rectified": "5",
    "quality_complaints": "1",
    "quality_complaints_closed": "2",
    "talks": "90",
    "coverage": "120",
}


@pytest.fixture
def last_year(app) -> None:
    """What the figures are compared with: nothing but ten talks."""
    put(
        app,
        ProjectReturn(
            organization_id=4,
            year=YEAR - 1,
            state=ReturnState.SUBMITTED,
            explanations={},
            talks=10,
            lines=[
                ProjectLine(organization_id=4, category="public", flow="new", projects=1, units=1)
            ],
        ),
    )


def send(client, base, form, act="submit"):
    page = client.get(f"{base}/add?year={YEAR}").text
    sent = {**form, "year": str(YEAR), "act": act, "form_token": value_of(page, "form_token")}
    return client.post(f"{base}/add", data=sent)


def test_the_figures_of_projects_in_one_round(app, sign_in, last_year):
    clerk = sign_in("yl_clerk")
    answer = send(clerk, PROJECTS, WRONG)
    assert answer.status_code == 422
    assert set(errors(answer.text)) == {
        "housing-new-projects",
        "housing-new-units",
        "housing-new-cost",
        "public-completed-projects",
        "quality_rectified",
        "coverage",
        "explain-V22-carried",
        "explain-V22-units",
        "explain-V22-size",
        "explain-V23-quality_complaints_closed",
        "explain-V27",
    }
    assert "约谈：上年 10，本年 90" in answer.text
    right = WRONG | {
        "housing-new-projects": "3",
        "housing-new-units": "3",
        "housing-new-area": "1.5",
        "housing-new-cost": "900",
        "public-carried-projects": "1",
        "public-carried-units": "1",
        "public-completed-projects": "1",
        "public-completed-units": "1",
        "quality_rectified": "3",
        "coverage": "98",
        "explain-V22-carried": "口径调整",
        "explain-V22-units": "已核对",
        "explain-V22-size": "已核对",
        "explain-V23-quality_complaints_closed": "含上年结转",
        "explain-V27": "专项约谈",
    }
    assert send(clerk, PROJECTS, right).status_code == 303
    assert rows(app, ProjectReturn)[-1].talks == 90


def test_a_rule_that_needs_an_unread_figure_says_nothing(sign_in):
    """Neither that it is too small, nor that it differs, nor that it is missing."""
    wrong = {
        "housing-carried-projects": "x",
        "housing-completed-projects": "5",
        "housing-new-area": "4",
        "housing-new-projects": "y",
        "deaths": "z",
        "accidents_larger": "1",
        "spot_tests": "w",
        "spot_tests_failed": "4",
        "talks": "v",
    }
    answer = send(sign_in("yl_clerk"), PROJECTS, wrong)
    found = set(errors(answer.text))
    named = {name for name, text in wrong.items() if text in "vwxyz"}
    # 竣工 5 with no unit is known all the same.
    assert found == {*named, "explain-V22-units", "explain-V22-size"}


def test_nothing_comes_of_figures_that_are_all_unread():
    figures = _Every()
    data = ProjectData(OrganizationKind.JOINT, figures, figures)
    last = ProjectData(OrganizationKind.JOINT, {}, {"talks": 100})
    assert list(project_refusals(data)) == []
    assert list(project_doubts(data, last, jump_percent=50, jump_units=10)) == []


class _Every(dict):
    """Figures none of which could be read."""

    def get(self, _key, _default=None):
        return UNREAD


def test_the_profile_in_one_round(app, sign_in):
    clerk = sign_in("yl_clerk")
    wrong = PROFILE | {
        "competent_department": "",
        "postcode": "4120A",
        "posts_total": "99",
        "vehicles": "two",
        "telephone": "0732-88885555",
    }
    answer = send(clerk, PROFILES, wrong)
    assert answer.status_code == 422
    assert set(errors(answer.text)) == {
        "competent_department",
        "postcode",
        "posts_total",
        "vehicles",
        "explain-V11-area",
        "files-approval",
    }
    assert "请上传成立批文" in refusals(answer.text)
    assert value_of(answer.text, "postcode") == "4120A"
    assert rows(app, ProfileReturn) == []


def test_a_total_is_not_asked_for_while_a_part_cannot_be_read(sign_in):
    wrong = PROFILE | {"posts_civil": "many", "posts_leader": "99"}
    found = errors(send(sign_in("yl_clerk"), PROFILES, wrong).text)
    assert set(found) == {"posts_civil", "posts_leader", "files-approval"}


def test_what_is_put_aside_is_asked_for_formats_alone(sign_in):
    wrong = PROFILE | {"competent_department": "", "postcode": "4120A", "vehicles": "two"}
    found = errors(send(sign_in("yl_clerk"), PROFILES, wrong, act="draft").text)
    assert set(found) == {"postcode", "vehicles"}


def test_the_funding_in_one_round(app, sign_in):
    clerk = sign_in("yl_clerk")
    wrong = FUNDING | {
        "funding_type": "",
        "budgeted_personnel": "abc",
        "spent_office": "-1",
        "income_other": "1.234",
        "explanation": "长" * 600,
    }
    found = errors(send(clerk, FUNDINGS, wrong).text)
    assert {"funding_type", "budgeted_personnel", "spent_office", "income_other"} <= set(found)
    assert "explanation" in found
    # 到位率 and the sums need what could not be read.
    assert not any(name.startswith("explain-") for name in found)
    assert rows(app, FundingReturn) == []
    spoiled = FUNDING | {"received_personnel": "1", "budget_no": "文" * 99}
    found = errors(send(clerk, FUNDINGS, spoiled).text)
    assert set(found) == {"budget_no", "explanation", "explain-V25-overspent"}


@pytest.mark.usefixtures("approved")
def test_what_was_handed_in_and_what_waits_next_is_said(sign_in):
    clerk = sign_in("yl_clerk")
    assert send(clerk, FUNDINGS, FUNDING).status_code == 303
    said = re.findall(r'data-flash="ok">.*?<span>(.*?)</span>', clerk.get(f"{FUNDINGS}/list/").text)
    (words,) = said
    assert words.startswith(f"{YEAR} 年度监督经费情况填报：已提交。下一项：填报 ")
