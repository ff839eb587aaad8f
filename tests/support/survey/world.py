"""The world of the surveys: ten more organizations, and two years of returns in every state."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.choices import Level, OrganizationKind, OrganizationStatus
from app.core.base.db import db
from app.core.models import SupervisionLink
from app.organizations.choices import (
    PROJECT_SECTIONS,
    ProjectCategory,
    ProjectFlow,
    ReturnState,
    VerificationResult,
)
from app.organizations.models import (
    FundingReturn,
    ProfileReturn,
    ProjectLine,
    ProjectReturn,
    StaffSnapshot,
)
from app.personnel.choices import CertificateStatus
from tests.support.factories import make_certificate, make_person, make_verification
from tests.support.moves import change, settle

DAY = dt.timedelta(days=1)
JOINT, QUALITY, SAFETY = OrganizationKind
# Beside the six of the cast: id, name, level, kind, division, superior.
MORE = (
    (7, "湖南省建设工程质量监督站", Level.PROVINCE, QUALITY, "430000", 1),
    (8, "株洲市建设工程质量监督站", Level.PREFECTURE, QUALITY, "430200", 1),
    (9, "株洲市建设工程安全监督站", Level.PREFECTURE, SAFETY, "430200", 1),
    (10, "浏阳市建设工程质量监督站", Level.COUNTY, QUALITY, "430181", 2),
    (11, "望城区建设工程安全监督站", Level.COUNTY, SAFETY, "430112", 2),
    (12, "开福区建设工程安全监督站", Level.COUNTY, SAFETY, "430105", 2),
    (13, "湘潭高新区建设工程质量安全监督站", Level.COUNTY, JOINT, "430371", 1),
    (14, "衡阳市建设工程安全监督站", Level.PREFECTURE, SAFETY, "430400", 1),
    (15, "常德市建设工程质量监督站", Level.PREFECTURE, QUALITY, "430700", 1),
    (16, "岳麓区建设工程质量监督站", Level.COUNTY, QUALITY, "430104", 2),
)
# 14 is being set up and has told nothing yet.
REPORTING = (*range(1, 14), 15, 16)
STATES = (
    ReturnState.LOCKED,
    ReturnState.SUBMITTED,
    ReturnState.DRAFT,
    ReturnState.LOCKED,
    ReturnState.RETURNED,
    ReturnState.SUBMITTED,
    None,
)
NATURES = ("civil_managed", "government", "public_one", "public_two", "enterprise", None)
FUNDS = ("full", "partial", "self", "other", None)
DUTIES = ("present", "seconded_out", "studying")
TRAINED = ("civil", "municipal", "plumbing", "electrical", "machinery")
SPECIALTIES = (*TRAINED, "cost", "safety", "non_engineering", "geotechnical")
EMPLOYED = ("civil", "institution", "logistics", "contract", "dispatch", "service")
RANKS = ("senior_professor", "senior", "intermediate", "assistant", "technician", "none")


def fill() -> None:
    """Add the organizations, their people, returns, snapshots and verifications."""
    year, today = clock.year(), clock.today()
    with unscoped("figures of the tests"):
        _settle_more(year)
        for number in REPORTING:
            _people(number, today)
            for back in (0, 1):
                _profile(number, year, back)
                _projects(number, year, back)
                _funding(number, year, back)
                _snapshots(number, year, back)
            _verify(number, year, today)
        db.session.commit()


def _settle_more(year: int) -> None:
    last = dt.date(year - 1, 12, 31)
    for number, name, level, kind, code, parent in MORE:
        more: dict[str, Any] = {}
        if number == 11:
            more["valid_from"] = last
        if number == 14:
            more["status"] = OrganizationStatus.PREPARING
        facts = {"name": name, "level": level, "kind": kind, "division_code": code}
        settle(number, **facts, parent_id=parent, **more)
    # One is no more on that very day, another one rests.
    change(12, last, status=OrganizationStatus.REVOKED)
    change(15, dt.date(year - 1, 6, 1), status=OrganizationStatus.DISABLED)
    # Zhuzhou guides the safety station beside it, and not the one for quality.
    db.session.add(SupervisionLink(organization_id=9, superior_id=3))
    db.session.flush()


def _state(number: int, back: int, shift: int) -> ReturnState | None:
    return STATES[(number + back * 3 + shift) % len(STATES)]


def _profile(number: int, year: int, back: int) -> None:
    state = _state(number, back, 0)
    facts = {
        "organization_id": number,
        "nature": NATURES[(number + back) % 6],
        "funding_type": FUNDS[(number + back) % 5],
        "competent_department": f"第{number}住房和城乡建设局",
        "approval_no": f"编办〔20{number:02}〕{back}号" if number % 4 else None,
        "established_on": dt.date(2000 + number, 3, 9) if number % 3 else None,
        "head_name": f"负责{number}",
        "head_position": "站长" if number % 2 else None,
        "head_mobile": f"138{number:04}567{back}" if number % 3 != 1 else None,
        "posts_total": 40 * back + 7 + number if number % 7 else None,
        "office_area": Decimal("120.55") + number if number % 5 else None,
        "vehicles": number % 3,
        "instruments": number * 4 + back,
    }
    if state is not None:
        db.session.add(ProfileReturn(year=year - back, state=state, **facts))
    if not back:
        # What was said long before speaks for no past year.
        old = {**facts, "nature": "other_institution", "posts_total": 99, "year": 2016}
        db.session.add(ProfileReturn(state=ReturnState.LOCKED, **old))
    db.session.flush()


def _projects(number: int, year: int, back: int) -> None:
    state = _state(number, back, 1)
    if state is None:
        return
    seed = number * 100 + back * 7
    told = [figure for section in PROJECT_SECTIONS for figure in section.figures]
    kinds = {number: kind for number, _name, _level, kind, *_more in MORE}
    hidden = {
        figure.key
        for section in PROJECT_SECTIONS
        for figure in section.figures
        if section.hidden_for is kinds.get(number, JOINT)
    }
    figures = {
        figure.key: Decimal(seed + place) / 100
        if figure.kind == "amount"
        else (seed + place * place) % 97
        for place, figure in enumerate(told)
        if figure.key not in hidden and (number + place) % 9
    }
    found = ProjectReturn(
        organization_id=number, year=year - back, state=state, explanations={}, **figures
    )
    sizes = {
        ProjectFlow.CARRIED: seed,
        ProjectFlow.NEW: 31 + number * 3,
        ProjectFlow.COMPLETED: 17 + number,
        ProjectFlow.ENDED: 5 + back,
    }
    for place, category in enumerate(ProjectCategory):
        for flow, size in sizes.items():
            many = size + place * 7 if flow is ProjectFlow.CARRIED else size + place
            found.lines.append(
                ProjectLine(
                    organization_id=number,
                    category=category,
                    flow=flow,
                    projects=many,
                    units=many + 1,
                    area=Decimal(many) / 7,
                    cost=Decimal(many) * 3 + Decimal("0.05"),
                )
            )
    db.session.add(found)
    db.session.flush()


def _funding(number: int, year: int, back: int) -> None:
    state = _state(number, back, 3)
    if state is None:
        return
    seed = Decimal(number * 10 + back)
    # Who was promised nothing has no rate.
    promised = {} if number % 6 == 1 else {"budgeted_personnel": seed}
    db.session.add(
        FundingReturn(
            organization_id=number,
            year=year - back,
            state=state,
            fully_covered=bool((number + back) % 2),
            received_personnel=seed * Decimal("0.83"),
            received_special=Decimal("0.07"),
            income_other=Decimal(500),
            spent_personnel=Decimal("10.10"),
            **promised,
            **({"budgeted_training": Decimal("0.31")} if promised else {}),
        )
    )
    db.session.flush()


def _people(number: int, today: dt.date) -> None:
    """People at the edges: valid to the day, expired, not yet valid, suspended, cancelled."""

    def add(*certificates: dict[str, Any], **facts: Any) -> None:
        person = make_person(organization_id=number, **facts)
        for one in certificates:
            make_certificate(person, **one)

    add({}, {"kind": "safety"}, title_level="senior_professor")
    add({"valid_to": today}, title_level="assistant", specialty="machinery")
    add({"valid_to": today - DAY}, title_level="technician", title_name="technician")
    add({"valid_from": today + DAY}, title_level="none", title_name=None)
    add({"kind": "safety", "status": CertificateStatus.SUSPENDED}, specialty="cost")
    add({}, {"kind": "safety", "valid_to": today - DAY}, employ_type="contract")
    cancelled = {"status": CertificateStatus.CANCELLED, "cancelled_reason": "other"}
    add({"kind": "safety", "cancelled_on": today, **cancelled}, employ_type="dispatch")
    add({"kind": "safety", "cancelled_on": today + DAY, **cancelled}, employ_type="civil")
    add({}, employ_type="seconded_in", duty_status="seconded_out")
    add({}, left_on=today, left_reason="resigned")
    add({"kind": "safety"}, left_on=today + DAY, left_reason="retired")
    add({}, joined_on=today + DAY)
    add({}, deleted_at=clock.now())
    kinds = ("quality", "safety", "safety")
    for more in range(number + 2):
        add(
            *([{}, {"kind": "safety"}] if more % 5 == 4 else [{"kind": kinds[more % 3]}]),
            employ_type=EMPLOYED[(more + number) % len(EMPLOYED)],
            duty_status=DUTIES[(more + number) % len(DUTIES)],
            title_level=RANKS[(more + number) % len(RANKS)],
            specialty=SPECIALTIES[(more * 2 + number) % len(SPECIALTIES)],
        )


def _snapshots(number: int, year: int, back: int) -> None:
    """Of several versions the newest counts, whatever the roster and the order of rows say."""
    if number == 5:
        return
    for version in (3, 1, 2)[: 1 + number % 3]:
        seed = number * 10 + version + back
        quality, safety, dual = seed % 7, seed % 5 + 1, seed % 3
        cells = {
            "on_duty": seed * 3,
            "authorized": seed + 1,
            "contract": seed - 2,
            "seconded_in": 4,
            "seconded_out": seed % 4,
            "quality_only": quality,
            "safety_only": safety,
            "dual": dual,
            "certified": quality + safety + dual,
            "uncertified": seed,
            "technical": seed,
        }
        parts = {"civil": 1, "institution": seed - 1, "logistics": 1}
        parts |= {"contract": seed - 4, "dispatch": 1, "service": 1, "seconded_in": 4}
        cells |= {f"employ_type={code}": count for code, count in parts.items()}
        for place, code in enumerate(RANKS):
            cells[f"title_level={code}"] = seed + place
        for place, code in enumerate(SPECIALTIES):
            cells[f"specialty={code}"] = seed * 2 + place
        db.session.add(
            StaffSnapshot(
                organization_id=number,
                year=year - back,
                version=version,
                taken_at=clock.now(),
                cells=cells,
                people=[],
            )
        )
    db.session.flush()


def _add_verification(number: int, first: dt.date, last: dt.date, **more: Any) -> None:
    result = list(VerificationResult)[(number + last.toordinal()) % 3]
    facts = {"result": result, "certificate_no": f"湘监验〔{last:%Y%m%d}〕{number:02}"}
    make_verification(number, first, last, **{**facts, **more})


def _verify(number: int, year: int, today: dt.date) -> None:
    """Valid to the day, from the day, revoked on it, and two at the same time."""
    end, long_ago = dt.date(year - 1, 12, 31), dt.date(2018, 1, 1)
    later = dt.date(year + 2, 5, 9)
    cases: dict[int, list[tuple[dt.date, dt.date, dict[str, Any]]]] = {
        0: [(long_ago, later, {})] if number == 16 else [],
        1: [(long_ago, later, {}), (long_ago, later - DAY, {"certificate_no": "早"})],
        2: [(long_ago, end, {})],
        3: [(long_ago, end - DAY, {}), (end, today, {})],
        4: [(end + DAY, later, {})],
        5: [
            (long_ago, later, {"revoked_on": end}),
            (long_ago, later - 9 * DAY, {"revoked_on": end + DAY}),
        ],
        6: [(long_ago, later, {"revoked_on": today + DAY})],
        7: [(today, later, {"revoked_on": today})],
    }
    _add_verification(number, long_ago, dt.date(2020, 12, 31))
    for first, last, more in cases[number % 8]:
        _add_verification(number, first, last, **more)
