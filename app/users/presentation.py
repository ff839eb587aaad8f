"""How accounts and applications read, and the slips with one-time passwords."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from flask_babel import gettext as _

from app.core.access.accounts import Issued
from app.core.access.roles import Role
from app.core.base import clock
from app.core.base.masks import mask_mobile
from app.core.models import User, UserGrant
from app.core.screens.fieldsets import GivenFacts
from app.core.screens.value_display import NOTHING
from app.core.tree.organization_tree import Node, divisions, tree
from app.personnel.models import Person
from app.rights.rules import clashes
from app.workflow.registry import registered

from . import queries
from .choices import AccountState, ApplicationState, RightKind
from .labels import APPLICATION_LABELS as LABELS
from .labels import RIGHT_LABELS
from .models import AccountApplication, Application, RightApplication

BASE, RIGHT_BASE = "/users/applications", "/users/rights"
STATE_TONES = {
    AccountState.ENABLED: "ok",
    AccountState.DISABLED: "mute",
    AccountState.LOCKED: "bad",
}
TONES = {
    ApplicationState.FILED: "wait",
    ApplicationState.RETURNED: "back",
    ApplicationState.APPROVED: "ok",
}


def address(number: int) -> str:
    """查看 of an application."""
    return f"{BASE}/show/{number}"


def correction_refusal(item: Application) -> str:
    """Why an application cannot be corrected; nothing for one that was sent back."""
    if item.state is ApplicationState.RETURNED:
        return ""
    return _("只有已退回的申请可以修改，当前状态为“%(state)s”", state=item.state.label)


def role_words(names: Sequence[str]) -> str:
    """Roles in words, in their order."""
    order = [role.value for role in Role]
    known = sorted(names, key=lambda one: order.index(one) if one in order else len(order))
    return _("、").join(known) or NOTHING


def roles_of(user: User) -> str:
    """The roles of an account."""
    return role_words([role.name for role in user.roles])


def filed_fields(item: AccountApplication) -> Mapping[str, tuple[str, str]]:
    """What the applicant filed: key → (label, text); kept with every move."""
    return {
        "username": (str(LABELS["username"]), item.username),
        "roles": (str(LABELS["roles"]), role_words(item.roles)),
        "email": (str(LABELS["email"]), item.email or ""),
        "reason": (str(LABELS["reason"]), item.reason or ""),
    }


def right_address(number: int) -> str:
    """查看 of an application for rights."""
    return f"{RIGHT_BASE}/show/{number}"


def bundle_words(names: Sequence[str]) -> str:
    """Bundles in words."""
    return _("、").join(names) or NOTHING


def held_words(held: Sequence[Sequence[str]]) -> str:
    """What somebody held: each bundle with its last day."""
    told = [_("%(name)s（至 %(day)s）", name=n, day=day) if day else n for n, day in held]
    return _("、").join(told) or _("无")


def filed_rights(item: RightApplication) -> Mapping[str, tuple[str, str]]:
    """What the applicant filed: key → (label, text); kept with every move."""
    return {
        "kind": (str(RIGHT_LABELS["kind"]), str(item.kind.label)),
        "bundle_names": (str(RIGHT_LABELS["bundle_names"]), bundle_words(item.bundle_names)),
        "until": (str(RIGHT_LABELS["until"]), str(item.until or "")),
        "reason": (str(LABELS["reason"]), item.reason),
    }


@dataclass(frozen=True, slots=True)
class BundleLine:
    """A bundle before and after an application: whether it is held then, and until when."""

    name: str
    before: str
    after: str

    @property
    def is_changed(self) -> bool:
        return self.before != self.after


def comparison(item: RightApplication) -> list[BundleLine]:
    """当前附加权限 beside what it will be: every bundle that is in either."""
    was = {name: _held_until(day) for name, day in item.before}
    day = _held_until(str(item.until or ""))
    will = {} if item.kind is RightKind.REMOVE else dict.fromkeys(item.bundle_names, day)
    if item.kind is RightKind.GRANT:
        will = {**was, **will}
    names = dict.fromkeys((*was, *will))
    return [BundleLine(one, was.get(one, ""), will.get(one, "")) for one in names]


def clashes_of(item: RightApplication) -> Sequence[str]:
    """In which processes the user could file and decide, once the application is approved."""
    if item.kind is RightKind.REMOVE:
        return ()
    return [*clashes(queries.rights_with(item.user_id, item.bundle_ids), registered())]


def _held_until(day: str) -> str:
    return _("至 %(day)s", day=day) if day else _("长期")


def user_facts(user: User, grants: Sequence[UserGrant]) -> Sequence[GivenFacts]:
    """Whom an application for rights is about: 当前角色权限 and 当前附加权限."""
    facts = [
        (RIGHT_LABELS["name"], user.get_full_name()),
        (LABELS["username"], user.username),
        (RIGHT_LABELS["roles"], roles_of(user)),
        (RIGHT_LABELS["before"], held_words(queries.told_grants(grants))),
    ]
    return [GivenFacts(_("当前权限"), facts)]


def form_facts(person: Person) -> Sequence[GivenFacts]:
    """Whom a form is about."""
    facts = [(LABELS["name"], person.name), (LABELS["mobile"], mask_mobile(person.mobile))]
    return [GivenFacts(_("工作人员"), facts)]


# --- slips with one-time passwords ----------------------------------------------------------


def group_of(node: Node | None) -> str:
    """The prefecture by which accounts stand together; that of the province has no name."""
    place = divisions().get(node.prefecture_code or "") if node is not None else None
    return place.name if place is not None else _("省本级")


@dataclass(frozen=True, slots=True)
class Slip:
    """What is handed to one person: for whom, the login name, the password for once."""

    organization: str
    group: str
    username: str
    person: str
    roles: str
    password: str
    expires_at: dt.datetime


def slips(issued: Sequence[Issued]) -> list[tuple[str, list[Slip]]]:
    """The slips of accounts, those of a prefecture together."""
    nodes = tree()
    order = {number: place for place, number in enumerate(nodes)}
    found = sorted(issued, key=lambda one: order.get(one.user.organization_id, len(order)))
    made = [_slip(one, nodes.get(one.user.organization_id)) for one in found]
    return [(group, list(some)) for group, some in groupby(made, lambda slip: slip.group)]


def _slip(one: Issued, node: Node | None) -> Slip:
    return Slip(
        node.name if node is not None else "",
        group_of(node),
        one.user.username,
        one.user.get_full_name(),
        _("、").join(role.name for role in one.user.roles),
        one.password.plain,
        clock.local(one.password.expires_at),
    )
