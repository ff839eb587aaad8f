"""权限包: declared once, kept as the office leaves them, granted until a day, taken away."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import func, select

from app.core.access import bundles
from app.core.access.bundles import Bundle
from app.core.access.permission_sync import sync, wanted_pairs
from app.core.access.roles import OFFICERS, permissions_of
from app.core.access.scope import unscoped
from app.core.access.security_manager import PERSONAL, holding, sources_of
from app.core.base import clock
from app.core.base.choices import Level
from app.core.base.db import db
from app.core.jobs import cleanup
from app.core.models import AuditEntry, PermissionBundle, User, UserGrant
from tests.support.acting import As
from tests.support.grants import permission
from tests.support.statements import statements
from tests.support.together import together

SUMMARY = "/reports/annual_summary/conditions"
EXPORT = ("export", "organizations.annual_summary")
BASIS = "QX-2026-00001"


def user(name: str) -> User:
    with unscoped("the tests"):
        return db.session.scalars(select(User).where(User.username == name)).one()


def bundle(key: str) -> PermissionBundle:
    return db.session.scalars(select(PermissionBundle).where(PermissionBundle.key == key)).one()


def give(app: Any, who: str, *keys: str, until: dt.date | None = None) -> None:
    with As(app, "sec_admin") as actor:
        ids = [bundle(key).id for key in keys]
        bundles.set_grants(user(who), ids, until=until, basis=BASIS, actor=actor)
        db.session.commit()


def held(app: Any, who: str) -> list[str]:
    with As(app, "sec_admin"):
        someone = user(who)
        return [one.bundle.key for one in bundles.grants_of([someone.id])[someone.id]]


# --- as declared ------------------------------------------------------------------------------


def test_every_declared_bundle_is_a_row_in_chinese(app):
    with app.app_context():
        rows = {row.key: row for row in db.session.scalars(select(PermissionBundle))}
        assert set(rows) == set(bundles.BUNDLES.registered())
    assert len(rows) >= 20
    assert rows["organization_summaries"].name == "机构汇总表导出"
    assert rows["organization_summaries"].levels == [Level.PREFECTURE, Level.COUNTY]


def test_a_bundle_gives_only_what_some_screen_asks_for(app):
    with app.app_context():
        asked = wanted_pairs(app.appbuilder)
        by_role = permissions_of(app.appbuilder.grants)
        asked |= {tuple(right) for rights in by_role.values() for right in rights}
        assert {tuple(right) for right in bundles.declared()} <= asked


def test_no_bundle_gives_what_an_officer_alone_holds(app):
    with app.app_context():
        by_role = permissions_of(app.appbuilder.grants)
        officers = {one for role in OFFICERS for one in by_role[role]}
        business = {one for role in by_role if role not in OFFICERS for one in by_role[role]}
        assert not bundles.declared() & (officers - business)


def test_a_bundle_of_nothing_or_for_nobody_stops_the_start(app):
    with app.app_context(), pytest.raises(ValueError, match="gives nothing"):
        bundles.BUNDLES.register([Bundle("empty", "", ())])
    with app.app_context(), pytest.raises(ValueError, match="for nobody"):
        bundles.BUNDLES.register([Bundle("nobody", "", (("home", ("read",)),), ())])


def test_a_second_sync_leaves_a_bundle_as_the_office_made_it(app):
    with app.app_context():
        one = bundle("organization_summaries")
        one.name, one.permissions, one.for_county = "汇总表", [], False
        one.is_active = False
        db.session.commit()
        sync(app.appbuilder)
        one = bundle("organization_summaries")
        assert (one.name, one.permissions, one.for_county) == ("汇总表", [], False)
        number = select(func.count()).select_from(PermissionBundle)
        assert db.session.scalar(number) == len(bundles.BUNDLES.registered())


def test_a_level_is_offered_its_active_bundles_in_their_order(app):
    with app.app_context():
        offered = [one.key for one in bundles.offered_bundles(Level.PROVINCE)]
        assert "notices" in offered
        assert "notices" not in [one.key for one in bundles.offered_bundles(Level.COUNTY)]
        assert "cockpit" not in offered
        bundle("notices").is_active = False
        bundle("profile").position = 999
        db.session.commit()
        offered = [one.key for one in bundles.offered_bundles(Level.PROVINCE)]
        assert "notices" not in offered
        assert offered[-1] == "profile"


# --- held -------------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_what_is_granted_holds_at_the_next_request_and_is_personal(app, sign_in):
    clerk = sign_in("cs_clerk")
    assert clerk.get(SUMMARY).status_code == 403
    give(app, "cs_clerk", "organization_summaries")
    assert clerk.get(SUMMARY).status_code == 200
    with app.app_context():
        assert sources_of(user("cs_clerk").id, *EXPORT) == {PERSONAL}
        with unscoped("the tests"):
            names = db.session.scalars(select(User.username).where(holding(*EXPORT))).all()
        assert "cs_clerk" in names
        assert "yl_clerk" not in names


def test_a_user_follows_what_the_office_makes_of_a_bundle(app, sign_in):
    clerk = sign_in("cs_clerk")
    give(app, "cs_clerk", "organization_summaries")
    assert clerk.get(SUMMARY).status_code == 200
    with app.app_context():
        one = bundle("organization_summaries")
        one.permissions.remove(permission(*EXPORT))
        db.session.commit()
    assert clerk.get(SUMMARY).status_code == 403
    with app.app_context():
        one = bundle("organization_summaries")
        one.permissions.append(permission(*EXPORT))
        db.session.commit()
    assert clerk.get(SUMMARY).status_code == 200


def test_a_bundle_that_is_switched_off_gives_nothing(app, sign_in):
    clerk = sign_in("cs_clerk")
    give(app, "cs_clerk", "organization_summaries")
    with app.app_context():
        bundle("organization_summaries").is_active = False
        db.session.commit()
    assert clerk.get(SUMMARY).status_code == 403
    assert held(app, "cs_clerk") == []
    with app.app_context(), unscoped("the tests"):
        assert "cs_clerk" not in db.session.scalars(select(User.username).where(holding(*EXPORT)))


def test_a_set_replaces_the_former_one_and_says_by_whom_and_why(app):
    give(app, "cs_clerk", "organization_summaries", "roster")
    day = clock.today() + dt.timedelta(10)
    give(app, "cs_clerk", "roster", "dossiers", until=day)
    assert held(app, "cs_clerk") == ["roster", "dossiers"]
    with As(app, "sec_admin") as actor:
        someone = user("cs_clerk")
        for one in bundles.grants_of([someone.id])[someone.id]:
            assert (one.expires_on, one.basis) == (day, BASIS)
            assert (one.granted_by_id, one.granted_by) == (actor.user_id, actor.name)
        done = db.session.execute(
            select(AuditEntry.action, AuditEntry.user_name).where(
                AuditEntry.object_type == "user_grant"
            )
        ).all()
    assert [action for action, _name in done].count("delete") == 1
    assert {name for _action, name in done} == {actor.name}


def test_what_is_cleared_is_gone_and_the_role_stays(app, sign_in):
    give(app, "cs_leader", "roster", "dossiers")
    with As(app, "sec_admin"):
        bundles.clear_grants(user("cs_leader"))
        db.session.commit()
    assert held(app, "cs_leader") == []
    assert sign_in("cs_leader").get(SUMMARY).status_code == 200


def test_a_grant_ends_with_its_day_and_its_row_in_the_night_after(app, at):
    today = clock.today()
    give(app, "cs_clerk", "roster", until=today)
    give(app, "zz_clerk", "roster", until=today + dt.timedelta(1))
    assert held(app, "cs_clerk") == ["roster"]
    at(f"{today + dt.timedelta(1)} 00:10")
    assert held(app, "cs_clerk") == []
    with app.app_context():
        cleanup.forget(None)
        db.session.commit()
        kept = db.session.scalars(select(UserGrant.user_id)).all()
        assert kept == [user("zz_clerk").id]


def test_the_grants_of_many_cost_one_statement(app):
    for who in ("cs_clerk", "zz_clerk", "yl_clerk"):
        give(app, who, "roster", "dossiers")
    with As(app, "sec_admin"):
        with unscoped("the tests"):
            ids = db.session.scalars(select(User.id)).all()
        with statements() as seen:
            found = bundles.grants_of(ids)
            names = [one.bundle.name for grants in found.values() for one in grants]
    assert len(names) == 6
    assert len(seen) == 1


@pytest.mark.both_databases
def test_two_who_grant_at_once_leave_one_set(app):
    def act(key: str) -> Any:
        def at_once(wait: Any) -> None:
            wait()
            give(app, "cs_clerk", key, "roster")

        return at_once

    together([act("dossiers"), act("transfers")])
    assert held(app, "cs_clerk") in (["roster", "dossiers"], ["roster", "transfers"])
