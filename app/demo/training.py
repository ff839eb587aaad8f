"""Training: sessions of every kind of day, places, and enrolments in every state.

Each session is planned, published and filled while its window is open, as people would; the days
of those that are over go by afterwards, and what follows is entered then.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.core.access.actor import current_actor
from app.core.base import clock
from app.core.base.db import db
from app.core.configuration.cache import steady
from app.core.models import Organization
from app.core.screens.form_set import Member
from app.long_form.sent_records import SentRecord
from app.personnel.models import Person
from app.training import operations, queries
from app.training.choices import Coverage, InductionCategory, TrainingKind
from app.training.models import SessionQuota, TrainingSession
from app.training.rules import Sheet
from app.training.workflows import BY_KIND, FINISH
from app.workflow import engine

from . import bulk, users

PLANNER, REVIEWER = "hn_admin", "hn_review"
PROVINCE, CHANGSHA, ZHUZHOU = "43000001", "43010001", "43020001"
YUELU, TIANYUAN = "43010401", "43021101"
PLACES = {PROVINCE: 3, CHANGSHA: 12, ZHUZHOU: 8}
SHARES = {PROVINCE: {PROVINCE: 3}, CHANGSHA: {CHANGSHA: 4, YUELU: 6}}
SHARES |= {ZHUZHOU: {ZHUZHOU: 3, TIANYUAN: 3}}
NARROW = {CHANGSHA: {CHANGSHA: 2, YUELU: 1}}
# Whose places the accounts of an office take, and who decides there.
GIVERS = {"hn": PROVINCE, "cs": CHANGSHA, "yl": CHANGSHA, "zz": ZHUZHOU, "ty": ZHUZHOU}
GIVEN_BY = {PROVINCE: "hn_admin", CHANGSHA: "cs_admin", ZHUZHOU: "zz_admin"}
REVIEWED_BY = {PROVINCE: "hn_review", CHANGSHA: "cs_leader", ZHUZHOU: "zz_leader"}
AT_PREFECTURE = ("review", "review_return")
OWN = ("withdraw", "give_up")
OPINIONS = {
    "return": "报名材料不完整，请补充后重新提交",
    "review_return": "从事监督年限与在册信息不一致，请核对",
    "refuse": "不符合报名条件，不予受理",
    "give_up": "本人工作调整，不再参加本期培训",
}
SUBJECTS = {
    TrainingKind.INDUCTION: ("法律法规", "质量监督实务", "安全监督实务"),
    TrainingKind.CONTINUING: ("综合测试",),
}
MARKS = {"good": 860, "bad": 450, "absent": None}
HOURS = 24


@dataclass(frozen=True)
class Planned:
    """A session that begins so many days from today, and who is enrolled for it.

    Each of ``people`` is a clerk, how many, and what becomes of them.
    """

    kind: TrainingKind
    starts_in: int
    shares: dict[str, dict[str, int]]
    people: tuple[tuple[str, int, str], ...]
    is_over: bool = False


PLANNED = (
    Planned(
        TrainingKind.CONTINUING,
        -110,
        SHARES,
        (
            ("cs_clerk", 2, "pass good"),
            ("yl_clerk", 2, "review pass good"),
            ("zz_clerk", 2, "pass good"),
            ("ty_clerk", 1, "review pass bad"),
            ("hn_admin", 1, "pass absent"),
        ),
        is_over=True,
    ),
    Planned(
        TrainingKind.CONTINUING,
        24,
        NARROW,
        (("cs_clerk", 2, "pass"), ("yl_clerk", 1, "review pass"), ("yl_clerk", 1, "wait")),
    ),
    Planned(
        TrainingKind.CONTINUING,
        45,
        SHARES,
        (
            ("yl_clerk", 1, ""),
            ("yl_clerk", 1, "review"),
            ("yl_clerk", 1, "review pass"),
            ("ty_clerk", 1, ""),
            ("ty_clerk", 1, "review_return"),
            ("zz_clerk", 1, "return"),
            ("zz_clerk", 1, "withdraw give_up"),
            ("cs_clerk", 1, ""),
        ),
    ),
    Planned(
        TrainingKind.INDUCTION,
        -9,
        {PROVINCE: {}, CHANGSHA: {}, ZHUZHOU: {}},
        (
            ("cs_clerk", 2, "allocate accept good issue"),
            ("zz_clerk", 2, "allocate accept good issue"),
            ("ty_clerk", 1, "review allocate accept good"),
            ("ty_clerk", 1, "allocate accept bad"),
            ("yl_clerk", 1, "allocate accept absent"),
            ("zz_clerk", 1, "allocate accept"),
        ),
    ),
    Planned(
        TrainingKind.INDUCTION,
        38,
        {PROVINCE: {}, CHANGSHA: {}, ZHUZHOU: {}},
        (
            ("yl_clerk", 1, ""),
            ("yl_clerk", 1, "review"),
            ("yl_clerk", 1, "withdraw give_up"),
            ("ty_clerk", 1, ""),
            ("ty_clerk", 1, "review_return"),
            ("ty_clerk", 1, "allocate accept"),
            ("zz_clerk", 1, "allocate"),
            ("zz_clerk", 1, "allocate refuse"),
            ("cs_clerk", 1, "allocate return"),
            ("cs_clerk", 1, ""),
        ),
    ),
)


def load() -> None:
    """Sessions and who is enrolled, for an empty table."""
    if not bulk.is_empty(TrainingSession):
        return
    users.load()
    # Nothing of the configuration changes from here on.
    with steady():
        for plan in PLANNED:
            _fill(plan)
        # One that nobody is told of yet.
        _planned(Planned(TrainingKind.CONTINUING, 90, SHARES, ()))


# --- a session ------------------------------------------------------------------------------


def _fill(plan: Planned) -> None:
    session = _planned(plan)
    with users.at_work(PLANNER) as actor:
        operations.publish(session, actor)
    if plan.kind is TrainingKind.CONTINUING:
        _hand_on(session, plan.shares)
    marked: list[tuple[str, int]] = []
    for who, count, moves in plan.people:
        early = [name for name in moves.split() if name not in (*MARKS, *FINISH.values())]
        late = moves.split()[len(early) :]
        for number in _enrolled(session, who, count, early):
            marked += [(" ".join(late), number)] if late else []
    if plan.starts_in < 0:
        _let_days_go_by(session, dt.timedelta(days=30 - plan.starts_in))
        _examine(session, marked, all_of_them=plan.is_over)
    if plan.is_over:
        with users.at_work(PLANNER) as actor:
            operations.end(session, actor)


def _planned(plan: Planned) -> TrainingSession:
    """A draft; one that is over begins in a month, for as long as people enrol."""
    today, year = clock.today(), (clock.today() + dt.timedelta(days=plan.starts_in)).year
    first = today + dt.timedelta(days=plan.starts_in if plan.starts_in > 0 else 30)
    issue = queries.next_issue(plan.kind, year)
    places = {giver: sum(plan.shares[giver].values()) or PLACES[giver] for giver in plan.shares}
    is_full = plan.shares is NARROW
    values = {
        "kind": plan.kind,
        "covers": Coverage.BOTH,
        "year": year,
        "issue": issue,
        "name": f"{year}年第{issue}期质量安全监督人员{plan.kind.label}班",
        "hours": HOURS,
        "extension_months": 24 if plan.kind is TrainingKind.CONTINUING else None,
        "starts_on": first,
        "ends_on": first + dt.timedelta(days=2),
        "checks_in_at": dt.datetime.combine(first - dt.timedelta(days=1), dt.time(7), dt.UTC),
        "place": "长沙市芙蓉南路培训中心",
        "organizer": "湖南省建设工程质量安全监督管理总站",
        "contact": "苏湘宁",
        "contact_phone": "0731-88950001",
        "enrol_from": today - dt.timedelta(days=14),
        "enrol_to": first - dt.timedelta(days=10),
        "allocate_by": first - dt.timedelta(days=12),
        "seats": sum(places.values()) + (0 if is_full else 10),
        "places": {str(_id_of(code)): {"seats": seats} for code, seats in places.items()},
        "subjects": [
            {"name": name, "full_mark": 100, "pass_mark": 60} for name in SUBJECTS[plan.kind]
        ],
        "lessons": [
            {
                "day": (first + dt.timedelta(days=after)).isoformat(),
                "topic": topic,
                "hours": HOURS // 3,
                "teacher": teacher,
            }
            for after, (topic, teacher) in enumerate(LESSONS)
        ],
    }
    with users.at_work(PLANNER) as actor:
        return operations.add(values, actor)


LESSONS = (
    ("法律法规与强制性标准", "何明远"),
    ("监督实务与案例", "谢清和"),
    ("现场教学与考核", "罗致知"),
)


def _id_of(code: str) -> int:
    return db.session.scalars(select(Organization.id).where(Organization.code == code)).one()


def _quota_of(session: TrainingSession, giver: str) -> SessionQuota:
    wanted = _id_of(giver)
    return next(one for one in session.quotas if one.organization_id == wanted)


def _hand_on(session: TrainingSession, shares: dict[str, dict[str, int]]) -> None:
    """机构额度 of the stations that enrol somebody."""
    for giver, seats in shares.items():
        with users.at_work(GIVEN_BY[giver]) as actor:
            typed = {str(_id_of(code)): {"seats": count} for code, count in seats.items()}
            operations.allocate(_quota_of(session, giver), {"shares": typed}, actor)


def _let_days_go_by(session: TrainingSession, days: dt.timedelta) -> None:
    """All that was to come has been, the enrolments too."""
    with users.at_work(PLANNER):
        for name in ("starts_on", "ends_on", "enrol_from", "enrol_to", "allocate_by"):
            setattr(session, name, getattr(session, name) - days)
        session.checks_in_at -= days
        session.published_at = clock.now() - days
        for lesson in session.lessons:
            lesson.day -= days
    model = BY_KIND[session.kind].model
    for item in db.session.scalars(select(model).where(model.session_id == session.id)):
        item.applied_on -= days
        item.year = item.applied_on.year
    db.session.flush()


# --- enrolments -----------------------------------------------------------------------------


def _enrolled(session: TrainingSession, who: str, count: int, moves: list[str]) -> Iterator[int]:
    """The first of the own people who can be ticked, and what becomes of each."""
    workflow = BY_KIND[session.kind]
    with users.at_work(who) as actor:
        rows = list(_begun(session, count, in_line=moves == ["wait"]))
        if moves == ["wait"]:
            operations.put_in_line(rows, actor)
            moves = []
        else:
            for row in rows:
                engine.fire(workflow, row, "file", actor=actor, batch=row.batch)
        ids = [row.id for row in rows]
    for number in ids:
        for name in moves:
            _move(session, who, number, name)
        yield number


def _begun(session: TrainingSession, count: int, *, in_line: bool) -> Sequence[Any]:
    if session.kind is TrainingKind.CONTINUING:
        return _continuing(session, count, in_line=in_line)
    return _newcomers(count)


def _continuing(session: TrainingSession, count: int, *, in_line: bool) -> Sequence[Any]:
    people = db.session.scalars(
        select(Person).where(*queries.own_certified()).order_by(Person.id)
    ).all()
    against = queries.reasons_against(people)
    chosen = [one for one in people if one.id not in against][:count]
    held = queries.certificates_of({one.identity_id for one in chosen})
    entries = [_sent(one, types=operations.free_types(held, one), remark=None) for one in chosen]
    if not entries:
        return ()
    workflow, actor = BY_KIND[session.kind], current_actor()
    return operations.begin_enrolments(workflow, session, entries, actor, in_line=in_line)


def _newcomers(count: int) -> Sequence[Any]:
    """People without a certificate; with one of two, where there are none of them."""
    for category in (InductionCategory.UNCERTIFIED, InductionCategory.SINGLE):
        if rows := _of_category(category, count):
            return rows
    return ()


def _of_category(category: InductionCategory, count: int) -> Sequence[Any]:
    people = db.session.scalars(
        select(Person).where(*queries.own_roster()).order_by(Person.id)
    ).all()
    against = queries.reasons_against_training(people, category)
    # The first is left for whoever tries the screen.
    chosen = [one for one in people if one.id not in against][1 : count + 1]
    whom = queries.candidates(chosen, category)
    entries = [
        _sent(
            one,
            types=[str(key) for key in whom[one.id].free],
            engineering_years=6,
            supervising_years=2,
            recommendation="同意推荐参加培训",
            explanation="现从事监督工作，已跟班学习满一年，单位推荐参加培训",
        )
        for one in chosen
    ]
    if not entries:
        return ()
    workflow = BY_KIND[TrainingKind.INDUCTION]
    return operations.begin_inductions(workflow, category, entries, current_actor())


def _sent(person: Person, **values: Any) -> SentRecord:
    return SentRecord(Member(str(person.id), person.name), values)


def _move(session: TrainingSession, who: str, number: int, name: str) -> None:
    """A move of whoever makes it in that office."""
    workflow, giver = BY_KIND[session.kind], GIVERS[who[:2]]
    by = who if name in OWN else REVIEWER
    by = REVIEWED_BY[giver] if name in AT_PREFECTURE else by
    by = GIVEN_BY[giver] if name == "allocate" else by
    with users.at_work(by) as actor:
        item = db.session.get_one(workflow.model, number)
        if name == "allocate":
            quota = _quota_of(session, giver)
            operations.allocate_places(workflow, quota.id, [item], (), actor)
        else:
            engine.fire(workflow, item, name, actor=actor, opinion=OPINIONS.get(name, ""))


def _examine(session: TrainingSession, marked: list[tuple[str, int]], *, all_of_them: bool) -> None:
    """Results of whoever came; certificates of those who are to have one by now."""
    workflow, finish = BY_KIND[session.kind], FINISH[session.kind]
    done = [(late, number) for late, number in marked if all_of_them or finish in late]
    rest = [one for one in marked if one not in done]
    for group in (done, rest):
        if not group:
            continue
        with users.at_work(REVIEWER) as actor:
            sheets = {number: _sheet(late.split()[0], session) for late, number in group}
            operations.record_sheets(workflow, session, sheets, "grade", actor)
            if group is done:
                answers = {"issuer": "湖南省住房和城乡建设厅"}
                operations.finish_session(workflow, session, finish, actor, answers)


def _sheet(mark: str, session: TrainingSession) -> Sheet:
    score = MARKS[mark]
    if score is None:
        return Sheet(0, {}, "未参加考核")
    return Sheet(HOURS * 10, dict.fromkeys(SUBJECTS[session.kind], score), None)
