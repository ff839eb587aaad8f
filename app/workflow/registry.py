"""The processes that the application was built with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import cast

from flask import current_app

from .declaration import BrokenWorkflow, Workflow


def register(workflows: Iterable[Workflow]) -> None:
    """Take over the declarations; a resource has one process."""
    found: dict[str, Workflow] = dict(current_app.extensions.get("workflows", {}))
    for workflow in workflows:
        if workflow.resource in found:
            raise BrokenWorkflow(f"two processes are called {workflow.resource}")
        found[workflow.resource] = workflow
    current_app.extensions["workflows"] = found


def registered() -> Mapping[str, Workflow]:
    """Every process by its resource."""
    return cast(Mapping[str, Workflow], current_app.extensions.get("workflows", {}))
