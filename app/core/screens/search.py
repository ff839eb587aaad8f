"""Substring search of names, through an index table of one- and two-character grams.

Trigram indexes cannot find terms of one or two Chinese characters, and a
substring scan grows with the table.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import Index, String, delete, event, exists, inspect, select
from sqlalchemy.orm import Mapped, Session, mapped_column, validates

from app.core.base.db import db
from app.core.base.parts import in_parts
from app.core.base.pinyin import name_initials, name_pinyin
from app.core.base.typed_text import search_text

# Behind every word of small letters, in whatever order a database puts other signs.
LAST = "z" * 40


class NameGram(db.Model):
    """One gram of one row's name."""

    __tablename__ = "name_gram"
    __table_args__ = (Index("ix_name_gram_row", "kind", "row_id"),)
    shared_because = "an index; rows are read from the owned table it points to"

    kind: Mapped[str] = mapped_column(String(30), primary_key=True)
    gram: Mapped[str] = mapped_column(String(2), primary_key=True)
    row_id: Mapped[int] = mapped_column(primary_key=True)


class SearchableName:
    """A row found by its ``name``; the grams follow in the same transaction."""

    name: Any
    id: Any


def _spelled(spell: Callable[[str], str]) -> Callable[[Any], str]:
    """What a row gets that is stored by a statement of its own, as a bulk load does."""
    return lambda context: spell(context.get_current_parameters()["name"])


class SpelledName(SearchableName):
    """A person's row that is found by the letters of the pinyin of its name as well."""

    initials: Mapped[str] = mapped_column(
        String(40), default=_spelled(name_initials), server_default=""
    )
    pinyin: Mapped[str] = mapped_column(
        String(240), default=_spelled(name_pinyin), server_default=""
    )

    @validates("name")
    def _spell(self, _key: str, name: str) -> str:
        self.initials, self.pinyin = name_initials(name), name_pinyin(name)
        return name


def begins(column: Any, letters: str) -> Any:
    """The criterion for small letters that begin with some, through an index of the column."""
    return column.between(letters, letters + LAST)


def grams(name: str) -> set[str]:
    """All single characters and neighbouring pairs of a name."""
    text = name.strip().lower()
    return {text[i : i + n] for n in (1, 2) for i in range(len(text) - n + 1)}


def _needed(term: str) -> list[str]:
    """The fewest grams that a name containing the term must have."""
    if len(term) <= 2:
        return [term]
    pairs = [term[i : i + 2] for i in range(0, len(term) - 1, 2)]
    return pairs if len(term) % 2 == 0 else [*pairs, term[-2:]]


def name_contains(model: Any, term: str) -> Any:
    """The criterion for rows whose name contains a term."""
    text = search_text(term).lower()
    kind = model.__tablename__
    wanted = [
        exists(
            select(1).where(
                NameGram.kind == kind, NameGram.gram == gram, NameGram.row_id == model.id
            )
        )
        for gram in _needed(text)[1:]
    ]
    first = model.id.in_(
        select(NameGram.row_id).where(NameGram.kind == kind, NameGram.gram == _needed(text)[0])
    )
    if len(text) <= 2:
        # The term is a gram itself; looking into every name again would cost more than all else.
        return first
    return db.and_(first, *wanted, model.name.icontains(text, autoescape=True))


def gram_rows(kind: str, row_id: int, name: str) -> Iterable[dict[str, Any]]:
    """Rows for a bulk load."""
    return ({"kind": kind, "gram": gram, "row_id": row_id} for gram in grams(name))


@event.listens_for(Session, "after_flush")
def _follow(session: Session, _context: Any) -> None:
    """Take out the grams of rows whose name changed or went, and put in those of today."""
    # Each of these sets is made anew whenever it is asked for.
    new, dirty, deleted = session.new, session.dirty, session.deleted
    stale, wanted = defaultdict[str, list[int]](list), list[dict[str, Any]]()
    for obj in new | dirty | deleted:
        if not isinstance(obj, SearchableName):
            continue
        if obj in dirty and not inspect(obj).attrs.name.history.has_changes():
            continue
        kind = inspect(obj).mapper.local_table.name
        stale[kind].append(obj.id)
        if obj not in deleted:
            wanted += gram_rows(kind, obj.id, obj.name)
    connection, table = session.connection(), NameGram.__table__
    for kind, ids in stale.items():
        for some in in_parts(ids):
            these = table.c.row_id.in_(some)
            connection.execute(delete(table).where(table.c.kind == kind, these))
    if wanted:
        connection.execute(table.insert(), wanted)
