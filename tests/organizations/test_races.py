"""Several people move one return at the same moment; one of them does."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.core.base import clock
from app.core.base.choices import OrganizationKind
from app.core.base.db import db
from app.core.base.errors import Conflict, Refused
from app.organizations import queries, returns
from app.organizations.choices import ReturnState
from app.organizations.models import FundingReturn
from app.organizations.operations import Filing
from app.organizations.rules import ProjectData
from app.workflow import engine
from app.workflow.models import Message, WorkflowEvent
from tests.support.acting import As
from tests.support.stored import put, rows
from tests.support.together import together

pytestmark = pytest.mark.both_databases

YEAR = clock.year()
SIXTEEN = 16


def filing(spent, version) -> Filing:
    values = {"funding_type": "full", "in_budget": True, "fully_covered": True}
    return Filing(values | {"income_other": Decimal(99), "spent_office": spent}, {}, version)


def stored(app, state) -> int:
    (number,) = put(app, FundingReturn(organization_id=4, year=YEAR, state=state, explanations={}))
    return number


def clerk(app, number, spent, version=1):
    def change(wait) -> str:
        try:
            with As(app, "yl_clerk") as actor:
                db.session.rollback()
                wait()
                returns.change(
                    returns.FUNDING, number, filing(spent, version), submit=True, actor=actor
                )
            return "stored"
        except (Conflict, Refused) as told:
            return str(told)

    return change


def superior(app, number, who="cs_admin", version=1):
    def send_back(wait) -> str:
        try:
            with As(app, who) as actor:
                db.session.rollback()
                wait()
                item = queries.return_by_id(FundingReturn, number)
                engine.fire(
                    returns.FUNDING.workflow,
                    item,
                    "return",
                    actor=actor,
                    version=version,
                    opinion="请核对支出合计",
                )
            return "sent back"
        except (Conflict, Refused) as told:
            return str(told)

    return send_back


def test_of_sixteen_who_submit_one_draft_one_does(app):
    number = stored(app, ReturnState.DRAFT)
    outcomes = together([clerk(app, number, Decimal(n)) for n in range(SIXTEEN)])
    assert outcomes.count("stored") == 1
    assert {o for o in outcomes if o != "stored"} == {
        "这份填报已在其他窗口保存过，请核对后再次提交"
    }
    (found,) = rows(app, FundingReturn)
    assert found.state is ReturnState.SUBMITTED
    assert found.spent_office == outcomes.index("stored")
    (event,) = rows(app, WorkflowEvent)
    assert (event.name, event.source, event.target) == ("submit", "draft", "submitted")
    assert Decimal(event.snapshot["spent_office"][1]) == found.spent_office


def test_a_return_and_a_hand_in_at_once_never_lose_one_another(app):
    number = stored(app, ReturnState.SUBMITTED)
    acts = [clerk(app, number, Decimal(7)), superior(app, number)] * 4
    outcomes = together(acts)
    winners = [o for o in outcomes if o in ("stored", "sent back")]
    assert len(winners) == 1
    (found,) = rows(app, FundingReturn)
    (event,) = rows(app, WorkflowEvent)
    if winners == ["stored"]:
        assert (found.state, found.spent_office) == (ReturnState.SUBMITTED, 7)
        assert (event.name, rows(app, Message)) == ("submit", [])
    else:
        assert (found.state, found.spent_office) == (ReturnState.RETURNED, None)
        assert (event.name, len(rows(app, Message))) == ("return", 2)


def test_of_two_superiors_one_sends_back(app):
    number = stored(app, ReturnState.SUBMITTED)
    acts = [superior(app, number), superior(app, number, "hn_admin")] * 4
    outcomes = together(acts)
    assert outcomes.count("sent back") == 1
    assert len(rows(app, WorkflowEvent)) == 1
    assert len(rows(app, Message)) == 2


LISTS = ("scopes", "departments", "instrument_list", "systems", "management_rules")
CONTENTS = {
    "profile_return": {"name": "岳麓", "is_legal_person": True, "is_entrusted": False}
    | {name: [] for name in LISTS},
    "funding_return": {"in_budget": True, "fully_covered": True},
    "project_return": ProjectData(OrganizationKind.JOINT),
}


@pytest.mark.parametrize("kind", returns.KINDS, ids=lambda kind: kind.model.__tablename__)
def test_of_sixteen_who_begin_one_year_one_does(app, kind):
    """Profile, projects and funding alike: one row, one history, and fifteen are told."""

    def add(wait) -> str:
        try:
            with As(app, "yl_clerk") as actor:
                content = Filing(CONTENTS[kind.model.__tablename__], {})
                db.session.rollback()
                wait()
                returns.add(kind, YEAR, content, submit=False, actor=actor)
            return "stored"
        except Refused as told:
            return str(told)

    outcomes = together([add] * SIXTEEN)
    assert sorted(outcomes, key=len) == ["stored", *["该年度数据已存在，请修改"] * 15]
    assert len(rows(app, kind.model)) == 1
    assert [event.name for event in rows(app, WorkflowEvent)] == ["begin"]
