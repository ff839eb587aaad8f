"""Outage of the database: told from a fault of ours, and logged once in a while."""

from __future__ import annotations

import logging
import sqlite3
import time

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

log = logging.getLogger("app")
QUIET_SECONDS = 10.0
RETRY_AFTER = 30
# Of PostgreSQL: no connection, shutting down or starting, too many connections.
STATES = ("08", "57P", "53300")
DEADLOCK = "40P01"
OF_SQLITE = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_BUSY)


class _Log:
    """One line for many requests; each web server process has its own."""

    def __init__(self) -> None:
        self.due, self.unsaid = 0.0, 0

    def say(self, error: Exception) -> None:
        self.unsaid += 1
        if time.monotonic() < self.due:
            return
        cause = getattr(error, "orig", None) or error
        first = (str(cause).strip().splitlines() or [type(cause).__name__])[0]
        log.error("the database does not answer, %s requests refused: %s", self.unsaid, first)
        self.due, self.unsaid = time.monotonic() + QUIET_SECONDS, 0


_log = _Log()


def is_outage(error: BaseException) -> bool:
    """Whether the database was out of reach, so that trying again later may help."""
    if isinstance(error, NoConnectionFree):
        return True
    if not isinstance(error, DBAPIError):
        return False
    cause = error.orig
    if isinstance(cause, sqlite3.Error):
        return getattr(cause, "sqlite_errorcode", 0) & 0xFF in OF_SQLITE
    if type(cause).__name__ == "InterfaceError" or error.connection_invalidated:
        return True
    state = getattr(cause, "sqlstate", "")
    # A server that cannot be reached has no state to give.
    return state is None or str(state).startswith(STATES)


def is_deadlock(error: BaseException) -> bool:
    """Whether PostgreSQL ended a transaction because another one and it waited for each other."""
    cause = error.orig if isinstance(error, DBAPIError) else None
    return getattr(cause, "sqlstate", "") == DEADLOCK


def tell(error: Exception) -> None:
    """Log it, unless that was done within the last seconds."""
    _log.say(error)
