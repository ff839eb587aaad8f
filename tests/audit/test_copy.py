"""The copy of the sealed entries on another machine: in order, whole, and again after an outage."""

from __future__ import annotations

import datetime as dt
import json
import re
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.audit import jobs, operations, queries
from app.audit.models import AuditCopy
from app.core.access.scope import EVERYTHING, under
from app.core.base import clock
from app.core.base.db import db
from app.core.jobs import JobFailed
from app.core.models import AuditEntry
from tests.support.together import Wait, together

FRAME = re.compile(rb"(\d+) ")


class Syslog:
    """A server that reads what comes over TCP until the sender is done, as rsyslog does."""

    def __init__(self, port: int = 0) -> None:
        self.plug = socket.create_server(("127.0.0.1", port))
        self.port = self.plug.getsockname()[1]
        self.got = b""
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _address = self.plug.accept()
            except OSError:
                return
            with connection:
                while part := connection.recv(65536):
                    self.got += part

    def messages(self) -> list[bytes]:
        """What came, one message a frame of RFC 6587."""
        found, rest = [], self.got
        while frame := FRAME.match(rest):
            end = frame.end() + int(frame[1])
            found.append(rest[frame.end() : end])
            rest = rest[end:]
        assert not rest
        return found

    def close(self) -> None:
        # A thread that waits in accept() holds the port until it is woken.
        self.plug.shutdown(socket.SHUT_RDWR)
        self.plug.close()


@pytest.fixture
def copied_to(app: Flask) -> Iterator[Callable[[str], None]]:
    """Says where the copy goes, for the time of the test."""

    def to(address: str) -> None:
        app.config["AUDIT_COPY"] = address

    (Path(app.config["INSTANCE_DIR"]) / operations.HEAD_FILE).unlink(missing_ok=True)
    with app.app_context(), under(EVERYTHING):
        yield to
        db.session.rollback()
    app.config["AUDIT_COPY"] = ""


@pytest.fixture
def syslog() -> Iterator[Syslog]:
    server = Syslog()
    yield server
    server.close()


def write(count: int, text: str = "值") -> None:
    """Entries that are sealed at once."""
    for n in range(count):
        entry = AuditEntry(at=clock.now(), action="update", object_id=str(n))
        entry.changes = {"name": [None, f"{text}\n"]}
        db.session.add(entry)
    db.session.commit()
    operations.seal(clock.now() + dt.timedelta(days=1))


def sealed() -> list[tuple[int, str]]:
    asked = select(AuditEntry.seq, AuditEntry.hash).where(AuditEntry.seq.is_not(None))
    found = [(row.seq, row.hash) for row in db.session.execute(asked.order_by(AuditEntry.seq))]
    db.session.rollback()
    return found


def told(lines: list[bytes]) -> list[tuple[int, str]]:
    """Place and hash of each entry, of messages or of lines."""
    entries = [json.loads(line[line.index(b"{") :]) for line in lines]
    return [(one["seq"], one["hash"]) for one in entries]


def lines_of(path: Path) -> list[bytes]:
    return path.read_bytes().splitlines()


# --- where it goes --------------------------------------------------------------------------


def test_nothing_is_handed_over_unless_it_is_asked_for(app, copied_to):
    assert app.config["AUDIT_COPY"] == ""
    write(3)
    operations.hand_over()
    assert db.session.scalars(select(AuditCopy)).all() == []


def test_a_file_gets_every_entry_in_order_and_no_twice(copied_to, tmp_path, monkeypatch):
    path = tmp_path / "audit.log"
    copied_to(f"file://{path}")
    monkeypatch.setattr(queries, "AT_ONCE", 3)
    write(8)
    operations.hand_over()
    write(2)
    operations.hand_over()
    operations.hand_over()
    assert told(lines_of(path)) == sealed()
    assert path.stat().st_mode & 0o077 == 0
    assert "值\n" in json.loads(lines_of(path)[-1])["changes"]["name"]


def test_a_syslog_server_gets_every_entry_in_order_over_tcp(copied_to, syslog, monkeypatch):
    copied_to(f"tcp://127.0.0.1:{syslog.port}")
    monkeypatch.setattr(queries, "AT_ONCE", 3)
    write(8)
    operations.hand_over()
    messages = syslog.messages()
    assert told(messages) == sealed()
    moment = rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00"
    assert all(re.match(rb"<110>1 " + moment + rb" \S+ zj - audit - \{", m) for m in messages)


def test_a_syslog_server_gets_datagrams_and_long_entries_without_their_values(
    copied_to, monkeypatch
):
    # A few at a time, for what comes faster than it is read is lost, as datagrams are.
    monkeypatch.setattr(queries, "AT_ONCE", 3)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        server.settimeout(60)
        copied_to(f"udp://127.0.0.1:{server.getsockname()[1]}")
        write(2)
        write(1, text="长" * 40_000)
        expected = sealed()
        with ThreadPoolExecutor(1) as listener:
            heard = listener.submit(lambda: [server.recv(65536) for _one in expected])
            operations.hand_over()
            messages = heard.result()
    assert told(messages) == expected
    assert messages[-1].endswith(b'"changes":null}')


# --- what goes wrong ------------------------------------------------------------------------


def test_an_outage_stops_no_sealing_is_told_and_made_up_for(copied_to, at):
    server = Syslog()
    port = server.port
    copied_to(f"tcp://127.0.0.1:{port}")
    write(3)
    operations.hand_over()
    before = server.messages()
    server.close()
    write(4)
    with pytest.raises(JobFailed, match="未能复制"):
        jobs.seal(None)
    copy = db.session.scalars(select(AuditCopy)).one()
    assert (copy.seq, copy.failed_at is not None, copy.held_until) == (len(before), True, None)
    db.session.rollback()
    again = Syslog(port)
    write(1)
    jobs.seal(None)
    assert told(before + again.messages()) == sealed()
    assert db.session.scalars(select(AuditCopy)).one().failed_at is None
    again.close()


@pytest.mark.parametrize(
    ("reads", "told_as"),
    [
        # News of this meets the sender at any of its steps.
        pytest.param(False, "reset|pipe|not connected", id="at once"),
        pytest.param(True, "reset", id="when all was sent"),
    ],
)
def test_a_server_that_breaks_off_gets_the_same_entries_again(copied_to, reads, told_as):
    with socket.create_server(("127.0.0.1", 0)) as server, ThreadPoolExecutor(1) as other_end:
        port = server.getsockname()[1]
        copied_to(f"tcp://127.0.0.1:{port}")
        write(2)

        def slam() -> None:
            connection, _address = server.accept()
            while reads and connection.recv(65536):
                pass
            # Closed without a farewell: the sender is told that nothing was taken.
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            connection.close()

        slammed = other_end.submit(slam)
        with pytest.raises(OSError, match=told_as):
            operations.hand_over()
        slammed.result()
    copy = db.session.scalars(select(AuditCopy)).one()
    assert (copy.seq, copy.failed_at is not None, copy.held_until) == (0, True, None)
    db.session.rollback()
    again = Syslog(port)
    operations.hand_over()
    assert told(again.messages()) == sealed()
    again.close()


def test_a_file_that_cannot_be_written_is_told(copied_to, tmp_path):
    copied_to(f"file://{tmp_path}/missing/audit.log")
    write(1)
    with pytest.raises(JobFailed, match="未能复制"):
        jobs.seal(None)


def test_a_crash_between_the_file_and_its_note_writes_nothing_twice(copied_to, tmp_path):
    path = tmp_path / "audit.log"
    copied_to(f"file://{path}")
    write(4)
    operations.hand_over()
    db.session.scalars(select(AuditCopy)).one().seq = 1
    db.session.commit()
    # The next entry was begun when the power went.
    whole = path.read_bytes()
    path.write_bytes(whole + b'{"seq":99,"ha')
    write(1)
    operations.hand_over()
    lines = lines_of(path)
    assert told([one for one in lines if one.endswith(b"}")]) == sealed()
    assert len(lines) == len(sealed()) + 1


def test_a_file_of_another_chain_hides_no_entry(copied_to, tmp_path):
    path = tmp_path / "audit.log"
    path.write_text('{"seq":900,"hash":"of a database that is no more"}\n')
    copied_to(f"file://{path}")
    write(2)
    operations.hand_over()
    assert told(lines_of(path))[1:] == sealed()


@pytest.mark.both_databases
def test_two_workers_at_once_hand_nothing_over_twice(app, copied_to, tmp_path):
    path = tmp_path / "audit.log"
    copied_to(f"file://{path}")
    write(30)

    def hand_over(wait: Wait) -> Any:
        wait()
        with app.app_context(), under(EVERYTHING):
            operations.hand_over()

    together([hand_over] * 4)
    operations.hand_over()
    assert told(lines_of(path)) == sealed()


def test_a_turn_that_was_never_given_back_ends(copied_to, tmp_path, at):
    path = tmp_path / "audit.log"
    copied_to(f"file://{path}")
    write(2)
    address = f"file://{path}"
    held = clock.now() + operations.HELD
    db.session.add(AuditCopy(address=address, holder="dead", held_until=held))
    db.session.commit()
    operations.hand_over()
    assert not path.exists()
    db.session.scalars(select(AuditCopy)).one().held_until = clock.now()
    db.session.commit()
    operations.hand_over()
    assert told(lines_of(path)) == sealed()
