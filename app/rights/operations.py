"""Every write of the module.

The configuration is held before any row of it is read, so changes follow one another.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from flask_appbuilder.security.sqla.models import Role
from flask_babel import gettext as _

from app.core.access.roles import Role as RoleName
from app.core.base.choices import Level
from app.core.base.db import db
from app.core.base.errors import Conflict, FieldError, Refused, Unconfirmed
from app.core.configuration import cache
from app.core.configuration.parameters import parameter
from app.core.models import Parameter, PermissionBundle

from . import catalogue, queries, rules
from .choices import MENU, ROLE, Pair

STEP = 10
# Keys of the office's own bundles; those that come with the product are words.
OWN_KEY = "own_"


# --- roles ------------------------------------------------------------------------------------


def set_role_rights(
    role: Role, wanted: Collection[Pair], *, version: int, confirmed: str = ""
) -> None:
    """Let a role give these rights and no other, from the next request of its people on.

    Raises Conflict, Refused, and Unconfirmed with what changes for how many.
    """
    cache.hold()
    everything = set(catalogue.buttons())
    held = queries.rights_of_roles().get(role.id, set())
    if queries.stamp(held) != version:
        raise Conflict(_("该记录状态已变化，请刷新"))
    wanted = rules.completed(wanted, everything)
    Refused.if_any(role_refusals(role, wanted))
    people = queries.holders_of_roles().get(role.id, 0)
    Unconfirmed.unless(confirmed, _effects(held & everything, wanted, people))
    _give(role, wanted, everything)


def restore_role(role: Role, *, version: int) -> None:
    """恢复默认: what code gives to the role."""
    wanted = set(queries.defaults()[RoleName(role.name)]) & set(catalogue.buttons())
    effects = _effects(current(role), wanted, queries.holders_of_roles().get(role.id, 0))
    set_role_rights(role, wanted, version=version, confirmed=Unconfirmed(effects).stamp)


def current(role: Role) -> set[Pair]:
    """The rights of a role that the catalogue has."""
    held = queries.rights_of_roles().get(role.id, set())
    return held & set(catalogue.buttons())


def role_refusals(role: Role, wanted: Collection[Pair]) -> Iterator[FieldError]:
    """What stands against the rights of a role; the form asks, too."""
    name = RoleName(role.name)
    may = rules.open_to(name, queries.defaults(), set(catalogue.buttons()))
    if beyond := sorted(set(wanted) - may):
        words = rules.refused_words(name, [catalogue.words_of(pair) for pair in beyond])
        yield FieldError("RG1", "rights", words)
    edits = {("can_read", ROLE), ("can_update", ROLE)}
    if (
        not edits <= set(wanted)
        and edits <= current(role)
        and not queries.is_edited_by_others(role)
    ):
        words = _("至少保留一个能修改“角色与菜单”的角色，请不要取消它的查看和修改权限")
        yield FieldError("RG2", "rights", words)


def _effects(held: Collection[Pair], wanted: Collection[Pair], people: int) -> list[str]:
    words = catalogue.words_of
    added = [words(pair) for pair in catalogue.in_order(set(wanted) - set(held))]
    taken = [words(pair) for pair in catalogue.in_order(set(held) - set(wanted))]
    return rules.effect_lines(added, taken, people)


def _give(holder: Any, wanted: Collection[Pair], everything: Collection[Pair]) -> None:
    """The rights and their menu entries; what the catalogue does not know stays as it is."""
    menus = {(MENU, resource) for _name, resource in everything}
    told = {*wanted, *((MENU, resource) for name, resource in wanted if name == "can_read")}
    kept = [row for row in holder.permissions if _pair(row) not in {*everything, *menus}]
    holder.permissions = [*kept, *queries.permission_rows(told)]
    db.session.flush()


def _pair(row: Any) -> Pair:
    return row.permission.name, row.view_menu.name


def set_separation(*, on: bool) -> None:
    """三员分立: whether the province's administrator stands in for two of the three officers."""
    cache.hold()
    if parameter("three_admins") is on:
        return
    row = db.session.get(Parameter, "three_admins")
    if row is None:
        db.session.add(Parameter(key="three_admins", value=on))
    else:
        row.value = on
        row.version += 1
    db.session.flush()


# --- bundles ----------------------------------------------------------------------------------


def add_bundle(values: Mapping[str, Any]) -> PermissionBundle:
    """新增: a bundle behind the others, with a key of its own."""
    cache.hold()
    others = queries.bundles()
    Refused.if_any(bundle_refusals(values, others))
    numbers = [row.key.removeprefix(OWN_KEY) for row in others if row.key.startswith(OWN_KEY)]
    found = PermissionBundle(
        key=f"{OWN_KEY}{max((int(one) for one in numbers if one.isdigit()), default=0) + 1}",
        position=max((row.position for row in others), default=0) + STEP,
        permissions=[],
    )
    db.session.add(found)
    _write(found, values)
    return found


def change_bundle(bundle: PermissionBundle, values: Mapping[str, Any], *, confirmed: str) -> None:
    """修改; raises Refused, and Unconfirmed with what changes for how many."""
    others = [row for row in queries.bundles() if row.id != bundle.id]
    Refused.if_any(bundle_refusals(values, others))
    held = queries.rights_of_bundles([bundle.id]).get(bundle.id, set())
    people = queries.holders_of(bundle)
    wanted = pairs_of(values["rights"])
    if people:
        known = set(catalogue.buttons())
        Unconfirmed.unless(confirmed, _effects(held & known, wanted, people))
    bundle.version += 1
    _write(bundle, values)


def _write(bundle: PermissionBundle, values: Mapping[str, Any]) -> None:
    bundle.name, bundle.description = values["name"], values["description"] or ""
    for level in Level:
        setattr(bundle, f"for_{level.value}", level.value in values["levels"])
    _give(bundle, pairs_of(values["rights"]), set(catalogue.buttons()))


def switch_bundle(bundle: PermissionBundle, *, active: bool) -> None:
    """停用 or 启用."""
    if bundle.is_active is not active:
        bundle.is_active = active
        bundle.version += 1
    db.session.flush()


def bundle_refusals(
    values: Mapping[str, Any], others: Sequence[PermissionBundle]
) -> Iterator[FieldError]:
    """What stands against a bundle; the form asks, too."""
    name, levels, rights = values["name"], values["levels"], values["rights"]
    if name and any(row.name == name for row in others):
        yield FieldError("RG3", "name", _("已有同名的权限包"))
    if levels is not None and not levels:
        yield FieldError("RG4", "levels", _("请选择可申请的机构级别"))
    if rights is not None and not rights:
        yield FieldError("RG5", "rights", _("请至少选择一项权限"))
    alone = rules.officers_alone(queries.defaults())
    if beyond := sorted(pairs_of(rights or ()) & alone):
        names = _("、").join(map(catalogue.words_of, beyond))
        words = _("三员分立：权限包不能含系统、安全和审计权限：%(names)s", names=names)
        yield FieldError("RG6", "rights", words)


def pairs_of(codes: Collection[str]) -> set[Pair]:
    """The rights that a form names."""
    known = {button.code: pair for pair, (_line, button) in catalogue.buttons().items()}
    return {known[code] for code in codes if code in known}
