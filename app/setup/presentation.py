"""What the pages of 首次设置 print: steps and their states, previews."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.access.roles import ADMIN_OF, Role
from app.core.base.choices import Level, OrganizationKind
from app.core.base.per_request import once
from app.core.tree.organization_tree import Node, TreeDivision, divisions, tree
from app.reorganization.rules import LEVEL_OF
from app.users.presentation import group_of

from . import queries, rules
from .choices import Step

# So many rows of a table that is filled in; the rest follow once these are made.
MOST_ROWS = 500
# So many one-time passwords at once: each costs a tenth of a second by intent.
MOST_ACCOUNTS = 150
KINDS = (
    (rules.JOINT.value, _l("合署")),
    (rules.SPLIT, _l("拆分为质量、安全两个机构")),
    (rules.QUALITY.value, _l("独立质量")),
    (rules.SAFETY.value, _l("独立安全")),
)
OFFICER_NAMES = {
    Role.SYSTEM_ADMIN: "sys_admin",
    Role.SECURITY_ADMIN: "sec_admin",
    Role.AUDITOR: "auditor",
}
# What follows, in the order of the specification (3.2).
NEXT = (
    (
        _l("各机构完善基本信息"),
        _l("市州级、县级管理员登录，修改密码后进入【监督机构基本情况填报】"),
    ),
    (
        _l("维护在职人员"),
        _l("在【在职工作人员基础数据】中登记本机构人员，核对后点击【本年度人员核对完成】"),
    ),
    (_l("完善持证人员信息"), _l("补充监督证书、执业资格等信息")),
    (_l("填报监督工程"), _l("在【监督工程情况填报】中按年度填报")),
    (_l("填报监督经费"), _l("在【监督经费情况填报】中按年度填报")),
    (_l("省级资格验证"), _l("由省级审核人员登记")),
    (_l("系统生成人员结构"), _l("每年 12 月 31 日自动保存")),
    (_l("汇总导出"), _l("省级、市州级在【监督机构基本情况汇总】中查看进度、导出汇总表")),
)


# --- steps ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step with how far it is, in words, and where it is taken up."""

    step: Step
    is_done: bool
    words: str
    url: str


def without_admin() -> list[Node]:
    """The organizations that nobody administers; asked for once a page."""
    return once(("organizations without admin",), queries.organizations_without_admin)


def steps() -> list[StepLine]:
    """Every step in its order."""
    counts, settled = queries.counts(), queries.settled()
    without = len(without_admin())
    total = sum(counts.values())
    begun = total > 1
    lines = (
        (Step.PROVINCE, counts[Level.PROVINCE] > 0, _province_words()),
        (Step.ORGANIZATIONS, begun, _tree_words(counts)),
        (Step.ACCOUNTS, begun and not without, _account_words(total, without)),
        (Step.YEAR, Step.YEAR.value in settled, ""),
        (Step.PARAMETERS, Step.PARAMETERS.value in settled, ""),
    )
    return [
        StepLine(step, done, words or (_("已确认") if done else _("待确认")), step_url(step))
        for step, done, words in lines
    ]


def step_url(step: Step) -> str:
    """Where a step is taken."""
    return str(url_for(f"SetupView.{step.value}"))


def next_url(step: Step) -> str:
    """What follows a step."""
    order = list(Step)
    place = order.index(step) + 1
    return step_url(order[place]) if place < len(order) else str(url_for("SetupView.index"))


def _province_words() -> str:
    node = queries.province()
    return node.name if node is not None else _("尚未建立")


def _tree_words(counts: Mapping[Level, int]) -> str:
    return _("市州级 %(a)d 个，县级 %(b)d 个", a=counts[Level.PREFECTURE], b=counts[Level.COUNTY])


def _account_words(total: int, without: int) -> str:
    if not total:
        return _("先建立机构")
    return _("%(n)d 个机构还没有管理员", n=without) if without else _("各机构均有管理员")


# --- organizations by the pattern -----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DivisionLine:
    """A division without an organization, and what would be made for it."""

    key: str
    place: str
    above: str
    name: str
    kind: str
    ticked: bool


def missing(level: Level) -> list[TreeDivision]:
    """The divisions of a level that have no organization yet."""
    there = {node.division_code for node in tree().values()}
    return [
        place
        for place in divisions().values()
        if LEVEL_OF[place.level] is level and place.code not in there
    ]


def division_lines(
    level: Level, typed: Mapping[str, Any] | None = None, pattern: str = rules.PATTERN
) -> list[DivisionLine]:
    """The rows of a level; zones are ticked by whoever has an organization there."""
    places = divisions()
    found = []
    for place in missing(level)[:MOST_ROWS]:
        above = places.get(place.parent_code or "")
        row = typed.get(place.code) if typed is not None else None
        name, kind, ticked = row or (
            rules.pattern_name(place.name, pattern),
            rules.JOINT.value,
            typed is None and place.level != "zone",
        )
        shown = above.name if above is not None and level is Level.COUNTY else ""
        found.append(DivisionLine(place.code, place.name, shown, name, kind, ticked))
    return found


def template_rows() -> Iterator[Sequence[Any]]:
    """The rows of the template: what the pattern would make of divisions without organizations."""
    for level in (Level.PREFECTURE, Level.COUNTY):
        for place in missing(level):
            if place.level != "zone":
                yield (
                    rules.pattern_name(place.name),
                    rules.short_name(place.name, rules.JOINT),
                    place.code,
                    str(OrganizationKind.JOINT.short),
                    "",
                )


# --- accounts -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AccountLine:
    """An account that is proposed, for an organization or an office."""

    key: str
    organization: str
    group: str
    role: str
    username: str
    person: str
    ticked: bool


def account_lines(typed: Mapping[str, Any] | None = None) -> list[AccountLine]:
    """The officers that are missing, then an administrator for each organization without one."""
    lines = [*_officer_lines(), *_admin_lines()]
    if typed is None:
        return lines
    return [
        AccountLine(
            one.key,
            one.organization,
            one.group,
            one.role,
            *typed.get(one.key, (one.username, one.person, False)),
        )
        for one in lines
    ]


def _officer_lines() -> Iterator[AccountLine]:
    node = queries.province()
    if node is None:
        return
    for role in queries.vacant_offices():
        name = OFFICER_NAMES[role]
        yield AccountLine(name, node.name, "", role.value, name, role.value, ticked=True)


def _admin_lines() -> Iterator[AccountLine]:
    codes = {number: code for code, number in queries.ids_by_code().items()}
    places = divisions()
    for node in without_admin()[:MOST_ACCOUNTS]:
        place = places[node.division_code].name if node.division_code in places else node.name
        yield AccountLine(
            str(node.id),
            node.name,
            group_of(node),
            ADMIN_OF[node.level].value,
            f"{rules.ADMIN_PREFIX}{codes.get(node.id, node.id)}",
            rules.admin_person(place, node.kind),
            ticked=True,
        )
