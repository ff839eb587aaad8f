"""The seal of the audit trail: each entry's hash covers the entry and the hash before it."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .choices import Fault

# What is sealed of an entry, beside its place in the chain.
SEALED = (
    "id",
    "at",
    "user_id",
    "user_name",
    "organization_id",
    "address",
    "request_id",
    "action",
    "object_type",
    "object_id",
    "outcome",
    "changes",
)
# What stands before the first entry.
START = "0" * 64
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Head:
    """The last link of the chain, as it was at some moment."""

    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class Break:
    """The first link that does not hold, and the entry that stands there, if there is one."""

    seq: int
    fault: Fault
    entry_id: int | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What a walk along the chain found: how far it holds, and where it is broken."""

    head: Head
    broken: Break | None


def plain(row: Row) -> dict[str, Any]:
    """An entry as plain values, the same on every database."""
    told = {name: row[name] for name in SEALED}
    return told | {"at": row["at"].astimezone(dt.UTC).isoformat(timespec="microseconds")}


def link(key: bytes, previous: str, seq: int, row: Row) -> str:
    """The hash of an entry that stands at a place of the chain, behind another hash."""
    told = json.dumps([seq, plain(row)], ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hmac.new(key, f"{previous}\n{told}".encode(), hashlib.sha256).hexdigest()


def walk(key: bytes, rows: Iterable[Row], known: Sequence[Head]) -> Finding:
    """Walk along sealed entries, which come by their place, as far as the chain holds.

    ``known`` are ends of the chain that were written down elsewhere: the chain must pass each.
    """
    head, ends = Head(0, START), {one.seq: one.hash for one in known}
    coming = iter(rows)
    for row in coming:
        broken = _broken(key, head, row, coming, ends)
        if broken is not None:
            return Finding(head, broken)
        head = Head(row["seq"], row["hash"])
    if any(seq > head.seq for seq in ends):
        return Finding(head, Break(head.seq + 1, Fault.MISSING))
    return Finding(head, None)


def _broken(
    key: bytes, head: Head, row: Row, coming: Iterator[Row], ends: Mapping[int, str]
) -> Break | None:
    """What is wrong with the entry that comes behind the head."""
    seq = row["seq"]
    if seq > head.seq + 1:
        return Break(head.seq + 1, Fault.MISSING)
    if seq <= head.seq or row["hash"] is None:
        return Break(seq, Fault.INSERTED, row["id"])
    if link(key, head.hash, seq, row) != row["hash"]:
        return Break(seq, _fault(key, head, row, next(coming, None), ends), row["id"])
    if ends.get(seq, row["hash"]) != row["hash"]:
        return Break(seq, Fault.REPLACED, row["id"])
    return None


def _fault(
    key: bytes, head: Head, row: Row, following: Row | None, ends: Mapping[int, str]
) -> Fault:
    """What was done to an entry whose hash is not its own, as far as the next one tells it."""
    seq = row["seq"]
    if following is None:
        if ends.get(seq) == row["hash"]:
            return Fault.CHANGED
        return Fault.INSERTED if seq > max(ends, default=0) else Fault.REPLACED
    if following["hash"] == link(key, row["hash"], seq + 1, following):
        return Fault.CHANGED
    if following["hash"] == link(key, head.hash, seq, following):
        return Fault.INSERTED
    return Fault.REPLACED
