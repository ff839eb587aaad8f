"""Reminders of certificates that run out: to organizations in time, monthly to prefectures."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from flask_babel import gettext as _

from app.core.base.choices import Level
from app.core.configuration.parameters import parameter
from app.core.tree.organization_tree import Node, tree
from app.organizations.reminders import ADMINS
from app.personnel.models import last_day_of_warning
from app.workflow import messages
from app.workflow.desks import Belonging

from . import queries
from .rules import TOLD_FOR, occasion

LIST = "/certificates/radar/list/"
# So many are named in a message.
MOST_NAMED = 20


def remind(today: dt.date) -> None:
    """Tell each organization once an occasion, and each prefecture once a month."""
    _tell_organizations(today)
    _tell_prefectures(today)


def _tell_organizations(today: dt.date) -> None:
    """One message for all that end on one day, whoever holds them."""
    nodes, warn_days = tree(), parameter("cert_warn_days")
    first, last = today - dt.timedelta(days=TOLD_FOR), last_day_of_warning(today)
    ends: dict[tuple[int, dt.date], list[str]] = defaultdict(list)
    for number, name, valid_to in queries.ends_between(first, last):
        ends[number, valid_to].append(name)
    for (number, valid_to), names in ends.items():
        due = occasion((valid_to - today).days, warn_days)
        if due and number in nodes:
            words = partial(_words, names, valid_to, today)
            _send(number, f"certificates:{number}:{valid_to}:{due}", words)


def _words(names: Sequence[str], valid_to: dt.date, today: dt.date) -> messages.Words:
    values = {"n": len(names), "day": valid_to}
    if valid_to < today:
        title = _("%(n)d 本监督证书已于 %(day)s 过期", **values)
    else:
        title = _("%(n)d 本监督证书将于 %(day)s 到期", **values)
    people = _("、").join(names[:MOST_NAMED])
    if len(names) > MOST_NAMED:
        people = _("%(names)s等 %(n)d 人", names=people, n=len(names))
    return messages.Words(title, _("持证人：%(people)s。请安排继续教育。", people=people))


def _tell_prefectures(today: dt.date) -> None:
    """The monthly list of what runs out at the prefecture's station and at those below it."""
    found, nodes = queries.running_out_at_each(today), list(tree().values())
    for node in nodes:
        if node.level is not Level.PREFECTURE:
            continue
        places = [one for one in nodes if node.id in (one.id, one.parent_id) and one.id in found]
        if places:
            words = partial(_list_words, places, found)
            _send(node.id, f"certificate-list:{node.id}:{today:%Y-%m}", words)


def _list_words(places: Sequence[Node], found: Mapping[int, tuple[int, int]]) -> messages.Words:
    title = _(
        "本月监督证书清单：即将到期 %(soon)d 本，已过期 %(over)d 本",
        soon=sum(found[one.id][0] for one in places),
        over=sum(found[one.id][1] for one in places),
    )
    lines = [
        _("%(name)s：即将到期 %(soon)d，已过期 %(over)d", name=one.name, soon=soon, over=over)
        for one in places
        for soon, over in (found[one.id],)
    ]
    return messages.Words(title, _("；").join(lines))


def _send(number: int, key: str, words: Callable[[], messages.Words]) -> None:
    readers = messages.people_at((ADMINS,), Belonging(number))
    messages.send_each(readers, words, key=key, kind=messages.REMINDER, link=LIST)
