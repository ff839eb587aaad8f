"""What the officers see first: changes, what left the system, who did not get in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app

from app.audit import queries
from app.audit.choices import CHANGES, DISCLOSURES
from app.core.access.security_manager import may

MOST = 6


@dataclass(frozen=True, slots=True)
class Logs:
    """The newest of each log that somebody may read; ``entries`` when it is more than sign-ins."""

    entries: bool
    changes: Sequence[Any]
    disclosures: Sequence[Any]
    failures: Sequence[Any]
    # How far the entries are sealed; None for those who read sign-ins alone.
    seal: queries.SealState | None


def logs() -> Logs | None:
    """The logs of whoever reads any."""
    if not may("read", "audit.sign_in"):
        return None
    entries = may("read", "audit.entry")
    return Logs(
        entries,
        queries.newest(CHANGES, MOST) if entries else (),
        queries.newest(DISCLOSURES, MOST) if entries else (),
        queries.newest_failures(MOST),
        queries.seal_state(current_app.config["AUDIT_COPY"])
        if may("read", "audit.check")
        else None,
    )


def _seal() -> queries.SealState:
    return queries.seal_state(current_app.config["AUDIT_COPY"])
