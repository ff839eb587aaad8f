"""How enrolments read, and the sessions that are offered for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import gettext as _

from app.core.base import clock
from app.core.configuration.parameters import parameter
from app.core.screens.fieldsets import GivenFacts
from app.core.screens.value_display import moment_text
from app.personnel.choices import CertificateType
from app.personnel.labels import LABELS as PERSON_LABELS
from app.personnel.models import Certificate
from app.personnel.presentation import short_types
from app.training import queries
from app.training.models import ContinuingEnrolment, Enrolment, TrainingSession

# What an enrolment keeps of a person, in the order of 查看.
KEPT = (
    ("sex", PERSON_LABELS["sex"]),
    ("born_on", PERSON_LABELS["born_on"]),
    ("education", PERSON_LABELS["education"]),
    ("major", PERSON_LABELS["major"]),
    ("title", PERSON_LABELS["title_level"]),
    ("position", PERSON_LABELS["position"]),
    ("work_from", PERSON_LABELS["work_from"]),
)
# Ends the key of a session that was chosen by who will wait for a place.
IN_LINE = "w"


@dataclass(frozen=True, slots=True)
class OfferedSession:
    """A session that an organization may choose, with its places."""

    session: TrainingSession
    seats: int
    taken: int
    # Chosen by who will wait for a place of it.
    in_line: bool = False

    @property
    def can_wait(self) -> bool:
        """Whether people may wait for a place, because none is left."""
        return self.left == 0 and parameter("enrol_waiting_list")

    @property
    def key(self) -> str:
        """What is sent by who chooses it as it is shown: for a place, or to wait for one."""
        return f"{self.session.id}{IN_LINE if self.can_wait else ''}"

    @property
    def left(self) -> int:
        """剩余."""
        return max(self.seats - self.taken, 0)


def offered_sessions(organization_id: int) -> list[OfferedSession]:
    """The sessions in whose window an organization is, in one statement."""
    return [
        OfferedSession(one.session, one.seats, one.taken)
        for one in queries.own_places(organization_id)
    ]


def chosen_session(offered: Sequence[OfferedSession], key: str) -> OfferedSession | None:
    """The session that was chosen by its key, and how: who chose a place never waits unasked."""
    wanted = key.removesuffix(IN_LINE)
    found = next((one for one in offered if str(one.session.id) == wanted), None)
    return found and replace(found, in_line=key != wanted)


def place_words(item: ContinuingEnrolment) -> str:
    """审核状态; of who waits with the place in the line."""
    place = getattr(item, "place_in_line", None)
    words = str(item.state.label)
    return _("%(state)s（第 %(n)d 位）", state=words, n=place) if place else words


def kept_facts(item: Enrolment) -> list[GivenFacts]:
    """What an enrolment keeps of person and certificates, as they were on that day."""
    known = item.facts
    of_person = [(words, known[key]) for key, words in KEPT if known.get(key)]
    held = [
        (one.label, _("%(number)s，有效期至 %(day)s", number=number, day=known[f"{one}_valid_to"]))
        for one in CertificateType
        if (number := known.get(f"{one}_number"))
    ]
    found = [GivenFacts(_("人员信息"), of_person)]
    return [*found, GivenFacts(_("现持证书"), held)] if held else found


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


def wanted_types(item: Enrolment) -> str:
    """延续证书, or 报考证书, in a narrow column."""
    return short_types(item.types)


def session_words(item: Enrolment) -> str:
    """Where and when somebody has to be, as a message tells it."""
    session = item.session
    return _(
        "%(name)s，报到时间：%(at)s，地点：%(place)s",
        name=session.name,
        at=moment_text(session.checks_in_at),
        place=session.place,
    )


def session_facts(item: Enrolment) -> Sequence[tuple[Any, str]]:
    """The same line by line, as a dialog shows it."""
    session = item.session
    return (
        (_("档期名称"), session.name),
        (_("报到时间"), moment_text(session.checks_in_at)),
        (_("培训地点"), session.place),
    )
