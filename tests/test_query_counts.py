"""How many statements a page costs once the configuration is in memory, page by page."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.core.db import db
from app.core.scope import unscoped
from app.organizations.choices import ReturnState
from app.organizations.models import ProjectReturn
from tests.support.factories import make_certificate, make_person
from tests.support.statements import statements

YEAR = 2025
MOST_FOR_A_LIST = 6
PINNED = json.loads((Path(__file__).parent / "query_counts.json").read_text(encoding="utf-8"))


@pytest.fixture
def rows(app) -> None:
    """Several rows of everything, so that a statement a row would show."""
    with app.app_context(), unscoped("rows to count for"):
        for number in range(1, 7):
            for _each in range(4):
                make_certificate(make_person(organization_id=number))
            for year in range(YEAR - 3, YEAR + 1):
                db.session.add(
                    ProjectReturn(
                        organization_id=number,
                        year=year,
                        state=ReturnState.SUBMITTED,
                        explanations={},
                    )
                )
        db.session.commit()
        db.session.remove()


@pytest.mark.parametrize("page", PINNED)
def test_a_page_asks_no_more_than_it_did(app, sign_in, rows, page):
    pinned = PINNED[page]
    client = sign_in(pinned["as"])
    with app.app_context(), unscoped("the first return of Changsha"):
        first = ProjectReturn.query.filter_by(organization_id=2, year=YEAR).one().id
        db.session.remove()
    path = pinned["path"].format(filed=first)
    assert client.get(path).status_code == 200
    with statements() as asked:
        assert client.get(path).status_code == 200
    assert len(asked) == pinned["statements"], "\n".join(one[:160] for one in asked)
    if "/list/" in path:
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
