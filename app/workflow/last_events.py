"""Loader of an item's last event of each move, in one query for all rows of a page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from flask import g
from sqlalchemy import func, inspect, select

from app.core.access.scope import unscoped
from app.core.base.db import db

from .declaration import Workflow
from .models import WorkflowEvent


@dataclass(slots=True)
class LastEvents:
    """The last event of an item, and of each of its moves who made it, and in whose place."""

    name: str = ""
    at: dt.datetime | None = None
    makers: dict[str, frozenset[int | None]] = field(default_factory=dict)


def facts_of(workflow: Workflow, item: Any) -> LastEvents:
    """The facts of an item; those of all items of the process in the session come along."""
    kept: dict[tuple[str, int], LastEvents] = g.setdefault("workflow_facts", {})
    if (workflow.resource, item.id) not in kept:
        ids = {item.id, *_ids_at_hand(workflow.model)}
        missing = [one for one in ids if (workflow.resource, one) not in kept]
        for number, facts in _read(workflow, missing).items():
            kept[workflow.resource, number] = facts
    return kept[workflow.resource, item.id]


def forget(workflow: Workflow, item: Any) -> None:
    """Let the facts of an item be read anew."""
    g.setdefault("workflow_facts", {}).pop((workflow.resource, item.id), None)


def last_maker(resource: str, item_id: int, name: str) -> int | None:
    """The user who made a move of an item last."""
    asked = select(WorkflowEvent.actor_id).where(
        WorkflowEvent.resource == resource,
        WorkflowEvent.item_id == item_id,
        WorkflowEvent.name == name,
    )
    with unscoped("who may read an item may read what happened to it"):
        return db.session.scalar(asked.order_by(WorkflowEvent.id.desc()).limit(1))


def _ids_at_hand(model: type[Any]) -> Iterable[int]:
    for row in db.session.identity_map.values():
        if isinstance(row, model):
            yield inspect(row).identity[0]


def _read(workflow: Workflow, ids: list[int]) -> dict[int, LastEvents]:
    event = WorkflowEvent
    newest = (
        select(func.max(event.id))
        .where(event.resource == workflow.resource, event.item_id.in_(ids))
        .group_by(event.item_id, event.name)
    )
    asked = (
        select(event.item_id, event.name, event.actor_id, event.principal_id, event.at)
        .where(event.id.in_(newest))
        .order_by(event.id)
    )
    found = {one: LastEvents() for one in ids}
    with unscoped("who may read an item may read what happened to it"):
        rows = db.session.execute(asked).all()
    for row in rows:
        facts = found[row.item_id]
        facts.name, facts.at = row.name, row.at
        facts.makers[row.name] = frozenset({row.actor_id, row.principal_id})
    return found
