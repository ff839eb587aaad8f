"""The processes that the application was built with, by their resource."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from app.core.base.registry import Registry

from .declaration import Workflow

WORKFLOWS = Registry("workflows", Workflow, lambda workflow: workflow.resource)
register, registered = WORKFLOWS.register, WORKFLOWS.registered

# What opens the page of what waits; nothing else of a resource goes with its moves.
LOOKING = frozenset({"can_read", "can_oversee", "menu_access"})
# Accounts and rights are never in the hand of somebody who stands for another one.
NEVER_LENT = ("users.",)


def lendable() -> Mapping[str, Collection[str]]:
    """The permissions that somebody can lend to a deputy, by the resource of their process."""
    return {
        workflow.resource: LOOKING
        | {f"can_{move.right_of(by)}" for move in workflow.transitions for by in move.by}
        for workflow in lent_processes()
    }


def lent_processes() -> Collection[Workflow]:
    """The processes in which somebody can have a deputy."""
    return [one for one in registered().values() if not one.resource.startswith(NEVER_LENT)]
