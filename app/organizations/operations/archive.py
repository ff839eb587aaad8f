"""Storing 人员结构: every organization at the end of its year, and one of them anew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from app.core.access import audit
from app.core.access.actor import Actor
from app.core.access.scope import EVERYTHING, under
from app.core.base import clock
from app.core.base.db import db
from app.core.base.errors import Conflict, FieldError, Refused
from app.core.base.typed_text import clean_text
from app.core.models import AuditEntry
from app.core.tree.organization_tree import tree
from app.organizations import queries
from app.organizations.models import ProfileReturn, StaffSnapshot, checksum
from app.personnel.cells import RULE_VERSION
from app.personnel.past import MODELS, Trail, as_it_stood, as_known_now
from app.personnel.queries import cells_of_people, people_with_cells

SHORTEST_REASON, LONGEST_REASON = 5, 500
ITSELF = "an archive is its own record: nothing of it changes, and a checksum goes with it"


def years_to_archive() -> list[int]:
    """The years that have ended since the first entry of the audit trail."""
    begun = db.session.scalar(select(func.min(AuditEntry.at)))
    if begun is None:
        return []
    years = range(clock.local(begun).year, clock.year() + 1)
    return [year for year in years if begun <= queries.end_of_year(year) <= clock.now()]


def not_archived(year: int) -> list[int]:
    """The organizations of a year's tree whose structure of that year is not stored yet."""
    stored = queries.archived_organizations(year)
    return [number for number in tree(dt.date(year, 12, 31)) if number not in stored]


def archive(year: int, organization_ids: Sequence[int], *, at: dt.datetime) -> None:
    """Store 人员结构 of organizations as it stood at the end of a year, whenever that is done.

    What the trail says and what is counted must be of one moment: see ``steady``.
    """
    day = dt.date(year, 12, 31)
    trail = Trail(queries.end_of_year(year), (*MODELS, ProfileReturn))
    records = as_it_stood(trail, organization_ids)
    people = people_with_cells(day, organization_ids, records)
    columns = ("organization_id", "year", "state", "posts_total")
    filed = trail.rows(ProfileReturn, organization_ids, taken_back=columns)
    posts = queries.posts_filed(db.session.connection().execute(filed))
    facts = {"taken_at": at, "is_late": clock.local(at).date() > day}
    for number in organization_ids:
        _store(number, year, 1, people.get(number, []), posts.get(number), **facts)


def _store(
    organization_id: int,
    year: int,
    version: int,
    people: list[dict[str, Any]],
    posts: int | None,
    **facts: Any,
) -> None:
    cells = cells_of_people(people, dt.date(year, 12, 31))
    mark = checksum(organization_id, year, posts, cells, people)
    row = {
        "organization_id": organization_id,
        "year": year,
        "version": version,
        "cells": cells,
        "people": people,
        "posts": posts,
        "rule_version": RULE_VERSION,
        "checksum": mark,
        **facts,
    }
    stored = insert(StaffSnapshot).values(row).returning(StaffSnapshot.id)
    number = db.session.scalar(audit.bulk(stored, because=ITSELF))
    told = {"year": year, "version": version, "rows": len(people), "checksum": mark}
    audit.record(
        "archive" if version == 1 else "rearchive",
        object_type=StaffSnapshot.__tablename__,
        object_id=str(number),
        changes={**told, **({"reason": facts["reason"]} if facts.get("reason") else {})},
    )


# --- 重新归档 -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Renewal:
    """What a stored structure would become, and where it differs."""

    before: StaffSnapshot
    people: list[dict[str, Any]]
    cells: dict[str, int]
    posts: int | None

    @property
    def checksum(self) -> str:
        """What stands for exactly this content."""
        one = self.before
        return checksum(one.organization_id, one.year, self.posts, self.cells, self.people)

    @property
    def changed(self) -> list[tuple[str, int | None, int]]:
        """The cells that differ: key, stored, new."""
        old = self.before.cells
        return [(key, old.get(key), n) for key, n in self.cells.items() if old.get(key) != n]

    @property
    def added(self) -> list[str]:
        """Who was not among the people and would be."""
        return self._names(self.people, self.before.people)

    @property
    def dropped(self) -> list[str]:
        """Who was among the people and would no longer be."""
        return self._names(self.before.people, self.people)

    @property
    def differs(self) -> bool:
        """Whether anything would become another."""
        same_posts = self.posts == self.before.posts
        return bool(self.changed or self.added or self.dropped) or not same_posts

    @staticmethod
    def _names(here: list[dict[str, Any]], there: list[dict[str, Any]]) -> list[str]:
        known = {int(one["id"]) for one in there}
        return [one["name"] for one in here if int(one["id"]) not in known]


def renewal(before: StaffSnapshot) -> Renewal:
    """A stored structure by the dates as they are known now.

    Who belonged and which certificates were valid follow from dates that may have been entered
    or corrected since; what has no date is as it stood at the end of the year.
    """
    year, number = before.year, before.organization_id
    day = dt.date(year, 12, 31)
    with under(EVERYTHING):
        records = as_known_now(Trail(queries.end_of_year(year), MODELS), [number])
        people = people_with_cells(day, [number], records).get(number, [])
        posts = queries.posts_now([number], year).get(number)
    return Renewal(before, people, cells_of_people(people, day), posts)


def _renewal_refusals(reason: str, made: Renewal) -> Iterator[FieldError]:
    a, b = SHORTEST_REASON, LONGEST_REASON
    if not a <= len(reason) <= b:
        words = _("重新归档原因应为 %(a)d 至 %(b)d 个字", a=a, b=b)
        yield FieldError("V34", "reason", words)
    if not made.differs:
        yield FieldError("V40", "", _("与已归档的数据没有差异，无需重新归档"))


def rearchive(before: StaffSnapshot, *, reason: str, seen: str, actor: Actor) -> None:
    """重新归档: store a structure anew as a further version, with the difference that was seen.

    Raises Refused without a reason or a difference, Conflict where it is another one by now.
    """
    reason = clean_text(reason)
    made = renewal(before)
    Refused.if_any(_renewal_refusals(reason, made))
    if made.checksum != seen:
        raise Conflict(_("数据已变化，请核对新的差异后再确认"))
    facts = {
        "taken_at": clock.now(),
        "is_late": before.is_late,
        "taken_by": actor.name,
        "reason": reason,
    }
    version = before.version + 1
    try:
        with under(EVERYTHING):
            number = before.organization_id
            _store(number, before.year, version, made.people, made.posts, **facts)
            db.session.flush()
    except IntegrityError as error:
        # Of two who do it at once the database lets one through.
        raise Conflict(_("数据已变化，请核对新的差异后再确认")) from error
