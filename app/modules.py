"""The application as a list of modules, and how their declarations are put in force."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from itertools import chain
from typing import Any

from flask import Flask, current_app

from app import menu
from app.core.base.registry import declare
from app.core.configuration import kernel_parameters
from app.core.module import Module

# Each may import those before it; declarations are read in this order.
MODULES = (
    "app.attachments",
    "app.drafts",
    "app.workflow",
    "app.reporting",
    "app.settings",
    "app.notices",
    "app.personnel",
    "app.organizations",
    "app.home",
)


def load_tables(names: tuple[str, ...]) -> None:
    """Import the tables and the listeners of the kernel and of every module."""
    from app.core.screens import search  # noqa: F401

    for name in names:
        if find_spec(f"{name}.models"):
            import_module(f"{name}.models")


def modules(app: Flask | None = None) -> Iterator[Module]:
    """The declarations of the modules that an application has."""
    for name in (app or current_app).config["MODULES"]:
        yield import_module(f"{name}.module").MODULE


def install(appbuilder: Any) -> None:
    """Register every screen and hand the engines what the modules declare."""
    found = tuple(modules())
    declare(kernel_parameters.PARAMETERS)
    for module in found:
        declare(chain.from_iterable(module.declares))
        declare(chain.from_iterable(import_module(name).REPORTS for name in module.reports))
    menu.fill(appbuilder, found)
    for module in found:
        for screen in module.screens:
            appbuilder.add_view_no_menu(screen)
        current_app.extensions.update({name.value: f for name, f in module.services.items()})
    current_app.extensions["shell_links"] = tuple(link for m in found for link in m.links)
    appbuilder.grants = tuple(grant for module in found for grant in module.grants)
