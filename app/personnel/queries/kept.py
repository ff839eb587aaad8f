"""Figures of rosters from what was kept of them; only what has changed since is counted anew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select

from app.core.access.sign_in import own_transaction
from app.core.base.db import db, only_reads
from app.core.configuration import cache
from app.core.screens.organization_choices import organizations_in_scope
from app.personnel.models import StaffChange, StaffCount, keep

from .structure import Cells, staff_structure

# The cells that lists, home and overview show of everybody in scope.
KEPT = ("on_duty", "certified", "quality_only", "safety_only", "dual")


def kept_structure(day: dt.date) -> Mapping[int, Cells]:
    """The KEPT cells of every organization in scope on a day, as ``staff_structure`` counts them.

    How many changes there are is read before anything is counted: what is committed meanwhile
    makes a figure newer than it says, and it is counted once more. An organization without
    people is absent.
    """
    ids = [node.id for node in organizations_in_scope()]
    if db.session.info.get("has_written"):
        return staff_structure(ids, day, only=KEPT)
    changes, revision = _changes(ids), cache.number()
    kept = {
        row.organization_id: row.cells
        for row in db.session.execute(
            select(StaffCount.organization_id, StaffCount.changes, StaffCount.cells).where(
                StaffCount.day == day, StaffCount.revision == revision
            )
        )
        if row.changes == changes.get(row.organization_id, 0)
    }
    stale = [number for number in ids if number not in kept]
    if stale:
        counted = staff_structure(stale, day, only=KEPT)
        kept |= {number: counted.get(number, {}) for number in stale}
        # The figures of a cache are written where they are read, beside a request that only
        # reads; any other leaves it to the next.
        if only_reads():
            with own_transaction() as session:
                keep(session.connection(), _rows(stale, kept, changes, day, revision))
    return {number: kept[number] for number in ids if kept[number]}


def rows_to_keep(day: dt.date) -> list[dict[str, Any]]:
    """The KEPT cells of everybody in scope, counted anew, as ``keep`` takes them."""
    ids = [node.id for node in organizations_in_scope()]
    changes, revision = _changes(ids), cache.number()
    return _rows(ids, staff_structure(ids, day, only=KEPT), changes, day, revision)


def _changes(ids: Sequence[int]) -> Mapping[int, int]:
    change = StaffChange
    rows = db.session.execute(
        select(change.organization_id, func.count().label("changes"))
        .where(change.organization_id.in_(ids))
        .group_by(change.organization_id)
    )
    return {row.organization_id: row.changes for row in rows}


def _rows(
    ids: Sequence[int],
    kept: Mapping[int, Cells],
    changes: Mapping[int, int],
    day: dt.date,
    revision: int,
) -> list[dict[str, Any]]:
    return [
        {
            "organization_id": number,
            "day": day,
            "changes": changes.get(number, 0),
            "revision": revision,
            "cells": dict(kept.get(number, {})),
        }
        for number in ids
    ]
