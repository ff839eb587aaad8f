"""Network addresses, and the ranges of them that somebody lists (IPv4 and IPv6)."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

# What no address of the internet is in: this machine, and the networks of an office.
PRIVATE = (
    "127.0.0.0/8",
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "::1/128",
    "fc00::/7",
)


def read_network(text: str) -> str | None:
    """A range as it is kept: an address alone is one of itself. None for what is no range."""
    try:
        return str(ipaddress.ip_network(text))
    except ValueError:
        return None


def is_network(text: str) -> bool:
    """Whether a text is a range as it is kept."""
    return read_network(text) == text


def is_within(address: str, networks: Iterable[str]) -> bool:
    """Whether an address is in one of some ranges; what is no address is in none."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    # What a server that listens on both kinds calls an address of the elder one.
    known = getattr(found, "ipv4_mapped", None) or found
    return any(known in ipaddress.ip_network(one) for one in networks)
