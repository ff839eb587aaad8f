"""Words for rights that neither the menu nor a screen nor a process has words for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.core.base.registry import Registry


@dataclass(frozen=True, slots=True)
class RightWords:
    """What a resource and its actions are called.

    ``under`` is the resource of the menu entry below which one without an entry is listed.
    """

    resource: str
    label: Any = ""
    under: str = ""
    actions: Mapping[str, Any] = field(default_factory=dict)


RIGHT_WORDS: Registry[RightWords] = Registry("right_words", RightWords, lambda one: one.resource)
