"""Background jobs: declared by a decorator, committed as rows, run by RQ with actor and scope.

The row is the truth: it is committed first and sent after the commit. Sending
twice is harmless because a run must claim its row. What Redis, a worker or a
power cut loses, the sweep of the next minute finds again.
"""

from . import upkeep
from .declaring import ATTEMPTS, Cancelled, Job, JobFailed, daily, job
from .running import Progress, cancel, finish, release, run
from .sending import QUEUES, queue, redis, send, workers_alive
from .ticking import sweep, tick

__all__ = [
    "ATTEMPTS",
    "QUEUES",
    "Cancelled",
    "Job",
    "JobFailed",
    "Progress",
    "cancel",
    "daily",
    "finish",
    "job",
    "queue",
    "redis",
    "release",
    "run",
    "send",
    "sweep",
    "tick",
    "upkeep",
    "workers_alive",
]
