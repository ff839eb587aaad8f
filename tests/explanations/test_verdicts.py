"""可以 and 不可以: an explanation says what the real request does, for anybody and any record."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.core.access.scope import OrgOwned, unscoped
from app.core.base.db import db
from app.core.models import Organization, User
from app.explanations import presentation
from app.explanations.choices import Act
from app.organizations.models import OrganizationVerification
from app.personnel.models import Person
from app.workflow.views import FlowView
from tests.conftest import Grown
from tests.explanations.requests import Row, client_of, succeeds
from tests.explanations.world import ODD, build, usernames
from tests.support import cast
from tests.support.application import Enter, forget_costs
from tests.support.worlds import Worlds

SEED, ASKED = 20261130, 800
# What nobody but its readers has, and what changes while one asks.
LEFT_OUT = {"AuditView", "LoginAttemptView"}
WRITERS = ("hn_admin", "hn_review", "cs_admin", "zz_clerk", "ty_clerk", "yl_admin", "ly_clerk")
USUAL = set(Act)
VERDICT = re.compile(r"</h2><span class=\"zj-tag zj-tag--(ok|bad)\">")


@dataclass(frozen=True, slots=True)
class Case:
    """Somebody, a record of a screen and what is to be done with it."""

    username: str
    user_id: int
    screen: str
    base: str
    act: str
    number: int
    row: Row


@pytest.fixture
def explained(app: Flask, grown: Grown) -> Flask:
    grown("explained", lambda: build(app))
    return app


def _fitting(view: Any, item: Any) -> Mapping[str, frozenset[str]]:
    moves = view.dialog_moves if isinstance(view, FlowView) else ()
    found = (view.workflow[name] for name in moves)
    return {
        one.name: frozenset(role.value for handler in one.by for role in handler.roles)
        for one in found
        if item.state in one.source
    }


def _concerned(item: Any) -> frozenset[int | None]:
    """The organizations of a record; none of them is None, which stands for everybody."""
    return frozenset(item.organizations_concerned() if isinstance(item, OrgOwned) else {None})


def _row(item: Any) -> Row:
    if isinstance(item, Person):
        return Row(item.name)
    if isinstance(item, OrganizationVerification):
        return Row(item.certificate_no)
    if isinstance(item, Organization):
        return Row(item.code)
    if number := getattr(item, "number", None):
        return Row(number)
    if hasattr(item, "year") and isinstance(item, OrgOwned):
        return Row(item.organization.name, item.year)
    return Row(getattr(item, "title", ""))


@dataclass(frozen=True, slots=True)
class Record:
    """A record of a screen, its organization and what can be asked of it."""

    screen: str
    base: str
    acts: tuple[str, ...]
    number: int
    # The moves of its process that start from its state, with the roles that they name.
    fitting: Mapping[str, frozenset[str]]
    concerned: frozenset[int | None]
    row: Row


Users = Mapping[str, tuple[int, int | None]]
Asked = tuple[str, Record, str]


def _records(app: Flask) -> list[Record]:
    with app.test_request_context(), unscoped("every record of the world"):
        return [
            Record(
                name,
                view.route_base,
                tuple(act for act, _label in presentation.acts(view)),
                item.id,
                _fitting(view, item),
                _concerned(item),
                _row(item),
            )
            for name, view in presentation.screens().items()
            if name not in LEFT_OUT
            for item in db.session.scalars(
                select(view.datamodel.obj).execution_options(include_deleted=True)
            ).unique()
            # Nobody but the technical administrator sees accounts of no organization.
            if not (isinstance(item, User) and item.organization_id is None)
        ]


def _users(app: Flask) -> Users:
    with app.app_context(), unscoped("everybody"):
        rows = db.session.execute(select(User.username, User.id, User.organization_id))
        return {name: (number, place) for name, number, place in rows}


def cases(app: Flask) -> Iterator[Case]:
    """As many as are asked for: half by anybody about anything, a quarter each about changes and
    about moves by those who might."""
    chance = random.Random(SEED)
    users, records = _users(app), _records(app)
    for number in range(ASKED):
        username, record, act = SORTS[number % len(SORTS)](chance, users, records)
        user_id = users[username][0]
        yield Case(username, user_id, record.screen, record.base, act, record.number, record.row)


def _of_screen(chance: random.Random, records: Sequence[Record]) -> Record:
    """A record, each screen alike."""
    screen = chance.choice(sorted({one.screen for one in records}))
    return chance.choice([one for one in records if one.screen == screen])


def _anything(chance: random.Random, _users: Users, records: Sequence[Record]) -> Asked:
    record = _of_screen(chance, records)
    return chance.choice(usernames()), record, chance.choice(record.acts)


def _change(chance: random.Random, users: Users, records: Sequence[Record]) -> Asked:
    username = chance.choice(WRITERS)
    near = {users[username][1], None}
    record = _of_screen(chance, [one for one in records if one.concerned & near])
    acts = [one for one in ("edit", "delete") if one in record.acts]
    return username, record, chance.choice(acts or record.acts)


def _move(chance: random.Random, users: Users, records: Sequence[Record]) -> Asked:
    """A move that starts from the record's state, by one of those who hold a role for it."""
    record = _of_screen(chance, [one for one in records if one.fitting])
    act = chance.choice(sorted(record.fitting))
    roles = record.fitting[act]
    able = [one[0] for one in cast.USERS if roles & set(one[-1])]
    near = [one for one in able if users[one][1] in {*record.concerned, 1}]
    return chance.choice(near or able), record, act


SORTS = (_anything, _move, _anything, _change)


def said(officer: FlaskClient, case: Case) -> str:
    """可以 or 不可以, as the page says it to an officer."""
    asked = {"user": case.user_id, "screen": case.screen, "act": case.act}
    asked |= {"number": case.number, "record": case.number}
    answer = officer.get("/why/", query_string=asked)
    assert answer.status_code == 200, case
    (tone,) = VERDICT.findall(answer.text)
    return str(tone)


def test_it_says_yes_exactly_where_the_request_succeeds(
    explained: Flask, worlds: Worlds, sign_in: Enter
) -> None:
    asked = list(cases(explained))
    officer = sign_in("sec_admin")
    clients = {one: sign_in(one) for one in usernames() if one not in ODD}
    worlds.keep("explained_to_all")
    wrong, seen = [], Counter[tuple[str, bool]]()
    for case in asked:
        forget_costs(explained)
        told = said(officer, case)
        client = clients.get(case.username) or client_of(explained, sign_in, case.username)
        done = client is not None and succeeds(client, case.base, case.act, case.number, case.row)
        if (told == "ok") is not done:
            wrong.append(f"{case}: told {told}, was {done}")
        seen[case.act, done] += 1
        if done and case.act not in ("show", "export"):
            worlds.bring_back("explained_to_all")
    assert not wrong, "\n".join(wrong)
    for act in ("show", "edit", "delete", "export"):
        assert seen[act, True] >= 6, seen
        assert seen[act, False] >= 6, seen
    moves = sum(count for (act, done), count in seen.items() if done and act not in USUAL)
    assert moves >= 10, seen
