"""Personal numbers at rest: encrypted under the key of the installation, found by a keyed hash."""

from __future__ import annotations

import base64
import hashlib

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import Flask

from app.core.base.encryption import fingerprint, seal, unseal

NUMBER = "430104199003071234"
OURS, THEIRS = b"k" * 32, b"t" * 32


def holding(key: bytes) -> Flask:
    """An application that has nothing but its key."""
    app = Flask(__name__)
    app.config["DATA_KEY"] = base64.b64encode(key).decode()
    return app


def test_what_is_sealed_opens_with_the_key_of_the_installation_alone():
    with holding(OURS).app_context():
        sealed = seal(NUMBER.encode())
        assert unseal(sealed).decode() == NUMBER
    opened = AESGCM(OURS).decrypt(sealed[1:13], sealed[13:], sealed[:1])
    assert opened.decode() == NUMBER
    with holding(THEIRS).app_context(), pytest.raises(InvalidTag):
        unseal(sealed)


def test_no_nonce_is_used_twice():
    with holding(OURS).app_context():
        sealed = [seal(NUMBER.encode()) for _one in range(1000)]
    assert len({one[1:13] for one in sealed}) == 1000
    assert len({one[13:] for one in sealed}) == 1000


@pytest.mark.parametrize("place", [0, 1, 12, 13, -1])
def test_a_changed_byte_is_noticed_wherever_it_is(place):
    with holding(OURS).app_context():
        changed = bytearray(seal(NUMBER.encode()))
        changed[place] ^= 1
        with pytest.raises(InvalidTag):
            unseal(bytes(changed))


def test_a_fingerprint_says_nothing_without_the_key():
    """Who has a dump alone would otherwise try all ID numbers in minutes."""
    with holding(OURS).app_context():
        ours = fingerprint(NUMBER)
        assert fingerprint(NUMBER) == ours
        assert fingerprint(NUMBER[:-1] + "5") != ours
    with holding(THEIRS).app_context():
        assert fingerprint(NUMBER) != ours
    assert ours not in hashlib.sha256(NUMBER.encode()).hexdigest()
    assert len(ours) == 40
