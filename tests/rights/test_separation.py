"""三员分立 switched off: the province's administrator stands in for two of the three officers."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from app.core.access.scope import unscoped
from app.core.access.security_manager import holding, sources_of
from app.core.base.db import db
from app.core.models import Parameter, User
from app.rights import operations

ROLES = "/rights/roles/list/"
OFF, ON = "/rights/roles/separate/off", "/rights/roles/separate/on"


def people(action: str, resource: str) -> set[str]:
    with unscoped("the tests"):
        return set(db.session.scalars(select(User.username).where(holding(action, resource))))


def switch(app: Any, *, on: bool) -> None:
    with app.app_context():
        operations.set_separation(on=on)
        db.session.commit()


@pytest.mark.both_databases
def test_the_administrator_stands_in_for_system_and_security_but_not_for_audit(app, sign_in):
    admin = sign_in("hn_admin")
    assert admin.get(ROLES).status_code == 403
    switch(app, on=False)
    assert admin.get(ROLES).status_code == 200
    assert "角色与菜单" in admin.get("/").text
    assert admin.get("/setup/").status_code != 403
    with app.app_context():
        assert people("update", "rights.role") == {"sec_admin", "hn_admin"}
        # Export of the logs is the auditor's alone.
        assert people("export", "audit.entry") == {"auditor"}
        admin_id = db.session.scalars(select(User.id).where(User.username == "hn_admin")).one()
        assert sources_of(admin_id, "update", "rights.role") == {"安全管理员"}
    switch(app, on=True)
    assert admin.get(ROLES).status_code == 403
    with app.app_context():
        assert people("update", "rights.role") == {"sec_admin"}


def test_nobody_else_stands_in(app, sign_in):
    switch(app, on=False)
    for who in ("hn_review", "hn_leader", "cs_admin", "auditor", "sys_admin"):
        asked = sign_in(who).post("/rights/roles/separate/on")
        assert asked.status_code == 403, who


def test_the_security_officer_switches_and_whoever_stands_in_may_switch_back(app, sign_in):
    assert sign_in("hn_admin").post(OFF).status_code == 403
    assert sign_in("sec_admin").post(OFF).status_code == 303
    assert "已停用" in sign_in("hn_admin").get(ROLES).text
    assert sign_in("hn_admin").post(ON).status_code == 303
    assert sign_in("hn_admin").get(ROLES).status_code == 403
    with app.app_context():
        assert db.session.get(Parameter, "three_admins").version == 2


def test_it_is_no_parameter_of_the_parameters_screen(sign_in):
    """Whoever keeps the parameters would give the rights of others to himself."""
    admin = sign_in("hn_admin")
    assert "三员分立" not in admin.get("/settings/parameters/list/").text
    assert admin.get("/settings/parameters/edit/three_admins").status_code == 404
    sent = admin.post("/settings/parameters/edit/three_admins", data={"version": "0"})
    assert sent.status_code == 404


def test_the_stock_screens_of_the_framework_hand_out_no_rights(app, sign_in):
    """They would go round every rule; not even the technical administrator has them."""
    stock = ("UserDBModelView", "RoleModelView", "PermissionModelView", "PermissionViewModelView")
    endpoints = {rule.endpoint.partition(".")[0] for rule in app.url_map.iter_rules()}
    assert not endpoints & {*stock, "ViewMenuModelView", "GroupModelView", "RegisterUserModelView"}
    for who in ("hn_admin", "sys_admin", "sec_admin", "auditor"):
        client = sign_in(who)
        for address in (
            "/userdbmodelview/list/",
            "/roles/list/",
            "/permissions/list/",
            "/groups/list/",
        ):
            assert client.get(address).status_code == 404, (who, address)
