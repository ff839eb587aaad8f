"""Sections that modules add to the detail page (查看) of a record, their own or another's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import render_template
from markupsafe import Markup

from app.core.base.registry import Registry


@dataclass(frozen=True, slots=True)
class DetailPart:
    """A section below the fields of a record.

    ``values(item)`` is what its template prints; None where the record has nothing of the kind
    or the reader no right to it, and then the section does not appear (ruling 19).
    """

    resource: str
    name: str
    label: Any
    template: str
    values: Callable[[Any], Mapping[str, Any] | None]


PARTS = Registry("detail_parts", DetailPart, lambda one: f"{one.resource} {one.name}")


def detail_parts(resource: str, item: Any) -> list[tuple[Any, Markup]]:
    """Label and content of the sections that a record has, in the order of the modules."""
    found = []
    for part in PARTS.registered().values():
        if part.resource == resource and (values := part.values(item)) is not None:
            text = render_template(part.template, **values)
            found.append((part.label, Markup(text)))  # noqa: S704 - our own template, escaped
    return found
