"""Tables of who is enrolled: what is common to both trainings, and what each has of its own."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from app.core.access.scope import OrgOwned, SoftDeleted
from app.core.base import clock
from app.core.base.column_types import SealedText, stored
from app.core.base.constraints import refuse_negatives
from app.core.base.db import db
from app.core.base.tenths import number_of
from app.core.screens.search import SpelledName
from app.personnel.choices import CertificateType
from app.personnel.models import Person
from app.personnel.models.common import one_only
from app.training.choices import (
    BINDING,
    CONTINUING,
    INDUCTION,
    ContinuingState,
    EnrolmentStep,
    InductionCategory,
    InductionState,
    Result,
    TrainingKind,
)

from .sessions import TrainingSession


def _type_words(code: str) -> str:
    return str(CertificateType.of(code).label)


class Enrolment(OrgOwned, SoftDeleted, SpelledName):
    """What both kinds of enrolments say: of whom, for which session, and what came of it.

    Hours and marks are whole tenths. ``scores`` and ``makeup_scores`` go by the names of the
    subjects of the session.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(
        String(30), unique=True, info={"label": _l("报名编号"), "reads": "code"}
    )
    batch: Mapped[str] = mapped_column(String(30), info={"label": _l("批次号"), "reads": "code"})
    year: Mapped[int] = mapped_column(info={"label": _l("年度")})
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    identity_id: Mapped[int] = mapped_column(ForeignKey("identity.id"))
    name: Mapped[str] = mapped_column(String(40), info={"label": _l("姓名"), "reads": "name"})
    id_no: Mapped[str] = mapped_column(
        SealedText, info={"label": _l("身份证号"), "mask": "id_number"}
    )
    id_no_hash: Mapped[str] = mapped_column(String(40), index=True)
    mobile: Mapped[str] = mapped_column(SealedText, info={"label": _l("手机"), "mask": "mobile"})
    # What else was known of the person and the certificates on that day: key → text.
    facts: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    applied_on: Mapped[dt.date] = mapped_column(default=clock.today, info={"label": _l("报名时间")})
    applied_by: Mapped[str] = mapped_column(String(60), info={"label": _l("报名人")})
    opinion: Mapped[str | None] = mapped_column(String(500), info={"label": _l("审核意见")})
    handled_by: Mapped[str | None] = mapped_column(String(60), info={"label": _l("审核人")})
    step: Mapped[EnrolmentStep | None] = mapped_column(
        stored(EnrolmentStep), info={"label": _l("当前环节")}
    )
    attended: Mapped[int | None] = mapped_column(info={"label": _l("到课学时"), "words": number_of})
    scores: Mapped[dict[str, int]] = mapped_column(
        JSON, default=dict, info={"label": _l("考核成绩"), "words": number_of}
    )
    makeup_scores: Mapped[dict[str, int]] = mapped_column(
        JSON, default=dict, info={"label": _l("补考成绩"), "words": number_of}
    )
    result: Mapped[Result | None] = mapped_column(stored(Result), info={"label": _l("考核结果")})
    result_remark: Mapped[str | None] = mapped_column(String(200), info={"label": _l("成绩备注")})
    form_token: Mapped[str | None] = mapped_column(String(36), unique=True)
    version: Mapped[int] = mapped_column(default=1)

    # Said by each: what it is for, and the resource of its screen.
    kind: ClassVar[TrainingKind]
    resource: ClassVar[str]
    # Added by each: its states, the session, which those of 新进 get later, and certificates.
    state: Any
    session_id: Any
    types: Any

    @declared_attr
    def person(cls) -> Mapped[Person]:
        return relationship(Person)

    @declared_attr
    def session(cls) -> Mapped[TrainingSession]:
        return relationship(TrainingSession)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}

    @property
    def session_name(self) -> str:
        """档期; blank where there is none yet."""
        return self.session.name if self.session else ""

    def __repr__(self) -> str:
        return self.number


class InductionEnrolment(Enrolment, db.Model):
    """Somebody enrolled for 新进人员培训, for one or both certificates.

    It takes a place of a prefecture's quota while its state is one of ``WITH_PLACE``.
    """

    __tablename__ = "induction_enrolment"
    __table_args__ = (
        Index("ix_induction_enrolment_seats", "quota_id", "state"),
        Index("ix_induction_enrolment_session", "session_id", "state"),
        Index("ix_induction_enrolment_state", "state", "organization_id"),
        Index("ix_induction_enrolment_person", "person_id"),
    )

    kind, resource = TrainingKind.INDUCTION, INDUCTION

    category: Mapped[InductionCategory] = mapped_column(
        stored(InductionCategory), info={"label": _l("报名类别")}
    )
    session_id: Mapped[int | None] = mapped_column(ForeignKey("training_session.id"))
    # Whose place it takes.
    quota_id: Mapped[int | None] = mapped_column(ForeignKey("session_quota.id"))
    # 报考证书, codes of CertificateType.
    types: Mapped[list[str]] = mapped_column(
        JSON, info={"label": _l("报考证书"), "words": _type_words}
    )
    engineering_years: Mapped[int] = mapped_column(
        info={"label": _l("从事工程管理年限"), "min": 0, "max": 60}
    )
    supervising_years: Mapped[int] = mapped_column(
        info={"label": _l("从事监督年限"), "min": 0, "max": 60}
    )
    # Conditions that were not fulfilled on that day (1.5), as they read.
    doubts: Mapped[list[str]] = mapped_column(JSON, default=list, info={"label": _l("条件核对")})
    explanation: Mapped[str | None] = mapped_column(String(500), info={"label": _l("不符合说明")})
    recommendation: Mapped[str | None] = mapped_column(
        String(500), info={"label": _l("单位推荐意见")}
    )
    state: Mapped[InductionState] = mapped_column(
        stored(InductionState), default=InductionState.DRAFT, info={"label": _l("审核状态")}
    )
    # 发证: certificate type → number.
    certificates: Mapped[dict[str, str]] = mapped_column(
        JSON, default=dict, info={"label": _l("证书编号"), "names": _type_words, "words": str}
    )
    issued_on: Mapped[dt.date | None] = mapped_column(info={"label": _l("发证日期")})

    # Whether the roster has a photo of the person, where somebody has looked.
    has_photo = False


def _own_place(context: Any) -> Any:
    """Whoever enrols somebody gives a place of its own."""
    return context.get_current_parameters()["organization_id"]


refuse_negatives(InductionEnrolment)


class ContinuingEnrolment(Enrolment, db.Model):
    """Somebody enrolled for a session of 继续教育, with what was known of the person then.

    It takes a place of an organization while its state is one of ``SEATED``: of the one that
    enrolled the person, also once that one works elsewhere.
    """

    __tablename__ = "continuing_enrolment"
    __table_args__ = (
        Index("ix_continuing_enrolment_seats", "session_id", "seat_of_id", "state"),
        Index("ix_continuing_enrolment_state", "state", "organization_id"),
        Index("ix_continuing_enrolment_person", "person_id"),
    )

    kind, resource = TrainingKind.CONTINUING, CONTINUING

    session_id: Mapped[int] = mapped_column(ForeignKey("training_session.id"))
    # Whose place it takes.
    seat_of_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), default=_own_place)
    # 延续证书, codes of CertificateType.
    types: Mapped[list[str]] = mapped_column(
        JSON, info={"label": _l("延续证书"), "words": _type_words}
    )
    remark: Mapped[str | None] = mapped_column(String(200), info={"label": _l("备注")})
    state: Mapped[ContinuingState] = mapped_column(
        stored(ContinuingState), default=ContinuingState.DRAFT, info={"label": _l("审核状态")}
    )
    # 延期: certificate type → 有效期止 before and after, as ISO days.
    extensions: Mapped[dict[str, list[str]]] = mapped_column(
        JSON,
        default=dict,
        info={"label": _l("证书延期"), "names": _type_words, "words": " → ".join},
    )
    extended_on: Mapped[dt.date | None] = mapped_column(info={"label": _l("延期日期")})


# One that counts, in a year (V35).
for _model in (InductionEnrolment, ContinuingEnrolment):
    _counts = _model.state.in_(BINDING) & _model.deleted_at.is_(None)
    one_only(f"uq_{_model.__tablename__}_binding", _counts, _model.identity_id, _model.year)
