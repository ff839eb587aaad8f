"""Which returns, archived people and figures an edit of a dictionary entry changes.

Only open years are looked at: a closed one is read by its own copy of the dictionaries.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import String, cast, func, inspect, or_, select

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.configuration.dictionary_effects import Edit, EffectSource, Holding
from app.core.configuration.frozen_dictionaries import frozen_years
from app.core.configuration.parameters import parameter
from app.core.screens.value_kinds import ValueKind, attribute
from app.core.tree.organization_tree import tree
from app.organizations.models import FundingReturn, ProfileReturn

from .figures import NOTHING, profile_figures, snapshots, structure_of
from .form import field_figures, title_figures

EVERYBODY = "an edit of a dictionary concerns every organization"
RETURNS = {
    ProfileReturn: _l("监督机构基本情况填报"),
    FundingReturn: _l("监督经费情况填报"),
}
ARCHIVED = _l("归档的人员结构")
# The columns of R01 and R03–R06 that print a label.
PRINTED = {"org_nature": "nature", "funding_type": "funding_type"}


def open_years() -> list[int]:
    """The years from the first to the running one that are not closed."""
    years = range(parameter("first_year"), clock.year() + 1)
    return [year for year in years if year not in frozen_years()]


def holdings(edit: Edit) -> Iterator[Holding]:
    """The returns and the archived people of open years that hold a code."""
    years = open_years()
    with unscoped(EVERYBODY):
        for model, words in RETURNS.items():
            if criteria := list(_holding(model, edit)):
                statement = select(model.year, func.count()).where(
                    or_(*criteria), model.year.in_(years)
                )
                for year, count in db.session.execute(statement.group_by(model.year)):
                    yield Holding(year, words, count)
        cell = f"{edit.dictionary}={edit.code}"
        for year in years:
            if year < clock.year():
                count = sum(cells.get(cell, 0) for cells in snapshots(None, year).values())
                yield Holding(year, ARCHIVED, count)


def _holding(model: type[Any], edit: Edit) -> Iterator[Any]:
    """The criteria for rows with the code, one for each column that may hold it."""
    for prop in inspect(model).column_attrs:
        found = attribute(model, prop.key)
        if found.dictionary != edit.dictionary:
            continue
        column = getattr(model, prop.key)
        if found.kind is ValueKind.CODES:
            yield cast(column, String).contains(f'"{edit.code}"', autoescape=True)
        else:
            yield column == edit.code


def figures(_edit: Edit) -> dict[tuple[int, str], int]:
    """The sums over every organization that depend on classes, by open year and column."""
    found: dict[tuple[int, str], int] = {}
    with unscoped(EVERYBODY):
        for year in open_years():
            for key, value in _sums(year).items():
                found[year, key] = value
    return found


def _sums(year: int) -> Mapping[str, int]:
    ids = [node.id for node in tree(clock.last_day(year)).values()]
    sums = {key: 0 for key in NOTHING if not key.startswith("kind_")}
    for part in (structure_of(ids, year), profile_figures(ids, year)):
        for facts in part.values():
            for key, value in facts.items():
                sums[key] += value
    return {**title_figures(sums), **field_figures(sums)}


EFFECTS = EffectSource("organizations", holdings, figures, PRINTED)
