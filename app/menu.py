"""The order of the menu, which is that of the manual; modules say what stands in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from app.core.module import MenuEntry, Module


@dataclass(frozen=True, slots=True)
class MenuGroup:
    """A group of the menu: its name, and the resources of its first entries in their order.

    What modules add beside them stands behind, in the order of the modules (ruling 13).
    """

    name: str
    label: Any
    icon: str
    first: tuple[str, ...] = ()


GROUPS = (
    MenuGroup(
        "organizations",
        _l("监督机构管理"),
        "org",
        (
            "organizations.overview",
            "organizations.profile",
            "organizations.staff_structure",
            "personnel.person",
            "organizations.project_return",
            "organizations.funding_return",
            "verification.record",
        ),
    ),
    MenuGroup(
        "people",
        _l("监督人员管理"),
        "users",
        (
            "dossiers.dossier",
            "certificate_cases.change",
            "certificate_cases.cancellation",
            "certificate_cases.reissue",
        ),
    ),
    MenuGroup(
        "training",
        _l("监督人员培训考核"),
        "cap",
        ("training.induction", "training.continuing", "training.allocation"),
    ),
    MenuGroup(
        "scoring",
        _l("监督工作规范化考核"),
        "clip",
        ("assessments.group", "assessments.hierarchical", "demerits.record"),
    ),
    MenuGroup(
        "settings",
        _l("系统管理"),
        "sliders",
        ("users.user", "users.application", "users.right_application"),
    ),
)


def fill(appbuilder: Any, modules: Sequence[Module]) -> None:
    """Put the home page and every entry of the modules into the menu."""
    appbuilder.add_link("home", href="HomeView.index", label=_l("系统首页"), icon="home")
    entries = [entry for module in modules for entry in module.entries]
    if strays := {entry.group for entry in entries} - {"", *(group.name for group in GROUPS)}:
        raise ValueError(f"the menu has no group {sorted(strays)}")
    conditions = {e.screen.class_permission_name: e.there for e in entries if e.there is not None}
    appbuilder.menu_conditions = conditions
    for group in GROUPS:
        for entry in _in_order(group, (one for one in entries if one.group == group.name)):
            appbuilder.add_view(
                entry.screen,
                entry.screen.class_permission_name,
                label=entry.label,
                category=group.name,
                category_label=group.label,
                category_icon=group.icon,
            )
    for entry in (one for one in entries if not one.group):
        resource = entry.screen.class_permission_name
        appbuilder.add_view(entry.screen, resource, label=entry.label, icon=entry.icon)


def _in_order(group: MenuGroup, entries: Iterable[MenuEntry]) -> list[MenuEntry]:
    def place(entry: MenuEntry) -> int:
        resource = entry.screen.class_permission_name
        return group.first.index(resource) if resource in group.first else len(group.first)

    return sorted(entries, key=place)
