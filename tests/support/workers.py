"""A worker that is known to be there, and the time when none is."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from rq import Worker
from rq.serializers import JSONSerializer

from app.core import jobs


@pytest.fixture
def worker(app: Flask, run_jobs: Callable[[], None]) -> Iterator[Callable[[], None]]:
    """A worker that is known to be there; it works when the test says so."""
    with app.app_context():
        queues = [jobs.queue(name) for name in jobs.QUEUES]
        present = Worker(queues, connection=jobs.redis(), serializer=JSONSerializer)
        present.register_birth()
        assert jobs.workers_alive() == 1
    yield run_jobs
    with app.app_context():
        jobs.redis().flushall()


@pytest.fixture
def nobody_works(app: Flask, run_jobs: Callable[[], None]) -> None:
    """Redis is there and no worker."""
    with app.app_context():
        assert jobs.workers_alive() == 0
