"""Several people at one pad at the same moment: nothing is lost, nothing comes about twice."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from sqlalchemy import func, select

from app.assessments import operations, queries
from app.assessments.choices import AssessmentKind, AssessmentState
from app.assessments.models import AssessedProject, GroupAssessment, HierarchicalAssessment
from app.core.access.scope import unscoped
from app.core.base.db import db
from app.core.base.errors import Refused
from tests.assessments import hierarchies
from tests.assessments.acts import (
    FIRST,
    GROUPS,
    PROJECTS,
    SECOND,
    add_url,
    assessment,
    begun,
    found,
    people,
    project,
    saved,
)
from tests.long_form.pages import sent
from tests.support.acting import As
from tests.support.together import Wait, together

pytestmark = pytest.mark.both_databases


def count(app: Any, model: Any) -> int:
    with app.app_context(), unscoped("what is stored"):
        return db.session.scalar(select(func.count(model.id))) or 0


def test_people_who_are_picked_by_two_at_once_are_assessed_once(app, sign_in):
    ids = people(app, "王示范", "李样例")
    clients = [sign_in(name) for name in ("yl_clerk", "yl_admin")]
    pages = [sent(one.get(add_url(ids)).text, assessors="赵六") for one in clients]

    def press(place: int, wait: Wait) -> int:
        wait()
        return int(clients[place].post(add_url(ids), data=pages[place]).status_code)

    assert sorted(together([partial(press, place) for place in range(2)])) == [303, 422]
    assert count(app, GroupAssessment) == 1


def test_organizations_that_two_pick_at_once_are_assessed_once(app, sign_in):
    clients = [sign_in(name) for name in ("cs_clerk", "cs_admin")]
    url = hierarchies.add_url([6, 4])
    pages = [sent(one.get(url).text, assessors="赵六") for one in clients]

    def press(place: int, wait: Wait) -> int:
        wait()
        return int(clients[place].post(url, data=pages[place]).status_code)

    assert sorted(together([partial(press, place) for place in range(2)])) == [303, 422]
    assert count(app, HierarchicalAssessment) == 2


def test_two_who_save_one_project_at_once_hear_of_each_other(app, sign_in):
    number = begun(app, sign_in("yl_clerk"))
    made = saved(app, sign_in("yl_clerk"), number, "甲工程")
    clients = [sign_in(name) for name in ("yl_clerk", "yl_admin")]
    url = f"{PROJECTS}/edit/{made}"
    pages = [
        {**sent(one.get(url).text), **found(place)}
        for one, place in zip(clients, (FIRST, SECOND), strict=True)
    ]

    def press(place: int, wait: Wait) -> int:
        wait()
        return int(clients[place].post(url, data=pages[place]).status_code)

    answers = together([partial(press, place) for place in range(2)])
    assert sorted(answers) == [303, 409]
    first = ("A1.1.1", "A1.1.2")[answers.index(303)]
    assert [one.code for one in project(app, made).deductions] == [first]


def test_projects_of_two_at_once_are_both_there(app, sign_in):
    number = begun(app, sign_in("yl_clerk"))
    clients = [sign_in(name) for name in ("yl_clerk", "yl_admin")]
    url = f"{PROJECTS}/add?of={number}"
    pages = [
        sent(one.get(url).text, name=name, client="甲方")
        for one, name in zip(clients, ("甲工程", "乙工程"), strict=True)
    ]

    def press(place: int, wait: Wait) -> int:
        wait()
        return int(clients[place].post(url, data=pages[place]).status_code)

    assert together([partial(press, place) for place in range(2)]) == [303, 303]
    assert assessment(app, number).project_count == 2
    assert count(app, AssessedProject) == 2


def test_what_is_saved_while_it_is_submitted_is_in_the_score_or_refused(app, sign_in):
    number = begun(app, sign_in("yl_clerk"))
    made = saved(app, sign_in("yl_clerk"), number, "甲工程")
    clerk, admin = sign_in("yl_clerk"), sign_in("yl_admin")
    url = f"{PROJECTS}/edit/{made}"
    typed = {**sent(clerk.get(url).text), **found(FIRST)}

    def save(wait: Wait) -> int:
        wait()
        return int(clerk.post(url, data=typed).status_code)

    def submit(wait: Wait) -> int:
        wait()
        return int(admin.post(f"{GROUPS}/move/{number}/submit", data={}).status_code)

    answer, _done = together([save, submit])
    done, stored = assessment(app, number), project(app, made)
    assert done.state is AssessmentState.DONE
    assert done.score == stored.score == (97_00 if answer == 303 else 100_00)
    assert answer in (303, 403, 409, 422)


def test_nothing_is_saved_once_it_is_submitted(app, sign_in):
    """Whoever had the page of a new project open when somebody else submitted."""
    number = begun(app, sign_in("yl_clerk"))
    with As(app, "yl_clerk") as actor:
        group = queries.whole(AssessmentKind.GROUP, number)
        group.state = AssessmentState.DONE
        db.session.flush()
        typed = {"marks": None, "items": None, "vetoed": None, "name": "迟到工程"}
        with pytest.raises(Refused, match="考核已提交，不能再修改项目"):
            operations.save_project(group, None, typed, actor)
        db.session.rollback()
