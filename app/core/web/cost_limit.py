"""Limit of what somebody may cost the server in a minute: a person, or an address unsigned in."""

from __future__ import annotations

import threading
from collections import Counter
from ipaddress import IPv4Address, ip_address, ip_network

from flask import g
from redis.exceptions import RedisError

from app.core import jobs
from app.core.base import clock
from app.core.base.errors import OverBudget
from app.core.configuration.parameters import parameter

# What things cost, in the points of the parameter ``points_per_minute``.
SEARCH, FINDER, PREVIEW = 1, 2, 10
MINUTE = 60
# The bits of an IPv6 address that a provider gives to one line.
NETWORK = 64
_lock = threading.Lock()
_spent: Counter[tuple[str, int]] = Counter()


def spend(points: int) -> None:
    """Charge whoever is signed in; raises OverBudget when the minute's points are used up."""
    user = g.get("user")
    if user is None or not user.is_authenticated:
        return
    _spend(f"{user.id}", points, parameter("points_per_minute"))


def spend_from(address: str, most: int) -> None:
    """Charge an address, of which nobody need be signed in, for one of so many asks in a minute.

    Raises OverBudget when they are used up.
    """
    _spend(f"address:{_place(address)}", 1, most)


def _place(address: str) -> str:
    """What one line has to itself: an address of IPv4, a network of IPv6."""
    try:
        found = ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(found, IPv4Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ip_network((found, NETWORK), strict=False))


def _spend(who: str, points: int, most: int) -> None:
    now = clock.now().timestamp()
    minute = int(now // MINUTE)
    if _charge(who, minute, points) > most:
        raise OverBudget(MINUTE - int(now % MINUTE))


def _charge(who: str, minute: int, points: int) -> int:
    """What has been spent in the minute, this included, whichever process serves."""
    key = f"spent:{who}:{minute}"
    try:
        with jobs.redis().pipeline() as pipe:
            pipe.incrby(key, points)
            pipe.expire(key, 2 * MINUTE)
            return int(pipe.execute()[0])
    except RedisError:
        return _charge_here(who, minute, points)


def _charge_here(who: str, minute: int, points: int) -> int:
    """The same in this process alone, while Redis is away."""
    with _lock:
        for old in [one for one in _spent if one[1] != minute]:
            del _spent[old]
        _spent[who, minute] += points
        return _spent[who, minute]
