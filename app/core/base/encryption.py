"""Encryption at rest for ID and phone numbers, and the fingerprint that finds them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import current_app

KEY_ID = b"\x01"
NONCE = 12


def _key() -> bytes:
    return base64.b64decode(current_app.config["DATA_KEY"])


def _cipher() -> AESGCM:
    cipher: AESGCM | None = current_app.extensions.get("cipher")
    if cipher is None:
        cipher = current_app.extensions["cipher"] = AESGCM(_key())
    return cipher


def seal(content: bytes) -> bytes:
    """Encrypt with AES-256-GCM: key id, nonce, cipher text."""
    nonce = os.urandom(NONCE)
    return KEY_ID + nonce + _cipher().encrypt(nonce, content, KEY_ID)


def unseal(data: bytes) -> bytes:
    """Decrypt what :func:`seal` made; a changed value raises InvalidTag."""
    nonce = data[1 : 1 + NONCE]
    return _cipher().decrypt(nonce, data[1 + NONCE :], data[:1])


def fingerprint(text: str) -> str:
    """A keyed hash for exact search and uniqueness."""
    key = hashlib.sha256(b"fingerprint" + _key()).digest()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:40]


# So much of a number is shown where it is masked, so that its end tells nothing more.
TAIL = 4


def tail_fingerprint(number: str) -> str:
    """A keyed hash of the end of a number, another one than that of any whole number."""
    return fingerprint(f"tail {number[-TAIL:]}")
