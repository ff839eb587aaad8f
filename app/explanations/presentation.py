"""How an explanation reads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.access.lent_rights import Loan
from app.core.access.scope import OrgOwned, scope_for
from app.core.access.security_manager import PERSONAL, lent_sources, own_sources_of
from app.core.base import clock
from app.core.configuration.parameters import declared
from app.core.models import User
from app.core.screens.views import AppModelView
from app.core.tree.organization_tree import organization_names, tree
from app.workflow import engine, labels
from app.workflow.declaration import Transition, Workflow
from app.workflow.obstacles import Obstacle
from app.workflow.views import FlowView

from . import queries
from .choices import Act, Topic

NOT_SHOWN = _l("该记录不在此页面的显示范围内")
NOT_TOLD = _l("有业务规则不允许办理，具体内容只告知有权查看该记录的人")
SEVERAL = _l("、")


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence: what it is about, whether it speaks for the action, and the words."""

    topic: Topic
    is_met: bool
    words: str

    @classmethod
    def met(cls, topic: Topic, words: Any) -> Finding:
        """A sentence that speaks for the action."""
        return cls(topic, is_met=True, words=str(words))

    @classmethod
    def unmet(cls, topic: Topic, words: Any) -> Finding:
        """A sentence that speaks against the action."""
        return cls(topic, is_met=False, words=str(words))


# --- what can be asked ----------------------------------------------------------------------


def screens() -> Mapping[str, AppModelView]:
    """The screens of the menu whose records can be looked at, by the names of their classes."""
    builder = current_app.extensions["appbuilder"]
    entries = (child for group in builder.menu.menu for child in group.childs)
    return {
        type(one.baseview).__name__: one.baseview
        for one in entries
        if isinstance(one.baseview, AppModelView)
        and "show" not in one.baseview.exclude_route_methods
    }


def acts(view: AppModelView) -> Iterator[tuple[str, str]]:
    """What can be done on a screen, by name and label: the moves of its process last."""
    for one in Act:
        if one.value not in view.exclude_route_methods:
            yield one.value, act_label(view, one.value)
    if isinstance(view, FlowView):
        for name in view.dialog_moves:
            yield name, act_label(view, name)


def act_label(view: AppModelView, act: str) -> str:
    """What an action is called on a screen."""
    if act == Act.EDIT:
        return str(view.edit_label)
    if act in set(Act):
        return str(Act.of(act).label)
    assert isinstance(view, FlowView)
    return str(view.workflow[act].label)


def user_words(user: User) -> str:
    """A user by name, account and organization."""
    where = str(user.organization or _("无所属机构"))
    return _("%(name)s（%(account)s，%(place)s）", name=user, account=user.username, place=where)


# --- rights ---------------------------------------------------------------------------------


def right(view: AppModelView, method: str, act: str, user: User) -> Finding:
    """Whether a method of a screen is open to a user, and from where the right comes."""
    title = str(view.list_title)
    if method in view.exclude_route_methods:
        return Finding.unmet(Topic.RIGHT, _("“%(screen)s”没有此项操作", screen=title))
    action = view.method_permission_name.get(method, method)
    label = str(Act.SHOW.label) if method == "move" else act
    if not view.can(method):
        return _missing(title, label, action, view.class_permission_name)
    words = _held(title, label, action, view.class_permission_name, user)
    return Finding.met(Topic.RIGHT, words)


def _held(title: str, label: str, action: str, resource: str, user: User) -> str:
    sources = own_sources_of(user.id, action, resource)
    named = [*sorted(sources - {PERSONAL})]
    if PERSONAL in sources:
        named += [_granted(*one) for one in queries.grants_giving(user.id, action, resource)]
    named += [_lent(loan) for loan, given in lent_sources(user.id, action, resource) if given]
    return _(
        "有“%(screen)s”的“%(act)s”权限，来自：%(sources)s",
        screen=title,
        act=label,
        sources=str(SEVERAL).join(named),
    )


def _granted(bundle: str, until: dt.date | None) -> str:
    if until is None:
        return _("附加权限“%(bundle)s”", bundle=bundle)
    return _("附加权限“%(bundle)s”（至 %(day)s）", bundle=bundle, day=until)


def _lent(loan: Loan) -> str:
    return _("代%(name)s（至 %(day)s）", name=loan.principal_name, day=loan.ends_on)


def _missing(title: str, label: str, action: str, resource: str) -> Finding:
    words = [_("没有“%(screen)s”的“%(act)s”权限", screen=title, act=label)]
    if roles := queries.roles_giving(action, resource):
        words.append(_("具有此权限的角色：%(names)s", names=str(SEVERAL).join(roles)))
    if bundles := queries.bundles_giving(action, resource):
        names = str(SEVERAL).join(bundles)
        words.append(_("可以申请的附加权限：%(names)s", names=names))
    if len(words) == 1:
        words.append(_("没有角色或权限包具有此权限，请联系安全管理员"))
    return Finding.unmet(Topic.RIGHT, _("；").join(words))


# --- scope ----------------------------------------------------------------------------------


def scope(organization_id: int | None, user: User, *, is_within: bool) -> Finding:
    """Why a record lies within a user's scope, or outside."""
    if organization_id is None:
        return Finding(Topic.SCOPE, is_within, _("这类记录不属于某个机构，全省共用"))
    names = organization_names()
    owner = names.get(organization_id, "")
    own = names.get(user.organization_id or 0, "")
    words = (
        _within(owner, own, organization_id, user)
        if is_within
        else _outside(owner, own, user.organization_id)
    )
    return Finding(Topic.SCOPE, is_within, words)


def _within(owner: str, own: str, organization_id: int, user: User) -> str:
    ids = scope_for(user).read
    if organization_id == user.organization_id:
        return _("记录属于该用户的机构（%(owner)s）", owner=owner)
    if ids is None:
        return _("记录属于%(owner)s，该用户的数据范围是全省", owner=owner)
    if organization_id in ids:
        said = _("记录属于%(owner)s，在%(own)s的管辖或业务指导范围内", owner=owner, own=own)
        return str(said)
    return _("记录属于%(owner)s，并涉及%(own)s或其下级机构", owner=owner, own=own)


def _outside(owner: str, own: str, organization_id: int | None) -> str:
    if organization_id is None:
        return _("该用户没有所属机构，看不到任何机构的记录")
    if organization_id not in tree():
        return _("该用户的机构（%(own)s）已停止运行，看不到任何机构的记录", own=own)
    return _(
        "记录属于%(owner)s；该用户的机构是%(own)s，前者不在后者的管辖或业务指导范围内",
        owner=owner,
        own=own,
    )


def reach(view: AppModelView, user: User) -> Finding:
    """Whose records of a screen a user finds at all."""
    if not issubclass(view.datamodel.obj, OrgOwned):
        return Finding.met(Topic.SCOPE, _("这类记录不属于某个机构，全省共用"))
    ids = scope_for(user).read
    own = organization_names().get(user.organization_id or 0, "")
    if ids == ():
        return Finding.unmet(Topic.SCOPE, _outside("", own, user.organization_id))
    if view.sees_own_alone() or ids == (user.organization_id,):
        words = _("可以看到的是本机构（%(own)s）的记录", own=own)
    elif ids is None:
        words = _("可以看到的是全省各机构的记录")
    else:
        words = _("可以看到的是%(own)s及其下级共 %(n)d 个机构的记录", own=own, n=len(ids))
    return Finding.met(Topic.SCOPE, words)


# --- moves ----------------------------------------------------------------------------------


def move_open(move: Transition, item: Any) -> Finding:
    """Nothing stands against a move."""
    state = labels.word_of(item.state)
    words = _("当前状态为“%(state)s”，可以%(act)s", state=state, act=move.label)
    return Finding.met(Topic.STATE, words)


def barred(bar: Obstacle, workflow: Workflow, move: Transition, item: Any) -> Finding:
    """What bars a move, in words."""
    if bar is Obstacle.RIGHT:
        return _no_right(workflow, move)
    if bar is Obstacle.SEAT:
        desks = dict.fromkeys(str(one.seat.label) for one in move.by)
        words = _("这一步由%(desks)s办理", desks=str(SEVERAL).join(desks))
        return Finding.unmet(Topic.SCOPE, words)
    if bar is Obstacle.SWITCH:
        name = str(declared()[move.when.parameter].label) if move.when else ""
        words = _("参数“%(name)s”的现有设置不启用这一步", name=name)
        return Finding.unmet(Topic.SETTING, words)
    return Finding.unmet(Topic.STATE, _of_state(bar, workflow, move, item))


def _no_right(workflow: Workflow, move: Transition) -> Finding:
    (action,) = dict.fromkeys(move.right_of(one) for one in move.by[:1])
    return _missing(str(workflow.title), str(move.label), action, workflow.resource)


def _of_state(bar: Obstacle, workflow: Workflow, move: Transition, item: Any) -> str:
    if bar is Obstacle.STATE:
        return _("；").join((engine.where_it_is(move, item), _starts(move), _last(workflow, item)))
    if bar is Obstacle.SINCE:
        return _("；").join((_("此后已有人办理，不能再撤回"), _last(workflow, item)))
    if bar is Obstacle.MAKER:
        return _("该用户或与其互为代办的人办理了前面的步骤，不能再审核")
    if bar is Obstacle.TIME:
        return str(engine.LATE)
    return _("这条记录现在的情况不适用这一步，例如还在其他机构办理")


def _starts(move: Transition) -> str:
    """From which states, and which of their steps, a move is made."""
    states = str(SEVERAL).join(labels.word_of(one) for one in move.source)
    steps = str(SEVERAL).join(labels.word_of(one) for one in move.steps)
    return _("可以办理的状态：%(states)s", states=labels.with_step(states, steps))


def _last(workflow: Workflow, item: Any) -> str:
    """Who handled an item last, and when."""
    events = engine.history(workflow, item)
    if not events:
        return _("还没有办理记录")
    event = events[-1]
    return _(
        "最近由%(name)s于 %(at)s 办理“%(act)s”",
        name=event.actor_name,
        at=f"{clock.local(event.at):%Y-%m-%d %H:%M}",
        act=labels.move_label(workflow, event),
    )
