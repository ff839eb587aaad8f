"""Applications about certificates, and what the certificates said when they were filed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import JSON, ForeignKey, Index, String, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.access.scope import OrgOwned, SoftDeleted
from app.core.base import clock
from app.core.base.column_types import SealedText, stored
from app.core.base.db import db
from app.core.screens.search import SpelledName
from app.core.tree.organization_tree import Node, organization_names, tree
from app.personnel.choices import CertificateType
from app.personnel.models import Certificate
from app.personnel.models.common import coded, one_only

from .choices import CaseKind, CaseState, CaseStep, OriginalPaper


class CertificateCase(OrgOwned, SoftDeleted, SpelledName, db.Model):
    """An application about certificates of one person, with a copy of what it was filed about.

    It belongs to the organization that filed it and stays there, whatever becomes of the person.
    """

    __tablename__ = "certificate_case"
    # The organization that somebody moves to, of a 工作单位变更.
    parties = ("receiver_id",)
    __table_args__ = (
        Index("ix_certificate_case_state", "state", "kind", "organization_id"),
        Index("ix_certificate_case_person", "person_id"),
        Index("uq_certificate_case_number", "number", unique=True),
        Index("uq_certificate_case_form_token", "form_token", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[CaseKind] = mapped_column(stored(CaseKind))
    number: Mapped[str] = mapped_column(String(30), info={"label": _l("申请编号"), "reads": "code"})
    batch: Mapped[str] = mapped_column(String(30), info={"label": _l("批次号"), "reads": "code"})
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    identity_id: Mapped[int] = mapped_column(ForeignKey("identity.id"), index=True)
    receiver_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"))
    name: Mapped[str] = mapped_column(String(40), info={"label": _l("姓名"), "reads": "name"})
    id_no: Mapped[str] = mapped_column(
        SealedText, info={"label": _l("身份证号"), "mask": "id_number"}
    )
    id_no_hash: Mapped[str] = mapped_column(String(40), index=True)
    # What else was known of the person: field → text, as it read on that day.
    facts: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    reason: Mapped[str | None] = mapped_column(String(500))
    applied_on: Mapped[dt.date] = mapped_column(default=clock.today, info={"label": _l("申请日期")})
    applied_by: Mapped[str] = mapped_column(String(60), info={"label": _l("申请人")})
    accepted_on: Mapped[dt.date | None] = mapped_column(info={"label": _l("受理日期")})
    closed_on: Mapped[dt.date | None] = mapped_column(info={"label": _l("办结日期")})
    # What was said to it last, and by whom.
    opinion: Mapped[str | None] = mapped_column(String(500), info={"label": _l("受理意见")})
    handled_by: Mapped[str | None] = mapped_column(String(60), info={"label": _l("受理人")})
    state: Mapped[CaseState] = mapped_column(
        stored(CaseState), default=CaseState.DRAFT, info={"label": _l("受理状态")}
    )
    step: Mapped[CaseStep | None] = mapped_column(stored(CaseStep), info={"label": _l("环节")})
    form_token: Mapped[str | None] = mapped_column(String(36))
    version: Mapped[int] = mapped_column(default=1)

    certificates: Mapped[list[CaseCertificate]] = relationship(
        "CaseCertificate", back_populates="case", order_by="CaseCertificate.type"
    )

    __mapper_args__ = {"version_id_col": version, "polymorphic_on": kind}

    @property
    def types(self) -> list[str]:
        """证书种类: the certificates that it is about."""
        return [one.type.value for one in self.certificates]

    @property
    def receiver(self) -> Node | None:
        """调入机构, as forms take it."""
        return tree().get(self.receiver_id) if self.receiver_id else None

    @property
    def receiver_name(self) -> str:
        """调入机构, also one that is closed by now."""
        return organization_names().get(self.receiver_id or 0, "")

    @property
    def old_numbers(self) -> Sequence[str]:
        """原证书编号."""
        return [one.number for one in self.certificates]

    @property
    def new_numbers(self) -> Sequence[str]:
        """新证书编号, of those that have one."""
        return [one.new_number for one in self.certificates if one.new_number]

    def of_type(self, kind: str) -> CaseCertificate | None:
        """What it says of one of the two certificates."""
        return next((one for one in self.certificates if one.type == kind), None)

    def __repr__(self) -> str:
        return self.number


class CaseCertificate(OrgOwned, db.Model):
    """One certificate of an application: what it said when that was filed, and what it shall say.

    While ``is_running``, no other application is about the same certificate (V30).
    """

    __tablename__ = "case_certificate"
    follows = "case"
    __table_args__ = (
        Index("uq_case_certificate_of_case", "case_id", "type", unique=True),
        Index("ix_case_certificate_certificate", "certificate_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("certificate_case.id"))
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"))
    type: Mapped[CertificateType] = mapped_column(stored(CertificateType))
    is_running: Mapped[bool] = mapped_column(default=True)
    number: Mapped[str] = mapped_column(String(40))
    issuer: Mapped[str] = mapped_column(String(60))
    issued_on: Mapped[dt.date]
    valid_from: Mapped[dt.date]
    valid_to: Mapped[dt.date]
    field: Mapped[str | None] = coded("certificate_field")
    new_number: Mapped[str | None] = mapped_column(String(40), info={"reads": "code"})
    new_issued_on: Mapped[dt.date | None]
    new_valid_from: Mapped[dt.date | None]
    new_valid_to: Mapped[dt.date | None]
    new_field: Mapped[str | None] = coded("certificate_field")

    case: Mapped[CertificateCase] = relationship(CertificateCase, back_populates="certificates")
    certificate: Mapped[Certificate] = relationship(Certificate)


RUNS = CaseCertificate.is_running.is_(true())
one_only("uq_case_certificate_running", RUNS, CaseCertificate.certificate_id)


class ChangeCase(CertificateCase):
    """证书变更."""

    change_types: Mapped[list[str] | None] = mapped_column(JSON, info={"label": _l("变更类型")})
    new_name: Mapped[str | None] = mapped_column(
        String(40), info={"label": _l("新姓名"), "reads": "name"}
    )
    new_id_no: Mapped[str | None] = mapped_column(
        SealedText, info={"label": _l("新身份证号"), "mask": "id_number"}
    )

    __mapper_args__ = {"polymorphic_identity": CaseKind.CHANGE, "polymorphic_load": "inline"}  # type: ignore[dict-item]


class CancellationCase(CertificateCase):
    """证书注销."""

    cancel_reason: Mapped[str | None] = coded("cancel_reason")
    original_paper: Mapped[OriginalPaper | None] = mapped_column(
        stored(OriginalPaper), info={"label": _l("原件交回")}
    )
    leaves: Mapped[bool | None] = mapped_column(info={"label": _l("注销后离职")})

    __mapper_args__ = {"polymorphic_identity": CaseKind.CANCELLATION, "polymorphic_load": "inline"}  # type: ignore[dict-item]


class ReissueCase(CertificateCase):
    """证书补办."""

    reissue_reason: Mapped[str | None] = coded("reissue_reason")
    lost_on: Mapped[dt.date | None] = mapped_column(info={"label": _l("遗失（损毁）时间")})
    lost_at: Mapped[str | None] = mapped_column(String(100), info={"label": _l("遗失（损毁）地点")})
    notice_in: Mapped[str | None] = mapped_column(String(60), info={"label": _l("声明媒体")})
    noticed_on: Mapped[dt.date | None] = mapped_column(info={"label": _l("声明日期")})
    # How often the person had certificates reissued, this time included, once it is closed.
    times: Mapped[int | None] = mapped_column(info={"label": _l("补办次数")})

    __mapper_args__ = {"polymorphic_identity": CaseKind.REISSUE, "polymorphic_load": "inline"}  # type: ignore[dict-item]


MODELS: dict[CaseKind, type[Any]] = {
    CaseKind.CHANGE: ChangeCase,
    CaseKind.CANCELLATION: CancellationCase,
    CaseKind.REISSUE: ReissueCase,
}
NEW = ("number", "issued_on", "valid_from", "valid_to", "field")


def _new_value(kind: str, name: str) -> property:
    def read(case: CertificateCase) -> Any:
        found = case.of_type(kind)
        return getattr(found, f"new_{name}") if found is not None else None

    return property(read)


def _name_new_values() -> None:
    """Give an application its new values by the names that forms and messages use."""
    for kind in CertificateType:
        for name in NEW:
            setattr(ChangeCase, f"{kind.value}_{name}", _new_value(kind.value, name))


_name_new_values()
