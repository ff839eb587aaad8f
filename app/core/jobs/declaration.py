"""Declaration of jobs by a decorator, and the table of all that were declared."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.core.access.actor import Actor
from app.core.base import clock
from app.core.base.db import db
from app.core.models import JobRun

ATTEMPTS = 3
# How long a failed job waits before it is queued again; the sweep fetches it a minute later.
PAUSES = (dt.timedelta(minutes=1), dt.timedelta(minutes=10))


class JobFailed(Exception):
    """A cause that the requester should read; trying again would not help."""


class Cancelled(Exception):
    """The requester gave the job up."""


@dataclass(frozen=True, slots=True)
class Job:
    """A plain function that may run in the background, twice if need be."""

    name: str
    function: Callable[..., Any]
    queue: str
    timeout: int
    only_reads: bool
    due: Callable[[dt.datetime], list[tuple[str, dict[str, Any]]]] | None
    failed: Callable[[Session, JobRun], None] | None

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        return self.function(*arguments, **named)

    def request(
        self, *, key: str, actor: Actor, language: str = "zh", arguments: Mapping[str, Any]
    ) -> JobRun:
        """Write the row; it is sent to the queue once the caller's transaction is committed."""
        run = JobRun(
            key=key,
            name=self.name,
            queue=self.queue,
            arguments=dict(arguments),
            requested_by=actor.user_id,
            language=language,
            queued_at=clock.now(),
        )
        db.session.add(run)
        db.session.info.setdefault("to_send", []).append(run)
        return run


declared: dict[str, Job] = {}
# Rows keep the name that a job had when they were asked for.
_former: dict[str, str] = {}


def declared_as(name: str) -> Job | None:
    """The job that a stored row means, by its present or a former name."""
    return declared.get(_former.get(name, name))


def known_names() -> list[str]:
    """Every name that a stored row may have."""
    return [*declared, *_former]


def daily(now: dt.datetime) -> list[tuple[str, dict[str, Any]]]:
    """The period of what is due once a day."""
    return [(now.date().isoformat(), {})]


def job(
    *,
    queue: str = "fast",
    timeout: int = 600,
    only_reads: bool = False,
    due: Callable[[dt.datetime], list[tuple[str, dict[str, Any]]]] | None = None,
    failed: Callable[[Session, JobRun], None] | None = None,
    former: tuple[str, ...] = (),
) -> Callable[[Callable[..., Any]], Job]:
    """Declare a job; its name follows from its file, and ``former`` are those that it had before.

    ``due(now)`` names the periods that must have been done by now; ``failed`` is called in the
    transaction in which a row fails for good.
    """

    def declare(function: Callable[..., Any]) -> Job:
        name = f"{function.__module__.removeprefix('app.')}.{function.__name__}"
        declared[name] = Job(name, function, queue, timeout, only_reads, due, failed)
        _former.update(dict.fromkeys(former, name))
        return declared[name]

    return declare
