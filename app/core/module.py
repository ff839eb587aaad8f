"""The declaration of a module: all that the application needs to be told of it.

Each package of a module has one in its ``module.py``; nothing else has to be changed for a new
module but the list in ``app/modules.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .access.roles import Grant
from .base.services import Service
from .web.page_frame import UserLink


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """A screen in a group of the menu; the resource of its rights names it there.

    One of no group stands by itself behind the groups, with its ``icon``.
    ``there`` says whether it stands in the menu now, for whoever may open it; it asks what is kept
    in memory alone, for every page does.
    """

    group: str
    screen: type[Any]
    label: Any
    there: Callable[[], bool] | None = None
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Module:
    """What one package adds to the application.

    ``entries`` are screens in the menu, ``screens`` those beside it, ``grants`` who holds which
    right at the start; ``open_screens`` are those that answer without a sign-in. ``declares`` are
    the declarations for engines, in any order: processes, holders of files, forms with drafts,
    numbers, parameters, and whatever else a ``Registry`` asks for. ``jobs`` are modules that
    declare jobs, ``reports`` those that define ``REPORTS``, ``demo`` those that load invented
    rows; ``links`` is what the user menu offers, ``services`` what the kernel asks for.
    """

    name: str
    entries: tuple[MenuEntry, ...] = ()
    screens: tuple[type[Any], ...] = ()
    open_screens: tuple[type[Any], ...] = ()
    grants: tuple[Grant, ...] = ()
    declares: tuple[Iterable[Any], ...] = ()
    jobs: tuple[Any, ...] = ()
    reports: tuple[str, ...] = ()
    links: tuple[UserLink, ...] = ()
    demo: tuple[str, ...] = ()
    services: Mapping[Service, Callable[..., Any]] = field(default_factory=dict)
