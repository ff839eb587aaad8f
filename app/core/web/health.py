"""Health check as JSON for a monitor: database, migrations, Redis, workers."""

from __future__ import annotations

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask, Response, current_app, jsonify
from redis.exceptions import RedisError
from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError

from app.core import jobs
from app.core.access import key_proof
from app.core.base.db import db


def register_health(app: Flask) -> None:
    """Two addresses without sign-in that say ok or not ok, and nothing else."""
    app.add_url_rule("/healthz", "healthz", healthz)
    app.add_url_rule("/readyz", "readyz", readyz)


def healthz() -> Response:
    """The process answers."""
    return jsonify(status="ok")


def readyz() -> tuple[Response, int]:
    """Database, queue, worker and migration state."""
    checks = {
        "database": _database(),
        "migrations": _migrations(),
        "keys": _keys(),
        "redis": _redis(),
        "worker": jobs.workers_alive() > 0,
    }
    ready = all(checks.values())
    states = {name: "ok" if fine else "not ok" for name, fine in checks.items()}
    return jsonify(status="ok" if ready else "not ok", **states), 200 if ready else 503


def _database() -> bool:
    try:
        return db.session.scalar(select(text("1"))) == 1
    except SQLAlchemyError:
        return False


def _keys() -> bool:
    """Whether the database was written with the keys of this process."""
    try:
        return key_proof.fits()
    except SQLAlchemyError:
        return False


def _redis() -> bool:
    try:
        return bool(jobs.redis().ping())
    except RedisError:
        return False


def _migrations() -> bool:
    """Whether the database is at the newest migration."""
    directory = current_app.extensions["migrate"].directory
    try:
        current = MigrationContext.configure(db.session.connection()).get_current_revision()
    except SQLAlchemyError:
        return False
    return bool(current == ScriptDirectory(directory).get_current_head())
