"""How the points of somebody read: in the dossier, on paper, on the timeline."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Integer

from app.core.access.scope import may_read
from app.core.access.security_manager import may
from app.core.base import clock
from app.core.base.per_request import once
from app.core.configuration.parameters import parameter
from app.core.screens.added_columns import AddedColumn
from app.core.screens.detail_parts import DetailPart
from app.core.screens.timeline import TimelineEvent, TimelineSource
from app.core.screens.views import Computed, show_url
from app.core.tree.organization_tree import organization_names
from app.demerits import queries, rules
from app.demerits.choices import (
    COUNTING,
    MEASURE_TONES,
    RECORD,
    STATE_TONES,
    MeasureKind,
)
from app.demerits.models import DemeritMeasure, DemeritRecord
from app.dossiers.choices import DOSSIER
from app.personnel.models import Person
from app.personnel.presentation import PERSON


@dataclass(frozen=True, slots=True)
class ShownCycle:
    """记分周期 of somebody: its total, what it is now, its records and measures."""

    year: int
    total: int
    standing: str
    records: Sequence[tuple[DemeritRecord, str, str]]
    measures: Sequence[tuple[DemeritMeasure, str]]


def records_of(person: Person) -> Sequence[DemeritRecord]:
    """What counted or counts of a human, for whoever may look at points; the newest first."""
    if not may("read", RECORD):
        return ()
    key = ("points of", person.identity_id)
    return once(key, lambda: queries.records_about(person.identity_id))


def measures_of(person: Person) -> Sequence[DemeritMeasure]:
    """What followed for a human and is in force, for whoever may look at points."""
    if not may("read", RECORD):
        return ()
    key = ("measures of", person.identity_id)
    found = once(key, lambda: queries.measures_of(person.identity_id))
    return [one for one in found if one.void_on is None]


def _address(item: DemeritRecord) -> str:
    """查看 of a record, for whoever reads rows of the one organization or of the other."""
    is_in_reach = may_read(item.organization_id) or may_read(item.subject_id)
    return (show_url(RECORD, item.id) or "") if is_in_reach else ""


def total_in(records: Sequence[DemeritRecord]) -> int:
    """累计 of records that are of one cycle."""
    return sum(one.points for one in records if one.state in COUNTING)


def standing_words(year: int, total: int, measures: Sequence[DemeritMeasure]) -> str:
    """Whether the points of a cycle count still."""
    settled = max((one.settled for one in measures), default=0)
    if rules.is_cleared(total, settled, year, clock.today(), parameter("point_full")):
        return str(_("已清零"))
    if settled:
        return str(_("已处理 %(n)d 分", n=settled))
    return str(_("本周期")) if year == clock.year() else str(_("未清零"))


def _cycles(person: Person) -> Iterator[ShownCycle]:
    measures = measures_of(person)
    ordered = sorted(records_of(person), key=lambda one: one.cycle, reverse=True)
    for year, some in groupby(ordered, lambda one: one.cycle):
        records, own = list(some), [one for one in measures if one.cycle == year]
        total = total_in(records)
        yield ShownCycle(
            year,
            total,
            standing_words(year, total, own),
            [(one, _address(one), STATE_TONES[one.state]) for one in records],
            [(one, MEASURE_TONES[one.kind]) for one in own],
        )


def _dossier(person: Person) -> Mapping[str, Any] | None:
    cycles = list(_cycles(person))
    return {"cycles": cycles, "names": organization_names()} if cycles else None


# --- 一生一档 -------------------------------------------------------------------------------


def point_events(person: Person) -> Iterator[TimelineEvent]:
    """When somebody got points, and what followed."""
    for record in records_of(person):
        words = _("考核记分 %(n)d 分", n=record.points)
        reasons = _("；").join(one.text for one in record.items)
        place = organization_names().get(record.organization_id, "")
        yield TimelineEvent(record.happened_on, words, reasons, place, _address(record))
    for measure in measures_of(person):
        facts = (_("%(cycle)d 年累计记 %(n)d 分", cycle=measure.cycle, n=measure.total), "")
        yield TimelineEvent(measure.reached_on, str(measure.kind.label), *facts)
        if measure.kind is MeasureKind.SUSPENSION and measure.done_on is not None:
            yield TimelineEvent(measure.done_on, _("再培训合格，恢复监督工作"), *facts)


PEOPLE_PARTS = (
    DetailPart(DOSSIER, "demerits", _l("动态考核记分"), "demerits/points.html", _dossier),
    TimelineSource(PERSON, "demerits", point_events),
    AddedColumn(
        DOSSIER,
        "points",
        _l("本周期记分"),
        Computed(Integer, queries.points_beside),
        folded=True,
    ),
)
