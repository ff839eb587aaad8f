"""Every SELECT of the module."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import HTTPException

from app.core.access.scope import SoftDeleted, unscoped
from app.core.access.security_manager import in_force, right_rows, roles_with
from app.core.base import clock
from app.core.base.db import db
from app.core.base.ids import is_id
from app.core.models import PermissionBundle, Role, User, UserGrant
from app.core.models.access import bundle_right
from app.core.screens.filters import (
    NAMED,
    AppFilter,
    Contains,
    NameContains,
    OrganizationIs,
    YearIs,
)
from app.core.screens.list_address import FilterCondition, ListRequest

MOST = 20
LAST_NUMBER = re.compile(r"(\d{1,9})/?$")
TEXTUAL = (Contains, NameContains)


# --- users ----------------------------------------------------------------------------------


def user_in_reach(number: int) -> User | None:
    """A user of the organizations in scope."""
    asked = select(User).where(User.id == number).options(joinedload(User.organization))
    return db.session.scalar(asked)


def users_called(typed: str, organization_id: int | None) -> list[User]:
    """Users of the organizations in scope by a part of account or name, one more than is shown."""
    asked = select(User).options(joinedload(User.organization)).order_by(User.username)
    if organization_id is not None:
        asked = asked.where(User.organization_id == organization_id)
    if typed:
        name = (User.last_name + User.first_name).icontains(typed, autoescape=True)
        asked = asked.where(or_(User.username.icontains(typed, autoescape=True), name))
    return list(db.session.scalars(asked.limit(MOST + 1)))


# --- rights ---------------------------------------------------------------------------------


def roles_giving(action: str, resource: str) -> Sequence[str]:
    """The names of the roles that hold a right, in the order of their rows."""
    asked = select(Role.name).where(Role.id.in_(roles_with(action, resource))).order_by(Role.id)
    return db.session.scalars(asked).all()


def bundles_giving(action: str, resource: str) -> Sequence[str]:
    """The names of the bundles on offer that hold a right."""
    bundle = PermissionBundle
    asked = select(bundle.name).join(bundle_right, bundle_right.c.bundle_id == bundle.id)
    asked = asked.where(
        bundle.is_active, bundle_right.c.permission_view_id.in_(right_rows(action, resource))
    )
    return db.session.scalars(asked.order_by(bundle.position, bundle.id)).all()


def grants_giving(user_id: int, action: str, resource: str) -> Sequence[tuple[str, dt.date | None]]:
    """The bundles through which somebody holds a right, each with the last day of its grant."""
    bundle = PermissionBundle
    asked = (
        select(bundle.name, UserGrant.expires_on)
        .join(UserGrant, UserGrant.bundle_id == bundle.id)
        .join(bundle_right, bundle_right.c.bundle_id == bundle.id)
        .where(
            UserGrant.user_id == user_id,
            bundle_right.c.permission_view_id.in_(right_rows(action, resource)),
            in_force(clock.today()),
        )
        .order_by(bundle.position, bundle.id)
    )
    return [(name, until) for name, until in db.session.execute(asked)]


# --- records --------------------------------------------------------------------------------


class WordFilter(AppFilter):
    """Rows of a screen that a word fits, in any column that holds words."""

    def __init__(self, view: Any) -> None:
        self.view = view

    def where(self, values: Sequence[str]) -> Any:
        return _meant(self.view, values[0])


def records_called(view: Any, typed: str) -> list[Any]:
    """The records that a screen lists for whoever asks, by words of names, numbers and years."""
    fits = WordFilter(view)
    words = tuple(FilterCondition(fits, "q", (word,)) for word in typed.split())
    found = view.find(ListRequest(words, None, 0, MOST, {}, explicit=True))
    return list(found.items)


def _meant(view: Any, word: str) -> Any:
    """The criterion of rows that a word fits, in any column that holds words."""
    found = []
    for name, filters in view.searches.items():
        criterion = _criterion(filters[0], word)
        if criterion is not None:
            found.append(criterion)
        elif name in ("name", "number") and not filters[0].is_chosen:
            found.append(filters[0].where([word]))
    return or_(view.datamodel.obj.id == (int(word) if is_id(word) else 0), *found)


def _criterion(one: AppFilter, word: str) -> Any:
    """What a filter finds for a word; None where it reads no words, or not this one."""
    try:
        if isinstance(one, OrganizationIs):
            return one.where([f"{NAMED}{word}"])
        if isinstance(one, YearIs):
            return one.where([word]) if word.isdigit() else None
        return one.where([word]) if isinstance(one, TEXTUAL) else None
    except HTTPException:
        return None


def record_numbered(model: type[Any], typed: str) -> int | None:
    """The record of a number as it is typed, or of the address that its page has.

    Of those in scope, deleted ones too: what stands against them is told without their content.
    """
    end = LAST_NUMBER.search(typed)
    ways = [model.number == typed] if hasattr(model, "number") else []
    ways += [model.id == int(end.group(1))] if end and is_id(end.group(1)) else []
    for way in ways:
        asked = select(model.id).where(way).execution_options(include_deleted=True)
        if (found := db.session.scalar(asked)) is not None:
            return int(found)
    return None


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose a record is, and whether it was deleted."""

    organization_id: int | None
    is_deleted: bool


def owner_of(model: type[Any], column: Any, number: int) -> Owner | None:
    """Whose a record is, wherever it lies; ``column`` names the organization, where one does."""
    owner = column if column is not None else model.id
    deleted = model.deleted_at if issubclass(model, SoftDeleted) else None
    columns = [owner] if deleted is None else [owner, deleted]
    asked = select(*columns).where(model.id == number).execution_options(include_deleted=True)
    with unscoped("whose a record is that an explanation is about"):
        row = db.session.execute(asked).first()
    if row is None:
        return None
    return Owner(row[0] if column is not None else None, deleted is not None and row[1] is not None)


def fulfils(model: type[Any], number: int, *conditions: Any) -> bool:
    """Whether whoever acts finds a record by these conditions."""
    asked = select(model.id).where(model.id == number, *conditions)
    return db.session.scalar(asked) is not None
