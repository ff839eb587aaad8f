"""Our security manager: own sign-in, one kept permission set a user, personal grants."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any

from flask import current_app, g, has_request_context, request, session
from flask_appbuilder.security.sqla.manager import SecurityManager
from flask_appbuilder.security.sqla.models import (
    Permission,
    PermissionView,
    Role,
    User,
    ViewMenu,
    assoc_group_role,
    assoc_permissionview_role,
    assoc_user_group,
    assoc_user_role,
)
from flask_babel import gettext as _
from sqlalchemy import and_, literal, or_, select, union

from app.core.base import clock
from app.core.base.choices import SessionEnd
from app.core.base.db import db, looking
from app.core.base.typed_text import account_text
from app.core.base.visibility import unscoped
from app.core.configuration.cache import kept
from app.core.configuration.parameters import parameter
from app.core.models import PermissionBundle, UserGrant, bundle_right

from . import admitted_addresses, audit, passwords, second_factor, sessions, sign_in
from .lent_rights import Loan, loans, loans_to
from .own_account_views import OwnAccountView
from .roles import STOOD_IN_FOR
from .roles import Role as RoleName
from .sign_in_views import PasswordView, SignInView

# Where a right comes from that no role gives.
PERSONAL = ""


Pair = tuple[str, str]


Rights = tuple[Mapping[Pair, frozenset[str]], tuple[str, ...]]


@kept
def rights_of(user_id: int, day: Any) -> Rights:
    """What a user may do on a day, as ``own_rights_of`` tells it, with what others have lent."""
    pairs, roles = own_rights_of(user_id, day)
    found = dict(pairs)
    for loan in (one for one in loans(day) if one.deputy_id == user_id):
        for pair, sources in own_rights_of(loan.principal_id, day)[0].items():
            if loan.lends(pair):
                found[pair] = found.get(pair, frozenset()) | sources
    return found, roles


@kept
def own_rights_of(user_id: int, day: Any) -> Rights:
    """What a user may do on a day without standing for anybody, and the role names.

    Each (permission, resource) is told with where it comes from: names of roles, and
    PERSONAL for 附加权限, which go through bundles.
    """
    names = _role_names(user_id)
    pr, rights = assoc_permissionview_role, bundle_right
    held = union(
        select(pr.c.permission_view_id, Role.name)
        .join(Role, Role.id == pr.c.role_id)
        .where(Role.name.in_(names)),
        _granted(day)
        .where(UserGrant.user_id == user_id)
        .with_only_columns(rights.c.permission_view_id, literal(PERSONAL)),
    ).subquery()
    rows = db.session.execute(
        select(Permission.name, ViewMenu.name, held.c.name)
        .select_from(PermissionView)
        .join(Permission, PermissionView.permission_id == Permission.id)
        .join(ViewMenu, PermissionView.view_menu_id == ViewMenu.id)
        .join(held, held.c.permission_view_id == PermissionView.id)
    )
    found: dict[Pair, set[str]] = {}
    for permission, resource, source in rows:
        found.setdefault((permission, resource), set()).add(source)
    return {pair: frozenset(sources) for pair, sources in found.items()}, names


def _role_names(user_id: int) -> tuple[str, ...]:
    """The roles that count for a user: the own, those of groups, those the user stands in for."""
    ur, ug, gr = assoc_user_role, assoc_user_group, assoc_group_role
    grouped = select(gr.c.role_id).join(ug, ug.c.group_id == gr.c.group_id)
    ids = union(
        select(ur.c.role_id).where(ur.c.user_id == user_id),
        grouped.where(ug.c.user_id == user_id),
    ).subquery()
    names = db.session.scalars(select(Role.name).where(Role.id.in_(select(ids.c.role_id)))).all()
    stands_in = RoleName.PROVINCE_ADMIN in names and not parameter("three_admins")
    return tuple(dict.fromkeys((*names, *(STOOD_IN_FOR if stands_in else ()))))


def in_force(day: Any) -> Any:
    """The criterion of personal grants (with their bundle) that count on a day."""
    return and_(PermissionBundle.is_active, runs_on(day))


def runs_on(day: Any, grant: Any = UserGrant) -> Any:
    """The criterion of personal grants that have not ended before a day."""
    return or_(grant.expires_on.is_(None), grant.expires_on >= day)


def _granted(day: Any) -> Any:
    """The grants in force with the rights of their bundles."""
    rights = bundle_right
    return (
        select(UserGrant.user_id)
        .join(PermissionBundle, PermissionBundle.id == UserGrant.bundle_id)
        .join(rights, rights.c.bundle_id == PermissionBundle.id)
        .where(in_force(day))
    )


class AppSecurityManager(SecurityManager):
    """Sign-in by session rows, rights from memory, no stock security screens."""

    authdbview = SignInView
    resetmypasswordview = PasswordView

    def register_views(self) -> None:
        """Only sign-in and the own password: the stock screens hand out every right."""
        self.auth_view = self.authdbview()
        self.appbuilder.add_view_no_menu(self.auth_view)
        self.appbuilder.add_view_no_menu(self.resetmypasswordview())
        self.appbuilder.add_view_no_menu(OwnAccountView())

    def load_user(self, pk: Any) -> User | None:
        """The user of the cookie's live session row, with one query."""
        if not has_request_context():
            return super().load_user(pk)
        user = sessions.user_of(session.get("sid"))
        if user is None or str(user.id) != str(pk):
            return None
        if not admitted_addresses.admits(roles_of(user.id), request.remote_addr or ""):
            g.session_end = SessionEnd.OUTSIDE
            return None
        return user

    def auth_user_db(self, username: str, password: str) -> User | None:
        """Check name and password; names that do not exist cost and answer the same.

        Who has a second factor is not signed in yet: the try counts neither way before its code.
        """
        attempt = sign_in.begin_attempt(username, request.remote_addr or "")
        if attempt is None:
            return None
        with looking(), unscoped("nobody is signed in yet"):
            user_id, stored, waits = self._password_of(username)
        right = passwords.is_right(stored, password)
        if not right and passwords.is_right_but_for_blanks(stored, password):
            sign_in.withdraw_attempt(attempt)
            raise sign_in.BlankAround
        if not right:
            sign_in.settle_attempt(attempt, right=False)
            return None
        if waits:
            sign_in.withdraw_attempt(attempt)
        else:
            self.settle_right(attempt, user_id)
        with unscoped("nobody is signed in yet"):
            return db.session.get(User, user_id)

    def settle_right(self, attempt: sign_in.Attempt, user_id: int) -> None:
        """A try was right in all; raises Outside where the address is not admitted."""
        with looking():
            roles = roles_of(user_id)
            is_admitted = admitted_addresses.admits(roles, request.remote_addr or "")
        sign_in.settle_attempt(attempt, right=is_admitted)
        if is_admitted:
            return
        refused = audit.entry(
            "outside", object_type="ab_user", object_id=str(user_id), outcome="refused"
        )
        with sign_in.own_transaction() as own:
            own.add(refused)
        raise sign_in.Outside

    def must_have_second_factor(self, user: User) -> bool:
        """Whether somebody may not do without a second factor."""
        return second_factor.is_required_of(roles_of(user.id))

    def _password_of(self, username: str) -> tuple[int, str | None, bool]:
        """Id and hash of a user who may sign in at all, and whether a code is asked for, too."""
        key = account_text(username)
        user = self.find_user(username=key) if key else None
        if user is None or account_refusal(user):
            return 0, None, False
        return user.id, user.password, user.has_second_factor

    def _has_view_access(self, user: Any, permission_name: str, view_name: str) -> bool:
        pairs, roles = rights_of(user.id, clock.today())
        if (permission_name, view_name) in pairs:
            return True
        return any(
            re.fullmatch(view, view_name) and re.fullmatch(permission, permission_name)
            for role in roles
            for view, permission in self.builtin_roles.get(role, ())
        )

    def _get_user_permission_view_menus(
        self, user: Any, permission_name: str, view_menus_name: list[str]
    ) -> set[str]:
        if user is None:
            return set()
        return {v for v in view_menus_name if self._has_view_access(user, permission_name, v)}

    def has_access(self, permission_name: str, view_name: str) -> bool:
        """Whether the signed-in user may; nobody else may anything."""
        user = g.get("user")
        if user is None or not user.is_authenticated:
            return False
        return self._has_view_access(user, permission_name, view_name)


def account_refusal(user: User) -> str:
    """Why nobody signs in to an account, whatever the password; nothing where one may."""
    if not user.active:
        return _("账号已禁用")
    if not user.password:
        return _("账号还没有密码")
    if _first_password_lapsed(user):
        return _("初始密码已过期，须由管理员重置密码")
    if _is_out_of_place(user):
        return _("演示账号不能在正式环境中使用")
    return ""


def must_change_password(user: User) -> bool:
    """Whether an account opens nothing but the page on which its password is changed."""
    return bool(user.must_change_password)


def _first_password_lapsed(user: User) -> bool:
    return bool(user.password_expires_at and user.password_expires_at < clock.now())


def _is_out_of_place(user: User) -> bool:
    """Demo accounts do not sign in to a production installation."""
    return bool(user.is_demo) and current_app.config["APP_ENV"] == "production"


def roles_of(user_id: int) -> tuple[str, ...]:
    """The names of somebody's roles."""
    return rights_of(user_id, clock.today())[1]


def may(action: str, resource: str) -> bool:
    """Whether the signed-in user may do ``can_<action>`` on a resource."""
    return bool(current_app.extensions["appbuilder"].sm.has_access(f"can_{action}", resource))


def sources_of(user_id: int | None, action: str, resource: str) -> frozenset[str]:
    """Where somebody's right comes from (see ``rights_of``); empty for who does not hold it.

    For an actor, who need not be the one who is signed in.
    """
    return _sources(user_id, action, resource, rights_of)


def own_sources_of(user_id: int | None, action: str, resource: str) -> frozenset[str]:
    """The same of a right that is not held for somebody else."""
    return _sources(user_id, action, resource, own_rights_of)


def _sources(
    user_id: int | None, action: str, resource: str, held: Callable[[int, Any], Rights]
) -> frozenset[str]:
    if user_id is None:
        return frozenset()
    pairs, roles = held(user_id, clock.today())
    pair = (f"can_{action}", resource)
    builtin = current_app.extensions["appbuilder"].sm.builtin_roles
    by_pattern = {
        role
        for role in roles
        for view, permission in builtin.get(role, ())
        if re.fullmatch(view, resource) and re.fullmatch(permission, pair[0])
    }
    return pairs.get(pair, frozenset()) | by_pattern


def lent_sources(
    user_id: int | None, action: str, resource: str
) -> list[tuple[Loan, frozenset[str]]]:
    """The loans by which somebody holds a right for others, each with where these hold it from."""
    pair = (f"can_{action}", resource)
    found = [(one, one.principal_id) for one in loans_to(user_id) if one.lends(pair)]
    return [(one, own_sources_of(principal, action, resource)) for one, principal in found]


def holding(action: str, resource: str, *, without: Collection[str] = ()) -> Any:
    """The criterion of users who hold ``can_<action>`` on a resource, as ``rights_of`` finds it.

    ``without`` are names of roles through which it does not count.
    """
    ur, ug, gr = assoc_user_role, assoc_user_group, assoc_group_role
    right = right_rows(action, resource)
    roles = _roles_with(roles_with(action, resource, without=without))
    grouped = select(ug.c.user_id).join(gr, gr.c.group_id == ug.c.group_id)
    granted = _granted(clock.today()).where(bundle_right.c.permission_view_id.in_(right))
    return or_(
        User.id.in_(_deputies_with(action, resource, frozenset(without))),
        User.id.in_(select(ur.c.user_id).where(ur.c.role_id.in_(roles))),
        User.id.in_(grouped.where(gr.c.role_id.in_(roles))),
        User.id.in_(granted),
    )


def _deputies_with(action: str, resource: str, without: frozenset[str]) -> list[int]:
    """Who holds a right for somebody else today, whose own sources count."""
    pair = (f"can_{action}", resource)
    return [
        one.deputy_id
        for one in loans(clock.today())
        if one.lends(pair) and own_sources_of(one.principal_id, action, resource) - without
    ]


def _roles_with(direct: Any) -> Any:
    """Roles by which users have what some roles give, that of who stands in for these included."""
    if parameter("three_admins"):
        return direct
    stood_in_for = direct.where(Role.name.in_(STOOD_IN_FOR)).exists()
    stand_in = select(Role.id).where(Role.name == RoleName.PROVINCE_ADMIN, stood_in_for)
    return union(direct, stand_in)


def right_rows(action: str, resource: str) -> Any:
    """Selects the id of ``can_<action>`` on a resource."""
    return (
        select(PermissionView.id)
        .join(Permission, PermissionView.permission_id == Permission.id)
        .join(ViewMenu, PermissionView.view_menu_id == ViewMenu.id)
        .where(Permission.name == f"can_{action}", ViewMenu.name == resource)
    )


def roles_with(action: str, resource: str, *, without: Collection[str] = ()) -> Any:
    """Selects the ids of the roles that hold a right."""
    pr = assoc_permissionview_role
    return (
        select(pr.c.role_id)
        .join(Role, Role.id == pr.c.role_id)
        .where(pr.c.permission_view_id.in_(right_rows(action, resource)), Role.name.not_in(without))
    )


def holds(user_id: int | None, action: str, resource: str) -> bool:
    """Whether somebody may do ``can_<action>`` on a resource, signed in or not."""
    return bool(sources_of(user_id, action, resource))
