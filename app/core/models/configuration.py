"""What an office may edit: dictionaries, parameters, the calendar; the counter of changes."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.base.choices import DayKind, EntryState
from app.core.base.column_types import Moment, stored
from app.core.base.db import db


class DictionaryEntry(db.Model):
    """One value of a dictionary.

    ``group`` names the class that reports count it in (a doctor and a master
    are both "postgraduate"), so an office can add values without a new release.
    """

    __tablename__ = "dictionary_entry"
    __table_args__ = (UniqueConstraint("dictionary", "code", name="uq_dictionary_entry_code"),)
    shared_because = "dictionaries are the same for all"

    id: Mapped[int] = mapped_column(primary_key=True)
    dictionary: Mapped[str] = mapped_column(String(40), info={"label": _l("字典")})
    code: Mapped[str] = mapped_column(String(40), info={"label": _l("代码")})
    label: Mapped[str] = mapped_column(String(100), info={"label": _l("名称")})
    group: Mapped[str | None] = mapped_column(String(40), info={"label": _l("统计归类")})
    position: Mapped[int] = mapped_column(default=0, info={"label": _l("排序")})
    is_active: Mapped[bool] = mapped_column(default=True, info={"label": _l("启用")})
    version: Mapped[int] = mapped_column(default=1)

    @property
    def state(self) -> EntryState:
        """Whether forms still offer it."""
        return EntryState.ACTIVE if self.is_active else EntryState.RETIRED

    def __repr__(self) -> str:
        return self.label


class FrozenEntry(db.Model):
    """The copy of a dictionary entry that a closed year is read by; it is never rewritten."""

    __tablename__ = "frozen_dictionary_entry"
    shared_because = "dictionaries are the same for all"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    dictionary: Mapped[str] = mapped_column(String(40), primary_key=True)
    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    label: Mapped[str] = mapped_column(String(100))
    group: Mapped[str | None] = mapped_column(String(40))
    position: Mapped[int]
    is_active: Mapped[bool]


class Parameter(db.Model):
    """One setting of the business rules that was changed; its default is declared in code.

    No value means the default again; the row stays, so that its history does.
    """

    __tablename__ = "parameter"
    shared_because = "parameters are the same for all"

    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[Any] = mapped_column(JSON, info={"label": _l("参数值")})
    version: Mapped[int] = mapped_column(default=1)


class CalendarDay(db.Model):
    """A day on which work is not as its weekday says, or was said so once."""

    __tablename__ = "calendar_day"
    shared_because = "the calendar is the same for all"

    day: Mapped[dt.date] = mapped_column(primary_key=True)
    kind: Mapped[DayKind] = mapped_column(stored(DayKind), info={"label": _l("类型")})
    note: Mapped[str | None] = mapped_column(String(50), info={"label": _l("说明")})


class NumberingRule(db.Model):
    """The pattern of a kind of numbers that was changed; its default is declared in code."""

    __tablename__ = "numbering_rule"
    shared_because = "numbers are made the same way for all"

    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    pattern: Mapped[str] = mapped_column(String(100), info={"label": _l("编号格式")})
    version: Mapped[int] = mapped_column(default=1)


class NumberCounter(db.Model):
    """How many numbers a rule has given; whoever takes the next one locks this row."""

    __tablename__ = "number_counter"
    shared_because = "numbers run across organizations"

    rule: Mapped[str] = mapped_column(String(60), primary_key=True)
    given: Mapped[int] = mapped_column(default=0)


class GivenNumber(db.Model):
    """A number that was given, kept for good: it is given to nobody else."""

    __tablename__ = "given_number"
    __table_args__ = (
        UniqueConstraint("rule", "number", name="uq_given_number_number"),
        UniqueConstraint("rule", "year", "seq", name="uq_given_number_seq"),
    )
    shared_because = "numbers run across organizations"

    id: Mapped[int] = mapped_column(primary_key=True)
    rule: Mapped[str] = mapped_column(String(60))
    number: Mapped[str] = mapped_column(String(60))
    year: Mapped[int]
    seq: Mapped[int]
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    given_at: Mapped[dt.datetime] = mapped_column(Moment)


class Revision(db.Model):
    """A counter that rises with every change of what is kept in memory between requests.

    One row. It is read together with the signed-in user, so that roles, the
    tree, dictionaries and parameters need no query of their own and are still
    never older than the request.
    """

    __tablename__ = "revision"
    __table_args__ = (CheckConstraint("id = 1", name="single_row"),)
    shared_because = "a counter"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(default=0)
