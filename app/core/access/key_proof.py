"""Key check: whether the keys of this process are those that the database was written with."""

from __future__ import annotations

import base64
import hashlib
import hmac

from cryptography.exceptions import InvalidTag
from flask import current_app
from sqlalchemy import insert, inspect, select
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from app.core.base.column_types import SealedBytes, SealedText
from app.core.base.db import db, reading
from app.core.models import KeyProof

KEYS = ("DATA_KEY", "AUDIT_KEY")


class WrongKey(SystemExit):
    """A key that the product refuses to start with, said in one line."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(
            f"{' and '.join(names)} cannot be the key that this database was written with:"
            " bring the right one back from the backup."
        )


def refuse_wrong_keys() -> None:
    """Refuse to start under a key that is not the database's; prove the keys of a new one.

    A database that does not answer, or has no tables yet, is no reason not to start.
    """
    try:
        known = _known()
    except SQLAlchemyError:
        return
    if wrong := _wrong(known):
        raise WrongKey(wrong)
    missing = [name for name in KEYS if name not in known]
    if "DATA_KEY" in missing and not _opens_what_is_sealed():
        raise WrongKey(["DATA_KEY"])
    for name in missing:
        _prove(name)


def fits() -> bool:
    """Whether no key is a wrong one."""
    return not _wrong(_known())


def _known() -> dict[str, str]:
    with reading(), db.engine.connect() as connection:
        rows = connection.execute(select(KeyProof.name, KeyProof.proof))
        return {row.name: row.proof for row in rows}


def _wrong(known: dict[str, str]) -> list[str]:
    return [
        name
        for name in KEYS
        if name in known and not hmac.compare_digest(known[name], _proof(name))
    ]


def _proof(name: str) -> str:
    key = base64.b64decode(current_app.config[name])
    return hmac.new(key, f"proof of {name}".encode(), hashlib.sha256).hexdigest()


def _opens_what_is_sealed() -> bool:
    """Whether one value of each sealed column opens; an older database has values and no proof."""
    with reading(), db.engine.connect() as connection:
        tables = set(inspect(connection).get_table_names())
        sealed = [
            column
            for table in db.metadata.tables.values()
            for column in table.columns
            if table.name in tables and isinstance(column.type, SealedText | SealedBytes)
        ]
        try:
            for column in sealed:
                connection.execute(select(column).where(column.is_not(None)).limit(1)).all()
        except InvalidTag:
            return False
    return True


def _prove(name: str) -> None:
    try:
        with db.engine.begin() as connection:
            connection.execute(insert(KeyProof).values(name=name, proof=_proof(name)))
    except IntegrityError:
        # Another process, which starts at the same moment, was faster; its key has to fit, too.
        if not fits():
            raise WrongKey([name]) from None
