"""Filing the project return: one row a year, versions, tokens, and two people at once."""

from __future__ import annotations

from functools import partial

import pytest
from flask import g
from sqlalchemy import func, select, update

from app.core.access import audit
from app.core.access.actor import Actor
from app.core.access.scope import acting_as, unscoped
from app.core.base import clock
from app.core.base.choices import OrganizationKind
from app.core.base.db import db
from app.core.base.errors import Conflict, Refused
from app.core.models import User
from app.organizations import queries, returns
from app.organizations.choices import ProjectCategory, ProjectFlow, ReturnState
from app.organizations.models import ProjectReturn
from app.organizations.operations import Filing
from app.organizations.rules import ProjectData
from tests.support.together import together

YEAR = clock.year()

pytestmark = pytest.mark.both_databases

CELLS = {
    (ProjectCategory.HOUSING, ProjectFlow.NEW, "projects"): 3,
    (ProjectCategory.HOUSING, ProjectFlow.NEW, "units"): 5,
    (ProjectCategory.HOUSING, ProjectFlow.NEW, "area"): 12,
}
FIGURES = {"talks": 4}


def filing(**facts) -> Filing:
    figures = {**FIGURES, **facts.pop("figures", {})}
    return Filing(
        ProjectData(OrganizationKind.JOINT, facts.pop("cells", CELLS), figures),
        facts.pop("explanations", {}),
        **facts,
    )


def user(name: str) -> User:
    """One of the cast, signed in: the engine asks for the rights of whoever is."""
    g.user = db.session.scalars(select(User).where(User.username == name)).one()
    return g.user


def at_once(app, acts) -> list[str]:
    """What came of acts of Yuelu's clerk that start at the same moment."""

    def run(act, wait) -> str:
        with app.app_context():
            found = user("yl_clerk")
            actor = Actor.of(found)
            db.session.rollback()
            wait()
            with acting_as(found):
                try:
                    act(actor)
                    db.session.commit()
                    return "stored"
                except (Refused, Conflict) as refused:
                    db.session.rollback()
                    return str(refused)
                finally:
                    db.session.remove()

    return together([partial(run, act) for act in acts])


@pytest.fixture
def clerk(app):
    with app.app_context():
        found = user("yl_clerk")
        with acting_as(found):
            yield Actor.of(found)


def add_return(actor, year=YEAR, *, submit=True, **facts) -> ProjectReturn:
    found = returns.add(returns.PROJECTS, year, filing(**facts), submit=submit, actor=actor)
    db.session.commit()
    return found


def test_filed_figures_are_stored(clerk):
    found = add_return(clerk)
    assert found.state is ReturnState.SUBMITTED
    assert found.filled_by == "湘致远"
    stored = queries.project_data_of(4, YEAR)
    assert stored.total(None, "area") == 12
    assert stored.figures["talks"] == 4
    assert stored.figures["deaths"] == 0
    assert stored.figures["coverage"] is None


def test_a_second_return_for_the_year_is_refused(clerk):
    add_return(clerk)
    with pytest.raises(Refused, match="该年度数据已存在，请修改"):
        add_return(clerk)


def test_pressing_twice_gives_one_row(clerk):
    first, second = (add_return(clerk, form_token="one-press") for _i in range(2))
    assert first.id == second.id
    assert db.session.scalar(select(func.count()).select_from(ProjectReturn)) == 1


def test_a_draft_whose_answer_was_lost_goes_on(clerk):
    draft = add_return(clerk, submit=False, form_token="one-form")
    cells = {**CELLS, (ProjectCategory.HOUSING, ProjectFlow.NEW, "area"): 99}
    sent = add_return(clerk, form_token="one-form", cells=cells)
    assert sent.id == draft.id
    assert sent.state is ReturnState.SUBMITTED
    assert queries.project_data_of(4, YEAR).total(None, "area") == 99


@pytest.mark.parametrize("changes", [{"year": YEAR - 1}, {"figures": {"talks": 5}}])
def test_a_used_form_never_swallows_other_figures(clerk, changes):
    add_return(clerk, form_token="one-form")
    changes = dict(changes)
    year = changes.pop("year", YEAR)
    with pytest.raises(Conflict, match="保存过"):
        add_return(clerk, year, form_token="one-form", **changes)


def test_words_about_doubts_that_no_longer_hold_are_dropped(clerk):
    found = add_return(clerk, explanations={"V27": "旧的说明", "anything": "x"})
    assert found.explanations == {}


def test_a_refused_return_leaves_nothing(clerk):
    with pytest.raises(Refused, match="死亡人数"):
        add_return(clerk, figures={"deaths": 1})
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(ProjectReturn)) == 0


def test_a_draft_is_not_checked_and_stays_a_draft(clerk):
    found = add_return(clerk, submit=False, figures={"deaths": 1})
    assert found.state is ReturnState.DRAFT
    with pytest.raises(Refused):
        returns.change(
            returns.PROJECTS,
            found.id,
            filing(figures={"deaths": 1}, version=found.version),
            submit=True,
            actor=clerk,
        )


def test_a_doubt_needs_its_reason_and_keeps_it(clerk):
    doubtful = {"penalties": 1, "penalties_closed": 2}
    with pytest.raises(Refused, match="请填写说明"):
        add_return(clerk, figures=doubtful)
    db.session.rollback()
    found = add_return(clerk, figures=doubtful, explanations={"V23-penalties_closed": "含上年结转"})
    assert found.explanations == {"V23-penalties_closed": "含上年结转"}


def test_a_stale_page_is_told_who_was_faster(clerk):
    found = add_return(clerk)
    seen = found.version
    returns.change(returns.PROJECTS, found.id, filing(version=seen), submit=True, actor=clerk)
    db.session.commit()
    with pytest.raises(Conflict, match="在其他窗口保存过"):
        returns.change(returns.PROJECTS, found.id, filing(version=seen), submit=True, actor=clerk)


def test_a_stale_page_of_a_colleague_is_told_who_was_faster(clerk):
    found = add_return(clerk)
    seen = found.version
    returns.change(returns.PROJECTS, found.id, filing(version=seen), submit=True, actor=clerk)
    db.session.commit()
    colleague = Actor.of(user("yl_admin"))
    with pytest.raises(Conflict, match=f"{clerk.name} 已保存过"):
        returns.change(
            returns.PROJECTS, found.id, filing(version=seen), submit=True, actor=colleague
        )


def test_a_used_form_never_overwrites_what_a_colleague_changed(clerk):
    draft = add_return(clerk, submit=False, form_token="one-form")
    colleague = Actor.of(user("yl_admin"))
    changed = filing(version=draft.version, figures={"talks": 77})
    returns.change(returns.PROJECTS, draft.id, changed, submit=False, actor=colleague)
    db.session.commit()
    with pytest.raises(Conflict, match="已保存过"):
        add_return(clerk, submit=False, form_token="one-form")
    db.session.rollback()
    assert queries.project_data_of(4, YEAR).figure("talks") == 77


def test_changing_only_a_line_moves_the_version(clerk):
    found = add_return(clerk)
    seen = found.version
    cells = {**CELLS, (ProjectCategory.HOUSING, ProjectFlow.NEW, "area"): 13}
    returns.change(
        returns.PROJECTS, found.id, filing(cells=cells, version=seen), submit=True, actor=clerk
    )
    db.session.commit()
    assert db.session.get(ProjectReturn, found.id).version == seen + 1


def test_a_locked_year_is_refused(clerk):
    found = add_return(clerk)
    db.session.execute(
        audit.bulk(update(ProjectReturn).values(state=ReturnState.LOCKED), because="the test")
    )
    db.session.commit()
    db.session.refresh(found)
    # Also to a form that was opened before: nobody else has saved anything.
    for version in (found.version, found.version - 1):
        with pytest.raises(Refused, match="该年度数据已锁定，请联系省级管理员解锁"):
            returns.change(
                returns.PROJECTS, found.id, filing(version=version), submit=True, actor=clerk
            )


@pytest.mark.parametrize("who", ["zz_clerk", "cs_clerk", "hn_admin"])
def test_others_do_not_change_it(app, who):
    with app.app_context():
        with acting_as(user("yl_clerk")):
            number = add_return(Actor.of(user("yl_clerk"))).id
        db.session.remove()
        other = user(who)
        with acting_as(other):
            if who == "zz_clerk":
                assert (
                    returns.change(
                        returns.PROJECTS,
                        number,
                        filing(version=1),
                        submit=True,
                        actor=Actor.of(other),
                    )
                    is None
                )
            else:
                with pytest.raises(Refused, match="只能修改本机构的数据"):
                    returns.change(
                        returns.PROJECTS,
                        number,
                        filing(version=1),
                        submit=True,
                        actor=Actor.of(other),
                    )


def test_parallel_filing_makes_one_row(app):
    """Sixteen clerks press at once; one row, and the others read why."""
    outcomes = at_once(app, [add_return] * 16)
    assert sorted(outcomes, key=len) == ["stored", *["该年度数据已存在，请修改"] * 15]
    with app.app_context(), unscoped("count"):
        assert db.session.scalar(select(func.count()).select_from(ProjectReturn)) == 1
