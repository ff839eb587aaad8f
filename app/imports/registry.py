"""Every kind of import that the modules declare."""

from __future__ import annotations

from typing import Any

from sqlalchemy import or_

from app.core.access.security_manager import may
from app.core.base.ids import is_id
from app.core.base.registry import Registry

from .declaration import ImportKind, SubjectKind
from .models import ImportBatch

KINDS = Registry("imports", ImportKind, lambda kind: kind.key)
SUBJECTS = Registry("imports by subject", SubjectKind, lambda kind: kind.key)
registered = KINDS.registered


def kind_named(key: str) -> ImportKind | None:
    """The kind of a key; of a subject, "<key>.<number>", the kind for that record."""
    name, _dot, number = key.partition(".")
    subject = SUBJECTS.registered().get(name)
    if subject is None:
        return registered().get(key)
    return subject.of(int(number)) if is_id(number) else None


def label_of(key: str) -> Any:
    """What is imported, also where the record is out of reach."""
    name = key.partition(".")[0]
    found = SUBJECTS.registered().get(name) or registered().get(key)
    return found.label if found is not None else key


def of_own_kinds() -> Any:
    """The criterion of imports of what whoever asks may import."""
    plain = [one.key for one in registered().values() if may("import", one.resource)]
    subjects = [one for one in SUBJECTS.registered().values() if may("import", one.resource)]
    like = [ImportBatch.kind.startswith(f"{one.key}.") for one in subjects]
    return or_(ImportBatch.kind.in_(plain), *like)
