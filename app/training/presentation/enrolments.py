"""How enrolments read, and the sessions that are offered for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from app.core.base import clock
from app.core.screens.fieldsets import GivenFacts
from app.personnel.choices import CertificateType
from app.personnel.models import Certificate
from app.training import queries
from app.training.models import ContinuingEnrolment, TrainingSession


@dataclass(frozen=True, slots=True)
class OfferedSession:
    """A session that an organization may choose, with its places."""

    session: TrainingSession
    seats: int
    taken: int

    @property
    def left(self) -> int:
        """剩余."""
        return max(self.seats - self.taken, 0)


def offered_sessions(organization_id: int) -> list[OfferedSession]:
    """The sessions in whose window an organization is, in one statement."""
    return [
        OfferedSession(one.session, one.seats, taken)
        for one, taken in queries.own_quotas(organization_id)
    ]


def certificate_facts(held: Sequence[Certificate]) -> list[GivenFacts]:
    """The certificates of somebody, with the days that they hold still."""
    today = clock.today()
    return [
        GivenFacts(
            one.type.label,
            [
                (_("证书编号"), one.number),
                (_("有效期止"), str(one.valid_to)),
                (_("剩余天数"), str(max((one.valid_to - today).days, 0))),
            ],
        )
        for one in held
    ]


def type_words(item: ContinuingEnrolment) -> str:
    """延续证书."""
    return _("、").join(str(CertificateType.of(one).label) for one in item.types)
