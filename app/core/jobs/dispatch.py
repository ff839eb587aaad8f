"""Dispatcher: puts committed job rows on their queue, and knows whether a worker is alive."""

from __future__ import annotations

import datetime as dt
import logging
import time
from typing import Any

from flask import current_app
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue, Retry
from rq.serializers import JSONSerializer
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.core.base import clock

from .declaration import ATTEMPTS, declared_as

log = logging.getLogger("app.jobs")
QUEUES = ("fast", "exports")


def redis() -> Redis:
    """The connection of this process."""
    connection: Redis | None = current_app.extensions.get("redis")
    if connection is None:
        connection = Redis.from_url(
            current_app.config["REDIS_URL"], socket_timeout=30, socket_connect_timeout=2
        )
        current_app.extensions["redis"] = connection
    return connection


def queue(name: str) -> Queue:
    """One of our queues; JSON instead of pickle."""
    return Queue(name, connection=redis(), serializer=JSONSerializer)


@event.listens_for(Session, "after_commit")
def _send_after_commit(session: Session) -> None:
    """Send what was committed; the end of a savepoint, which comes here too, commits nothing."""
    if session.in_nested_transaction():
        return
    for run in session.info.pop("to_send", ()):
        # Rows of a savepoint that was rolled back are in the session no more.
        if run in session:
            send(run.id, run.queue, run.name, run.attempts)


@event.listens_for(Session, "after_rollback")
def _forget_after_rollback(session: Session) -> None:
    if not session.in_nested_transaction():
        session.info.pop("to_send", None)


def send(run_id: int, queue_name: str, name: str, attempts: int) -> bool:
    """Hand a committed row to the queue; False when Redis does not answer (the sweep follows)."""
    wanted = declared_as(name)
    try:
        queue(queue_name).enqueue(
            "app.core.jobs.run",
            run_id,
            job_id=f"run-{run_id}-{attempts}-{time.time_ns()}",
            retry=Retry(max=ATTEMPTS - 1),
            job_timeout=wanted.timeout if wanted else 60,
            result_ttl=86400,
            failure_ttl=7 * 86400,
        )
    except RedisError:
        log.warning("queue not reachable, job %s waits for the sweep", run_id)
        return False
    return True


def workers_alive() -> int:
    """How many workers have been heard of lately; 0 also when Redis does not answer."""
    from rq import Worker

    try:
        return sum(1 for w in Worker.all(connection=redis()) if _heard(w))
    except RedisError:
        return 0


def _heard(worker: Any) -> bool:
    last = worker.last_heartbeat
    if last is None:
        return False
    last = last.replace(tzinfo=dt.UTC) if last.tzinfo is None else last
    return clock.now() - clock.of_machine(last.timestamp()) < dt.timedelta(seconds=90)
