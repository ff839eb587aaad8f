"""The catalogue of rights: every permission by menu, screen and button, in words of screens."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import current_app
from flask_babel import get_locale

from app.core.access.permission_sync import given_pairs
from app.core.access.right_words import RIGHT_WORDS
from app.core.configuration.cache import kept
from app.workflow.registry import registered

from .choices import FURTHER, MENU, USUAL, Pair


@dataclass(frozen=True, slots=True)
class Button:
    """One right: what it lets somebody do on its screen."""

    pair: Pair
    label: str

    @property
    def code(self) -> str:
        """How a form names it."""
        return " ".join(self.pair)


@dataclass(frozen=True, slots=True)
class Line:
    """A screen, or a part of one that has rights of its own."""

    resource: str
    label: str
    buttons: tuple[Button, ...]
    is_part: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """A group of the menu with its screens."""

    label: str
    icon: str
    lines: tuple[Line, ...]


def catalogue() -> tuple[Group, ...]:
    """Every right that somebody may hold; the entry in the menu follows 查看."""
    return _catalogue(str(get_locale()))


@kept
def _catalogue(_language: str) -> tuple[Group, ...]:
    actions = _actions()
    found = (
        Group(str(item.label), item.icon or "", tuple(_lines(item, actions)))
        for item in current_app.extensions["appbuilder"].menu.menu
    )
    return tuple(group for group in found if group.lines)


def _actions() -> dict[str, set[str]]:
    """The actions on each resource that somebody may hold; what is given to nobody does nothing."""
    found: dict[str, set[str]] = {}
    for permission, resource in given_pairs(current_app.extensions["appbuilder"]):
        if permission != MENU:
            found.setdefault(resource, set()).add(permission.removeprefix("can_"))
    return found


def _lines(item: Any, actions: Mapping[str, Collection[str]]) -> Iterator[Line]:
    names = current_app.extensions["appbuilder"].menu.get_flat_name_list()
    words = [one for one in RIGHT_WORDS.registered().values() if one.resource not in names]
    for entry in item.childs or (item,):
        if entry.name in actions:
            yield Line(entry.name, str(entry.label), _buttons(entry.name, actions[entry.name]))
        for part in words:
            if part.under == entry.name and part.resource in actions:
                buttons = _buttons(part.resource, actions[part.resource])
                yield Line(part.resource, str(part.label), buttons, is_part=True)


def _buttons(resource: str, actions: Collection[str]) -> tuple[Button, ...]:
    words = action_words(resource)
    order = list(words)
    named = sorted(set(actions) & set(words), key=order.index)
    return tuple(Button((f"can_{one}", resource), str(words[one])) for one in named)


def action_words(resource: str) -> dict[str, Any]:
    """What the actions of a resource are called, in the order in which they are listed."""
    found: dict[str, Any] = {**USUAL, **_moves(resource), **FURTHER}
    declared = RIGHT_WORDS.registered().get(resource)
    return {**found, **declared.actions} if declared else found


def _moves(resource: str) -> dict[str, str]:
    """The moves of the process of a resource by the right that they need."""
    workflow = registered().get(resource)
    found: dict[str, list[str]] = {}
    for move in workflow.transitions if workflow else ():
        for right in {move.right_of(handler) for handler in move.by} - set(USUAL):
            found.setdefault(right, [])
            if str(move.label) not in found[right]:
                found[right].append(str(move.label))
    return {right: "/".join(labels) for right, labels in found.items()}


def buttons() -> dict[Pair, tuple[Line, Button]]:
    """Every right with its screen."""
    return {
        button.pair: (line, button)
        for group in catalogue()
        for line in group.lines
        for button in line.buttons
    }


def narrowed(allowed: Collection[Pair]) -> tuple[Group, ...]:
    """The catalogue with some rights alone."""
    found = []
    for group in catalogue():
        lines = [
            replace(line, buttons=held)
            for line in group.lines
            if (held := tuple(one for one in line.buttons if one.pair in allowed))
        ]
        if lines:
            found.append(replace(group, lines=tuple(lines)))
    return tuple(found)


def words_of(pair: Pair) -> str:
    """A right in one line: the screen and the button."""
    found = buttons().get(pair)
    return f"{found[0].label}·{found[1].label}" if found else " ".join(pair)


def in_order(pairs: Collection[Pair]) -> list[Pair]:
    """Rights in the order of the menu."""
    return [pair for pair in buttons() if pair in pairs]
