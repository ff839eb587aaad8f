"""查看权限: what a user may do, by role or by grant, until when; nobody's out of reach."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from app.core.access import bundles
from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.models import PermissionBundle, Role, User
from app.rights import presentation, queries
from app.rights.presentation import HeldButton
from tests.support.acting import As


def number(app: Any, who: str) -> int:
    with app.app_context(), unscoped("the tests"):
        return db.session.scalars(select(User.id).where(User.username == who)).one()


def give(app: Any, who: str, key: str, until: dt.date | None = None) -> None:
    with As(app, "sec_admin") as actor:
        asked = select(PermissionBundle.id).where(PermissionBundle.key == key)
        user = db.session.scalars(select(User).where(User.username == who)).one()
        ids = [db.session.scalars(asked).one()]
        bundles.set_grants(user, ids, until=until, basis="QX-2026-00001", actor=actor)
        db.session.commit()


def button(app: Any, who: str, screen: str, label: str) -> HeldButton:
    """A button of the tree of somebody as 安全管理员 sees it."""
    with As(app, "sec_admin"):
        user = db.session.scalars(select(User).where(User.username == who)).one()
        tree = presentation.rights_tree(queries.sources_of(user, queries.grants_in_force(user)))
        lines = {line.label: line for group in tree for line in group.lines}
        return next(one for one in lines[screen].buttons if one.label == label)


def test_what_the_role_gives_names_the_role(app):
    found = button(app, "cs_clerk", "监督工程情况填报", "修改")
    assert (found.kind, found.source) == ("role", "市州级经办")
    assert button(app, "cs_clerk", "监督工程情况填报", "锁定").kind == "none"


def test_what_was_granted_names_bundle_ground_and_last_day(app):
    day = clock.today() + dt.timedelta(30)
    give(app, "cs_clerk", "organization_summaries", day)
    found = button(app, "cs_clerk", "年度汇总表和分类统计表", "导出")
    assert found.kind == "granted"
    assert found.source == f"机构汇总表导出，QX-2026-00001，有效期至 {day}"


def test_what_the_role_gives_too_is_the_roles(app):
    give(app, "cs_clerk", "roster")
    assert button(app, "cs_clerk", "在职工作人员基础数据", "修改").kind == "role"


def test_a_page_says_it_in_words(app, sign_in):
    give(app, "cs_clerk", "organization_summaries")
    page = sign_in("sec_admin").get(f"/rights/users/{number(app, 'cs_clerk')}").text
    for words in (
        "市州级经办",
        "角色自带",
        "申请获得",
        "机构汇总表导出",
        "长期有效",
        "QX-2026-00001",
    ):
        assert words in page


def test_who_files_and_reviews_is_told_there(app, sign_in):
    address = f"/rights/users/{number(app, 'hn_review')}"
    assert "职责冲突" not in sign_in("sec_admin").get(address).text
    give(app, "hn_review", "certificate_changes")
    assert "职责冲突：人员证书变更：同时可以提交和" in sign_in("sec_admin").get(address).text


@pytest.mark.parametrize(
    ("who", "whose", "status"),
    [
        ("sec_admin", "yl_clerk", 200),
        ("sys_admin", "zz_admin", 200),
        ("hn_admin", "yl_clerk", 200),
        ("cs_admin", "yl_clerk", 200),
        ("cs_admin", "zz_clerk", 404),
        ("yl_admin", "yl_clerk", 200),
        ("yl_admin", "cs_clerk", 404),
        ("yl_clerk", "yl_clerk", 403),
        ("cs_leader", "cs_clerk", 403),
        ("auditor", "yl_clerk", 403),
    ],
)
def test_who_sees_whose(app, sign_in, who, whose, status):
    assert sign_in(who).get(f"/rights/users/{number(app, whose)}").status_code == status


@pytest.mark.parametrize("key", ["0", "x", "999999", "99999999999999999999"])
def test_nobodys_page_is_none(sign_in, key):
    assert sign_in("sec_admin").get(f"/rights/users/{key}").status_code == 404


def test_a_role_is_named_at_each_screen_where_somebody_has_two(app):
    with As(app, "sec_admin"):
        user = db.session.scalars(select(User).where(User.username == "cs_clerk")).one()
        other = db.session.scalars(select(Role).where(Role.name == "市州级领导")).one()
        user.roles = [*user.roles, other]
        db.session.commit()
        tree = presentation.rights_tree(queries.sources_of(user, ()))
        lines = {line.label: line for group in tree for line in group.lines}
        notes = {source for _kind, _why, source in lines["监督工程情况填报"].notes}
    assert notes == {"市州级经办、市州级领导", "市州级经办", "市州级领导"}
