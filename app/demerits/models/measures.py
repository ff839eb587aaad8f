"""记分措施: what followed when the total of somebody reached a threshold."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.access.scope import OrgOwned
from app.core.base.column_types import SealedText, stored
from app.core.base.db import db
from app.core.screens.search import SpelledName
from app.demerits.choices import MeasureKind
from app.personnel.models.common import one_only


class DemeritMeasure(OrgOwned, SpelledName, db.Model):
    """A 措施 about a human in a cycle; it belongs to the organization that employs the person.

    ``done_on`` is the day of the 约谈, and of a suspension the day on which retraining lifted it:
    the points up to then (``settled``) are 已处理, and what follows after that counts from them
    (``base``). ``void_on`` is the day since which the total does not ask for it any more.
    """

    __tablename__ = "demerit_measure"
    __table_args__ = (
        Index("ix_demerit_measure_identity", "identity_id", "cycle"),
        Index("ix_demerit_measure_kind", "kind", "organization_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    identity_id: Mapped[int] = mapped_column(ForeignKey("identity.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    cycle: Mapped[int] = mapped_column(info={"label": _l("记分周期")})
    name: Mapped[str] = mapped_column(String(40), info={"label": _l("姓名"), "reads": "name"})
    id_no: Mapped[str] = mapped_column(
        SealedText, info={"label": _l("身份证号"), "mask": "id_number"}
    )
    kind: Mapped[MeasureKind] = mapped_column(stored(MeasureKind), info={"label": _l("措施")})
    total: Mapped[int] = mapped_column(info={"label": _l("本周期累计")})
    reached_on: Mapped[dt.date] = mapped_column(info={"label": _l("达到日期")})
    done_on: Mapped[dt.date | None] = mapped_column(info={"label": _l("办理日期")})
    base: Mapped[int] = mapped_column(default=0)
    settled: Mapped[int] = mapped_column(default=0, info={"label": _l("已处理分值")})
    void_on: Mapped[dt.date | None] = mapped_column(info={"label": _l("取消日期")})
    talked_by: Mapped[str | None] = mapped_column(String(40), info={"label": _l("约谈人")})
    content: Mapped[str | None] = mapped_column(String(1000), info={"label": _l("约谈内容")})
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    @property
    def standing(self) -> str:
        """办理情况: whether it waits, and for what."""
        if self.kind is MeasureKind.TALK:
            return _("已约谈") if self.done_on is not None else _("待约谈")
        if self.kind is MeasureKind.SUSPENSION:
            return _("已再培训，恢复") if self.done_on is not None else _("待再培训")
        return _("已通知")

    def __repr__(self) -> str:
        return f"{self.name} {self.kind.label}"


# One of a kind waits in a cycle; those that are done or void are followed by others.
_WAITS = DemeritMeasure.done_on.is_(None) & DemeritMeasure.void_on.is_(None)
one_only(
    "uq_demerit_measure_open",
    _WAITS,
    DemeritMeasure.identity_id,
    DemeritMeasure.cycle,
    DemeritMeasure.kind,
)
