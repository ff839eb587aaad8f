"""Fifty races: two clerks file the same year, and change the same return, at one moment."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import func, select

from app.core.actor import Actor
from app.core.db import db
from app.core.errors import Conflict, Refused
from app.core.scope import acting_as, unscoped
from app.organizations import operations
from app.organizations.models import ProjectReturn
from tests.organizations.test_operations import file, filing, user

ROUNDS = 50


def together(app, *acts) -> list[str]:
    """What came of acts that start at the same moment."""
    ready, outcomes = threading.Barrier(len(acts)), []

    def run(act) -> None:
        with app.app_context():
            found = user("yl_clerk")
            actor = Actor.of(found)
            db.session.rollback()
            ready.wait()
            with acting_as(found):
                try:
                    act(actor)
                    db.session.commit()
                    outcomes.append("stored")
                except (Refused, Conflict) as refused:
                    db.session.rollback()
                    outcomes.append(type(refused).__name__)
            db.session.remove()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


@pytest.mark.parametrize("number", range(ROUNDS))
def test_two_file_the_same_year(app, number):
    outcomes = together(app, *([file] * 4))
    assert outcomes == ["Refused"] * 3 + ["stored"]
    with app.app_context(), unscoped("count"):
        assert db.session.scalar(select(func.count()).select_from(ProjectReturn)) == 1


@pytest.mark.parametrize("number", range(ROUNDS))
def test_two_change_the_same_return(app, number):
    with app.app_context():
        clerk = user("yl_clerk")
        with acting_as(clerk):
            found = file(Actor.of(clerk))
            return_id, version = found.id, found.version
        db.session.remove()

    def change(actor) -> None:
        operations.change_project_return(
            return_id, filing(version=version), submit=True, actor=actor
        )

    assert together(app, *([change] * 4)) == ["Conflict"] * 3 + ["stored"]
    with app.app_context(), unscoped("look"):
        assert db.session.get(ProjectReturn, return_id).version == version + 1
