"""Which organizations and returns a name, its pinyin, a code or a number may mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.core.access.narrowed_screens import own_unless_overseen
from app.core.access.scope import readable
from app.core.base import clock
from app.core.base.db import db
from app.core.base.pinyin import begins_with, readings
from app.core.configuration.cache import kept
from app.core.models import Organization, OrganizationVersion
from app.core.screens.finder import Wanted
from app.core.tree.organization_tree import Node, tree
from app.organizations.models import ProfileReturn

from .returns import handed_in_or_own

SHORTEST_CODE = 4
# How well a word fits: the whole name, its beginning, a part, a former name, letters or a code.
WHOLE, BEGINNING, PART, FORMER, OTHER = range(5)


@dataclass(frozen=True, slots=True)
class _Words:
    """What an organization is known by: code, names of all days, how these are spelled."""

    code: str
    names: tuple[str, ...]
    spelled: tuple[Sequence[Sequence[str]], ...]


@kept
def _words() -> Mapping[int, _Words]:
    names: dict[int, dict[str, None]] = {}
    codes: dict[int, str] = {}
    for row in db.session.execute(
        select(Organization.id, Organization.code, Organization.name, Organization.short_name)
    ):
        codes[row.id] = row.code
        names[row.id] = dict.fromkeys(filter(None, (row.name, row.short_name)))
    version = OrganizationVersion
    for number, name in db.session.execute(select(version.organization_id, version.name)):
        names[number][name] = None
    return {
        number: _Words(codes[number], tuple(some), tuple(map(readings, some)))
        for number, some in names.items()
    }


def organizations_found(wanted: Wanted, year: int, most: int) -> list[Node]:
    """The organizations in scope by the tree of a year, those that fit best first."""
    ids, known = readable().read, _words()
    nodes = [n for n in tree(clock.last_day(year)).values() if ids is None or n.id in ids]
    former = _formerly(wanted) if wanted.name else set()
    ranks = {node.id: _rank(wanted, node, known[node.id]) for node in nodes}
    ranks |= {one: FORMER for one in former if ranks.get(one, FORMER) is None}
    found = [node for node in nodes if ranks[node.id] is not None]
    return sorted(found, key=lambda node: (ranks[node.id], node.order))[:most]


def _rank(wanted: Wanted, node: Node, words: _Words) -> int | None:
    name = wanted.name
    if name and name in node.name:
        return WHOLE if name == node.name else BEGINNING if node.name.startswith(name) else PART
    if name and any(name in one for one in words.names):
        return FORMER
    if wanted.letters and any(begins_with(one, wanted.letters) for one in words.spelled):
        return OTHER
    code = wanted.typed.upper()
    return OTHER if len(code) >= SHORTEST_CODE and words.code.startswith(code) else None


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
