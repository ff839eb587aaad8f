"""Forms of applications and accounts."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from app.core.access.actor import current_actor
from app.core.access.roles import Role
from app.core.access.scope import unscoped
from app.core.base.db import db
from app.core.base.errors import FieldError
from app.core.base.per_request import once
from app.core.base.typed_text import account_text
from app.core.models import User
from app.core.screens.form_fields import AtMost, Day, LongText, OptionalField, Required, Text
from app.core.screens.model_forms import AppForm
from app.core.screens.table_fields import SeveralChoice
from app.core.tree.organization_tree import tree
from app.personnel.models import Person

from . import operations, queries, rules
from .choices import RightKind
from .labels import APPLICATION_LABELS as LABELS
from .labels import RIGHT_LABELS
from .models import AccountApplication, RightApplication

LONGEST_REASON, LONGEST_EMAIL = 500, 120
TICK = _l("请勾选%(label)s")
COLUMNS = ["username", "email", "roles", "reason"]
RIGHT_COLUMNS = ["reason", "bundles", "until"]


@dataclass(frozen=True, slots=True)
class About:
    """Whom a form is about, with what the rules ask; the application that it corrects."""

    person: Person
    standing: rules.Standing
    application_id: int | None = None


def about(source: Any) -> About:
    """Whom a form is about: what a new one starts with says it, else the application itself."""
    if not isinstance(source, AccountApplication):
        found: About = source.about
        return found
    return once(("about", source.id), lambda: _about_application(source))


def _about_application(item: AccountApplication) -> About:
    people = queries.own_people([item.person_id])
    known = queries.standings(people, but=item.id)
    with unscoped("whom an application in reach is about"):
        person = db.session.get_one(Person, item.person_id)
    return About(person, known.get(item.person_id, rules.GONE), item.id)


def _every_role(held: Collection[str]) -> list[tuple[str, str]]:
    return [(name, name) for name in dict.fromkeys((*Role, *held))]


def _of_level(organization_id: int | None) -> list[str]:
    """The names of the roles of an organization's level."""
    node = tree().get(organization_id or 0)
    return [role.value for role in rules.roles_of(node.level)] if node is not None else []


class ApplicationForm(AppForm):
    """登录账号, 邮箱, 角色 and 申请理由; every rule is asked as the form is checked."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.about: About = about(named["obj"])
        self["roles"].narrow(_of_level(current_actor().organization_id))

    def told(self, unread: Collection[str]) -> Iterable[FieldError]:
        prefixed = {f"{self._prefix}{name}" for name in unread}
        values, of = self.values_but(prefixed | set(unread)), self.about
        home = current_actor().organization_id or 0
        return operations.application_refusals(values, of.standing, home, but=of.application_id)

    username = Text(
        LABELS["username"],
        [Required()],
        reader=account_text,
        description=_l("4 至 20 位字母、数字或下划线，不区分大小写"),
    )
    email = Text(LABELS["email"], [OptionalField(), AtMost(LONGEST_EMAIL)])
    roles = SeveralChoice(LABELS["roles"], [Required(TICK)], offered=_every_role)
    reason = LongText(LABELS["reason"], [OptionalField(), AtMost(LONGEST_REASON)])


class AccountForm(AppForm):
    """角色 and 邮箱 of an account; the rules are asked by the screen."""

    roles = SeveralChoice(LABELS["roles"], [Required(TICK)], offered=_every_role)
    email = Text(LABELS["email"], [OptionalField(), AtMost(LONGEST_EMAIL)])

    def __init__(self, *arguments: Any, **named: Any) -> None:
        user: User = named["obj"]
        super().__init__(*arguments, **{**named, "obj": AccountValues.of(user)})
        self["roles"].narrow({*_of_level(user.organization_id), *self["roles"].object_data})


@dataclass(frozen=True, slots=True)
class AccountValues:
    """An account as its form shows it."""

    roles: list[str]
    email: str

    @classmethod
    def of(cls, user: User) -> AccountValues:
        email = "" if user.email.endswith("@localhost") else user.email
        return cls([role.name for role in user.roles], email)


# --- rights ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AboutUser:
    """Whose rights a form is about, with what the rules ask."""

    kind: RightKind
    user: User
    holding: rules.Holding


def about_user(source: Any) -> AboutUser:
    """Whom a form is about: what a new one starts with says it, else the application itself."""
    if not isinstance(source, RightApplication):
        found: AboutUser = source.about
        return found
    return once(("about user", source.id), lambda: _about_rights(source))


def _about_rights(item: RightApplication) -> AboutUser:
    with unscoped("whom an application in reach is about"):
        user = db.session.get_one(User, item.user_id)
        holding = queries.holdings([user], but=item.id)[user.id]
    return AboutUser(item.kind, user, holding)


def _offered(_held: Collection[str]) -> list[tuple[str, str]]:
    """The bundles of the own organization's level."""
    node = tree().get(current_actor().organization_id or 0)
    return [(str(one.id), one.name) for one in queries.offered(node.level)] if node else []


class RightForm(AppForm):
    """申请理由, 申请的附加权限 and 授权截止日期; 移除 asks for the reason alone."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.about: AboutUser = about_user(named["obj"])
        if self.about.kind is RightKind.REMOVE:
            for name in ("bundles", "until"):
                del self[name]

    def told(self, unread: Collection[str]) -> Iterable[FieldError]:
        values, of = self.values_but(unread), self.about
        home = current_actor().organization_id or 0
        return operations.right_refusals(of.kind, values, of.holding, home)

    reason = LongText(LABELS["reason"], [Required(), AtMost(LONGEST_REASON)])
    bundles = SeveralChoice(RIGHT_LABELS["bundles"], [Required(TICK)], offered=_offered)
    until = Day(
        RIGHT_LABELS["until"],
        [OptionalField()],
        description=_l("不填写为长期有效；到期后权限自动失效"),
    )
