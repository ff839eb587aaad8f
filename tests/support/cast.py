"""The fixed cast: Hunan, Changsha and Zhuzhou, Yuelu under Changsha; Zhuzhou is the stranger."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Flask
from flask_appbuilder.security.sqla.models import Role, User
from flask_migrate import upgrade
from sqlalchemy import select

from app.core.access.passwords import hash_password
from app.core.access.scope import unscoped
from app.core.base.choices import Level, OrganizationKind, OrganizationStatus
from app.core.base.db import db
from app.core.models import Organization, OrganizationVersion

PASSWORD = "Kiwi-Ruler-2468"
ORGANIZATIONS = (
    # id, name, level, division, parent
    (1, "湖南省建设工程质量安全监督管理总站", Level.PROVINCE, "430000", None),
    (2, "长沙市建设工程质量安全监督站", Level.PREFECTURE, "430100", 1),
    (3, "株洲市建设工程质量安全监督站", Level.PREFECTURE, "430200", 1),
    (4, "岳麓区建设工程质量安全监督站", Level.COUNTY, "430104", 2),
    (5, "天元区建设工程质量安全监督站", Level.COUNTY, "430211", 3),
    (6, "浏阳市建设工程质量安全监督站", Level.COUNTY, "430181", 2),
)
USERS = (
    # user name, family name, given name, organization, roles
    ("hn_admin", "钟", "守衡", 1, ["省级管理员"]),
    ("hn_review", "卢", "审之", 1, ["省级审核"]),
    ("hn_leader", "段", "居正", 1, ["省级领导"]),
    ("cs_admin", "江", "望舒", 2, ["市州级管理员"]),
    ("cs_leader", "严", "立本", 2, ["市州级领导"]),
    ("cs_clerk", "柳", "青原", 2, ["市州级经办"]),
    ("zz_admin", "蒋", "同舟", 3, ["市州级管理员"]),
    ("zz_clerk", "易", "知行", 3, ["市州级经办"]),
    ("yl_admin", "岳", "观澜", 4, ["县级管理员"]),
    ("yl_leader", "麓", "鸣谦", 4, ["县级领导"]),
    ("yl_clerk", "湘", "致远", 4, ["县级经办"]),
    ("ty_clerk", "石", "敬亭", 5, ["县级经办"]),
    ("ly_clerk", "浏", "若水", 6, ["县级经办"]),
    ("sys_admin", "秦", "维新", 1, ["系统管理员"]),
    ("sec_admin", "韩", "守一", 1, ["安全管理员"]),
    ("auditor", "沈", "明鉴", 1, ["审计员"]),
    ("technician", "", "technician", None, ["Admin"]),
)


def build_world(app: Flask) -> None:
    """Migrate an empty database and put the cast into it."""
    from app.core.access.permission_sync import sync

    upgrade()
    sync(app.appbuilder)  # type: ignore[attr-defined]
    with unscoped("the tests' world"):
        _add_organizations()
        _add_users()
        db.session.commit()


def _add_organizations() -> None:
    paths: dict[int | None, str] = {None: "/"}
    for number, name, level, division, parent in ORGANIZATIONS:
        paths[number] = f"{paths[parent]}{number}/"
        facts: dict[str, Any] = {
            "name": name,
            "level": level,
            "kind": OrganizationKind.JOINT,
            "status": OrganizationStatus.ACTIVE,
            "division_code": division,
            "parent_id": parent,
        }
        db.session.add(Organization(id=number, code=f"{division}01", path=paths[number], **facts))
        db.session.flush()
        db.session.add(
            OrganizationVersion(organization_id=number, valid_from=dt.date(2015, 1, 1), **facts)
        )
    if db.engine.dialect.name == "postgresql":
        db.session.execute(
            db.text("SELECT setval('organization_id_seq', (SELECT max(id) FROM organization))")
        )


def _add_users() -> None:
    roles = {role.name: role for role in db.session.scalars(select(Role))}
    hashed = hash_password(PASSWORD)
    for username, family, given, organization_id, names in USERS:
        db.session.add(
            User(
                username=username,
                last_name=family,
                first_name=given,
                email=f"{username}@example.invalid",
                password=hashed,
                active=True,
                organization_id=organization_id,
                roles=[roles[name] for name in names],
            )
        )
