"""Health check as JSON for a monitor: what pages need, and what else is not as it should be."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Callable

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask, Response, current_app, jsonify
from redis.exceptions import RedisError
from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError

from app.core import jobs
from app.core.access import key_proof
from app.core.base import clock
from app.core.base.db import db

WELL, ILL = "ok", "not ok"
SILENT_AFTER = dt.timedelta(minutes=5)


def register_health(app: Flask) -> None:
    """Two addresses without sign-in that say what is well, and nothing of anybody's data."""
    app.add_url_rule("/healthz", "healthz", healthz)
    app.add_url_rule("/readyz", "readyz", readyz)


def healthz() -> Response:
    """The process answers."""
    return jsonify(status=WELL)


def readyz() -> tuple[Response, int]:
    """Whether pages can be served: 503 if not; what is ill beside them makes it degraded."""
    needed = {
        "database": _asked(_database),
        "migrations": _asked(_migrations),
        "keys": _asked(_keys),
    }
    beside = {
        "redis": _asked(_redis),
        "worker": _asked(_worker),
        "schedule": _asked(_schedule),
        "disk": _asked(_disk),
        "failed_jobs": _asked(_failed_jobs),
    }
    serves = set(needed.values()) == {WELL}
    status = ("ok" if set(beside.values()) == {WELL} else "degraded") if serves else ILL
    return jsonify(status=status, **needed, **beside), 200 if serves else 503


def _asked(check: Callable[[], str]) -> str:
    """What a check says; one that cannot be made is not well."""
    try:
        return check()
    except (SQLAlchemyError, RedisError):
        return ILL


def _database() -> str:
    return WELL if db.session.scalar(select(text("1"))) == 1 else ILL


def _migrations() -> str:
    """Whether the database is at the newest migration."""
    directory = current_app.extensions["migrate"].directory
    current = MigrationContext.configure(db.session.connection()).get_current_revision()
    return WELL if current == ScriptDirectory(directory).get_current_head() else ILL


def _keys() -> str:
    """Whether the database was written with the keys of this process."""
    return WELL if key_proof.fits() else ILL


def _redis() -> str:
    return WELL if jobs.redis().ping() else ILL


def _worker() -> str:
    return WELL if jobs.workers_alive() > 0 else ILL


def _schedule() -> str:
    """Whether the schedule has ticked within some minutes."""
    last = jobs.last_tick()
    return WELL if last is not None and clock.now() - last < SILENT_AFTER else "silent"


def _disk() -> str:
    """Whether the folder of exports and files has room and can be written to."""
    folder = current_app.config["INSTANCE_DIR"]
    if not os.access(folder, os.W_OK):
        return "not writable"
    free = shutil.disk_usage(folder).free // 2**20
    return WELL if free >= current_app.config["MIN_FREE_MB"] else "full"


def _failed_jobs() -> str:
    """The daily jobs whose last run failed, by name."""
    return ", ".join(jobs.failed_lately()) or WELL
