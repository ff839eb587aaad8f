"""The filter bar of a list: one field a search column, and a chip for every condition."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy import select

from app.core.access.scope import readable
from app.core.base.db import db
from app.core.configuration import dictionaries
from app.core.configuration.cache import kept
from app.core.tree.organization_tree import prefectures, tree

from .declared_filters import DeclaredFilter
from .filters import (
    NAMED,
    OneOf,
    OrganizationIs,
    RelatedIs,
    SealedIs,
    YearIs,
    YesNo,
    _Bound,
)
from .interfaces import Listed
from .list_address import FilterCondition, ListAddress, ListRequest
from .organization_choices import IN_PREFECTURE, MOST_LISTED, place_words
from .value_display import YES_NO
from .value_kinds import ValueKind

MOST_RELATED = 300


NO_OPTIONS = Markup("")


@dataclass(slots=True)
class Input:
    """One control of a field."""

    argument: str
    value: str
    label: str


@dataclass(slots=True)
class FilterField:
    """One field of the bar; ``control`` is text, select, picker, date or number.

    A picker shows ``words`` for its value and asks ``lookup`` for others.
    """

    label: Any
    control: str
    inputs: list[Input]
    options: Markup = NO_OPTIONS
    words: str = ""
    lookup: str = ""
    active: bool = False
    folded: bool = False
    exact: bool = False
    error: str = ""

    @property
    def is_range(self) -> bool:
        """Whether it has two ends."""
        return len(self.inputs) == 2


@dataclass(frozen=True, slots=True)
class Chip:
    """A condition in words and the address without it."""

    label: Any
    words: str
    url: str


@dataclass(slots=True)
class FilterBar:
    """The whole bar of one request."""

    fields: list[FilterField] = field(default_factory=list)
    chips: list[Chip] = field(default_factory=list)

    @property
    def folds(self) -> bool:
        """Whether there is anything behind 更多条件."""
        return any(one.folded for one in self.fields)

    @property
    def unfolded(self) -> bool:
        """Whether a folded field is in use, which opens the fold."""
        return any(one.folded and one.active for one in self.fields)

    @property
    def rest_active(self) -> bool:
        """Whether anything but the first field is in use, which a phone shows at once."""
        return any(one.active for one in self.fields[1:])


@kept
def labels(view: Listed, _language: str) -> dict[str, str]:
    """The labels of a screen's columns in one language."""
    own = {name: str(label) for name, label in view.list_labels.items()}
    return {name: str(label) for name, label in view.label_columns.items()} | own


@kept
def filter_labels(view: Listed, language: str) -> dict[str, str]:
    """The labels of a screen's filters in one language: those of the columns, unless it says."""
    own = {name: str(label) for name, label in view.filter_labels.items()}
    return labels(view, language) | own


def filter_bar(view: Listed, found: ListRequest, address: ListAddress) -> FilterBar:
    """The bar for a view's search columns, filled with what was asked."""
    held = {condition.argument: condition for condition in found.conditions}
    bar, words = FilterBar(), filter_labels(view, str(get_locale()))
    places = 0
    own_alone = view.sees_own_alone()
    for name, filters in view.searches.items():
        if own_alone and isinstance(filters[0], OrganizationIs):
            continue
        if isinstance(filters[0], DeclaredFilter) and filters[0].is_linked:
            continue
        one = _field(words[name], name, filters, held)
        if one is None:
            continue
        places += 2 if one.is_range else 1
        one.folded = places > view.filters_in_view and bool(bar.fields)
        bar.fields.append(one)
    bar.chips = [_chip(words, condition, address) for condition in found.conditions]
    return bar


def _field(label: Any, name: str, filters: Sequence[Any], held: dict[str, FilterCondition]) -> Any:
    first = filters[0]
    if isinstance(first, _Bound):
        return _range(label, name, filters, held)
    argument = f"_flt_0_{name}"
    condition = held.get(argument)
    value = condition.values[0] if condition else ""
    inputs = [Input(argument, value, label)]
    if isinstance(first, OrganizationIs) and _are_many(readable().read):
        words = _organization_words(value) if value else ""
        lookup = url_for("OrganizationChoicesView.find", places=1)
        return FilterField(label, "picker", inputs, NO_OPTIONS, words, lookup, bool(value))
    if first.is_chosen:
        options = _options(first, value)
        if options is None:
            return None
        return FilterField(label, "select", inputs, options, active=bool(value))
    exact = isinstance(first, SealedIs)
    return FilterField(label, "text", inputs, active=bool(value), exact=exact)


def _range(
    label: Any, name: str, filters: Sequence[Any], held: dict[str, FilterCondition]
) -> FilterField:
    inputs = []
    for place, end in enumerate(filters[:2]):
        argument = f"_flt_{place}_{name}"
        condition = held.get(argument)
        value = condition.values[0] if condition else ""
        inputs.append(Input(argument, value, str(end.at_field) % {"label": label}))
    is_day = filters[0].attribute.kind in (ValueKind.DATE, ValueKind.MOMENT)
    control = "date" if is_day else "number"
    active = any(one.value for one in inputs)
    return FilterField(label, control, inputs, active=active, error=_reversed(filters, inputs))


def _reversed(filters: Sequence[Any], inputs: list[Input]) -> str:
    """What to say about a range that ends before it begins; both ends were read before."""
    low, high = (one.value.strip() for one in inputs)
    if low and high and filters[0].read(low) > filters[1].read(high):
        return _("起止颠倒，请检查")
    return ""


# --- choices --------------------------------------------------------------------------------


def _options(one: Any, value: str) -> Markup | None:
    if isinstance(one, OrganizationIs):
        prepared = organization_options(readable().read, str(get_locale()))
        return _selected(prepared, value) if prepared else None
    if isinstance(one, YearIs):
        return _option_tags(_years(one, value), value)
    if isinstance(one, RelatedIs | DeclaredFilter):
        return _option_tags(_choices(one, value), value)
    return _fixed_options(one, value, str(get_locale()))


@kept
def _fixed_options(one: Any, value: str, _language: str) -> Markup:
    """The words of a dictionary or of an enumeration; filters live as long as their screen."""
    return _option_tags(_choices(one, value), value)


def _years(one: YearIs, value: str) -> Iterable[tuple[str, str]]:
    """The years on offer, and the one of the address whatever it is."""
    offered = [str(year) for year in one.offered()]
    found = offered if value in ("", *offered) else [value, *offered]
    return [(year, year) for year in found]


def _choices(one: Any, value: str) -> Iterable[tuple[str, Any]]:
    if isinstance(one, YesNo):
        return YES_NO
    if isinstance(one, RelatedIs):
        related = one.attribute.related
        rows = db.session.scalars(select(related).order_by(related.id).limit(MOST_RELATED))
        return [(str(row.id), row) for row in rows]
    if one.attribute.kind is ValueKind.CODE:
        return dictionaries.choices(one.attribute.info["dictionary"], value)
    return list(one.words().items())


def _option_tags(choices: Iterable[tuple[str, Any]], value: str = "") -> Markup:
    return Markup("").join(
        Markup('<option value="%s"%s>%s</option>')
        % (code, Markup(" selected") if code == value else "", str(word))
        for code, word in choices
    )


@kept
def _are_many(ids: tuple[int, ...] | None) -> bool:
    """Whether there are more organizations in scope than one looks through."""
    return sum(1 for one in tree() if ids is None or one in ids) > MOST_LISTED


@kept
def organization_options(ids: tuple[int, ...] | None, _language: str) -> Markup | None:
    """The organizations in scope by prefecture; None when there is no choice."""
    nodes = [node for node in tree().values() if ids is None or node.id in ids]
    if len(nodes) < 2:
        return None
    groups: list[tuple[str, str, list[Any]]] = [("", "", [])]
    groups += [(place.code, place.name, []) for place in prefectures()]
    by_code = {code: members for code, _name, members in groups}
    for node in nodes:
        by_code.get(node.prefecture_code or "", by_code[""]).append((str(node.id), node.name))
    found = Markup("")
    for code, name, members in groups:
        if not code:
            found += _option_tags(members)
        elif members:
            whole = [(f"{IN_PREFECTURE}{code}", place_words(name))]
            tags = _option_tags((whole if len(members) > 1 else []) + members)
            found += Markup('<optgroup label="%s">%s</optgroup>') % (name, tags)
    return found


def _selected(options: Markup, value: str) -> Markup:
    """Mark one prepared option; the value has been checked by its filter."""
    if not value:
        return options
    option = Markup('value="%s"') % value
    before, found, after = options.partition(option)
    return before + found + (Markup(" selected") if found else Markup("")) + after


def _organization_words(value: str) -> str:
    if value.startswith(IN_PREFECTURE):
        code = value.removeprefix(IN_PREFECTURE)
        name = next((place.name for place in prefectures() if place.code == code), code)
        return place_words(name)
    if value.startswith(NAMED):
        return value.removeprefix(NAMED)
    node = tree().get(int(value))
    return node.name if node else value


def _chip(labels: dict[str, str], condition: FilterCondition, address: ListAddress) -> Chip:
    one = condition.filter
    words = _("、").join(_words(one, value) for value in condition.values)
    if isinstance(one, _Bound):
        words = str(one.at_chip) % {"value": words}
    return Chip(labels[one.column_name], words, address.without(condition.argument))


def _words(one: Any, value: str) -> str:
    if isinstance(one, OneOf | DeclaredFilter):
        return _code_words(one, value)
    if isinstance(one, YesNo):
        return str(dict(YES_NO)[value])
    if isinstance(one, OrganizationIs):
        return _organization_words(value)
    if isinstance(one, RelatedIs):
        row = db.session.get(one.attribute.related, int(value))
        return str(row) if row is not None else value
    if isinstance(one, SealedIs):
        return _("已输入的号码")
    return value.strip()


def _code_words(one: OneOf | DeclaredFilter, value: str) -> str:
    """What a code is called, or a value that its screen puts into words."""
    if isinstance(one, DeclaredFilter):
        return one.chip_words(value)
    return str(one.words().get(value, value)).strip()
