"""Numbers of records: rules declared by modules, patterns the office may edit, no gap, no repeat.

A number that was given is kept for good, and the next is counted from those, so
that neither a new pattern nor a deleted record brings one back.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.exc import IntegrityError

from app.core.base import clock
from app.core.base.db import db
from app.core.base.registry import Registry
from app.core.base.visibility import unscoped
from app.core.models import Division, GivenNumber, NumberCounter, NumberingRule, Organization

from .number_patterns import BadPattern, Pattern, Placeholder


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of numbers: what it is called, and its pattern until somebody changes it."""

    key: str
    label: Any
    pattern: str
    placeholders: tuple[Placeholder, ...] = tuple(Placeholder)


def _refuse_pattern(rule: Rule) -> None:
    Pattern.parse(rule.pattern)


RULES = Registry("numbering", Rule, lambda rule: rule.key, _refuse_pattern)
register, declared = RULES.register, RULES.registered


def next_number(key: str, *, organization_id: int, at: dt.date | dt.datetime) -> str:
    """The next number of a rule, in the caller's transaction.

    It is given with the commit and free again after a rollback; whoever asks
    meanwhile waits. ``at`` is the moment or day whose year and month it names.
    """
    return next_numbers(key, 1, organization_id=organization_id, at=at)[0]


def next_numbers(
    key: str, count: int, *, organization_id: int, at: dt.date | dt.datetime
) -> list[str]:
    """``next_number`` for several records at once: numbers that follow each other."""
    rule, day = declared()[key], _day(at)
    counter = lock(key)
    pattern = stored_pattern(rule)
    first = next_seq(key, pattern, day.year)
    held = parts(organization_id, day)
    given = [
        GivenNumber(
            rule=key,
            number=pattern.write(seq=seq, **held),
            year=day.year,
            seq=seq,
            organization_id=organization_id,
            given_at=clock.now(),
        )
        for seq in range(first, first + count)
    ]
    counter.given += count
    numbers = [one.number for one in given]
    db.session.add_all(given)
    db.session.flush()
    return numbers


def examples(patterns: Mapping[str, Pattern], *, organization_id: int) -> dict[str, str]:
    """What the next number of each rule would be today, by patterns of the caller."""
    day = clock.today()
    in_year = case((GivenNumber.year == day.year, GivenNumber.seq))
    rows = db.session.execute(
        select(GivenNumber.rule, func.max(GivenNumber.seq), func.max(in_year)).group_by(
            GivenNumber.rule
        )
    )
    last = {rule: (ever, this_year or 0) for rule, ever, this_year in rows}
    held = parts(organization_id, day)
    found = {}
    for key, pattern in patterns.items():
        ever, this_year = last.get(key, (0, 0))
        seq = (this_year if Placeholder.YEAR in pattern.places else ever) + 1
        found[key] = pattern.write(seq=seq, **held)
    return found


def next_seq(key: str, pattern: Pattern, year: int) -> int:
    """One more than the highest that was given, in this year alone when the pattern names it."""
    given = select(func.max(GivenNumber.seq)).where(GivenNumber.rule == key)
    if Placeholder.YEAR in pattern.places:
        given = given.where(GivenNumber.year == year)
    return (db.session.scalar(given) or 0) + 1


def stored_pattern(rule: Rule) -> Pattern:
    """The pattern in force, as the database has it now."""
    changed = db.session.scalar(select(NumberingRule.pattern).where(NumberingRule.key == rule.key))
    return sound(rule, changed)


def sound(rule: Rule, changed: str | None) -> Pattern:
    """A changed pattern; the default where there is none or it is broken."""
    try:
        return Pattern.parse(changed or rule.pattern)
    except BadPattern:
        return Pattern.parse(rule.pattern)


def parts(organization_id: int, day: dt.date) -> dict[str, str]:
    """What the placeholders beside the running number stand for."""
    codes = (
        select(Organization.code, Division.code.label("division"))
        .join(Division, Organization.division_code == Division.code)
        .where(Organization.id == organization_id)
    )
    with unscoped("a number names the organization that it is given to"):
        row = db.session.execute(codes).one_or_none()
    # An example for somebody without an organization shows zeros.
    division = row.division if row is not None else "000000"
    return {
        "year": f"{day.year:04d}",
        "half": str((day.month + 5) // 6),
        "quarter": str((day.month + 2) // 3),
        "month": f"{day.month:02d}",
        "prefecture": division[:4],
        "division": division,
        "organization": row.code if row is not None else "00000000",
    }


def repeats(key: str, pattern: Pattern) -> bool:
    """Whether a new pattern could give a number again that was given under another."""
    given = select(GivenNumber.number, GivenNumber.year, GivenNumber.seq)
    return any(
        pattern.could_make(row.number, year=row.year, seq=row.seq)
        for row in db.session.execute(given.where(GivenNumber.rule == key))
    )


def _day(at: dt.date | dt.datetime) -> dt.date:
    return clock.local(at).date() if isinstance(at, dt.datetime) else at


def lock(key: str) -> NumberCounter:
    """The counter of a rule, held until the transaction ends; made when it is the first time."""
    locked = select(NumberCounter).where(NumberCounter.rule == key).with_for_update()
    locked = locked.execution_options(populate_existing=True)
    found = db.session.scalar(locked)
    if found is not None:
        return found
    # Somebody else's first number may be faster; then its counter is committed by now.
    with suppress(IntegrityError), db.session.begin_nested():
        db.session.add(NumberCounter(rule=key, given=0))
    return db.session.scalars(locked).one()
