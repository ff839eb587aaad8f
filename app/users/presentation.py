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
from app.core.models import User
from app.core.screens.fieldsets import GivenFacts
from app.core.screens.value_display import NOTHING
from app.core.tree.organization_tree import Node, divisions, tree
from app.personnel.models import Person

from .choices import AccountState, ApplicationState
from .labels import APPLICATION_LABELS as LABELS
from .models import AccountApplication

BASE = "/users/applications"
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
