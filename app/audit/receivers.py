"""Receivers of a copy of the audit trail: a syslog server, or a file that another machine keeps."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

# RFC 5424: facility 13 (log audit), severity 6 (informational).
PRIORITY = 13 * 8 + 6
# So long one waits for a server.
PATIENCE = 10
# Longer ones do not go through every network in one piece.
LONGEST_DATAGRAM = 8_000
UNKNOWN = (0, "")
Told = Mapping[str, Any]


class Receiver(Protocol):
    """Where entries are handed to, in their order; OSError when they did not arrive."""

    def take(self, entries: Sequence[Told]) -> None:
        """Hand entries over."""

    def last(self) -> tuple[int, str]:
        """Place and hash of the last entry that is there; nothing if it cannot be asked."""


def receiver_of(address: str) -> Receiver:
    """The receiver that an address of the configuration means."""
    parts = urlsplit(address)
    if parts.scheme == "file":
        return FileReceiver(Path(parts.path))
    place = (str(parts.hostname), int(parts.port or 0))
    return TcpReceiver(place) if parts.scheme == "tcp" else UdpReceiver(place)


class FileReceiver:
    """A file that only grows, one entry a line."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def take(self, entries: Sequence[Told]) -> None:
        text = b"".join(_text(one) + b"\n" for one in entries)
        descriptor = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "rb+") as file:
            # A line that a crash cut short is left as it is; the whole one follows.
            if _is_cut(file):
                text = b"\n" + text
            file.write(text)
            file.flush()
            os.fsync(file.fileno())

    def last(self) -> tuple[int, str]:
        try:
            with self.path.open("rb") as file:
                file.seek(max(0, file.seek(0, os.SEEK_END) - 2**20))
                lines = file.read().split(b"\n")[:-1]
        except FileNotFoundError:
            return UNKNOWN
        return _place(lines[-1]) if lines else UNKNOWN


def _is_cut(file: Any) -> bool:
    if not file.seek(0, os.SEEK_END):
        return False
    file.seek(-1, os.SEEK_END)
    return bool(file.read(1) != b"\n")


def _place(line: bytes) -> tuple[int, str]:
    try:
        told = json.loads(line)
        return int(told["seq"]), str(told["hash"])
    except (ValueError, KeyError, TypeError):
        return UNKNOWN


class TcpReceiver:
    """A syslog server (RFC 6587): it has read all of them when it closes the connection."""

    def __init__(self, place: tuple[str, int]) -> None:
        self.place = place

    def take(self, entries: Sequence[Told]) -> None:
        messages = [_message(one, _text(one)) for one in entries]
        with socket.create_connection(self.place, timeout=PATIENCE) as connection:
            connection.sendall(b"".join(b"%d %s" % (len(one), one) for one in messages))
            connection.shutdown(socket.SHUT_WR)
            while connection.recv(4096):
                pass

    def last(self) -> tuple[int, str]:
        return UNKNOWN


class UdpReceiver:
    """A syslog server that is told by datagrams, which nobody confirms."""

    def __init__(self, place: tuple[str, int]) -> None:
        self.place = place

    def take(self, entries: Sequence[Told]) -> None:
        found = socket.getaddrinfo(*self.place, type=socket.SOCK_DGRAM)
        family, kind, protocol, _name, address = found[0]
        with socket.socket(family, kind, protocol) as plug:
            # Connected, so that a machine where nobody listens is told at the next entry.
            plug.connect(address)
            for one in entries:
                plug.send(_message(one, _short(one)))

    def last(self) -> tuple[int, str]:
        return UNKNOWN


def _text(entry: Told) -> bytes:
    return json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode()


def _short(entry: Told) -> bytes:
    """An entry that fits into a datagram: of a long one all but its values, and its hash."""
    text = _text(entry)
    return text if len(text) <= LONGEST_DATAGRAM else _text({**entry, "changes": None})


def _message(entry: Told, text: bytes) -> bytes:
    """A message of RFC 5424 with the entry as JSON."""
    head = f"<{PRIORITY}>1 {entry['at']} {socket.gethostname()[:255] or '-'} zj - audit - "
    return head.encode() + text
