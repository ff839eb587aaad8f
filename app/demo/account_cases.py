"""Applications for accounts and for rights, in every state, filed and decided as people would."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from app.attachments.operations import place_each
from app.core.access.actor import Actor
from app.core.base import clock
from app.core.base.db import db
from app.core.models import PermissionBundle, User
from app.core.screens.form_set import Member
from app.long_form.sent_records import SentRecord
from app.personnel.models import Person
from app.users import operations, queries
from app.users.choices import RightKind
from app.users.files import APPLICATION_FILES, RIGHT_FILES
from app.users.models import AccountApplication, RightApplication
from app.users.workflows import ACCOUNT, GRANTING
from app.workflow import engine

from . import bulk, users
from .pictures import paper, placed

OPINION = "请补充本机构审批材料"
# Who applies, the role, and what becomes of it.
ACCOUNTS = (
    ("ty_admin", "县级经办", ""),
    ("yl_admin", "县级领导", "return"),
    ("zz_admin", "市州级经办", "withdraw"),
    ("cs_admin", "市州级领导", ""),
)
# Who applies for whom, what, and what becomes of it.
RIGHTS = (
    ("ty_admin", "ty_clerk", "account_applications", ""),
    ("yl_admin", "yl_clerk", "account_applications", "return"),
    ("zz_admin", "zz_clerk", "right_applications", "approve"),
    ("cs_admin", "cs_leader", "account_applications", ""),
)


def load() -> None:
    """Applications for empty tables."""
    users.load()
    if bulk.is_empty(AccountApplication):
        for who, role, move in ACCOUNTS:
            _account(who, role, move)
    if bulk.is_empty(RightApplication):
        for who, whom, bundle, move in RIGHTS:
            _rights(who, whom, bundle, move)


def _account(who: str, role: str, move: str) -> None:
    with users.at_work(who) as actor:
        asked = select(Person.id, Person.name).where(*queries.own_roster()).order_by(Person.id)
        found = db.session.execute(asked.offset(3)).first()
        if found is None:
            return
        values = {"username": f"{who[:2]}_new", "email": None, "roles": [role], "reason": "新到岗"}
        entry = SentRecord(Member(str(found.id), found.name), values)
        rows = operations.begin_applications([entry], actor)
        engine.begin_each(ACCOUNT, rows, actor=actor, batch=rows[0].batch)
        place_each(
            [placed(rows[0], APPLICATION_FILES.slots[0], paper("APPROVAL", rows[0].number))],
            resource=APPLICATION_FILES.resource,
            actor=actor,
        )
        engine.fire(ACCOUNT, rows[0], "file", actor=actor, batch=rows[0].batch)
        number = rows[0].id
    if move:
        with users.at_work(who if move == "withdraw" else "sys_admin") as actor:
            item = db.session.get_one(AccountApplication, number)
            engine.fire(ACCOUNT, item, move, actor=actor, opinion=_opinion(move))


def _rights(who: str, whom: str, bundle: str, move: str) -> None:
    with users.at_work(who) as actor:
        number = _filed_rights(whom, bundle, actor)
    if move:
        with users.at_work("sec_admin") as actor:
            item = db.session.get_one(RightApplication, number)
            engine.fire(GRANTING, item, move, actor=actor, opinion=_opinion(move))


def _filed_rights(whom: str, bundle: str, actor: Actor) -> int:
    user = db.session.scalars(select(User).where(User.username == whom)).one()
    wanted = select(PermissionBundle.id).where(PermissionBundle.key == bundle)
    values = {
        "reason": "协助办理本机构用户和权限申请",
        "bundles": [str(db.session.scalars(wanted).one())],
        "until": clock.today() + dt.timedelta(days=365),
    }
    entry = SentRecord(Member(str(user.id), whom), values)
    rows = operations.begin_right_applications(RightKind.GRANT, [entry], actor)
    engine.begin_each(GRANTING, rows, actor=actor, batch=rows[0].batch)
    place_each(
        [placed(rows[0], RIGHT_FILES.slots[0], paper("APPROVAL", rows[0].number))],
        resource=RIGHT_FILES.resource,
        actor=actor,
    )
    engine.fire(GRANTING, rows[0], "file", actor=actor, batch=rows[0].batch)
    return rows[0].id


def _opinion(move: str) -> str:
    return OPINION if move == "return" else ""
