"""Search for organizations: what a name, its pinyin or a code may mean, for pickers and finder.

No page draws the organizations of a province as a list of options, which may be thousands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

from flask import abort, g, request
from flask_appbuilder import expose, has_access
from flask_appbuilder.baseviews import BaseView
from flask_babel import gettext as _
from sqlalchemy import select

from app.core.access.actor import current_actor
from app.core.access.scope import readable, scope_for, under
from app.core.access.security_manager import may
from app.core.base import clock
from app.core.base.db import db
from app.core.base.pinyin import begins_with, readings
from app.core.configuration.cache import kept
from app.core.models import Organization, OrganizationVersion
from app.core.tree.organization_tree import Node, prefectures, tree
from app.core.web.cost_limit import SEARCH, spend
from app.core.web.years import years_on_record

from .finder import Wanted

# So many are offered at once.
MOST = 20
LONGEST = 50
# A select holds so many organizations; above it one searches.
MOST_LISTED = 30
# What stands before a prefecture's code, which means all of its organizations.
IN_PREFECTURE = "in-"
SHORTEST_CODE = 4
# How well a word fits: the whole name, its beginning, a part, a former name, letters or a code.
WHOLE, BEGINNING, PART, FORMER, OTHER = range(5)


@dataclass(frozen=True, slots=True)
class KnownNames:
    """What an organization is known by: code, names of all days, how these are spelled."""

    code: str
    names: tuple[str, ...]
    spelled: tuple[Sequence[Sequence[str]], ...]


@kept
def _known() -> Mapping[int, KnownNames]:
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
        number: KnownNames(codes[number], tuple(some), tuple(map(readings, some)))
        for number, some in names.items()
    }


def organizations_meant(
    wanted: Wanted, nodes: Sequence[Node], most: int | None = None, former: Iterable[int] = ()
) -> list[Node]:
    """Which of some organizations a text may mean, those that fit best first.

    ``former`` are ids that a name of earlier days means, told elsewhere than in the tree.
    """
    known = _known()
    ranks = {node.id: _rank(wanted, node, known[node.id]) for node in nodes}
    ranks |= {one: FORMER for one in former if ranks.get(one, FORMER) is None}
    found = [node for node in nodes if ranks[node.id] is not None]
    return sorted(found, key=lambda node: (ranks[node.id], node.order))[:most]


def typed_into_picker() -> str:
    """What was typed into a picker that asks; a search costs, and too long a text is refused."""
    typed = " ".join(request.args.get("q", "").split())
    if len(typed) > LONGEST:
        abort(400)
    spend(SEARCH)
    return typed


def answer_choices(
    typed: str, nodes: Sequence[Node], before: Iterable[Mapping[str, Any]] = ()
) -> dict[str, Any]:
    """The answer to a picker of some organizations, the first of them before anything is typed.

    What else is offered stands ``before`` them.
    """
    found = organizations_meant(Wanted(typed), nodes, MOST + 1) if typed else nodes[: MOST + 1]
    results = [*before, *({"id": one.id, "text": one.name} for one in found)]
    return {"results": results[:MOST], "more": len(results) > MOST}


def organizations_called(typed: str) -> list[int]:
    """The ids of all organizations, closed ones too, that a text may mean."""
    wanted = Wanted(typed)
    return [one for one, words in _known().items() if _otherwise(wanted, words) is not None]


def organizations_in_scope(year: int | None = None) -> list[Node]:
    """Those that whoever asks may read, by the tree of a year's end or of today."""
    ids = readable().read
    nodes = tree(clock.last_day(year) if year else None).values()
    return [node for node in nodes if ids is None or node.id in ids]


def organizations_seen(resource: str, year: int | None = None) -> list[Node]:
    """Those whose rows of a resource whoever asks may read: in scope, and own or overseen, by the
    tree of a year's end or of today."""
    within = organizations_in_scope(year)
    if may("oversee", resource):
        return within
    return [node for node in within if node.id == current_actor().organization_id]


def prefectures_of(nodes: Iterable[Node]) -> list[tuple[str, str]]:
    """The 市州 that some organizations lie in, by code and name."""
    codes = {node.prefecture_code for node in nodes}
    return [(place.code, place.name) for place in prefectures() if place.code in codes]


def _rank(wanted: Wanted, node: Node, words: KnownNames) -> int | None:
    name = wanted.name
    if name and name in node.name:
        return WHOLE if name == node.name else BEGINNING if node.name.startswith(name) else PART
    return _otherwise(wanted, words)


def _otherwise(wanted: Wanted, words: KnownNames) -> int | None:
    """How well a text fits what an organization is known by beside its name of a day."""
    if wanted.name and any(wanted.name in one for one in words.names):
        return FORMER
    if wanted.letters and any(begins_with(one, wanted.letters) for one in words.spelled):
        return OTHER
    code = wanted.typed.upper()
    return OTHER if len(code) >= SHORTEST_CODE and words.code.startswith(code) else None


class OrganizationChoicesView(BaseView):
    """The organizations that a picker offers for what is typed into it."""

    route_base = "/organization-choices"
    class_permission_name = "home"
    method_permission_name = {"find": "read"}
    default_view = "find"

    @expose("/")
    @has_access
    def find(self) -> Any:
        """Ids and names; of a year's tree where the address names one, else of today's.

        With ``places`` the prefectures are offered too, each for all of its organizations.
        """
        year = request.args.get("year", type=int)
        if year is not None and year not in years_on_record():
            abort(400)
        typed = typed_into_picker()
        with under(scope_for(g.user, clock.last_day(year))) if year else nullcontext():
            nodes = organizations_in_scope(year)
        return answer_choices(typed, nodes, _places(typed) if "places" in request.args else ())


def _places(typed: str) -> Iterator[dict[str, str]]:
    """The prefectures of several organizations in scope."""
    codes = [node.prefecture_code for node in organizations_in_scope()]
    for place in prefectures():
        if codes.count(place.code) > 1 and typed in (words := place_words(place.name)):
            yield {"id": f"{IN_PREFECTURE}{place.code}", "text": words}


def place_words(name: str) -> str:
    """How all organizations of a prefecture read."""
    return _("%(name)s全部机构", name=name)
