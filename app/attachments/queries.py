"""Reading files. A record that may be read opens its files: the record is looked up in the
asker's scope, and its files are found through it alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Select, and_, func, or_, select

from app.core.access.actor import Actor
from app.core.access.scope import unscoped
from app.core.base.db import db
from app.core.base.parts import in_parts

from .declaration import Holder
from .models import Attachment
from .registry import registered

FOLLOWS = "files follow their record, which was looked up in the asker's scope"


def record_of(holder: Holder, item_id: int) -> Any:
    """The record that carries the files, if it is in the asker's scope."""
    model = holder.model
    return db.session.scalars(select(model).where(model.id == item_id)).unique().one_or_none()


def files_of(resource: str, item_id: int) -> list[Attachment]:
    """The present files of a record, in the order they came or were put in."""
    return _of_record(resource, item_id, Attachment.removed_at.is_(None))


def files_by_ids(resource: str, item_id: int, ids: Collection[int]) -> list[Attachment]:
    """Files that a version of a record remembers, also those that were removed since."""
    return _of_record(resource, item_id, Attachment.id.in_(ids))


def files_of_each(resource: str, item_ids: Collection[int]) -> dict[int, list[Attachment]]:
    """The present files of several records, by record."""
    model = registered()[resource].model
    ids = db.session.scalars(select(model.id).where(model.id.in_(item_ids))).all()
    found: dict[int, list[Attachment]] = {one: [] for one in item_ids}
    for file in _of_records(resource, ids, Attachment.removed_at.is_(None)):
        found[file.item_id or 0].append(file)
    return found


def present_among(resource: str, ids: Collection[int]) -> list[Attachment]:
    """Those of some files of the own organization's records that are there still, locked."""
    query = select(Attachment).where(
        Attachment.resource == resource, Attachment.id.in_(ids), Attachment.removed_at.is_(None)
    )
    return list(db.session.scalars(query.order_by(Attachment.id).with_for_update()))


def ever_held(resource: str, item_ids: Sequence[int]) -> list[Attachment]:
    """Every file that some records have or had, as far as whoever asks may see."""
    found: list[Attachment] = []
    for some in in_parts(item_ids):
        of_them = (Attachment.resource == resource, Attachment.item_id.in_(some))
        found += db.session.scalars(select(Attachment).where(*of_them))
    return found


def file_in(resource: str, item_ids: Sequence[int], slot: str) -> Attachment | None:
    """The present file in a slot of records that the caller has looked up: of the first of them
    that has one."""
    found = file_in_each(resource, item_ids, slot)
    return next((found[one] for one in item_ids if one in found), None)


def file_in_each(
    resource: str, item_ids: Collection[int], slot: str
) -> dict[int | None, Attachment]:
    """The present file in a slot of each of some records that the caller has looked up."""
    present = and_(Attachment.slot == slot, Attachment.removed_at.is_(None))
    return {file.item_id: file for file in _of_records(resource, item_ids, present)}


def _of_record(resource: str, item_id: int, which: Any) -> list[Attachment]:
    if record_of(registered()[resource], item_id) is None:
        return []
    return _of_records(resource, [item_id], which)


def _of_records(resource: str, item_ids: Collection[int], which: Any) -> list[Attachment]:
    """Files of records that were looked up in the asker's scope."""
    query = select(Attachment).where(
        Attachment.resource == resource, Attachment.item_id.in_(item_ids), which
    )
    with unscoped(FOLLOWS):
        return list(db.session.scalars(query.order_by(Attachment.position, Attachment.id)))


def file(file_id: int) -> Attachment | None:
    """A file by its number, whoever it belongs to: the caller asks its record or its sender."""
    with unscoped(FOLLOWS):
        return db.session.get(Attachment, file_id)


def waiting(
    resource: str, form_tokens: Collection[str], ids: Collection[int], actor: Actor
) -> list[Attachment]:
    """Of these ids the files that the actor's organization sent for these forms."""
    query = select(Attachment).where(
        Attachment.id.in_(ids), _waits(resource, form_tokens, actor.organization_id)
    )
    return list(db.session.scalars(query.order_by(Attachment.id)))


def to_attach(
    holder: Holder,
    item_ids: Collection[int],
    form_tokens: Collection[str],
    ids: Collection[int],
    actor: Actor,
) -> list[Attachment]:
    """Locked: every file that the records ever had, and those of the forms among the ids."""
    query = _candidates(holder, item_ids, form_tokens, ids, actor).with_for_update()
    # What the module has changed is written first, under the actor's own scope.
    db.session.flush()
    with unscoped(FOLLOWS):
        return list(db.session.scalars(query, execution_options={"populate_existing": True}))


def candidates(
    holder: Holder,
    item_ids: Collection[int],
    form_tokens: Collection[str],
    ids: Collection[int],
    actor: Actor,
) -> list[Attachment]:
    """The same without waiting for anybody, for a form that is refused."""
    with unscoped(FOLLOWS):
        return list(db.session.scalars(_candidates(holder, item_ids, form_tokens, ids, actor)))


def _candidates(
    holder: Holder,
    item_ids: Collection[int],
    form_tokens: Collection[str],
    ids: Collection[int],
    actor: Actor,
) -> Select[tuple[Attachment]]:
    resource = holder.resource
    query = select(Attachment).where(
        or_(
            and_(Attachment.resource == resource, Attachment.item_id.in_(item_ids)),
            and_(Attachment.id.in_(ids), _waits(resource, form_tokens, actor.organization_id)),
        )
    )
    return query.order_by(Attachment.id)


def _waits(resource: str, form_tokens: Collection[str], organization_id: int | None) -> Any:
    return and_(
        Attachment.resource == resource,
        Attachment.item_id.is_(None),
        Attachment.form_token.in_(form_tokens),
        Attachment.organization_id == organization_id,
    )


def lock_records(holder: Holder, item_ids: Collection[int]) -> None:
    """Wait for whoever changes the files of the records now; in one order for everybody."""
    model = holder.model
    query = select(model.id).where(model.id.in_(item_ids)).order_by(model.id)
    db.session.execute(query.with_for_update(of=model))


def count_waiting(user_id: int | None, form_token: str) -> tuple[int, int]:
    """How many files of a user wait for one form, and for all of them."""
    of_form = func.count().filter(Attachment.form_token == form_token)
    query = select(of_form, func.count()).where(
        Attachment.uploaded_by == user_id, Attachment.item_id.is_(None)
    )
    in_form, in_all = db.session.execute(query).one()
    return in_form, in_all


def stored_names() -> Sequence[str]:
    """Where the bytes of every row should lie."""
    return db.session.scalars(select(Attachment.stored_as)).all()


def forgotten(before: dt.datetime) -> Any:
    """The criterion for files whose form was never saved."""
    return and_(Attachment.item_id.is_(None), Attachment.uploaded_at < before)
