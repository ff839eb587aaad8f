"""Rules of 机构维护: on which day an organization may change, and where it may stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from flask_babel import gettext as _

from app.core.base.choices import DivisionLevel, Level
from app.core.base.errors import FieldError

LEVEL_OF: Mapping[str, Level] = {
    DivisionLevel.PROVINCE: Level.PROVINCE,
    DivisionLevel.PREFECTURE: Level.PREFECTURE,
    DivisionLevel.COUNTY: Level.COUNTY,
    DivisionLevel.ZONE: Level.COUNTY,
}
ORDER = list(Level)


def day_refusals(
    day: dt.date, *, today: dt.date, last_change: dt.date | None, locked_until: dt.date | None
) -> Iterator[FieldError]:
    """From when on a change may hold: not to come, after the last one, and in no locked year."""
    if day > today:
        yield FieldError("RO1", "day", _("生效日期不能晚于今天"))
    if last_change and day < last_change:
        words = _("生效日期不能早于该机构上一次变更的日期（%(day)s）", day=last_change)
        yield FieldError("RO2", "day", words)
    if locked_until and day <= locked_until:
        words = _("%(year)d 年度已锁定，生效日期应在该年度之后", year=locked_until.year)
        yield FieldError("RO3", "day", words)


def superior_refusals(level: Level, superior: Level | None) -> Iterator[FieldError]:
    """A county's superior is a prefecture's or the province's, and so on; the province has none."""
    if superior is None and level is not Level.PROVINCE:
        yield FieldError("RO4", "parent", _("请选择上级机构"))
    if superior is not None and ORDER.index(superior) >= ORDER.index(level):
        words = _("上级机构应为更高级别的机构，%(level)s机构不能隶属于它", level=level.label)
        yield FieldError("RO4", "parent", words)
