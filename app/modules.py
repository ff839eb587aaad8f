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
from app.core.screens.added_columns import COLUMNS
from app.core.screens.detail_parts import PARTS
from app.core.screens.screen import Screen
from app.core.screens.timeline import SOURCES as TIMELINES
from app.core.screens.timeline import TIMELINE
from app.reporting import registry as reports
from app.reporting.added_blocks import BLOCKS
from app.reporting.form_reports import FormReport

# Each may import those before it; declarations are read in this order.
MODULES = (
    "app.attachments",
    "app.drafts",
    "app.workflow",
    "app.reporting",
    "app.imports",
    "app.processes",
    "app.settings",
    "app.notices",
    "app.deputies",
    "app.audit",
    "app.rights",
    "app.personnel",
    "app.organizations",
    "app.reorganization",
    "app.verification",
    "app.certificates",
    "app.dossiers",
    "app.users",
    "app.certificate_cases",
    "app.training",
    "app.scoring",
    "app.assessments",
    "app.demerits",
    "app.cockpit",
    "app.data_quality",
    "app.explanations",
    "app.setup",
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
        for screen in (*module.screens, *module.open_screens):
            appbuilder.add_view_no_menu(screen)
        current_app.extensions.update({name.value: f for name, f in module.services.items()})
    current_app.extensions["user_links"] = tuple(link for m in found for link in m.links)
    opened = (f"{screen.__name__}." for module in found for screen in module.open_screens)
    current_app.extensions["open_screens"] = tuple(opened)
    appbuilder.grants = tuple(grant for module in found for grant in module.grants)
    refuse_strays(appbuilder)


def refuse_strays(appbuilder: Any) -> None:
    """ValueError for what a module adds to another and nothing would show."""
    for stray in _strays(appbuilder):
        raise ValueError(f"nothing shows what a module adds: {stray}")


def _strays(appbuilder: Any) -> Iterator[str]:
    """Additions to screens and reports that there are not, or that cannot show them."""
    views = [view for view in appbuilder.baseviews if isinstance(view, Screen)]
    screens = {view.class_permission_name for view in views}
    shown = {v.class_permission_name for v in views if "show" not in v.exclude_route_methods}
    for column in COLUMNS.registered().values():
        if column.resource not in screens:
            yield f"column {column.name} of {column.resource}"
    for part in PARTS.registered().values():
        if part.resource not in shown:
            yield f"part {part.name} of {part.resource}"
    yield from _untold()


def _untold() -> Iterator[str]:
    """Events of no timeline, blocks of no form report."""
    for source in TIMELINES.registered().values():
        if f"{source.resource} {TIMELINE}" not in PARTS.registered():
            yield f"events {source.name} of {source.resource}"
    for block in BLOCKS.registered().values():
        if not isinstance(reports.registered().get(block.report), FormReport):
            yield f"block {block.name} of {block.report}"
