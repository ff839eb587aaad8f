"""Rows that concern two organizations, the tree itself, and statements without a flush."""

from __future__ import annotations

import re
from typing import Any, ClassVar

import pytest
from flask import Flask
from sqlalchemy import ForeignKey, delete, func, insert, select, update
from sqlalchemy.orm import Mapped, aliased, mapped_column, relationship

from app.core.access import audit
from app.core.access.roles import BUSINESS, Grant
from app.core.access.scope import OrgOwned, unscoped
from app.core.base.db import db
from app.core.base.errors import ScopeViolation, UnauditedStatement
from app.core.models import Organization, Revision, User, UserGrant
from app.core.screens.views import AppInterface, AppModelView
from app.core.tree.organization_tree import organization_names
from app.workflow.models import Message
from tests.support import application, cast
from tests.support.acting import As

pytestmark = pytest.mark.both_databases

YUELU, TIANYUAN = 4, 5


class Loan(OrgOwned, db.Model):
    """Something that one organization lends another; the receiver sees it."""

    __tablename__ = "test_loan"
    parties = ("receiver_id",)

    id: Mapped[int] = mapped_column(primary_key=True)
    receiver_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"))
    note: Mapped[str] = mapped_column(default="")

    lines: Mapped[list[LoanLine]] = relationship(back_populates="loan")


class LoanLine(OrgOwned, db.Model):
    """A part of a loan; whoever sees the loan sees it."""

    __tablename__ = "test_loan_line"
    follows: ClassVar[str] = "loan"

    id: Mapped[int] = mapped_column(primary_key=True)
    loan_id: Mapped[int] = mapped_column(ForeignKey("test_loan.id"))
    thing: Mapped[str] = mapped_column(default="")

    loan: Mapped[Loan] = relationship(back_populates="lines")


@pytest.fixture
def loans(app: Flask) -> Flask:
    """One loan from Yuelu to Tianyuan and one that stays in Yuelu, a line each."""
    with app.app_context(), unscoped("rows of the test"):
        db.metadata.create_all(db.engine, [Loan.__table__, LoanLine.__table__])
        for number, receiver in ((1, TIANYUAN), (2, None)):
            loan = Loan(organization_id=YUELU, receiver_id=receiver)
            db.session.add(loan)
            db.session.flush()
            db.session.add(LoanLine(organization_id=YUELU, loan_id=loan.id, thing=str(number)))
        db.session.commit()
        db.session.remove()
    return app


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("yl_clerk", [1, 2]),
        ("cs_admin", [1, 2]),
        ("ty_clerk", [1]),
        ("zz_admin", [1]),
        ("ly_clerk", []),
        ("hn_admin", [1, 2]),
    ],
)
def test_a_party_and_whoever_is_above_it_sees_the_row_and_its_parts(loans, who, seen):
    other = aliased(Loan)
    with As(loans, who):
        assert list(db.session.scalars(select(Loan.id).order_by(Loan.id))) == seen
        assert list(db.session.scalars(select(other.id).order_by(other.id))) == seen
        assert list(db.session.scalars(select(LoanLine.loan_id).order_by(LoanLine.id))) == seen
        found = [db.session.get(Loan, number) for number in seen]
        assert [[line.thing for line in one.lines] for one in found] == [[str(n)] for n in seen]


@pytest.mark.parametrize("statement", [update(Loan).values(note="x"), delete(LoanLine)])
def test_a_party_writes_nothing_in_bulk(loans, statement):
    with As(loans, "ty_clerk"):
        assert db.session.execute(audit.bulk(statement, because="the test")).rowcount == 0
    with As(loans, "yl_clerk"):
        assert db.session.execute(audit.bulk(statement, because="the test")).rowcount == 2


def test_a_party_changes_no_row(loans):
    with As(loans, "ty_clerk"):
        db.session.get(Loan, 1).note = "mine now"
        with pytest.raises(ScopeViolation):
            db.session.flush()
        db.session.rollback()


def test_a_party_sees_whose_row_it_is(loans):
    """The name of an organization out of reach may be read where a row in reach bears it."""
    with As(loans, "ty_clerk"):
        loan = db.session.get(Loan, 1)
        assert loan.organization.name == "岳麓区建设工程质量安全监督站"
        assert loan.organizations_concerned() == {YUELU, TIANYUAN}


# --- statements without a flush -------------------------------------------------------------


@pytest.mark.parametrize(("owner", "passes"), [(TIANYUAN, True), (YUELU, False), (None, False)])
def test_rows_added_by_a_statement_belong_to_the_writer(loans, owner, passes):
    statement = audit.bulk(insert(Loan), because="the test")
    with As(loans, "ty_clerk"):
        rows = [{"organization_id": TIANYUAN}, {"organization_id": owner}]
        if passes:
            db.session.execute(statement, rows)
        else:
            with pytest.raises(ScopeViolation):
                db.session.execute(statement, rows)
    with As(loans, "hn_admin"):
        assert db.session.scalar(select(func.count()).select_from(Loan)) == (4 if passes else 2)


@pytest.mark.parametrize(
    "statement",
    [
        update(Loan).values(note="x"),
        delete(Loan),
        insert(Loan),
        update(User).values(active=False),
        delete(UserGrant),
        update(Organization).values(name="x"),
    ],
    ids=str,
)
def test_what_would_pass_by_the_audit_trail_is_refused(loans, statement):
    with As(loans, "hn_admin"), unscoped("the test"), pytest.raises(UnauditedStatement):
        db.session.execute(statement)


def test_a_statement_that_says_why_passes_and_memory_is_thrown_away(loans):
    with As(loans, "hn_admin"):
        before = db.session.scalar(select(Revision.number))
        db.session.execute(audit.bulk(delete(UserGrant), because="the test"))
        assert db.session.scalar(select(Revision.number)) == before + 1
    with pytest.raises(ValueError, match="reason"):
        audit.bulk(delete(UserGrant), because="")


# --- the tree and its users -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "organizations"),
    [
        ("yl_clerk", {4}),
        ("cs_admin", {2, 4, 6}),
        ("hn_admin", {1, 2, 3, 4, 5, 6}),
        ("technician", {1, 2, 3, 4, 5, 6}),
    ],
)
def test_organizations_and_users_are_scoped_wherever_they_are_read(app, who, organizations):
    everybody = {name: at for name, _f, _g, at, _r in cast.USERS}
    reached = {name for name, at in everybody.items() if at in organizations}
    if who == "technician":
        reached.add("technician")
    other = aliased(User)
    with As(app, who):
        assert set(db.session.scalars(select(Organization.id))) == organizations
        assert set(db.session.scalars(select(User.username))) >= reached
        assert set(db.session.scalars(select(other.username))) - {None} == set(
            db.session.scalars(select(User.username))
        )
        assert db.session.scalar(select(func.count()).select_from(Organization)) == len(
            organizations
        )
        if who not in ("technician", "hn_admin"):
            assert set(db.session.scalars(select(User.username))) == reached
            db.session.expunge_all()
            assert db.session.get(Organization, 3) is None
            joined = select(User.username, Organization.name).join(User.organization)
            assert {row.username for row in db.session.execute(joined)} == reached


def test_memory_is_filled_with_everything_whoever_asks_first(app):
    with As(app, "yl_clerk"):
        app.extensions.pop("kept", None)
        assert set(organization_names()) == {1, 2, 3, 4, 5, 6}


class UserScreen(AppModelView):
    """A list of accounts as anybody would declare it."""

    datamodel = AppInterface(User)
    class_permission_name = "tests.user"
    route_base = "/tests/users"
    list_title = "用户"
    list_columns = search_columns = ["username"]
    base_permissions = ("can_read",)


class Undeclared(db.Model):
    __tablename__ = "test_undeclared"
    id: Mapped[int] = mapped_column(primary_key=True)


def test_a_screen_over_a_table_that_says_nothing_does_not_start():
    class Screen(AppModelView):
        datamodel = AppInterface(Undeclared)

    with pytest.raises(TypeError, match="Undeclared does not say who sees its rows"):
        Screen()


def test_a_screen_that_changes_rows_without_a_trace_does_not_start():
    """The trail has organizations' rows and settings; other tables say so themselves."""

    class Screen(AppModelView):
        datamodel = AppInterface(Message)
        add_columns = ["title"]

    with pytest.raises(TypeError, match="Message is changed without a trace"):
        Screen()


def test_a_list_of_users_shows_those_in_reach(tmp_path):
    app = application.make_app(tmp_path, f"sqlite:///{tmp_path / 'users.db'}")
    application.extend(app, UserScreen, grants=(Grant("tests.user", ("read",), BUSINESS),))
    with app.app_context():
        cast.build_world(app)
    enter = application.entrance(app)
    shown = {
        who: set(re.findall(r"\b(?:hn|cs|zz|yl|ty|ly)_\w+", _list_of(enter(who))))
        for who in ("yl_clerk", "cs_admin")
    }
    assert shown["yl_clerk"] == {"yl_admin", "yl_leader", "yl_clerk"}
    assert shown["cs_admin"] == shown["yl_clerk"] | {
        "cs_admin",
        "cs_leader",
        "cs_clerk",
        "ly_clerk",
    }


def _list_of(client: Any) -> str:
    page = client.get("/tests/users/list/?psize=100")
    assert page.status_code == 200
    return str(page.text.partition("<tbody")[2])
