"""The reports that the application was built with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import cast

from flask import current_app

from .declaration import Report


def register(reports: Iterable[Report]) -> None:
    """Take over the definitions; a name stands for one report only."""
    found: dict[str, Report] = {}
    for report in reports:
        if report.name in found:
            raise ValueError(f"two reports are called {report.name}")
        found[report.name] = report
    current_app.extensions["reports"] = found


def registered() -> Mapping[str, Report]:
    """Every report by its name."""
    return cast(Mapping[str, Report], current_app.extensions["reports"])
