"""Limit of what one person may cost the server in a minute: searches, pickers and previews."""

from __future__ import annotations

import threading
from collections import Counter

from flask import g
from redis.exceptions import RedisError

from app.core import jobs
from app.core.base import clock
from app.core.base.errors import OverBudget
from app.core.configuration.parameters import parameter

# What things cost, in the points of the parameter ``points_per_minute``.
SEARCH, FINDER, PREVIEW = 1, 2, 10
MINUTE = 60
_lock = threading.Lock()
_spent: Counter[tuple[int, int]] = Counter()


def spend(points: int) -> None:
    """Charge whoever is signed in; raises OverBudget when the minute's points are used up."""
    user = g.get("user")
    if user is None or not user.is_authenticated:
        return
    now = clock.now().timestamp()
    minute = int(now // MINUTE)
    if _charge(user.id, minute, points) > parameter("points_per_minute"):
        raise OverBudget(MINUTE - int(now % MINUTE))


def _charge(user_id: int, minute: int, points: int) -> int:
    """What the person has spent in the minute, this included, whichever process serves."""
    key = f"spent:{user_id}:{minute}"
    try:
        with jobs.redis().pipeline() as pipe:
            pipe.incrby(key, points)
            pipe.expire(key, 2 * MINUTE)
            return int(pipe.execute()[0])
    except RedisError:
        return _charge_here(user_id, minute, points)


def _charge_here(user_id: int, minute: int, points: int) -> int:
    """The same in this process alone, while Redis is away."""
    with _lock:
        for old in [one for one in _spent if one[1] != minute]:
            del _spent[old]
        _spent[user_id, minute] += points
        return _spent[user_id, minute]
