"""SELECTs of what screens, reports and registers show of applications."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import String, case, cast, func, or_, select
from sqlalchemy.orm import selectinload

from app.certificate_cases.choices import CaseKind, CaseState
from app.certificate_cases.models import (
    MODELS,
    CancellationCase,
    CaseCertificate,
    CertificateCase,
    ChangeCase,
    ReissueCase,
)
from app.certificates.queries import paper_conditions, papers
from app.core.access.actor import current_actor
from app.core.access.narrowed_screens import OWN_ALONE, own_unless_overseen
from app.core.access.scope import unscoped
from app.core.access.security_manager import may
from app.core.base.conditions import Condition
from app.core.base.db import db
from app.core.base.per_request import once
from app.core.tree.organization_tree import organizations_ever
from app.personnel.choices import CertificateType
from app.personnel.models import Certificate, Person

STREAMED = 500


def on_screen(kind: CaseKind) -> tuple[Any, ...]:
    """The criteria for what a screen shows whoever asks: the own applications and those of
    subordinates, and those by which somebody comes."""
    model, own = MODELS[kind], current_actor().organization_id
    mine = own_unless_overseen(model, oversees=may("oversee", kind.resource))
    return (Condition(or_(*mine, model.receiver_id == own), OWN_ALONE),) if mine else ()


def changes_of(codes: Sequence[str]) -> Any:
    """The criterion for changes of some types."""
    return or_(*(cast(ChangeCase.change_types, String).contains(f'"{code}"') for code in codes))


def case_seen(kind: CaseKind, number: int) -> CertificateCase | None:
    """An application that its screen shows to whoever asks, with its certificates."""
    model = MODELS[kind]
    asked = select(model).where(model.id == number, *on_screen(kind))
    asked = asked.options(selectinload(model.certificates))
    return once(("case", kind, number), lambda: db.session.scalars(asked).one_or_none())


def rows_of_person(case: CertificateCase) -> list[int]:
    """The roster rows of whom an application is about, its own first: a photo goes along with
    who moves."""
    asked = select(Person.id).where(Person.identity_id == case.identity_id)
    with unscoped("the human an application in reach is about, wherever he is now"):
        others = db.session.scalars(asked.order_by(Person.id.desc())).all()
    return [case.person_id, *(one for one in others if one != case.person_id)]


def _is_asked(kind: CaseKind, asked: Mapping[str, Any]) -> Iterator[Any]:
    """The criteria of a summary by its conditions; what is left open is blank."""
    model = MODELS[kind]
    yield from on_screen(kind)
    first, last = (dt.date.fromisoformat(asked[name]) for name in ("applied_from", "applied_to"))
    yield model.applied_on.between(first, last)
    if number := asked["organization"]:
        yield model.organization_id == int(number)
    if code := asked["prefecture"]:
        nodes = organizations_ever().values()
        yield model.organization_id.in_([one.id for one in nodes if one.prefecture_code == code])
    if asked["type"]:
        yield CaseCertificate.type == CertificateType.of(asked["type"])
    if asked["state"]:
        yield model.state == CaseState.of(asked["state"])
    if ground := asked["ground"]:
        yield GROUNDS[kind](ground)


# What 变更类型, 注销原因 and 补办原因 ask for.
GROUNDS: Mapping[CaseKind, Callable[[str], Any]] = {
    CaseKind.CHANGE: lambda code: changes_of([code]),
    CaseKind.CANCELLATION: lambda code: CancellationCase.cancel_reason == code,
    CaseKind.REISSUE: lambda code: ReissueCase.reissue_reason == code,
}


def summary(kind: CaseKind, **asked: Any) -> Iterator[tuple[CertificateCase, CaseCertificate]]:
    """Applications with each of their certificates, by 市州, organization and name.

    They are read in portions by one statement, however many there are.
    """
    model = MODELS[kind]
    places = {number: place for place, number in enumerate(organizations_ever())}
    found = (
        select(model, CaseCertificate)
        .join(model.certificates)
        .where(*_is_asked(kind, asked))
        .order_by(
            case(places, value=model.organization_id),
            model.pinyin,
            model.id,
            CaseCertificate.type,
        )
        .execution_options(yield_per=STREAMED)
    )
    # Closed also where whoever reads has had enough.
    with db.session.execute(found) as rows:
        for row in rows:
            yield row[0], row[1]


def summary_size(kind: CaseKind, **asked: Any) -> int:
    """How many lines ``summary`` has."""
    model = MODELS[kind]
    found = select(func.count()).select_from(model).join(model.certificates)
    return db.session.scalar(found.where(*_is_asked(kind, asked))) or 0


def reissued_papers(asked: Mapping[str, Any]) -> Any:
    """The papers that were given out anew in a time, for 发证名册: a line each 补办."""
    day = ReissueCase.closed_on
    return (
        papers(day)
        .join(CaseCertificate, CaseCertificate.certificate_id == Certificate.id)
        .join(ReissueCase, ReissueCase.id == CaseCertificate.case_id)
        .where(ReissueCase.state == CaseState.CLOSED, *paper_conditions(asked, day))
    )
