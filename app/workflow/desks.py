"""Desks: which organizations handle an item, and the items that an organization handles.

A seat answers both ways: ``of`` finds the organizations from the item (who may move
it, who is told), ``where`` the items of a table from the organization (to-dos).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import false, true

from app.core.base.choices import Level
from app.core.tree.organization_tree import subtree, superiors_of, tree


@dataclass(frozen=True, slots=True)
class Seat:
    """A place in the process. ``of(item)`` and ``where(model, organization_id)`` are inverse.

    Seats of one name are one seat, wherever they are declared. ``label`` is what people call
    it; ``is_open_to(organization_id)`` tells whether an organization can ever sit there.
    """

    name: str
    of: Callable[[Any], set[int]] = field(compare=False)
    where: Callable[[Any, int], Any] = field(compare=False)
    label: Any = field(compare=False)
    is_open_to: Callable[[int], bool] = field(compare=False, default=lambda _id: True)


@dataclass(frozen=True, slots=True)
class Belonging:
    """What stands for an item where only its organization is known, as in reminders."""

    organization_id: int


def party(column: str, label: Any) -> Seat:
    """The organization that a column of the item names, such as a receiver."""

    def of(item: Any) -> set[int]:
        return {getattr(item, column)} - {None}

    def where(model: Any, organization_id: int) -> Any:
        return getattr(model, column) == organization_id

    return Seat(column, of, where, label)


def superior_of(column: str, label: Any) -> Seat:
    """The organizations above the one that a column names, supervision links included."""

    def of(item: Any) -> set[int]:
        named = getattr(item, column)
        return superiors_of(named) if named is not None else set()

    def where(model: Any, organization_id: int) -> Any:
        return getattr(model, column).in_(below(organization_id))

    return Seat(f"superior of {column}", of, where, label, lambda one: bool(below(one)))


def are_apart(first: Seat, second: Seat) -> bool:
    """Whether one seat is above the other, so that nobody of one organization has both."""
    names = {first.name, second.name}
    return any(f"superior of {one}" in names - {one} for one in names)


def related(relation: str, seat: Seat | None = None) -> Seat:
    """A seat seen from another row: the organization of the person that an item is about."""
    there = seat or OWN

    def of(item: Any) -> set[int]:
        row = getattr(item, relation)
        return there.of(row) if row is not None else set()

    def where(model: Any, organization_id: int) -> Any:
        link = getattr(model, relation)
        return link.has(there.where(link.property.mapper.class_, organization_id))

    return Seat(f"{relation}: {there.name}", of, where, there.label, there.is_open_to)


def below(organization_id: int) -> set[int]:
    """The organizations whose superior one is."""
    under = set(subtree(organization_id)) - {organization_id}
    return {one for one in under if organization_id in superiors_of(one)}


def _provinces(_item: Any = None) -> set[int]:
    return {node.id for node in tree().values() if node.level is Level.PROVINCE}


def _is_province(organization_id: int) -> bool:
    return organization_id in _provinces()


def _everything(_model: Any, organization_id: int) -> Any:
    return true() if _is_province(organization_id) else false()


OWN = party("organization_id", _l("申报机构"))
SUPERIOR = superior_of("organization_id", _l("上级机构"))
PROVINCE = Seat("province", _provinces, _everything, _l("省级机构"), _is_province)
