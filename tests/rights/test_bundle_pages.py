"""权限包: the office names, fills and switches bundles; who holds one feels it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select

from app.core.access import bundles
from app.core.access.security_manager import sources_of
from app.core.base.choices import Level
from app.core.base.db import db
from app.core.models import PermissionBundle, User
from tests.support.acting import As

BASE = "/rights/bundles"
ROSTER = "can_update personnel.person"
NEW = {
    "name": "调动协助",
    "levels": ["county"],
    "description": "帮助办理调动",
    "rights": ["can_read personnel.transfer", "can_create personnel.transfer"],
}


def bundle(name: str) -> PermissionBundle:
    return db.session.scalars(select(PermissionBundle).where(PermissionBundle.name == name)).one()


def number(app: Any, name: str) -> int:
    with app.app_context():
        return bundle(name).id


def hold(app: Any, who: str, name: str) -> int:
    """Let somebody hold a bundle; the id of the user."""
    with As(app, "sec_admin") as actor:
        user = db.session.scalars(select(User).where(User.username == who)).one()
        bundles.set_grants(user, [bundle(name).id], until=None, basis="QX", actor=actor)
        db.session.commit()
        return user.id


def sent_of(client: Any, address: str) -> dict[str, Any]:
    text = client.get(address).text
    version = re.search(r'name="version" value="(\d+)"', text)
    name = re.search(r'name="name"[^>]*value="([^"]+)"', text)
    assert version
    assert name
    return {
        "name": name[1],
        "levels": re.findall(r'name="levels" value="(\w+)" checked', text),
        "rights": re.findall(r'name="rights" value="([^"]+)" checked', text),
        "version": version[1],
    }


def test_a_new_bundle_is_offered_behind_the_others(app, sign_in):
    assert sign_in("sec_admin").post(f"{BASE}/add", data=NEW).status_code == 303
    with app.app_context():
        assert bundles.offered_bundles(Level.COUNTY)[-1].name == "调动协助"
        assert "调动协助" not in [one.name for one in bundles.offered_bundles(Level.PREFECTURE)]
        pairs = {str(row) for row in bundle("调动协助").permissions}
        assert pairs == {
            "can read on personnel.transfer",
            "can create on personnel.transfer",
            "menu access on personnel.transfer",
        }
        assert bundle("调动协助").key == "own_1"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"name": "批量导入"}, "已有同名的权限包"),
        ({"name": ""}, "请填写权限包名称"),
        ({"levels": []}, "请选择可申请的机构级别"),
        ({"rights": []}, "请至少选择一项权限"),
        (
            {"rights": ["can_update rights.role"]},
            "权限包不能含系统、安全和审计权限：角色与菜单·修改",
        ),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field(sign_in, more, words):
    answer = sign_in("sec_admin").post(f"{BASE}/add", data={**NEW, **more})
    assert answer.status_code == 422
    assert words in answer.text


def test_all_that_is_wrong_is_told_at_once(sign_in):
    answer = sign_in("sec_admin").post(f"{BASE}/add", data={"name": "批量导入"}).text
    for words in ("已有同名的权限包", "请选择可申请的机构级别", "请至少选择一项权限"):
        assert words in answer


def test_an_edit_reaches_whoever_holds_it_and_says_so_first(app, sign_in):
    user_id = hold(app, "cs_leader", "在职工作人员维护")
    officer, address = sign_in("sec_admin"), f"{BASE}/edit/{number(app, '在职工作人员维护')}"
    sent = sent_of(officer, address)
    sent["rights"].remove(ROSTER)
    asked = officer.post(address, data=sent)
    assert "取消权限：在职工作人员基础数据·修改" in asked.text
    assert "影响 1 名用户" in asked.text
    stamp = re.search(r'name="confirmed" value="(\w+)"', asked.text)
    assert stamp
    assert officer.post(address, data={**sent, "confirmed": stamp[1]}).status_code == 303
    with app.app_context():
        assert not sources_of(user_id, "update", "personnel.person")
        assert sources_of(user_id, "delete", "personnel.person")


def test_what_nobody_holds_is_changed_without_a_question(app, sign_in):
    officer, address = sign_in("sec_admin"), f"{BASE}/edit/{number(app, '在职工作人员维护')}"
    sent = sent_of(officer, address)
    sent["rights"].remove(ROSTER)
    assert officer.post(address, data=sent).status_code == 303
    page = officer.get(f"{BASE}/show/{number(app, '在职工作人员维护')}").text
    assert "在职工作人员基础数据·修改" in page


def test_who_was_slower_sees_the_newer_one(app, sign_in):
    officer, address = sign_in("sec_admin"), f"{BASE}/edit/{number(app, '在职工作人员维护')}"
    sent = sent_of(officer, address)
    assert officer.post(address, data={**sent, "name": "名册维护"}).status_code == 303
    assert officer.post(address, data={**sent, "name": "花名册"}).status_code == 409


def test_a_bundle_is_switched_off_and_on(app, sign_in):
    user_id = hold(app, "cs_leader", "在职工作人员维护")
    officer, pk = sign_in("sec_admin"), number(app, "在职工作人员维护")
    assert "1 名持有人将失去其中的权限" in officer.get(f"{BASE}/list/").text
    assert officer.post(f"{BASE}/switch/{pk}/off").status_code == 303
    with app.app_context():
        assert not sources_of(user_id, "delete", "personnel.person")
    assert officer.post(f"{BASE}/switch/{pk}/on").status_code == 303
    with app.app_context():
        assert sources_of(user_id, "delete", "personnel.person")


def test_the_system_officer_looks_on_and_the_business_does_not(app, sign_in):
    pk = number(app, "批量导入")
    officer = sign_in("sys_admin")
    assert officer.get(f"{BASE}/list/").status_code == 200
    assert "导入" in officer.get(f"{BASE}/show/{pk}").text
    for address in (f"{BASE}/edit/{pk}", f"{BASE}/add"):
        assert officer.get(address).status_code == 403
    for who in ("hn_admin", "auditor", "cs_admin"):
        assert sign_in(who).get(f"{BASE}/list/").status_code == 403
