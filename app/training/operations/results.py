"""Results of a session, and what follows of them; nothing is committed here."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from app.certificates.operations import cancel, lift
from app.certificates.rules import extendable_until, valid_until
from app.core.base import clock
from app.core.base.db import db
from app.core.base.errors import Conflict
from app.core.base.formats import months_from
from app.core.configuration.numbering import next_numbers
from app.core.configuration.parameters import parameter
from app.personnel.choices import CertificateStatus, CertificateType
from app.personnel.models import Certificate
from app.training import queries, rules
from app.training.choices import Result, SessionPhase
from app.training.models import TrainingSession
from app.training.numbering import CERTIFICATE_NUMBERS
from app.workflow.declaration import Guard, Move

SOURCE = "training"
Known = Mapping[int, Mapping[str, Any]]


# --- 录入成绩 and 补考录入 ------------------------------------------------------------------------


def hold_examined(items: Sequence[Any]) -> Known:
    """The session and people before their enrolments, and who was enrolled anew meanwhile."""
    queries.hold_sessions({one.session_id for one in items})
    queries.held_people(items)
    rivals = queries.rivals_of(items)
    return {one.id: {"rival": rivals.get(one.id, "")} for one in items}


def grading_refusal(session: TrainingSession) -> str:
    """Why no results of a session are entered today."""
    if rules.phase(session, clock.today()) is not SessionPhase.EXAMINED:
        return str(_("该档期不在考核中，不能录入成绩"))
    return ""


def graded_words() -> str:
    """Why a result does not come in from a file."""
    return str(_("已有成绩，请在“录入成绩”中更改"))


def can_be_graded(move: Move) -> str:
    """Guard of 录入成绩: while the session is 考核中, and nothing was made up yet."""
    if words := grading_refusal(move.item.session):
        return words
    if move.item.makeup_scores:
        return str(_("已录入补考成绩，不能更改考核成绩"))
    if move.known.get("only_first") and move.item.result is not None:
        return graded_words()
    return _not_overtaken(move) or _not_enrolled_anew(move, graded_result)


def can_be_taken_back(move: Move) -> str:
    """Guard of what takes results back: before 补考, while the session is 考核中."""
    if words := grading_refusal(move.item.session):
        return words
    return str(_("已录入补考成绩")) if move.item.makeup_scores else ""


def can_be_made_up(move: Move) -> str:
    """Guard of 补考录入: once, within the months after the session, with enough hours."""
    return (
        makeup_refusal(move.item)
        or _not_overtaken(move)
        or _not_enrolled_anew(move, made_up_result)
    )


def makeup_refusal(item: Any) -> str:
    """Why somebody who did not pass has no 补考."""
    session = item.session
    last = makeup_until(session.ends_on)
    if clock.today() > last:
        return str(_("补考已于 %(day)s 截止", day=last))
    if item.makeup_scores:
        return str(_("已补考一次"))
    if (item.attended or 0) < needed_of(session):
        return str(_("到课学时不足"))
    return ""


def makeup_until(ends_on: dt.date) -> dt.date:
    """The last day of 补考 of a session."""
    return months_from(ends_on, parameter("makeup_months"))


def needed_of(session: TrainingSession) -> int:
    """How many tenths of hours somebody must have attended."""
    return rules.hours_needed(session.hours, parameter("attendance_rate"))


def _not_overtaken(move: Move) -> str:
    """What was typed was typed over what is there still."""
    shown = move.known.get("version")
    if shown in (None, move.item.version):
        return ""
    return str(_("该人员的成绩已由他人更改，请核对最新结果后重新保存"))


def _not_enrolled_anew(move: Move, result: Any) -> str:
    """Who has been enrolled again since does not pass an earlier examination."""
    rival = move.known.get("rival")
    if not rival or "sheet" not in move.known:
        return ""
    if result(move) in (Result.FAILED, Result.ABSENT):
        return ""
    return str(_("该人员已重新报名（%(number)s）", number=rival))


def graded_result(move: Move) -> Result:
    """考核结果 of what was entered after the training."""
    sheet, session = move.known["sheet"], move.item.session
    return rules.result_of(session.subjects, needed_of(session), sheet.attended, sheet.scores, {})


def made_up_result(move: Move) -> Result:
    """考核结果 with what was entered of 补考."""
    item, sheet = move.item, move.known["sheet"]
    return rules.result_of(
        item.session.subjects,
        needed_of(item.session),
        item.attended,
        item.scores,
        sheet.scores,
    )


def write_marks(move: Move) -> None:
    """Effect of 录入成绩."""
    item, sheet = move.item, move.known["sheet"]
    item.attended, item.scores = sheet.attended, dict(sheet.scores)
    item.result, item.result_remark = graded_result(move), sheet.remark


def write_makeup(move: Move) -> None:
    """Effect of 补考录入."""
    item, sheet = move.item, move.known["sheet"]
    item.result = made_up_result(move)
    item.makeup_scores = dict(sheet.scores)
    item.result_remark = sheet.remark or item.result_remark


def forget_marks(move: Move) -> None:
    """Effect of what takes results back."""
    item = move.item
    item.attended = item.result = item.result_remark = None
    item.scores = {}


# --- 发证 ---------------------------------------------------------------------------------------


def hold_holders(items: Sequence[Any]) -> Known:
    """People and their certificates, before their enrolments, and who has two of these."""
    people, held = queries.held_people(items), queries.held_certificates(items)
    done = queries.finished_beside(items)
    found: dict[int, dict[str, Any]] = {}
    seen: set[int] = set()
    for one in items:
        person = people.get(one.person_id)
        is_here = person is not None and person.organization_id == one.organization_id
        found[one.id] = {
            "is_here": is_here,
            "certificates": held.get(one.identity_id, ()),
            "is_second": one.identity_id in seen or (one.session_id, one.identity_id) in done,
        }
        seen.add(one.identity_id)
    return found


def _is_past_extending(certificate: Certificate) -> bool:
    """Whether a certificate ran out too long ago to be extended."""
    last = extendable_until(certificate.valid_to, parameter("expired_grace_months"))
    return last < clock.today()


def _second_words(move: Move) -> str:
    """One training leads to certificates once, however often somebody is enrolled for it."""
    return str(_("该人员的另一条报名正在办理或已办结")) if move.known["is_second"] else ""


def can_be_issued(move: Move) -> str:
    """Guard of 发证: the person is on the roster, and has no such certificate yet."""
    item, known = move.item, move.known
    if not known["is_here"]:
        return str(_("该人员已不在报名机构在职"))
    if words := _second_words(move):
        return words
    in_force = [
        one.type.label
        for one in known["certificates"]
        if one.type in item.types and not _is_past_extending(one)
    ]
    if in_force:
        return str(_("该人员已有%(types)s", types=_("、").join(str(one) for one in in_force)))
    return ""


def issue_certificates(moves: Sequence[Move]) -> None:
    """发证: a certificate of each type; one that ran out too long ago is cancelled for it (3.4)."""
    today = clock.today()
    for move in moves:
        for old in move.known["certificates"]:
            if old.type in move.item.types and _is_past_extending(old):
                cancel(old, "not_renewed")
    db.session.flush()
    numbers = _numbers_for(moves)
    for move in moves:
        item = move.item
        item.certificates = {str(kind): numbers[item.id, kind] for kind in _types_of(item)}
        item.issued_on = today
        db.session.add_all(
            _certificate(item, kind, numbers[item.id, kind], move.data["issuer"], today)
            for kind in _types_of(item)
        )
    try:
        db.session.flush()
    except IntegrityError:
        # Somebody has typed one of these numbers by hand meanwhile.
        raise Conflict(_("证书编号刚被他人占用，请重新发证")) from None


def _certificate(
    item: Any, kind: CertificateType, number: str, issuer: str, today: dt.date
) -> Certificate:
    return Certificate(
        organization_id=item.organization_id,
        identity_id=item.identity_id,
        type=kind,
        number=number,
        issuer=issuer,
        first_issued_on=today,
        issued_on=today,
        valid_from=today,
        valid_to=valid_until(today, parameter("cert_valid_months")),
        source=SOURCE,
        effective_on=today,
    )


def _types_of(item: Any) -> list[CertificateType]:
    return [one for one in CertificateType if one in item.types]


def _numbers_for(moves: Sequence[Move]) -> dict[tuple[int, CertificateType], str]:
    """A number for each certificate, by enrolment and type; in one order for everybody."""
    wanted: dict[tuple[CertificateType, int], list[int]] = defaultdict(list)
    for move in moves:
        for kind in _types_of(move.item):
            wanted[kind, move.item.organization_id].append(move.item.id)
    found: dict[tuple[int, CertificateType], str] = {}
    for (kind, organization_id), ids in sorted(wanted.items()):
        numbers = _free_numbers(kind, organization_id, len(ids))
        found |= {(number, kind): words for number, words in zip(ids, numbers, strict=True)}
    return found


def _free_numbers(kind: CertificateType, organization_id: int, count: int) -> list[str]:
    """The next numbers that no certificate has: older ones were numbered by hand."""
    found: list[str] = []
    while len(found) < count:
        numbers = next_numbers(
            CERTIFICATE_NUMBERS[kind],
            count - len(found),
            organization_id=organization_id,
            at=clock.today(),
        )
        used = queries.used_numbers(kind, numbers)
        found += [one for one in numbers if one not in used]
    return found


def unless_finished_by(guards: Sequence[Guard]) -> Guard:
    """Guard of 终止报名: for whom 发证 or 延期 is refused, whose guards these are."""

    def refusal(move: Move) -> str:
        if any(guard(move) for guard in guards):
            return ""
        return str(_("该人员可以办理发证或延期，不能终止报名"))

    return refusal


# --- 延期 ---------------------------------------------------------------------------------------


def can_be_extended(move: Move) -> str:
    """Guard of 延期: every certificate is still there, and not suspended for another reason."""
    if words := _second_words(move):
        return words
    held = {str(one.type): one for one in move.known["certificates"]}
    gone = [CertificateType.of(one).label for one in move.item.types if one not in held]
    if gone:
        return str(_("%(types)s已注销", types=_("、").join(str(one) for one in gone)))
    lifted = queries.lifted_reasons()
    kept = [held[one].type.label for one in move.item.types if not rules.is_open(held[one], lifted)]
    if kept:
        return str(_("%(types)s已暂扣", types=_("、").join(str(one) for one in kept)))
    return ""


def extend_certificates(moves: Sequence[Move]) -> None:
    """延期 by the rule of 3.6; a suspension that retraining lifts is over with it."""
    today = clock.today()
    for move in moves:
        item, session = move.item, move.item.session
        extended = {}
        for one in move.known["certificates"]:
            if one.type not in item.types:
                continue
            until = rules.extended_to(one.valid_to, session.ends_on, session.extension_months)
            extended[str(one.type)] = [one.valid_to.isoformat(), until.isoformat()]
            one.valid_to, one.source, one.effective_on = until, SOURCE, today
            if one.status is CertificateStatus.SUSPENDED:
                lift(one)
        item.extensions, item.extended_on = extended, today
    db.session.flush()
