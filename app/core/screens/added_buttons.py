"""Buttons that modules add above the list of another module's table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from app.core.base.registry import Registry

from .list_page import Button


@dataclass(frozen=True, slots=True)
class AddedButton:
    """A button before 新增 of a list (ruling 19); ``make`` gives none where it is nobody's."""

    resource: str
    name: str
    make: Callable[[], Button | None]


BUTTONS = Registry("added_buttons", AddedButton, lambda one: f"{one.resource} {one.name}")


def added_buttons(resource: str) -> Iterator[Button]:
    """The buttons that modules add to the list of a resource, for whoever asks."""
    for one in BUTTONS.registered().values():
        if one.resource == resource and (button := one.make()) is not None:
            yield button
