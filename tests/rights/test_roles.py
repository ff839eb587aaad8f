"""角色与菜单: rights are ticked in the words of the tree, effects told first, 三员 stay apart."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select

from app.core.base.db import db
from app.core.base.errors import Conflict, Refused, Unconfirmed
from app.core.models import AuditEntry, Role
from app.rights import catalogue, operations, queries
from tests.support.acting import As
from tests.support.together import together

LOCK = ("can_update", "organizations.year_lock")
SUMMARY = ("can_export", "organizations.annual_summary")
LOGS = ("can_read", "audit.entry")
EDITS = ("can_update", "rights.role")
CONDITIONS = "/reports/annual_summary/conditions"


def role(name: str) -> Role:
    return db.session.scalars(select(Role).where(Role.name == name)).one()


def number(app: Any, name: str) -> int:
    with app.app_context():
        return role(name).id


def change(
    app: Any, name: str, *, add: Any = (), take: Any = (), version: int | None = None
) -> None:
    """安全管理员 changes a role and agrees to whatever that means."""
    with As(app, "sec_admin"), app.test_request_context("/"):
        one = role(name)
        held = queries.rights_of_roles()[one.id]
        wanted = {*operations.current(one), *add} - set(take)
        given = {"version": queries.stamp(held) if version is None else version}
        try:
            operations.set_role_rights(one, wanted, **given)
        except Unconfirmed as asked:
            operations.set_role_rights(one, wanted, **given, confirmed=asked.stamp)
        db.session.commit()


def held(app: Any, name: str) -> set[tuple[str, str]]:
    with app.app_context():
        return queries.rights_of_roles()[role(name).id]


def page_of(client: Any, address: str) -> dict[str, Any]:
    """What the form of a role would send as it is shown."""
    text = client.get(address).text
    ticked = re.findall(r'name="rights" value="([^"]+)" checked', text)
    version = re.search(r'name="version" value="(\d+)"', text)
    assert version is not None
    return {"rights": ticked, "version": version[1]}


# --- what is told and stored ------------------------------------------------------------------


def test_a_change_is_told_before_it_is_stored(app):
    with As(app, "sec_admin"), app.test_request_context("/"):
        one = role("市州级经办")
        wanted = {*operations.current(one), SUMMARY} - {("can_export", "personnel.person")}
        version = queries.stamp(queries.rights_of_roles()[one.id])
        with pytest.raises(Unconfirmed) as asked:
            operations.set_role_rights(one, wanted, version=version)
        assert asked.value.lines == (
            "增加权限：年度汇总表和分类统计表·导出",
            "取消权限：在职工作人员基础数据·导出",
            "影响 2 名用户，下一次操作时生效",
        )
    assert SUMMARY not in held(app, "市州级经办")


def test_who_has_the_role_may_at_the_next_request(app, sign_in):
    clerk = sign_in("cs_clerk")
    assert clerk.get(CONDITIONS).status_code == 403
    change(app, "市州级经办", add=[SUMMARY])
    assert clerk.get(CONDITIONS).status_code == 200


def test_a_button_brings_its_screen_and_the_screen_its_menu_entry(app):
    change(app, "县级领导", add=[LOCK])
    assert {("can_read", LOCK[1]), ("menu_access", LOCK[1])} <= held(app, "县级领导")
    change(app, "县级领导", take=[LOCK, ("can_read", LOCK[1])])
    assert ("menu_access", LOCK[1]) not in held(app, "县级领导")


def test_what_code_gives_comes_back(app):
    before = held(app, "市州级经办")
    change(app, "市州级经办", add=[SUMMARY], take=[("can_export", "personnel.person")])
    with As(app, "sec_admin"), app.test_request_context("/"):
        one = role("市州级经办")
        version = queries.stamp(queries.rights_of_roles()[one.id])
        operations.restore_role(one, version=version)
        db.session.commit()
    assert held(app, "市州级经办") == before


def test_the_trail_names_who_gave_what(app):
    change(app, "市州级经办", add=[SUMMARY])
    with app.app_context():
        asked = select(AuditEntry).where(AuditEntry.object_type == "ab_role")
        entry = db.session.scalars(asked.order_by(AuditEntry.id.desc())).first()
        assert entry.changes["permissions"] == [[], ["can export on organizations.annual_summary"]]


# --- what is refused --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "right", "words"),
    [
        ("系统管理员", SUMMARY, "该角色不能持有其他业务或管理权限"),
        ("安全管理员", ("can_read", "personnel.person"), "该角色不能持有其他业务或管理权限"),
        ("审计员", EDITS, "该角色不能持有其他业务或管理权限"),
        ("系统管理员", EDITS, "该角色不能持有其他业务或管理权限"),
        ("省级管理员", EDITS, "业务角色不能持有系统、安全和审计权限：角色与菜单·"),
        ("省级领导", LOGS, "业务角色不能持有系统、安全和审计权限：操作日志·查看"),
    ],
)
def test_the_three_officers_stay_apart(app, name, right, words):
    before = held(app, name)
    with pytest.raises(Refused, match=words):
        change(app, name, add=[right])
    assert held(app, name) == before


@pytest.mark.parametrize("action", ["can_update", "can_read"])
def test_the_last_right_to_edit_roles_stays(app, action):
    taken = [EDITS, (action, "rights.role")]
    with pytest.raises(Refused, match="至少保留一个能修改"):
        change(app, "安全管理员", take=taken)
    assert EDITS in held(app, "安全管理员")


def test_another_right_of_the_security_officer_may_go(app):
    change(app, "安全管理员", take=[LOGS])
    assert LOGS not in held(app, "安全管理员")


def test_who_was_slower_is_told(app):
    with app.app_context():
        version = queries.stamp(queries.rights_of_roles()[role("市州级经办").id])
    change(app, "市州级经办", add=[SUMMARY])
    with pytest.raises(Conflict):
        change(app, "市州级经办", add=[LOCK], version=version)


@pytest.mark.both_databases
def test_of_two_at_once_one_is_told(app):
    with app.app_context():
        version = queries.stamp(queries.rights_of_roles()[role("市州级经办").id])

    def act(right: Any) -> Any:
        def at_once(wait: Any) -> str:
            wait()
            try:
                change(app, "市州级经办", add=[right], version=version)
            except Conflict:
                return "conflict"
            return "stored"

        return at_once

    assert sorted(together([act(SUMMARY), act(LOCK)])) == ["conflict", "stored"]


# --- pages ------------------------------------------------------------------------------------


def test_the_form_is_confirmed_and_stored(app, sign_in):
    officer = sign_in("sec_admin")
    address = f"/rights/roles/edit/{number(app, '市州级经办')}"
    sent = page_of(officer, address)
    sent["rights"] += [" ".join(SUMMARY)]
    asked = officer.post(address, data=sent)
    assert "增加权限：年度汇总表和分类统计表·导出" in asked.text
    stamp = re.search(r'name="confirmed" value="(\w+)"', asked.text)
    assert stamp is not None
    assert officer.post(address, data={**sent, "confirmed": stamp[1]}).status_code == 303
    assert SUMMARY in held(app, "市州级经办")
    history = officer.get(f"/rights/roles/show/{number(app, '市州级经办')}").text
    assert "年度汇总表和分类统计表·导出" in history
    assert "已修改" in officer.get("/rights/roles/list/").text


def test_a_form_offers_an_officer_what_is_that_officers_alone(app, sign_in):
    text = sign_in("sec_admin").get(f"/rights/roles/edit/{number(app, '审计员')}").text
    assert 'value="can_export audit.entry"' in text
    assert 'value="can_read personnel.person"' not in text


def test_what_is_forged_is_refused_in_words(app, sign_in):
    officer = sign_in("sec_admin")
    address = f"/rights/roles/edit/{number(app, '审计员')}"
    sent = page_of(officer, address)
    sent["rights"] += ["can_read personnel.person"]
    answer = officer.post(address, data=sent)
    assert answer.status_code == 422
    assert "在职工作人员基础数据·查看" in answer.text
    assert officer.post(address, data={**sent, "rights": ["x y"]}).status_code == 422


def test_a_slower_form_shows_the_newer_rights(app, sign_in):
    officer = sign_in("sec_admin")
    address = f"/rights/roles/edit/{number(app, '市州级经办')}"
    sent = page_of(officer, address)
    change(app, "市州级经办", add=[SUMMARY])
    answer = officer.post(address, data={**sent, "rights": [*sent["rights"], " ".join(LOCK)]})
    assert answer.status_code == 409
    assert "年度锁定·锁定和解锁" in answer.text


def test_the_technical_role_is_not_edited(app, sign_in):
    officer = sign_in("sec_admin")
    assert officer.get(f"/rights/roles/edit/{number(app, 'Admin')}").status_code == 404
    assert ">Admin<" not in officer.get("/rights/roles/list/").text


def test_the_system_officer_looks_on(app, sign_in):
    officer = sign_in("sys_admin")
    assert "市州级经办" in officer.get("/rights/roles/list/").text
    tree = officer.get(f"/rights/roles/rights/{number(app, '市州级经办')}")
    assert "监督工程情况填报" in tree.text
    address = f"/rights/roles/edit/{number(app, '市州级经办')}"
    assert officer.get(address).status_code == 403
    with app.test_request_context("/"):
        assert len(catalogue.buttons()) > 100
