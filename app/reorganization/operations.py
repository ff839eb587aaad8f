"""Writes of 机构维护: organizations begin, change, take over from each other, part and end.

Each holds the configuration first, so that two changes of the tree follow one another; each shows
what follows before it is done (Unconfirmed), and leaves every past day as it was.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

from flask_babel import gettext as _

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.choices import Level, OrganizationStatus
from app.core.base.db import db
from app.core.base.errors import Conflict, FieldError, Refused, Unconfirmed
from app.core.configuration import cache
from app.core.models import Organization
from app.core.tree import changes
from app.core.tree.followers import Succession, followers_of, hold_followers
from app.core.tree.organization_tree import divisions
from app.organizations.queries import name_is_taken
from app.personnel.operations import move_person
from app.personnel.queries import roster_of

from . import queries, rules

WHOLE_TREE = "the tree is changed as a whole, by those who keep it"
Values = Mapping[str, Any]


def establish(values: Values) -> Organization:
    """新增: an organization from a day on; its level is that of its division. Raises Refused."""
    cache.hold()
    with unscoped(WHOLE_TREE):
        Refused.if_any(standing_refusals(values, None))
        facts = _facts(values)
        facts["status"] = OrganizationStatus.ACTIVE
        return changes.establish(short_name=values["short_name"], day=values["day"], **facts)


def alter(organization: Organization, values: Values) -> Organization:
    """变更: another name, kind, division or superior from a day on.

    Raises Refused, Conflict, and Unconfirmed with what follows unless `values` agree to it.
    """
    cache.hold()
    with unscoped(WHOLE_TREE):
        _require_current(organization, values)
        Refused.if_any(standing_refusals(values, organization))
        facts = _facts(values)
        Unconfirmed.unless(values["confirmed"], _alteration_lines(organization, facts, values))
        organization.short_name = values["short_name"]
        changes.revise(organization, day=values["day"], **facts)
        return organization


def close(organization: Organization, values: Values) -> Organization:
    """撤销 or 停用: it ends on a day, once nobody and nothing that is open belongs to it."""
    cache.hold()
    with unscoped(WHOLE_TREE):
        _require_current(organization, values)
        Refused.if_any(closing_refusals(values, organization))
        Unconfirmed.unless(values["confirmed"], _following_lines(organization))
        changes.revise(organization, day=values["day"], status=values["status"])
        return organization


def reopen(organization: Organization, values: Values) -> Organization:
    """恢复: an organization that was closed works again from a day on."""
    cache.hold()
    with unscoped(WHOLE_TREE):
        _require_current(organization, values)
        Refused.if_any(reopening_refusals(values, organization))
        changes.revise(organization, day=values["day"], status=OrganizationStatus.ACTIVE)
        return organization


def join(organization: Organization, values: Values) -> Organization:
    """合并: another organization takes over everybody and everything from a day on."""
    cache.hold()
    with unscoped(WHOLE_TREE):
        hold_followers(organization.id)
        _require_current(organization, values)
        Refused.if_any(joining_refusals(values, organization))
        target: Organization = values["target"]
        Unconfirmed.unless(values["confirmed"], _joining_lines(organization, target))
        succession = Succession(organization.id, target.id, values["day"])
        for below in queries.directly_below(organization.id):
            changes.revise(below, day=values["day"], parent_id=target.id)
        for follower, _number in followers_of(organization.id):
            if follower.hand_over is not None:
                follower.hand_over(succession)
        changes.revise(organization, day=values["day"], status=OrganizationStatus.MERGED)
        return organization


def part(organization: Organization, values: Values) -> Organization:
    """拆分: a new organization begins beside this one, and takes some of its people along."""
    cache.hold()
    with unscoped(WHOLE_TREE):
        _require_current(organization, values)
        Refused.if_any(parting_refusals(values, organization))
        facts = {
            "name": values["name"],
            "kind": values["kind"],
            "division_code": organization.division_code,
            "level": organization.level,
            "parent_id": organization.parent_id,
        }
        chosen = set(values["people"] or ())
        people = [one for one in roster_of(organization.id) if str(one.id) in chosen]
        Unconfirmed.unless(values["confirmed"], _parting_lines(organization, values, len(people)))
        begun = changes.establish(
            short_name=None, day=values["day"], status=OrganizationStatus.ACTIVE, **facts
        )
        for person in people:
            move_person(person, begun.id, on=values["day"])
        own = {"name": values["own_name"], "kind": values["own_kind"]}
        changes.revise(organization, day=values["day"], **own)
        return begun


def _facts(values: Values) -> dict[str, Any]:
    parent, code = values["parent"], values["division_code"]
    return {
        "name": values["name"],
        "kind": values["kind"],
        "division_code": code,
        "level": rules.LEVEL_OF[divisions()[code].level] if code else None,
        "parent_id": parent.id if parent is not None else None,
    }


# --- what is refused: forms ask, too, and hand over None for what could not be read ----------


def standing_refusals(values: Values, organization: Organization | None) -> list[FieldError]:
    """What stands against what an organization shall be; None is a new one."""
    facts = _facts(values)
    return _unless_closed(
        organization,
        _day_refusals(values["day"], organization),
        _place_refusals(facts, organization),
        _name_refusals(facts["name"], organization),
    )


def closing_refusals(values: Values, organization: Organization) -> list[FieldError]:
    """What stands against the end of an organization."""
    day = _day_refusals(values["day"], organization)
    return _unless_closed(organization, day, _still_there(organization))


def reopening_refusals(values: Values, organization: Organization) -> list[FieldError]:
    """What stands against letting an organization work again as it was."""
    if queries.is_open(organization):
        return [FieldError("RO11", "", _("该机构正在运行，无需恢复"))]
    now = {name: getattr(organization, name) for name in changes.OF_ORGANIZATION}
    with unscoped(WHOLE_TREE):
        return [
            *_day_refusals(values["day"], organization),
            *_place_refusals(now, organization),
            *_name_refusals(organization.name, organization),
        ]


def joining_refusals(values: Values, organization: Organization) -> list[FieldError]:
    """What stands against another organization's taking over."""
    day = values["day"]
    target = _target_refusals(organization, values["target"], day)
    return _unless_closed(organization, _day_refusals(day, organization), target)


def parting_refusals(values: Values, organization: Organization) -> list[FieldError]:
    """What stands against a new organization beside this one."""
    return _unless_closed(
        organization,
        _day_refusals(values["day"], organization),
        _name_refusals(values["name"], None),
        _name_refusals(values["own_name"], organization, "own_name"),
    )


def _unless_closed(
    organization: Organization | None, *asked: Iterable[FieldError]
) -> list[FieldError]:
    """What the rules say; of an organization that is closed nothing but that."""
    if organization is not None and not queries.is_open(organization):
        return [FieldError("RO11", "", _("该机构已停止运行，不能再变更"))]
    with unscoped(WHOLE_TREE):
        return [*chain.from_iterable(asked)]


def _require_current(organization: Organization, values: Values) -> None:
    """409 where somebody changed the organization since the page was opened."""
    if values["stamp"] != queries.stamp_of(organization):
        db.session.rollback()
        raise Conflict(_("他人刚刚变更了该机构，请核对后重新提交"))


def _day_refusals(day: dt.date | None, organization: Organization | None) -> Iterator[FieldError]:
    if day is None:
        return
    current = changes.current_version(organization.id) if organization is not None else None
    yield from rules.day_refusals(
        day,
        today=clock.today(),
        last_change=current.valid_from if current is not None else None,
        locked_until=queries.locked_until(),
    )


def _place_refusals(
    facts: Mapping[str, Any], organization: Organization | None
) -> Iterator[FieldError]:
    superior = db.session.get(Organization, facts["parent_id"] or 0)
    if facts["level"] is not None:
        yield from rules.superior_refusals(facts["level"], superior.level if superior else None)
    if superior is not None and not queries.is_open(superior):
        yield FieldError("RO5", "parent", _("上级机构已停止运行，请选择其他机构"))
    if superior and organization and superior.path.startswith(organization.path):
        yield FieldError("RO6", "parent", _("不能隶属于本机构或本机构的下级"))
    if facts["level"] is Level.PROVINCE and queries.has_other_province(organization):
        yield FieldError("RO7", "division_code", _("省级机构只能有一个"))
    elif facts["level"] and organization and facts["level"] is not organization.level:
        # Its users have roles of its level, and whoever lies below is of a lower one.
        words = _("变更不能改变机构级别（%(level)s）", level=organization.level.label)
        yield FieldError("RO10", "division_code", words)


def _name_refusals(
    name: str | None, organization: Organization | None, field: str = "name"
) -> Iterator[FieldError]:
    if name and name_is_taken(name, organization.id if organization is not None else 0):
        yield FieldError("V00", field, _("机构名称已被其他机构使用"))


def _still_there(organization: Organization) -> Iterator[FieldError]:
    below = queries.directly_below(organization.id)
    if below:
        words = _("还有 %(n)d 个下级机构，请先变更其上级机构", n=len(below))
        yield FieldError("RO8", "", words)
    for follower, number in followers_of(organization.id):
        if follower.keeps_open:
            words = _("还有%(what)s，请先调出或用【合并】移交", what=follower.words(number))
            yield FieldError("RO8", "", words)


def _target_refusals(
    organization: Organization, target: Organization | None, day: dt.date | None
) -> Iterator[FieldError]:
    if target is None:
        return
    if not queries.is_open(target):
        yield FieldError("RO9", "target", _("并入的机构已停止运行，请选择其他机构"))
    elif target.path.startswith(organization.path):
        yield FieldError("RO9", "target", _("不能并入本机构或本机构的下级"))
    elif target.level is not organization.level:
        words = _("只能并入同级机构（%(level)s）", level=organization.level.label)
        yield FieldError("RO9", "target", words)
    elif day is not None and queries.begun_on(target) > day:
        words = _("并入的机构自 %(day)s 起才有，生效日期不能更早", day=queries.begun_on(target))
        yield FieldError("RO9", "target", words)


# --- what follows, in words -----------------------------------------------------------------


def _alteration_lines(
    organization: Organization, facts: Mapping[str, Any], values: Values
) -> Iterator[str]:
    for name, value in facts.items():
        before = getattr(organization, name)
        if before != value:
            yield queries.change_words(name, before, value)
    if facts["parent_id"] != organization.parent_id:
        below = len(queries.all_below(organization)) - 1
        if below:
            yield _("其下 %(n)d 个机构随之改属新的上级机构", n=below)
    if values["day"].year < clock.year():
        yield _("%(year)d 年度及以后的汇总表将按变更后的机构统计", year=values["day"].year)


def _following_lines(organization: Organization) -> Iterator[str]:
    yield _("“%(name)s”停止运行后不再填报，以往年度的数据和报表不变", name=organization.name)
    for follower, number in followers_of(organization.id):
        yield _("%(what)s保留在原机构名下，仍可查询", what=follower.words(number))


def _joining_lines(organization: Organization, target: Organization) -> Iterator[str]:
    yield _("“%(name)s”并入“%(target)s”", name=organization.name, target=target.name)
    below = queries.directly_below(organization.id)
    if below:
        yield _("%(n)d 个下级机构改属“%(target)s”", n=len(below), target=target.name)
    for follower, number in followers_of(organization.id):
        words = follower.words(number)
        if follower.hand_over is not None:
            yield _("%(what)s移交“%(target)s”", what=words, target=target.name)
        else:
            yield _("%(what)s保留在原机构名下，仍可查询", what=words)


def _parting_lines(organization: Organization, values: Values, people: int) -> Iterator[str]:
    yield _("新设“%(name)s”，%(n)d 人随之转入", name=values["name"], n=people)
    if values["own_name"] != organization.name:
        yield _("本机构更名为“%(name)s”", name=values["own_name"])
    if values["own_kind"] is not organization.kind:
        yield queries.change_words("kind", organization.kind, values["own_kind"])
