"""The holders that the application was built with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import cast

from flask import current_app

from .declaration import BrokenHolder, Holder


def register(holders: Iterable[Holder]) -> None:
    """Take over the declarations; the records of a resource have one."""
    found: dict[str, Holder] = dict(registered())
    for holder in holders:
        if holder.resource in found:
            raise BrokenHolder(f"two holders are called {holder.resource}")
        found[holder.resource] = holder
    current_app.extensions["holders"] = found


def registered() -> Mapping[str, Holder]:
    """Every holder by its resource."""
    return cast(Mapping[str, Holder], current_app.extensions.get("holders", {}))
