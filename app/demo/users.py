"""One account for each role at each level, with a password of this installation alone."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import current_app, g
from sqlalchemy import select

from app.core.access import passwords
from app.core.access.actor import Actor
from app.core.access.roles import LEVEL_OF
from app.core.access.roles import Role as RoleName
from app.core.access.scope import acting_as
from app.core.base.db import db
from app.core.models import Organization, Role, User

# Which station, how the username begins, and who works there.
ACCOUNTS = (
    ("43000001", "hn_admin", "苏", "湘宁", RoleName.PROVINCE_ADMIN),
    ("43000001", "hn_review", "程", "若谷", RoleName.PROVINCE_REVIEWER),
    ("43000001", "hn_leader", "沈", "怀远", RoleName.PROVINCE_LEADER),
    ("43010001", "cs_admin", "罗", "麓生", RoleName.PREFECTURE_ADMIN),
    ("43010001", "cs_leader", "方", "星野", RoleName.PREFECTURE_LEADER),
    ("43010001", "cs_clerk", "韩", "橘洲", RoleName.PREFECTURE_CLERK),
    ("43020001", "zz_admin", "彭", "石峰", RoleName.PREFECTURE_ADMIN),
    ("43020001", "zz_leader", "叶", "渌水", RoleName.PREFECTURE_LEADER),
    ("43020001", "zz_clerk", "邱", "云阳", RoleName.PREFECTURE_CLERK),
    ("43010401", "yl_admin", "傅", "梅溪", RoleName.COUNTY_ADMIN),
    ("43010401", "yl_leader", "姜", "望岳", RoleName.COUNTY_LEADER),
    ("43010401", "yl_clerk", "陆", "桃子", RoleName.COUNTY_CLERK),
    ("43021101", "ty_admin", "田", "神农", RoleName.COUNTY_ADMIN),
    ("43021101", "ty_leader", "钟", "湘滨", RoleName.COUNTY_LEADER),
    ("43021101", "ty_clerk", "尹", "新竹", RoleName.COUNTY_CLERK),
    ("43000001", "sys_admin", "段", "启明", RoleName.SYSTEM_ADMIN),
    ("43000001", "sec_admin", "戴", "守一", RoleName.SECURITY_ADMIN),
    ("43000001", "auditor", "侯", "明镜", RoleName.AUDITOR),
)


def load() -> None:
    """Add the missing accounts; a password that is written down stays as it is.

    The file is written before the accounts are committed: passwords of accounts
    that did not come about are used when they do.
    """
    path = Path(current_app.config["INSTANCE_DIR"]) / "demo-accounts.json"
    written = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    known = {entry["username"]: entry for entry in written}
    entries = [
        entry for account in ACCOUNTS if (entry := _account(*account, known=known)) is not None
    ]
    if entries != written:
        _write(path, entries)


@contextmanager
def at_work(username: str) -> Iterator[Actor]:
    """Somebody of the demo accounts acts."""
    user = db.session.scalars(select(User).where(User.username == username)).one()
    g.user, g.actor = user, Actor.of(user)
    with acting_as(user):
        yield g.actor
        db.session.flush()
    g.pop("actor")
    g.pop("user")


def _account(
    code: str,
    username: str,
    last_name: str,
    first_name: str,
    role: RoleName,
    *,
    known: dict[str, dict[str, Any]],
) -> dict[str, Any] | None:
    """Make an account where it is missing; its line for the file."""
    organization = db.session.scalar(select(Organization).where(Organization.code == code))
    user = db.session.scalar(select(User).where(User.username == username))
    if organization is None or (user is not None and not user.is_demo):
        return None
    if user is not None and username in known:
        return known[username]
    password = known.get(username, {}).get("password") or passwords.first_password()
    if user is None:
        user = User(
            username=username,
            first_name=first_name,
            last_name=last_name,
            email=f"{username}@example.invalid",
            active=True,
            organization_id=organization.id,
            must_change_password=False,
            is_demo=True,
            roles=[db.session.scalars(select(Role).where(Role.name == role)).one()],
        )
        db.session.add(user)
    user.password = passwords.hash_password(password)
    return {
        "username": username,
        "password": password,
        "name": f"{last_name}{first_name}",
        "role": role.value,
        "level": LEVEL_OF[role].value,
        "organization": organization.name,
    }


def _write(path: Path, entries: list[dict[str, Any]]) -> None:
    """Only the owner may read it, at no moment anybody else."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".demo-accounts-")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(entries, file, ensure_ascii=False, indent=2)
    Path(temporary).replace(path)
