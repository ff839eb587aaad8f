"""How many statements a page costs once the configuration is in memory, page by page."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.models import User
from app.organizations.choices import ReturnState
from app.organizations.models import FundingReturn, ProfileReturn, ProjectReturn
from app.personnel.models import Person
from app.workflow.models import Message
from tests.support.factories import make_certificate, make_person
from tests.support.statements import statements

YEAR = clock.year() - 1
MOST_FOR_A_LIST = 6
# They tell of the rows of other tables, with a statement a table.
OF_MANY_TABLES = ("audit trail", "checks of the audit trail")
MODELS = {"filed": ProjectReturn, "profile": ProfileReturn, "funding": FundingReturn}
PINNED = json.loads((Path(__file__).parent / "query_counts.json").read_text(encoding="utf-8"))


@pytest.fixture
def rows(app, at) -> None:
    """Several rows of everything, so that a statement a row would show, in the autumn."""
    at(f"{clock.year()}-11-25 10:00")
    with app.app_context(), unscoped("rows to count for"):
        for number in range(1, 7):
            for _each in range(4):
                make_certificate(make_person(organization_id=number))
            for year in range(YEAR - 3, YEAR + 1):
                db.session.add_all(
                    model(
                        organization_id=number,
                        year=year,
                        state=ReturnState.SUBMITTED,
                        explanations={},
                    )
                    for model in MODELS.values()
                )
        db.session.add_all(
            Message(user_id=user.id, key=f"{n}", kind="result", title="请查看", sent_at=clock.now())
            for user in db.session.scalars(select(User))
            for n in range(4)
        )
        db.session.commit()
        db.session.remove()


@pytest.mark.parametrize("page", PINNED)
def test_a_page_asks_no_more_than_it_did(app, sign_in, rows, page):
    pinned = PINNED[page]
    client = sign_in(pinned["as"])
    with app.app_context(), unscoped("the returns of Changsha"):
        ids = {
            name: model.query.filter_by(organization_id=2, year=YEAR).one().id
            for name, model in MODELS.items()
        }
        ids["person"] = Person.query.filter_by(organization_id=2).first().id
        db.session.remove()
    path = pinned["path"].format(year=YEAR, running=YEAR + 1, **ids)
    assert client.get(path).status_code == 200
    with statements() as asked:
        assert client.get(path).status_code == 200
    assert len(asked) == pinned["statements"], "\n".join(one[:160] for one in asked)
    if "/list/" in path and page not in OF_MANY_TABLES:
        assert len(asked) <= MOST_FOR_A_LIST


def test_more_rows_cost_no_more_statements(app, sign_in, rows):
    client = sign_in("cs_admin")
    counts = []
    for _more in range(2):
        client.get("/personnel/people/list/")
        with statements() as asked:
            client.get("/personnel/people/list/?psize_PersonView=100")
        counts.append(len(asked))
        with app.app_context(), unscoped("more people"):
            for _each in range(30):
                make_certificate(make_person(organization_id=4))
            db.session.commit()
            db.session.remove()
    assert counts[0] == counts[1]
