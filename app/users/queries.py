"""Every SELECT about accounts and their applications."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import case, func, literal, or_, select
from sqlalchemy.orm import selectinload

from app.core.access import sessions, sign_in
from app.core.access.accounts import taken_names
from app.core.access.actor import current_actor
from app.core.access.bundles import grants_of, offered_bundles
from app.core.access.roles import ADMIN_OF, OFFICERS
from app.core.access.scope import readable, unscoped
from app.core.access.security_manager import PERSONAL, in_force, own_rights_of
from app.core.base import clock
from app.core.base.choices import Level
from app.core.base.column_types import stored
from app.core.base.db import db
from app.core.base.parts import in_parts
from app.core.base.per_request import once
from app.core.configuration.parameters import parameter
from app.core.models import PermissionBundle, User, UserGrant, UserSession
from app.core.models import Role as RoleRow
from app.core.tree.organization_tree import tree
from app.personnel.models import ON_ROSTER, Person

from .choices import AccountState, ApplicationState, RightKind
from .models import RIGHTS_RUN, RUNS, AccountApplication, RightApplication
from .rules import Holding, Standing, Taken

SUPERUSER = "Admin"

# --- columns of the lists -------------------------------------------------------------------


def person_name() -> Any:
    """Surname and given name of a user's row."""
    return User.last_name + User.first_name


def state() -> Any:
    """Whether an account is 启用, 禁用 or 锁定 now."""

    def kept(one: AccountState) -> Any:
        return literal(one, stored(AccountState))

    return case(
        (User.active.is_not(True), kept(AccountState.DISABLED)),
        (sign_in.locked(), kept(AccountState.LOCKED)),
        else_=kept(AccountState.ENABLED),
    )


def is_unused() -> Any:
    """Whether an account in force has not been signed in to for long."""
    since = clock.now() - dt.timedelta(days=parameter("unused_account_days"))
    return User.active & (func.coalesce(User.signed_in_at, User.opened_at) < since)


def _live() -> tuple[Any, ...]:
    """The criteria for the live sign-ins of a user's row."""
    return (UserSession.user_id == User.id, sessions.is_live())


def session_count() -> Any:
    """How many sign-ins of a user are live."""
    asked = select(func.count(UserSession.id)).where(*_live())
    return asked.correlate(User).scalar_subquery()


def used_at() -> Any:
    """When a user did something last, of the live sign-ins."""
    asked = select(func.max(UserSession.used_at)).where(*_live())
    return asked.correlate(User).scalar_subquery()


def is_online() -> Any:
    """Whether a user has a live sign-in."""
    return select(UserSession.id).where(*_live()).exists()


def grants() -> Any:
    """附加权限数: how many bundles a user holds now."""
    held = select(func.count(UserGrant.id)).join(UserGrant.bundle)
    counted = held.where(UserGrant.user_id == User.id, in_force(clock.today()))
    return counted.correlate(User).scalar_subquery()


def seen() -> Sequence[Any]:
    """The criterion for accounts of organizations in reach; those of none are nobody's but the
    technical administrator's."""
    ids = readable().read
    return (User.organization_id.is_not(None),) if ids is None else (User.organization_id.in_(ids),)


def has_role(names: Sequence[str]) -> Any:
    """The criterion for users of some roles."""
    return User.roles.any(RoleRow.name.in_(names))


# --- one account ----------------------------------------------------------------------------


def last_administrator_of(user: User) -> str:
    """The role of which a user is the last active holder, in the organization or as an officer."""
    node = tree().get(user.organization_id or 0)
    own = {ADMIN_OF[node.level]} if node is not None else set()
    for role in user.roles:
        is_office = role.name == SUPERUSER or role.name in OFFICERS
        if not is_office and role.name not in own:
            continue
        others = [User.active, User.id != user.id, has_role([role.name])]
        if not is_office:
            others.append(User.organization_id == user.organization_id)
        with unscoped("whether anybody else holds the role"):
            if db.session.scalar(select(User.id).where(*others).limit(1)) is None:
                return str(role.name)
    return ""


def accounts_of_people(person_ids: Collection[int]) -> dict[int, User]:
    """The active account of each of some people, by the person's id."""
    asked = select(User).where(User.active, User.person_id.in_(person_ids))
    with unscoped("whether somebody has an account, whoever asks"):
        return {one.person_id: one for one in db.session.scalars(asked)}


def roles_named(names: Iterable[str]) -> list[RoleRow]:
    """The rows of roles."""
    asked = select(RoleRow).where(RoleRow.name.in_(list(names))).order_by(RoleRow.id)
    return list(db.session.scalars(asked))


# --- applications ---------------------------------------------------------------------------


def own_roster() -> Sequence[Any]:
    """The criteria for people on the asker's roster."""
    return (ON_ROSTER, Person.organization_id == current_actor().organization_id)


def own_people(ids: Collection[int], *, lock: bool = False) -> dict[int, Person]:
    """People on the asker's roster, by their ids; the rest is left out."""
    asked = select(Person).where(Person.id.in_(ids), *own_roster()).order_by(Person.id)
    if lock:
        asked = asked.with_for_update(key_share=True).execution_options(populate_existing=True)
    return {one.id: one for one in db.session.scalars(asked)}


def held_person(person_id: int, organization_id: int) -> Person | None:
    """Somebody on an organization's roster, held until the transaction ends."""
    asked = select(Person).where(
        Person.id == person_id, ON_ROSTER, Person.organization_id == organization_id
    )
    with unscoped("whom an application is about"):
        return db.session.scalar(asked.with_for_update(key_share=True))


def running_of(organization_id: int) -> Sequence[AccountApplication]:
    """The applications of an organization that are not decided."""
    asked = select(AccountApplication).where(
        RUNS, AccountApplication.organization_id == organization_id
    )
    return db.session.scalars(asked.with_for_update()).all()


def runs_about(person_id: int) -> str:
    """The number of the application about somebody that is not decided; blank for none."""
    asked = select(AccountApplication.number).where(RUNS, AccountApplication.person_id == person_id)
    with unscoped("whether an application runs, whoever filed it"):
        return db.session.scalar(asked) or ""


def people_with_accounts(person_ids: Sequence[int]) -> set[int]:
    """Which of some people, by their ids, an account or an application is about."""
    found = set[int]()
    with unscoped("whether anything refers to somebody, whoever filed it"):
        for column in (User.person_id, AccountApplication.person_id):
            asked = select(column).where(column.in_(person_ids))
            found.update(db.session.scalars(asked.execution_options(include_deleted=True)).all())
    return found


def standings(
    people: Mapping[int, Any] | Collection[int], *, but: int | None = None
) -> dict[int, Standing]:
    """What is known of people on a roster, by their ids; two statements for any number."""
    accounts = accounts_of_people(list(people))
    asked = select(AccountApplication.person_id, AccountApplication.number).where(
        RUNS, AccountApplication.person_id.in_(list(people)), AccountApplication.id != (but or 0)
    )
    with unscoped("whether an application runs, whoever filed it"):
        running = {row[0]: row[1] for row in db.session.execute(asked)}
    return {
        one: Standing(
            is_on_roster=True,
            account=accounts[one].username if one in accounts else "",
            running=running.get(one, ""),
        )
        for one in people
    }


def taken(names: Collection[str], emails: Collection[str] = (), *, but: int | None = None) -> Taken:
    """Which of some login names and addresses others have, or have applied for."""
    wanted = sorted({name.lower() for name in names if name})
    asked = select(func.lower(AccountApplication.username)).where(
        RUNS,
        AccountApplication.id != (but or 0),
        func.lower(AccountApplication.username).in_(wanted),
    )
    with unscoped("login names are unique in the whole installation"):
        applied = set(db.session.scalars(asked))
    return Taken(taken_names(wanted) | applied, taken_emails(emails))


def proposable(names: Collection[str]) -> set[str]:
    """The login names that begin like some others, so that a proposal is nobody's."""
    begins = [func.lower(User.username).startswith(one[:16]) for one in names if one]
    applied = [AccountApplication.username.startswith(one[:16]) for one in names if one]
    with unscoped("login names are unique in the whole installation"):
        found = set(db.session.scalars(select(func.lower(User.username)).where(or_(*begins))))
        held = select(AccountApplication.username).where(RUNS, or_(*applied))
        return found | set(db.session.scalars(held))


def taken_emails(emails: Collection[str], *, but: int | None = None) -> set[str]:
    """Which addresses other accounts have, in small letters."""
    folded, found = func.lower(User.email), set[str]()
    wanted = sorted({one.lower() for one in emails if one})
    with unscoped("addresses are unique in the whole installation"):
        for some in in_parts(wanted):
            asked = select(folded).where(folded.in_(some), User.id != (but or 0))
            found.update(db.session.scalars(asked))
    return found


# --- rights ---------------------------------------------------------------------------------


def own_accounts() -> Sequence[Any]:
    """The criteria for active accounts of the asker's organization."""
    return (User.active, User.organization_id == current_actor().organization_id)


def own_users(ids: Collection[int], *, lock: bool = False) -> dict[int, User]:
    """Active accounts of the asker's organization, by their ids; the rest is left out."""
    asked = select(User).where(User.id.in_(ids), *own_accounts()).order_by(User.id)
    if lock:
        asked = asked.with_for_update(of=User).execution_options(populate_existing=True)
    return {one.id: one for one in db.session.scalars(asked)}


def held_user(user_id: int) -> User | None:
    """An account whose rights are about to change, held until the transaction ends."""
    asked = select(User).where(User.id == user_id).execution_options(populate_existing=True)
    with unscoped("whom an application is about"):
        return db.session.scalar(asked.with_for_update(of=User))


def holdings(users: Iterable[User], *, but: int | None = None) -> dict[int, Holding]:
    """What is known of accounts, by their ids; three statements for any number."""
    some = {one.id: one for one in users}
    held = grants_of(list(some))
    about = RightApplication.user_id.in_(list(some))
    granted = select(RightApplication.user_id).where(
        about,
        RightApplication.state == ApplicationState.APPROVED,
        RightApplication.kind != RightKind.REMOVE,
    )
    runs = select(RightApplication.user_id, RightApplication.number).where(
        about, RIGHTS_RUN, RightApplication.id != (but or 0)
    )
    with unscoped("what was applied for, whoever filed it"):
        applied = set(db.session.scalars(granted))
        running = {row[0]: row[1] for row in db.session.execute(runs)}
    return {
        number: Holding(
            is_here=bool(one.active),
            is_officer=any(role.name in OFFICERS for role in one.roles),
            has_applied=number in applied,
            bundles={grant.bundle_id: grant.expires_on for grant in held[number]},
            running=running.get(number, ""),
        )
        for number, one in some.items()
    }


def offered(level: Level) -> list[PermissionBundle]:
    """The bundles that people of a level may apply for, looked up once a request."""
    return once(("bundles", level), lambda: offered_bundles(level))


def bundle_names(ids: Collection[int]) -> list[str]:
    """The names of bundles, in the order in which they are offered."""
    asked = select(PermissionBundle.name).where(PermissionBundle.id.in_(ids))
    order = (PermissionBundle.position, PermissionBundle.id)
    return list(db.session.scalars(asked.order_by(*order)))


def rights_with(user_id: int, bundle_ids: Collection[int]) -> set[tuple[str, str]]:
    """What somebody may do by the roles and, beside them, by some bundles."""
    by_role = {
        pair
        for pair, sources in own_rights_of(user_id, clock.today())[0].items()
        if sources != {PERSONAL}
    }
    asked = select(PermissionBundle).where(PermissionBundle.id.in_(bundle_ids))
    loaded = selectinload(PermissionBundle.permissions)
    bundles = db.session.scalars(asked.options(loaded)).all()
    given = (row for bundle in bundles for row in bundle.permissions)
    return by_role | {(row.permission.name, row.view_menu.name) for row in given}


def told_grants(grants: Iterable[UserGrant]) -> list[list[str]]:
    """Grants as an application keeps them: the bundle's name, and the last day or nothing."""
    return [[one.bundle.name, str(one.expires_on or "")] for one in grants]


LIST_OPTIONS = (selectinload(User.roles),)
