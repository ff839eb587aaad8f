"""Which organizations and returns a name, its pinyin, a code or a number may mean."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from app.core.access.narrowed_screens import own_unless_overseen
from app.core.base.db import db
from app.core.screens.finder import Wanted
from app.core.screens.organization_choices import organizations_in_scope, organizations_meant
from app.core.tree.organization_tree import Node
from app.organizations.models import ProfileReturn

from .returns import handed_in_or_own


def organizations_found(wanted: Wanted, year: int, most: int) -> list[Node]:
    """The organizations in scope by the tree of a year, those that fit best first."""
    former = _formerly(wanted) if wanted.name else ()
    return organizations_meant(wanted, organizations_in_scope(year), most, former)


def _formerly(wanted: Wanted) -> set[int]:
    """The organizations whose own profile tells a former name."""
    told = ProfileReturn.former_names.icontains(wanted.name, autoescape=True)
    asked = select(ProfileReturn.organization_id).where(told, handed_in_or_own(ProfileReturn))
    return set(db.session.scalars(asked))


def returns_numbered(model: Any, wanted: Wanted, most: int, *, oversees: bool) -> Iterator[Any]:
    """The returns whose number begins as it was typed, as their list shows them."""
    if not wanted.number:
        return
    asked = (
        select(model.id, model.number, model.year, model.organization_id)
        .where(
            model.number.startswith(wanted.number, autoescape=True),
            handed_in_or_own(model),
            *own_unless_overseen(model, oversees=oversees),
        )
        .order_by(model.number, model.id)
        .limit(most)
    )
    yield from db.session.execute(asked)
