"""Rules of rights, over plain values: what a role may hold, and who decides on the own filing."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from app.core.access.roles import OFFICERS, Role
from app.workflow.declaration import Workflow

from .choices import Pair


def clashes(held: Collection[Pair], processes: Mapping[str, Workflow]) -> Iterator[str]:
    """In words each process of which somebody with these rights files and decides cases.

    The engine lets nobody decide on the own case (``not_by``); this tells beforehand.
    """
    for workflow in processes.values():
        deciding = [move for move in workflow.transitions if move.not_by and move.is_on]
        filing = {name for move in deciding for name in move.not_by if name in workflow}
        files = [str(workflow[name].label) for name in filing if _may(held, workflow, name)]
        decides = [str(one.label) for one in deciding if _may(held, workflow, one.name)]
        if files and decides:
            words: dict[str, Any] = {"process": workflow.title, "files": _("、").join(files)}
            words["decides"] = _("、").join(dict.fromkeys(decides))
            yield _("%(process)s：同时可以%(files)s和%(decides)s", **words)


def _may(held: Collection[Pair], workflow: Workflow, name: str) -> bool:
    move = workflow[name]
    return any((f"can_{move.right_of(one)}", workflow.resource) in held for one in move.by)


def completed(wanted: Collection[Pair], everything: Collection[Pair]) -> set[Pair]:
    """Rights with 查看 of each screen that has one: a button is of no use without its screen."""
    reads = {("can_read", resource) for _name, resource in wanted}
    return {*wanted, *(reads & set(everything))}


def officers_alone(defaults: Mapping[Role, Collection[Pair]]) -> set[Pair]:
    """What 三员 hold by declaration, and nobody of the business."""
    held: dict[bool, set[Pair]] = {True: set(), False: set()}
    for role, rights in defaults.items():
        held[role in OFFICERS] |= set(rights)
    return held[True] - held[False]


def open_to(
    role: Role, defaults: Mapping[Role, Collection[Pair]], everything: Collection[Pair]
) -> set[Pair]:
    """What a role may hold: an officer what is declared for it, everybody else the rest."""
    if role in OFFICERS:
        return set(defaults[role]) & set(everything)
    return set(everything) - officers_alone(defaults)


def refused_words(role: Role, names: Sequence[str]) -> str:
    """Why a role may not hold some rights."""
    words = {"names": _("、").join(names)}
    if role in OFFICERS:
        return _("三员分立：该角色不能持有其他业务或管理权限：%(names)s", **words)
    return _("三员分立：业务角色不能持有系统、安全和审计权限：%(names)s", **words)


def effect_lines(added: Sequence[str], taken: Sequence[str], people: int) -> list[str]:
    """What an edit of rights means, in words; nothing where nothing changes."""
    lines = []
    if added:
        lines.append(_("增加权限：%(names)s", names=_("、").join(added)))
    if taken:
        lines.append(_("取消权限：%(names)s", names=_("、").join(taken)))
    if lines:
        lines.append(_("影响 %(n)d 名用户，下一次操作时生效", n=people))
    return lines
