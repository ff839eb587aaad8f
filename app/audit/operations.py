"""The writes of the seal: sealing, checking, and handing the sealed entries over."""

from __future__ import annotations

import base64
import datetime as dt
import json
import uuid
from contextlib import suppress
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session

from app.core.access import audit
from app.core.access.actor import Actor
from app.core.access.sign_in import own_transaction
from app.core.base import clock
from app.core.base.db import db, one_at_a_time, reading

from . import queries, rules
from .choices import CheckState, Fault
from .models import AuditCheck, AuditCopy
from .queries import ENTRY
from .receivers import Receiver, receiver_of

# An entry is sealed when those that were written before it are likely to be there as well.
# One that comes later all the same, from a long transaction, is sealed behind it.
GAP = dt.timedelta(minutes=1)
HEAD_FILE = "audit.head"
# So long one process has the right to hand entries over before another may take its place.
HELD = dt.timedelta(minutes=5)
SEAL = update(ENTRY).where(ENTRY.c.id == bindparam("entry"))
SEAL = SEAL.values(seq=bindparam("place"), hash=bindparam("link"))


def key() -> bytes:
    """The key of the seal."""
    return base64.b64decode(current_app.config["AUDIT_KEY"])


# --- sealing ----------------------------------------------------------------------------------


def seal(before: dt.datetime) -> None:
    """Seal every entry that is older than a moment, some in a transaction."""
    while _seal_some(before):
        pass


def _seal_some(before: dt.datetime) -> bool:
    """Seal the next entries; whether there may be more of them."""
    with own_transaction() as session:
        one_at_a_time(session, "seal of the audit trail")
        head = queries.head(session)
        is_known = _fits(kept_head(), session)
        links = []
        for row in queries.to_seal(session, before):
            head = rules.Head(head.seq + 1, rules.link(key(), head.hash, head.seq + 1, row))
            links.append({"entry": row["id"], "place": head.seq, "link": head.hash})
        if links:
            session.execute(SEAL, links)
    if links and is_known:
        _keep_head(head)
    return len(links) == queries.AT_ONCE


def kept_head() -> rules.Head | None:
    """The end of the chain as it was written down outside of the database."""
    with suppress(FileNotFoundError, ValueError, KeyError, TypeError):
        found = json.loads(_head_file().read_text())
        return rules.Head(int(found["seq"]), str(found["hash"]))
    return None


def _fits(kept: rules.Head | None, session: Session) -> bool:
    """Whether the chain passes the end that was written down; else it stays for the check."""
    return kept is None or queries.hash_at(session, kept.seq) == kept.hash


def _keep_head(head: rules.Head) -> None:
    kept, path = kept_head(), _head_file()
    if kept is not None and kept.seq >= head.seq:
        return
    draft = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    draft.write_text(json.dumps({"seq": head.seq, "hash": head.hash}))
    draft.chmod(0o600)
    draft.replace(path)


def _head_file() -> Path:
    return Path(current_app.config["INSTANCE_DIR"]) / HEAD_FILE


# --- checking ---------------------------------------------------------------------------------


def begin_check(actor: Actor) -> AuditCheck:
    """A check that is asked for; whoever asks stands in the audit trail."""
    found = AuditCheck(
        asked_at=clock.now(),
        user_id=actor.user_id,
        user_name=actor.name,
        state=CheckState.RUNNING,
    )
    db.session.add(found)
    db.session.flush()
    audit.record("check", object_type=ENTRY.name)
    return found


def check(check_id: int) -> int | None:
    """Walk along the whole chain and keep what was found: the place of the first break, or None."""
    # Another worker may seal meanwhile: what was written down first is passed later.
    with reading():
        kept = [one for one in (kept_head(),) if one is not None and one.seq]
        found = rules.walk(key(), queries.chain(), [*queries.checked_heads(), *kept])
        unsealed = queries.unsealed()
        broken = found.broken or _half_sealed(found.head.seq)
        db.session.rollback()
    with own_transaction() as session:
        session.execute(
            update(AuditCheck)
            .where(AuditCheck.id == check_id, AuditCheck.state == CheckState.RUNNING)
            .values(
                state=CheckState.INTACT if broken is None else CheckState.BROKEN,
                seq=found.head.seq,
                hash=found.head.hash,
                unsealed=unsealed,
                broken_seq=broken.seq if broken else None,
                broken_id=broken.entry_id if broken else None,
                fault=broken.fault if broken else None,
                finished_at=clock.now(),
            )
        )
    return broken.seq if broken else None


def _half_sealed(seq: int) -> rules.Break | None:
    number = queries.half_sealed()
    return rules.Break(seq + 1, Fault.INSERTED, number) if number is not None else None


def give_up(session: Session, check_id: int) -> None:
    """A check whose job failed has no result."""
    statement = update(AuditCheck).where(
        AuditCheck.id == check_id, AuditCheck.state == CheckState.RUNNING
    )
    session.execute(statement.values(state=CheckState.FAILED, finished_at=clock.now()))


# --- the copy on another machine ----------------------------------------------------------------


def hand_over() -> None:
    """Hand every sealed entry over that is not there yet; OSError where nobody takes it.

    Entries are handed over in their order and by one process at a time; those of which it is
    not sure that they arrived are handed over again.
    """
    address = current_app.config["AUDIT_COPY"]
    if not address:
        return
    holder = uuid.uuid4().hex
    seq = _take_turn(address, holder)
    if seq is None:
        return
    try:
        _hand_over(address, holder, seq)
    except OSError:
        _keep_copy(address, holder, failed_at=clock.now(), held_until=None)
        raise
    _keep_copy(address, holder, failed_at=None, held_until=None)


def _hand_over(address: str, holder: str, seq: int) -> None:
    receiver: Receiver = receiver_of(address)
    seq = max(seq, _arrived(receiver))
    while entries := _told_after(seq):
        receiver.take(entries)
        seq = entries[-1]["seq"]
        moment = clock.now()
        if not _keep_copy(address, holder, seq=seq, handed_at=moment, held_until=moment + HELD):
            return


def _arrived(receiver: Receiver) -> int:
    """Up to where a receiver that can be asked has this very chain."""
    seq, link = receiver.last()
    with reading():
        is_ours = bool(seq) and queries.hash_at(db.session, seq) == link
        db.session.rollback()
    return seq if is_ours else 0


def _told_after(seq: int) -> list[dict[str, Any]]:
    """The next entries as they are told elsewhere."""
    with reading():
        rows = queries.sealed_after(seq)
        db.session.rollback()
    return [{"seq": row["seq"], "hash": row["hash"], **rules.plain(row)} for row in rows]


def _take_turn(address: str, holder: str) -> int | None:
    """Take the turn to hand over: from which place on; None while another process has it."""
    moment = clock.now()
    with own_transaction() as session:
        one_at_a_time(session, "copy of the audit trail")
        copy = session.get(AuditCopy, address) or AuditCopy(address=address, seq=0)
        if copy.held_until is not None and copy.held_until > moment:
            return None
        copy.holder, copy.held_until = holder, moment + HELD
        session.add(copy)
        return copy.seq


def _keep_copy(address: str, holder: str, **values: object) -> bool:
    """Write down how far it is; False when another process has taken the turn."""
    own = (AuditCopy.address == address, AuditCopy.holder == holder)
    with own_transaction() as session:
        kept: Any = session.execute(update(AuditCopy).where(*own).values(**values))
    return bool(kept.rowcount == 1)
