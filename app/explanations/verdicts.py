"""Verdicts: what the deciding functions of screens and processes say to a user, step by step.

Each is asked in the place of the user, and nothing is decided here: an action is possible where
none of them has anything against it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from app.core.access import sign_in
from app.core.access.actor import current_actor
from app.core.access.scope import SCOPED, OrgOwned
from app.core.access.security_manager import account_refusal, must_change_password
from app.core.access.standing_in import in_place_of
from app.core.base.conditions import Condition
from app.core.models import User
from app.workflow.declaration import Transition
from app.workflow.objections import objections
from app.workflow.obstacles import Obstacle, bars
from app.workflow.views import FlowView

from . import presentation, queries
from .choices import Act, Topic
from .presentation import Finding


@dataclass(frozen=True, slots=True)
class Question:
    """Whether a user can do something on a screen, with a record or (None) at all.

    ``tells_content``: whoever asks may read the record, so that rules may speak of it.
    """

    user_id: int
    view: Any
    act: str
    record: int | None = None
    tells_content: bool = False

    @property
    def move(self) -> Transition | None:
        """The move of a process that is asked about."""
        if not isinstance(self.view, FlowView) or self.act not in self.view.dialog_moves:
            return None
        return self.view.workflow[self.act]

    @property
    def method(self) -> str:
        """The method of the screen that the request would call."""
        return "move" if self.move is not None else self.act


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found, in the order in which the application asks."""

    findings: Sequence[Finding]

    @property
    def is_possible(self) -> bool:
        return all(one.is_met for one in self.findings)


def answer(question: Question) -> Answer:
    """Everything that decides, as it decides now; nothing is written."""
    with in_place_of(question.user_id) as user:
        return Answer([*_of_account(user), *_of_request(question, user)])


def _of_account(user: User) -> Iterator[Finding]:
    username = user.username
    words = account_refusal(user)
    if not words and must_change_password(user):
        words = _("登录后须先修改密码，才能打开其他页面")
    if not words and sign_in.is_locked(username):
        words = _("输错密码次数过多，账号暂时锁定")
    yield Finding(Topic.ACCOUNT, not words, words or _("账号可以登录"))


def _of_request(question: Question, user: User) -> Iterator[Finding]:
    view, act = question.view, presentation.act_label(question.view, question.act)
    yield presentation.right(view, question.method, act, user)
    if question.record is None:
        yield presentation.reach(view, user)
        return
    shown = list(_of_reach(question, question.record, user))
    yield from shown
    if all(one.is_met for one in shown):
        yield from _of_item(question, question.record, act)


# --- whether the screen has the record for the user -----------------------------------------


def _of_reach(question: Question, number: int, user: User) -> Iterator[Finding]:
    """Scope and conditions; the last word has the screen's own look-up."""
    view = question.view
    model = view.datamodel.obj
    owner = queries.owner_of(model, _owner_column(model), number)
    if owner is None or owner.is_deleted:
        yield Finding.unmet(Topic.SCOPE, _("该记录已删除") if owner else _("没有这条记录"))
        return
    is_within = queries.fulfils(model, number)
    yield presentation.scope(owner.organization_id, user, is_within=is_within)
    if not is_within:
        return
    failing = list(_failing(view, number, question.act))
    yield from failing
    if not failing and not _is_found(view, number):
        yield Finding.unmet(Topic.SHOWN, str(presentation.NOT_SHOWN))


def _owner_column(model: type[Any]) -> Any:
    """The column that names whose a row is; None where rows are everybody's."""
    return model.organization_id if issubclass(model, OrgOwned) else SCOPED.get(model)


def _failing(view: Any, number: int, act: str) -> Iterator[Finding]:
    """The conditions of a screen, and for a file those of its list, that a record fails."""
    listed = view.list_conditions() if act == Act.EXPORT else ()
    for one in (*view.base_conditions(), *listed):
        if not queries.fulfils(view.datamodel.obj, number, one):
            words = one.words if isinstance(one, Condition) else presentation.NOT_SHOWN
            yield Finding.unmet(Topic.SHOWN, str(words))


def _is_found(view: Any, number: int) -> bool:
    try:
        return view.item(number) is not None
    except NotFound:
        return False


# --- whether the record lets itself be handled ----------------------------------------------


def _of_item(question: Question, number: int, act: str) -> Iterator[Finding]:
    view = question.view
    if question.method not in (Act.EDIT, Act.DELETE, "move"):
        return
    item = view.item(number)
    if (move := question.move) is not None:
        found = list(_of_move(question, move, item))
        yield from found or [presentation.move_open(move, item)]
        return
    refuses = view.edit_refusal if question.act == Act.EDIT else view.delete_refusal
    words = refuses(item)
    if words:
        is_foreign = words == view.write_refusal(item)
        yield Finding.unmet(Topic.SCOPE if is_foreign else Topic.STATE, str(words))
    else:
        yield Finding.met(Topic.STATE, _("记录现在的状态允许%(act)s", act=act))
    if question.act == Act.DELETE:
        yield from _rules(question, view.standing_refusals(item))


def _of_move(question: Question, move: Transition, item: Any) -> Iterator[Finding]:
    workflow, actor = question.view.workflow, current_actor()
    found = list(bars(workflow, move, item, actor))
    for bar in found:
        yield presentation.barred(bar, workflow, move, item)
    if Obstacle.STATE not in found:
        said = (one.message for one in objections(workflow, move, item, actor))
        yield from _rules(question, said)


def _rules(question: Question, said: Iterable[Any]) -> Iterator[Finding]:
    """What rules of a module have against it; they may speak of the record's content."""
    for words in said:
        told = words if question.tells_content else presentation.NOT_TOLD
        yield Finding.unmet(Topic.RULE, str(told))
