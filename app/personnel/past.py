"""People as they stood at a past moment: what was changed since is taken back from the audit trail.

The rows are read as they are but for the values that the trail has changed since; whatever was
entered since is left out. The same conditions then count them as count today's (ruling 3).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import and_, case, literal, null, or_, select
from sqlalchemy.orm import aliased

from app.core.base.column_types import Moment
from app.core.base.db import db
from app.core.base.parts import in_parts
from app.core.models import AuditEntry

from .cells import Records
from .models import Certificate, Person, Qualification

# What says when something holds; these decide by themselves who belonged on a day.
DATED = ("joined_on", "left_on", "deleted_at")
UNDATED = (
    "name",
    "born_on",
    "sex",
    "politics",
    "employ_type",
    "duty_status",
    "post_type",
    "education",
    "specialty",
    "title_level",
    "title_name",
    "supervising_from",
    "law_cert_no",
    "law_cert_to",
)
OF_CERTIFICATES = ("organization_id", "type", "valid_from", "valid_to", "status")
OF_QUALIFICATIONS = ("organization_id", "kind", "from_day", "to_day")


@dataclass(slots=True)
class Changes:
    """What has become of the rows of a table since a moment."""

    # By column, what a row had at the moment.
    before: dict[str, dict[int, Any]] = field(default_factory=dict)
    entered: set[int] = field(default_factory=set)
    # Whose a touched row was at the moment.
    owners: dict[int, int] = field(default_factory=dict)

    def add(self, number: int, changes: Mapping[str, Sequence[Any]]) -> None:
        """Take an entry of the trail in; of several the first tells what was before."""
        for name, (old, _new) in changes.items():
            self.before.setdefault(name, {}).setdefault(number, old)

    @property
    def touched(self) -> set[int]:
        """The rows that are not what they were."""
        return self.entered.union(*self.before.values())


class Trail:
    """The changes of some tables since a moment, read once."""

    def __init__(self, moment: dt.datetime, models: Iterable[Any]) -> None:
        self.moment = moment
        self._changes = {model.__tablename__: Changes() for model in models}
        self._read()
        for model in models:
            self._find_owners(model)

    def _read(self) -> None:
        entry = AuditEntry
        asked = (
            select(entry.object_type, entry.object_id, entry.action, entry.changes)
            .where(
                entry.at > self.moment,
                entry.object_type.in_(self._changes),
                entry.action.in_(("create", "update")),
            )
            .order_by(entry.id)
        )
        for table, number, action, changes in db.session.execute(asked):
            found = self._changes[table]
            if action == "create":
                found.entered.add(int(number))
            else:
                found.add(int(number), changes)

    def _find_owners(self, model: Any) -> None:
        changes, table = self._changes[model.__tablename__], model.__table__
        touched = sorted(changes.touched)
        for some in in_parts(touched):
            ids = table.c.id.in_(some)
            now = select(table.c.id, table.c.organization_id).where(ids)
            changes.owners.update(
                {row.id: row.organization_id for row in db.session.connection().execute(now)}
            )
        changes.owners.update(changes.before.get("organization_id", {}))

    def rows(
        self,
        model: Any,
        organization_ids: Sequence[int],
        *,
        plain: Collection[str] = (),
        taken_back: Collection[str] = (),
        with_entered: bool = False,
    ) -> Any:
        """The rows of organizations as a subquery with what ``taken_back`` had at the moment.

        What was entered since is left out, or stands as it was entered.
        """
        changes, table = self._changes[model.__tablename__], model.__table__
        wanted = set(organization_ids)
        ids = {one for one, owner in changes.owners.items() if owner in wanted}
        owned = table.c.organization_id.in_(organization_ids)
        found = or_(owned, table.c.id.in_(ids)) if ids else owned
        if not with_entered:
            found = and_(found, table.c.id.not_in(changes.entered & ids))
        columns = [table.c[name] for name in plain]
        before = {name: changes.before.get(name, {}) for name in taken_back}
        columns += [_then(table, name, held, ids).label(name) for name, held in before.items()]
        return select(*columns).where(found)


def _then(table: Any, name: str, before: Mapping[int, Any], ids: Collection[int]) -> Any:
    """A column with the values that rows had."""
    column = table.c[name]
    by_value: dict[Any, list[int]] = {}
    for number, value in before.items():
        if number in ids:
            by_value.setdefault(value, []).append(number)
    if not by_value:
        return column
    ways = ((table.c.id.in_(found), _of_trail(column, old)) for old, found in by_value.items())
    return case(*ways, else_=column)


def _of_trail(column: Any, value: Any) -> Any:
    """A value as the trail keeps it, as the column has it."""
    if value is None:
        return null()
    if isinstance(column.type, Moment):
        value = dt.datetime.fromisoformat(value)
    elif column.type.python_type is dt.date:
        value = dt.date.fromisoformat(value)
    return literal(value, column.type)


MODELS = (Person, Certificate, Qualification)


def as_it_stood(trail: Trail, organization_ids: Sequence[int]) -> Records:
    """Everything as it stood at the moment: entered, changed and deleted since does not count."""
    people = trail.rows(
        Person,
        organization_ids,
        plain=("id", "organization_id", "identity_id"),
        taken_back=(*DATED, *UNDATED),
    ).where(Person.__table__.c.created_at <= trail.moment)
    keys = ("id", "identity_id")
    certificates = trail.rows(Certificate, organization_ids, plain=keys, taken_back=OF_CERTIFICATES)
    qualifications = trail.rows(
        Qualification, organization_ids, plain=keys, taken_back=OF_QUALIFICATIONS
    )
    return Records(
        _in_place_of(Person, people),
        _in_place_of(Certificate, certificates),
        _in_place_of(Qualification, qualifications),
    )


def as_known_now(trail: Trail, organization_ids: Sequence[int]) -> Records:
    """Who belonged and what was valid by the dates as they are known now; the rest as it stood."""
    people = trail.rows(
        Person,
        organization_ids,
        plain=("id", "organization_id", "identity_id", *DATED),
        taken_back=UNDATED,
        with_entered=True,
    )
    return Records(person=_in_place_of(Person, people))


def _in_place_of(model: Any, rows: Any) -> Any:
    return aliased(model, rows.subquery(), adapt_on_names=True)
