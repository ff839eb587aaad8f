"""Background jobs: declared by a decorator, committed as rows, run by RQ with actor and scope.

The row is the truth: it is committed first and sent after the commit. Sending
twice is harmless because a run must claim its row. What Redis, a worker or a
power cut loses, the sweep of the next minute finds again.
"""

from . import cleanup
from .declaration import ATTEMPTS, Cancelled, Job, JobFailed, daily, job
from .dispatch import QUEUES, queue, redis, send, workers_alive
from .execution import Progress, cancel, finish, release, run
from .schedule import failed_lately, last_tick, sweep, tick

__all__ = [
    "ATTEMPTS",
    "QUEUES",
    "Cancelled",
    "Job",
    "JobFailed",
    "Progress",
    "cancel",
    "cleanup",
    "daily",
    "failed_lately",
    "finish",
    "job",
    "last_tick",
    "queue",
    "redis",
    "release",
    "run",
    "send",
    "sweep",
    "tick",
    "workers_alive",
]
