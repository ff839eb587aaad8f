"""Rules of rights, over plain values: what a role may hold, and who decides on the own filing."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from flask_babel import gettext as _

from app.core.access.roles import OFFICERS, Role
from app.workflow.declaration import Handler, Workflow
from app.workflow.desks import are_apart

from .choices import Pair


def clashes(held: Collection[Pair], processes: Mapping[str, Workflow]) -> Iterator[str]:
    """In words each process of which somebody with these rights files and decides cases.

    The engine lets nobody decide on the own case (``not_by``); this tells beforehand.
    """
    for workflow in processes.values():
        both = [
            (str(workflow[name].label), str(move.label))
            for move in workflow.transitions
            if move.is_on
            for name in move.not_by
            if name in workflow and _meet(held, workflow, name, move.name)
        ]
        if both:
            files, decides = (_("、").join(dict.fromkeys(one)) for one in zip(*both, strict=True))
            words = {"process": workflow.title, "files": files, "decides": decides}
            yield _("%(process)s：同时可以%(files)s和%(decides)s", **words)


def _meet(held: Collection[Pair], workflow: Workflow, files: str, decides: str) -> bool:
    """Whether one organization can have both moves of a case by these rights."""
    return any(
        not are_apart(one.seat, other.seat)
        for one in _seats(held, workflow, files)
        for other in _seats(held, workflow, decides)
    )


def _seats(held: Collection[Pair], workflow: Workflow, name: str) -> list[Handler]:
    move = workflow[name]
    return [one for one in move.by if (f"can_{move.right_of(one)}", workflow.resource) in held]


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
