"""Service interfaces: what the kernel asks of a module without knowing which one has it."""

from __future__ import annotations

import enum


class Service(enum.StrEnum):
    """The name under which a module's function lies in ``app.extensions``."""

    BELL = "bell"
    EXPLAINER = "explainer"
    TELLER = "teller"
    HEARD = "heard"
    RECORD_LOG = "record_log"
    LIST_WRITER = "list_writer"
    LIST_JOBS = "list_jobs"
    FILING_YEAR = "filing_year"
    LENDABLE = "lendable"
    ALARM = "alarm"
