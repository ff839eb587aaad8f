"""Timeline of a record (一生一档): dated events that modules add, merged in the order of days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from app.core.base.registry import Registry

from .detail_parts import DetailPart


@dataclass(frozen=True, slots=True)
class TimelineEvent:
    """What happened on a day, in words; ``organization`` is where, ``url`` where one reads more."""

    day: dt.date
    label: str
    text: str = ""
    organization: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class TimelineSource:
    """The events that one module adds to the records of a resource (ruling 19).

    ``events(item)`` gives those that whoever asks now may see.
    """

    resource: str
    name: str
    events: Callable[[Any], Iterable[TimelineEvent]]


# The name of the part that shows it.
TIMELINE = "timeline"
SOURCES = Registry("timeline", TimelineSource, lambda one: f"{one.resource} {one.name}")


def timeline(resource: str, item: Any) -> list[TimelineEvent]:
    """Everything that modules tell of a record, the newest first."""
    sources = [one for one in SOURCES.registered().values() if one.resource == resource]
    found = [event for one in sources for event in one.events(item)]
    # Of one day, too, what came later stands above.
    return sorted(found, key=lambda event: event.day)[::-1]


def timeline_part(resource: str, label: Any, *, told_of: str = "") -> DetailPart:
    """The section of 查看 that shows the timeline; absent where nothing is told.

    ``told_of`` names the resource whose events it shows, where that is another one over the same
    table, so that what modules tell of a record is told on each of its pages.
    """

    def values(item: Any) -> dict[str, Any] | None:
        found = timeline(told_of or resource, item)
        return {"timeline": found} if found else None

    return DetailPart(resource, TIMELINE, label, "zj/timeline.html", values)
