"""Fifty races: two clerks file the same year, and change the same return, at one moment."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from app.core.access.actor import Actor
from app.core.access.scope import acting_as, unscoped
from app.core.base.db import db
from app.organizations import returns
from app.organizations.models import ProjectReturn
from tests.organizations.test_operations import add_return, at_once, filing, user

ROUNDS = 50


@pytest.mark.parametrize("number", range(ROUNDS))
def test_two_file_the_same_year(app, number):
    outcomes = at_once(app, [add_return] * 4)
    assert sorted(outcomes, key=len) == ["stored", *["该年度数据已存在，请修改"] * 3]
    with app.app_context(), unscoped("count"):
        assert db.session.scalar(select(func.count()).select_from(ProjectReturn)) == 1


@pytest.mark.parametrize("number", range(ROUNDS))
def test_two_change_the_same_return(app, number):
    with app.app_context():
        clerk = user("yl_clerk")
        with acting_as(clerk):
            found = add_return(Actor.of(clerk))
            return_id, version = found.id, found.version
        db.session.remove()

    def change(actor) -> None:
        returns.change(
            returns.PROJECTS, return_id, filing(version=version), submit=True, actor=actor
        )

    outcomes = at_once(app, [change] * 4)
    assert sorted(outcomes, key=len) == [
        "stored",
        *["这份填报已在其他窗口保存过，请核对后再次提交"] * 3,
    ]
    with app.app_context(), unscoped("look"):
        assert db.session.get(ProjectReturn, return_id).version == version + 1
