"""催报: a superior reminds organizations of what they have not handed in, each once a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask_babel import gettext as _

from app.core.access.actor import Actor
from app.core.base import clock
from app.core.base.errors import Refused
from app.core.tree.organization_tree import tree
from app.workflow import messages
from app.workflow.desks import Belonging

from . import queries
from .queries import OverviewRow
from .reminders import ADMINS, missing


@dataclass(frozen=True, slots=True)
class Addressee:
    """An organization that may be reminded: what it lacks, and who there would be told."""

    row: OverviewRow
    is_closed: bool
    people: Sequence[messages.Reader] = ()
    reminded_at: dt.datetime | None = None

    @property
    def id(self) -> int:
        """The organization."""
        return self.row.id

    @property
    def missing(self) -> list[str]:
        """What it has not handed in, in the language of whoever reads."""
        return missing(self.row.marks)

    @property
    def is_late(self) -> bool:
        """Whether there is something to be reminded of."""
        return bool(self.missing) and not self.is_closed

    @property
    def is_due(self) -> bool:
        """Whether a reminder would be sent now."""
        return self.is_late and bool(self.people) and self.reminded_at is None

    @property
    def is_silent(self) -> bool:
        """Whether nobody would hear a reminder, for nobody there has an account."""
        return self.is_late and not self.people

    @property
    def hindrance(self) -> str:
        """Why no reminder is sent, in words; blank when one is."""
        if not self.missing:
            return _("已全部完成")
        if self.is_closed:
            return _("年度已锁定")
        if not self.people:
            return _("无账号")
        if self.reminded_at is not None:
            at = clock.local(self.reminded_at)
            return _("今天 %(time)s 已提醒", time=f"{at:%H:%M}")
        return ""

    @property
    def names(self) -> str:
        """Who is told."""
        return _("、").join(person.name for person in self.people)


@dataclass(frozen=True, slots=True)
class Told:
    """What a 催报 came to."""

    organizations: Sequence[Addressee]
    people: int

    @property
    def words(self) -> str:
        """How it is told to whoever sent it."""
        count = len(self.organizations)
        if count == 1:
            name = self.organizations[0].row.name
            return _("已向%(name)s的 %(n)d 位管理员发送催报提醒", name=name, n=self.people)
        return _("已向 %(count)d 个机构的 %(n)d 位管理员发送催报提醒", count=count, n=self.people)


def addressees(rows: Sequence[OverviewRow], year: int) -> list[Addressee]:
    """What a reminder of a year would mean for these organizations, in their order."""
    closed = _closed(year)
    found = [Addressee(row, row.id in closed) for row in rows]
    late = [Belonging(one.id) for one in found if one.is_late]
    people: dict[int | None, list[messages.Reader]] = {}
    for person in messages.people_at_each((ADMINS,), late) if late else ():
        people.setdefault(person.organization_id, []).append(person)
    ids = [person.id for some in people.values() for person in some]
    before = messages.sent_at(ids, [_key(one.organization_id, year) for one in late]) if ids else {}
    return [
        replace(one, people=people.get(one.id, ()), reminded_at=before.get(_key(one.id, year)))
        for one in found
    ]


def _closed(year: int) -> set[int]:
    """The organizations for which a year is closed; the running one never is."""
    if year >= clock.year() or queries.year_lock(year) is None:
        return set()
    opened = {one.organization_id for one in queries.unlocks_of(year)}
    return set(tree(clock.last_day(year))) - opened


def _key(organization_id: int, year: int) -> str:
    return f"urge:{organization_id}:{year}:{clock.today()}"


def urge(rows: Sequence[OverviewRow], year: int, *, actor: Actor) -> Told:
    """Remind the administrators of organizations; those who were reminded today are left out.

    Raises Refused with the reason when there is nobody to remind.
    """
    found = sorted(addressees(rows, year), key=lambda one: one.id)
    counts = {one.id: _send(one, year, actor) for one in found if one.is_due}
    reached = [one for one in found if counts.get(one.id)]
    if not reached:
        # Also those whom somebody else has just reminded.
        raise Refused.because("UR1", "", _refusal(addressees(rows, year)))
    return Told(reached, sum(counts.values()))


def _refusal(found: Sequence[Addressee]) -> str:
    if len(found) == 1:
        return f"{found[0].row.name}{_('：')}{found[0].hindrance}"
    return _("没有可以提醒的机构")


def _send(one: Addressee, year: int, actor: Actor) -> int:
    own = tree().get(actor.organization_id or 0)
    sender = f"{own.name} {actor.name}" if own is not None else actor.name

    def words() -> messages.Words:
        items = one.missing
        body = _("%(name)s提醒您尽快完成：%(items)s。", name=sender, items=_("、").join(items))
        return messages.Words(
            _("催报：%(year)d 年度有 %(n)d 项未完成", year=year, n=len(items)), body
        )

    return messages.send_each(
        one.people, words, key=_key(one.id, year), kind=messages.REMINDER, link="/"
    )
