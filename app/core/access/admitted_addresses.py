"""Addresses that the three administrators and the technical superuser may work from."""

from __future__ import annotations

from collections.abc import Collection

from app.core.base.networks import is_within
from app.core.configuration.parameters import parameter

from .roles import OFFICERS, TECHNICIAN

LISTED = frozenset({*OFFICERS, TECHNICIAN})


def is_listed(roles: Collection[str]) -> bool:
    """Whether the list is about somebody with these roles."""
    return not LISTED.isdisjoint(roles)


def admits(roles: Collection[str], address: str) -> bool:
    """Whether somebody with these roles may work from an address; an empty list admits all."""
    networks = parameter("admin_networks")
    return not networks or not is_listed(roles) or is_within(address, networks)
