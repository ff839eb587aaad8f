"""The RQ worker: the application is built once, every job runs in a child of it."""

from __future__ import annotations

import signal
import socket
from pathlib import Path
from typing import Any

from flask import Flask
from rq import Queue, Worker
from rq.exceptions import NoSuchJobError
from rq.job import Job
from rq.registry import StartedJobRegistry
from rq.serializers import JSONSerializer

from app.core import jobs
from app.core.base.db import db
from app.core.base.processes import die_with_parent


class AppWorker(Worker):
    """A worker whose horses die with it and never share its connections."""

    app: Flask

    def main_work_horse(self, job: Job, queue: Queue) -> None:
        die_with_parent(signal.SIGKILL)
        with self.app.app_context():
            # The child of a fork drops the parent's connections without closing them.
            db.engine.dispose(close=False)
            self.app.extensions.pop("redis", None)
            super().main_work_horse(job, queue)


def horse_killed(app: Flask) -> Any:
    """Give the row back before RQ runs the job again."""

    def handler(job: Job, _pid: int, _status: int, _usage: Any) -> None:
        with app.app_context():
            jobs.release(int(job.args[0]))

    return handler


def requeue_orphans(queue: Queue) -> None:
    """At start: end the leases of dead workers, so that their jobs run again at once."""
    registry = StartedJobRegistry(queue=queue)
    members: list[bytes] = queue.connection.zrange(registry.key, 0, -1)  # type: ignore[assignment]
    for member in members:
        job_id = member.decode().split(":")[0]
        try:
            job = Job.fetch(job_id, connection=queue.connection, serializer=JSONSerializer)
        except NoSuchJobError:
            queue.connection.zrem(registry.key, member)
            continue
        if _is_orphan(job, queue):
            jobs.release(int(job.args[0]))
            queue.connection.zadd(registry.key, {member: 1})
    registry.cleanup()


def _is_orphan(job: Job, queue: Queue) -> bool:
    if not job.worker_name:
        return True
    key = Worker.redis_worker_namespace_prefix + job.worker_name
    worker = Worker.find_by_key(key, connection=queue.connection)
    if worker is None:
        return True
    here = worker.hostname == socket.gethostname()
    return here and not Path(f"/proc/{worker.pid}").exists()


def work(app: Flask, *, burst: bool = False) -> None:
    """Run the worker until it is told to stop."""
    AppWorker.app = app
    with app.app_context():
        queues = [jobs.queue(name) for name in jobs.QUEUES]
        for one in queues:
            requeue_orphans(one)
        jobs.sweep()
        db.session.remove()
        db.engine.dispose()
        worker = AppWorker(
            queues,
            connection=jobs.redis(),
            serializer=JSONSerializer,
            worker_ttl=30,
            job_monitoring_interval=5,
            maintenance_interval=15,
            work_horse_killed_handler=horse_killed(app),
        )
        worker.work(burst=burst, logging_level="WARNING")
