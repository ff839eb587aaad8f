"""Keys: whatever starts compares them with those of the database, and readiness does so later."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete, select

import config
from app.core.access.key_proof import WrongKey, refuse_wrong_keys
from app.core.access.scope import unscoped
from app.core.base.db import db
from app.core.models import KeyProof
from tests.support.application import KEY
from tests.support.factories import make_person

pytestmark = pytest.mark.both_databases

OTHER = base64.b64encode(b"o" * 32).decode()
ROOT = Path(__file__).resolve().parents[2]
KEYS = ("AUDIT_KEY", "DATA_KEY")
Turn = Callable[..., None]


@pytest.fixture
def turn(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Turn:
    """Give the application another key, as a restart with a wrong setting would."""

    def to(**keys: str) -> None:
        for name, key in keys.items():
            monkeypatch.setitem(app.config, name, key)
        monkeypatch.setitem(app.extensions, "cipher", None)

    return to


def proofs() -> list[str]:
    found = sorted(db.session.scalars(select(KeyProof.name)))
    db.session.rollback()
    return found


def test_the_first_start_proves_its_keys_and_the_next_ones_fit(app: Flask) -> None:
    with app.app_context():
        refuse_wrong_keys()
        assert proofs() == list(KEYS)
        refuse_wrong_keys()


@pytest.mark.parametrize("name", KEYS)
def test_another_key_does_not_start(app: Flask, turn: Turn, name: str) -> None:
    with app.app_context():
        refuse_wrong_keys()
        turn(**{name: OTHER})
        with pytest.raises(WrongKey, match=f"^{name} cannot be the key that this database"):
            refuse_wrong_keys()


def test_an_older_database_is_proved_by_the_key_that_opens_it_alone(app: Flask, turn: Turn) -> None:
    """Before there were proofs, sealed numbers were there already."""
    with app.app_context():
        with unscoped("a person"):
            db.session.add(make_person(organization_id=4))
            db.session.execute(delete(KeyProof))
            db.session.commit()
        turn(DATA_KEY=OTHER)
        with pytest.raises(WrongKey, match=r"^DATA_KEY cannot"):
            refuse_wrong_keys()
        assert proofs() == []
        turn(DATA_KEY=KEY)
        refuse_wrong_keys()
        assert proofs() == list(KEYS)


def test_readiness_says_that_keys_do_not_fit(app: Flask, turn: Turn) -> None:
    with app.app_context():
        refuse_wrong_keys()
    assert app.test_client().get("/readyz").json["keys"] == "ok"
    turn(AUDIT_KEY=OTHER)
    answer = app.test_client().get("/readyz")
    assert (answer.status_code, answer.json["keys"]) == (503, "not ok")


COMMANDS = {
    "web": [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py"],
    "worker": [sys.executable, "-m", "flask", "--app", "run", "worker", "--burst"],
    "schedule": [sys.executable, "-m", "flask", "--app", "run", "schedule", "--once"],
    "permissions": [sys.executable, "-m", "flask", "--app", "run", "sync-permissions"],
}


@pytest.mark.parametrize("command", COMMANDS)
def test_nothing_starts_under_another_key(app: Flask, command: str) -> None:
    with app.app_context():
        refuse_wrong_keys()
    db_url = app.config["SQLALCHEMY_DATABASE_URI"].replace("+psycopg", "")
    settings = {"APP_ENV": "test", "INSTANCE_DIR": app.config["INSTANCE_DIR"], "PORT": "1"}
    keys = {"DATA_KEY": OTHER, "AUDIT_KEY": KEY, "DATABASE_URL": db_url}

    done = subprocess.run(
        COMMANDS[command],
        cwd=ROOT,
        env=os.environ | settings | keys | {"REDIS_URL": app.config["REDIS_URL"]},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode != 0
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith("DATA_KEY cannot be the key that this database was written with")
    assert "Traceback" not in done.stderr


def test_no_key_is_made_beside_a_database_that_needs_one(app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        refuse_wrong_keys()
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    with pytest.raises(config.Misconfigured, match="bring it back from the backup"):
        config.settings({"INSTANCE_DIR": str(tmp_path), "DATABASE_URL": url})
    assert not (tmp_path / "data.key").exists()


def test_no_key_is_made_while_the_database_does_not_answer(tmp_path: Path) -> None:
    url = "postgresql://nobody@/none?host=/nowhere"
    with pytest.raises(config.Misconfigured, match="it does not answer"):
        config.settings({"INSTANCE_DIR": str(tmp_path), "DATABASE_URL": url})
    assert not (tmp_path / "data.key").exists()
