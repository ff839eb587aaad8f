"""The demo data are plausible, agree with each other, and are loaded only once."""

from __future__ import annotations

import datetime as dt
import json
import stat
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from sqlalchemy import func, select
from werkzeug.security import check_password_hash

from app.assessments.models import GroupAssessment, HierarchicalAssessment
from app.attachments.queries import files_of
from app.attachments.storage import path_of
from app.certificate_cases.choices import CaseKind, CaseState
from app.certificate_cases.models import CertificateCase
from app.core.access.roles import LEVEL_OF, Role
from app.core.base import clock
from app.core.base.choices import Level, OrganizationKind
from app.core.base.db import db
from app.core.models import (
    DictionaryEntry,
    Organization,
    OrganizationVersion,
    SupervisionLink,
    User,
)
from app.core.screens.search import name_contains
from app.core.tree.organization_tree import subtree, tree
from app.demerits.choices import SHOWN, MeasureKind
from app.demerits.models import DemeritMeasure, DemeritRecord
from app.demo import certificate_cases as demo_cases
from app.demo import load, names, people
from app.organizations.choices import SIGN, ReturnState, figures, sections_for
from app.organizations.models import (
    FundingReturn,
    OrganizationVerification,
    ProfileReturn,
    ProjectReturn,
    StaffSnapshot,
)
from app.personnel.choices import CertificateStatus
from app.personnel.models import Certificate, CertificateVersion, Person, Qualification
from app.personnel.models.certificate_versions import FIXED, VERSIONED
from app.personnel.queries import staff_structure
from app.training.choices import ContinuingState, InductionState
from app.training.models import (
    ContinuingEnrolment,
    InductionEnrolment,
    OrganizationQuota,
    TrainingSession,
)
from app.training.queries import enrolled_seats
from app.training.rules import phase

JPEG = b"\xff\xd8"


def accounts(app) -> list[dict[str, str]]:
    path = Path(app.config["INSTANCE_DIR"]) / "demo-accounts.json"
    return json.loads(path.read_text(encoding="utf-8"))


def counts() -> dict[str, int]:
    """Rows of every table, the audit trail included; other tests may have mapped tables more."""
    there = db.inspect(db.engine).get_table_names()
    return {
        name: db.session.scalar(select(func.count()).select_from(table))
        for name, table in db.Model.metadata.tables.items()
        if name in there
    }


def every_return() -> list[ProjectReturn]:
    return list(db.session.scalars(select(ProjectReturn).order_by(ProjectReturn.year)))


def year_end(line_of, category, measure) -> int:
    return sum(sign * getattr(line_of[category, flow], measure) for flow, sign in SIGN.items())


def test_there_is_a_station_for_every_division(demo):
    found = Counter(db.session.scalars(select(Organization.level)))
    assert found == {Level.PROVINCE: 1, Level.PREFECTURE: 16, Level.COUNTY: 126}
    kinds = dict(
        db.session.execute(
            select(Organization.code, Organization.kind).where(
                Organization.level == Level.PREFECTURE
            )
        ).all()
    )
    split = [code[:6] for code, kind in kinds.items() if kind is not OrganizationKind.JOINT]
    assert Counter(split) == {"430400": 2, "430600": 2}


def test_a_joint_county_of_a_split_prefecture_is_seen_by_both_stations(demo):
    ids = {o.code: o.id for o in db.session.scalars(select(Organization))}
    quality, safety = subtree(ids["43040001"]), subtree(ids["43040002"])
    assert ids["43042101"] in quality
    assert ids["43042101"] in safety
    assert ids["43048101"] in quality
    assert ids["43048101"] not in safety
    assert ids["43048201"] in safety
    assert ids["43048201"] not in quality


def test_the_tree_of_a_past_year_differs_by_a_name_a_kind_and_a_parent(demo):
    now, then = tree(), tree(dt.date(clock.year() - 3, 12, 31))
    assert set(now) == set(then)
    differing = {
        field: {
            now[i].division_code for i in now if getattr(now[i], field) != getattr(then[i], field)
        }
        for field in ("name", "kind", "parent_id")
    }
    assert differing == {
        "name": {"430281", "430181"},
        "kind": {"430181"},
        "parent_id": {"430626"},
    }


def test_the_latest_version_is_what_an_organization_is_today(demo):
    open_ended = {
        v.organization_id: v
        for v in db.session.scalars(
            select(OrganizationVersion).where(OrganizationVersion.valid_to.is_(None))
        )
    }
    for organization in db.session.scalars(select(Organization)):
        version = open_ended[organization.id]
        for field in ("name", "division_code", "level", "kind", "status", "parent_id"):
            assert getattr(version, field) == getattr(organization, field)


def test_rosters_have_the_usual_sizes(demo):
    sizes = db.session.execute(
        select(Organization.level, func.count())
        .join(Person, Person.organization_id == Organization.id)
        .where(Person.left_on.is_(None))
        .group_by(Organization.id, Organization.level)
    ).all()
    usual = {Level.PROVINCE: (30, 40), Level.PREFECTURE: (12, 45), Level.COUNTY: (6, 25)}
    assert len(sizes) == 143
    assert [(level, n) for level, n in sizes if not usual[level][0] <= n <= usual[level][1]] == []


def test_id_numbers_are_unique_well_formed_and_nobody_s(demo):
    found = db.session.scalars(select(Person)).all()
    numbers = [person.id_no for person in found]
    assert len(set(numbers)) == len(numbers)
    for person in found:
        assert person.id_no[:6] == "439900"
        assert person.id_no[6:14] == f"{person.born_on:%Y%m%d}"
        assert (int(person.id_no[16]) % 2 == 1) == (person.sex == "male")
        digits = [10 if c == "X" else int(c) for c in person.id_no]
        total = sum(digit * pow(2, 17 - i, 11) for i, digit in enumerate(digits))
        assert total % 11 == 1, person.id_no
        assert person.mobile.startswith("1390000")


def test_the_check_digit_is_that_of_the_standard_s_example():
    assert names.check_digit("11010519491231002") == "X"


def test_days_of_a_life_follow_each_other(demo):
    for person in db.session.scalars(select(Person)):
        assert person.born_on.year + 16 < person.work_from.year + 1
        assert person.work_from <= person.joined_on <= clock.today()
        assert person.supervising_from is None or person.supervising_from >= person.work_from
        assert person.left_on is None or person.joined_on <= person.left_on <= clock.today()
        assert (person.left_on is None) == (person.left_reason is None)


def test_certificates_fit_their_holders_and_some_need_attention(demo):
    today = clock.today()
    rows = db.session.execute(
        select(Certificate, Person).join(Person, Person.identity_id == Certificate.identity_id)
    ).all()
    for certificate, holder in rows:
        assert certificate.organization_id == holder.organization_id
        assert certificate.first_issued_on <= certificate.issued_on <= certificate.valid_from
        assert holder.supervising_from <= certificate.valid_from < certificate.valid_to
        assert holder.left_on is None or certificate.status == "cancelled"
    current = [c for c, holder in rows if holder.left_on is None]
    share = Counter(
        "expired"
        if c.valid_to < today
        else "near"
        if c.valid_to <= today + dt.timedelta(days=90)
        else "later"
        for c in current
        if c.status == "valid"
    )
    assert 0.03 < share["expired"] / len(current) < 0.07
    assert 0.06 < share["near"] / len(current) < 0.11
    assert 0.01 < sum(c.status != "valid" for c in current) / len(current) < 0.04


def test_the_version_in_force_says_what_the_certificate_says(demo):
    open_ones = select(CertificateVersion).where(CertificateVersion.to_day.is_(None))
    in_force = {version.certificate_id: version for version in db.session.scalars(open_ones)}
    certificates = db.session.scalars(select(Certificate)).all()
    assert len(in_force) == len(certificates) > 1000
    names = (*FIXED[1:], *VERSIONED)
    for one in certificates:
        version = in_force[one.id]
        assert all(getattr(version, name) == getattr(one, name) for name in names)
    closed = select(CertificateVersion).where(CertificateVersion.to_day.is_not(None))
    ended = {one.certificate_id: one for one in db.session.scalars(closed)}
    cancelled = {one.id: one.cancelled_on for one in certificates if one.cancelled_on}
    # A closed 变更 ends a version, too.
    changed = {one.id for one in certificates if one.source == "change"}
    # So does 延期.
    asked = select(ContinuingEnrolment).where(ContinuingEnrolment.state == ContinuingState.EXTENDED)
    trained = {(one.identity_id, kind) for one in db.session.scalars(asked) for kind in one.types}
    extended = {one.id for one in certificates if (one.identity_id, one.type) in trained}
    full = db.session.scalars(select(DemeritMeasure.identity_id).filter_by(kind="suspension")).all()
    points = {one.id for one in certificates if one.suspended_on and one.identity_id in full}
    assert extended
    assert changed | extended | points | set(cancelled) == set(ended)
    assert {one: ended[one].to_day for one in cancelled} == cancelled


@pytest.mark.parametrize("years_ago", [0, 1, 3])
def test_most_people_are_certified_and_some_stations_miss_the_threshold(demo, years_ago):
    day = clock.today() if not years_ago else dt.date(clock.year() - years_ago, 12, 31)
    found = staff_structure(None, day)
    total = {key: sum(cells[key] for cells in found.values()) for key in next(iter(found.values()))}
    assert len(found) == 143
    assert 1500 < total["on_duty"] < 3500
    assert 0.65 < total["certified"] / total["on_duty"] < 0.9
    assert 0.35 < total["dual"] / total["certified"] < 0.5
    assert 0.25 < total["quality_only"] / total["certified"] < 0.38
    assert 0.2 < total["safety_only"] / total["certified"] < 0.33
    below = sum(cells["certified"] < 0.75 * cells["on_duty"] for cells in found.values())
    assert 10 < below < 80


def test_every_code_of_a_person_is_in_its_dictionary(demo):
    known = {(row.dictionary, row.code) for row in db.session.scalars(select(DictionaryEntry))}
    for model in (Person, Certificate, Qualification, ProfileReturn):
        for column in model.__table__.columns:
            if "dictionary" not in column.info:
                continue
            used = set(db.session.scalars(select(column).distinct())) - {None}
            assert {(column.info["dictionary"], code) for code in used} <= known, column


def test_a_part_of_a_name_finds_its_people(demo):
    person = db.session.scalars(select(Person).order_by(Person.id)).first()
    found = set(db.session.scalars(select(Person.id).where(name_contains(Person, person.name[1]))))
    assert person.id in found
    assert found == {p.id for p in db.session.scalars(select(Person)) if person.name[1] in p.name}


def test_projects_balance_but_for_the_one_that_is_to_be_found(demo):
    broken, last = set(), {}
    for row in every_return():
        lines = {(line.category, line.flow): line for line in row.lines}
        assert len(lines) == 24
        for category in {category for category, _flow in lines}:
            for measure in ("projects", "units", "area", "length", "cost"):
                rest = year_end(lines, category, measure)
                if rest < 0:
                    broken.add((row.organization_id, row.year))
                carried = getattr(lines[category, "carried"], measure)
                before = last.get((row.organization_id, row.year - 1, category, measure), carried)
                assert carried == before
                last[row.organization_id, row.year, category, measure] = rest
    assert len(broken) == 1
    ((organization_id, year),) = broken
    assert year == clock.year() - 1
    assert db.session.get(Organization, organization_id).division_code == "431230"


def test_instruments_are_calibrated_to_days_that_exist(demo):
    lists = db.session.scalars(select(ProfileReturn.instrument_list))
    days = [row["calibrated_to"] for rows in lists for row in rows]
    assert days
    assert all(dt.date.fromisoformat(day) for day in days)


def test_figures_keep_their_parts_below_the_whole(demo):
    for row in every_return():
        nodes = tree(min(dt.date(row.year, 12, 31), clock.today()))
        shown = {
            figure.key
            for section in sections_for(nodes[row.organization_id].kind)
            for figure in section.figures
        }
        for figure in figures():
            value = getattr(row, figure.key)
            assert value is None or figure.key in shown
            if figure.part_of and value is not None:
                assert value <= getattr(row, figure.part_of)
        assert row.penalties_quality + row.penalties_safety <= row.penalties
        assert row.deaths <= 2 * row.accidents_ordinary
        assert row.deaths == 0 or row.accidents_ordinary > 0


def test_nobody_spends_more_than_comes_in(demo):
    last = {}
    for row in db.session.scalars(select(FundingReturn).order_by(FundingReturn.year)):
        values = {key: getattr(row, key) for key in FundingReturn.__table__.columns.keys()}  # noqa: SIM118
        income = sum(v for k, v in values.items() if k.startswith(("received_", "income_")))
        spent = sum(v for k, v in values.items() if k.startswith("spent_"))
        assert 0 <= spent <= income
        before = last.get((row.organization_id, row.year - 1), row.income_carried)
        assert row.income_carried == before
        last[row.organization_id, row.year] = income - spent


@pytest.mark.parametrize("model", [ProjectReturn, FundingReturn])
def test_years_are_filed_as_far_as_offices_would_have(demo, model):
    rows = db.session.execute(
        select(model.year, model.state, Organization.division_code).join(
            Organization, Organization.id == model.organization_id
        )
    ).all()
    now = clock.year()
    states = Counter((year - now, state) for year, state, _code in rows)
    assert states[-3, ReturnState.LOCKED] == states[-2, ReturnState.LOCKED] == 143
    # Last year is closed on 31 March.
    last = ReturnState.LOCKED if clock.today() > dt.date(now, 3, 31) else ReturnState.SUBMITTED
    assert states[-1, last] == 142
    assert 30 < states[0, ReturnState.SUBMITTED] < 65
    assert 3 < states[0, ReturnState.DRAFT] < 30
    assert not {"430104", "430211"} & {code for year, _state, code in rows if year == now}


def test_who_leads_is_on_the_roster_with_a_title_and_the_technical_one_certified(demo):
    titles = {"senior_professor", "senior", "intermediate"}
    people = defaultdict(dict)
    for one in db.session.scalars(select(Person).where(Person.left_on.is_(None))):
        people[one.organization_id][one.name] = one
    profiles = db.session.scalars(select(ProfileReturn)).all()
    assert profiles
    certified = 0
    for profile in profiles:
        roster = people[profile.organization_id]
        assert profile.head_name in roster
        technical = roster[profile.technical_name]
        is_able = technical.title_level in titles and any(
            one.status is CertificateStatus.VALID for one in technical.certificates
        )
        certified += is_able
    # A small station may have nobody.
    assert certified > 0.9 * len(profiles)


def test_snapshots_hold_what_the_roster_of_that_day_gives(demo):
    for ago in (1, 2, 3):
        day = dt.date(clock.year() - ago, 12, 31)
        live = staff_structure(None, day)
        stored = db.session.scalars(select(StaffSnapshot).filter_by(year=day.year)).all()
        assert {row.organization_id: row.cells for row in stored} == live
        for row in stored:
            assert len(row.people) == row.cells["on_duty"] + row.cells["seconded_in"]


def test_some_verifications_have_run_out_and_some_soon_will(demo):
    today = clock.today()
    ends = (
        db.session.scalars(
            select(func.max(OrganizationVerification.valid_to)).group_by(
                OrganizationVerification.organization_id
            )
        )
    ).all()
    assert len(ends) == 143
    assert sum(day < today for day in ends) == 3
    assert sum(today <= day <= today + dt.timedelta(days=180) for day in ends) == 5


def test_applications_are_in_every_state_with_the_files_that_are_asked_for(demo):
    cases = db.session.scalars(select(CertificateCase)).all()
    assert len(cases) == 30
    states = {kind: {one.state for one in cases if one.kind is kind} for kind in CaseKind}
    assert all(len(found) >= 4 for found in states.values())
    assert set(CaseState) - {CaseState.DRAFT} == set().union(*states.values())
    for case in cases:
        files = files_of(case.kind.resource, case.id)
        for slot in demo_cases.FILES[case.kind].slots:
            there = [file for file in files if file.slot == slot.key]
            assert bool(there) == slot.is_required(case), (case.number, slot.key)
            assert all(path_of(file.stored_as).read_bytes()[:2] == JPEG for file in there)
        photo = files_of("personnel.person", case.person_id)
        assert [file.slot for file in photo] == ["photo"]


def test_people_are_trained_in_every_state_and_no_place_is_given_twice(demo):
    for model, states, none in (
        (InductionEnrolment, InductionState, {InductionState.DRAFT}),
        (ContinuingEnrolment, ContinuingState, {ContinuingState.DRAFT, ContinuingState.PASSED}),
    ):
        assert {one.state for one in db.session.scalars(select(model))} == set(states) - none
    sessions = db.session.scalars(select(TrainingSession)).all()
    today = clock.today()
    phases = Counter(phase(one, today) for one in sessions)
    assert phases == {"open": 3, "ended": 1, "examined": 1, "draft": 1}
    shares = db.session.scalars(select(OrganizationQuota)).all()
    left = Counter()
    for one in shares:
        taken = enrolled_seats(one.session_id, [one.organization_id])
        left[one.session_id] += one.seats - taken.get(one.organization_id, 0)
        assert taken.get(one.organization_id, 0) <= one.seats
    assert min(left.values()) == 0 < max(left.values())


def test_groups_were_assessed_in_four_quarters_and_some_still_are(demo):
    items = db.session.scalars(select(GroupAssessment)).all()
    done = [one for one in items if one.score is not None]
    assert (len({(one.year, one.period) for one in done}), len(items) - len(done)) == (4, 2)
    assert all(60_00 <= one.score <= 100_00 and one.project_count == 2 for one in done)


def test_organizations_were_assessed_in_two_halves_and_one_answered(demo):
    items = db.session.scalars(select(HierarchicalAssessment)).all()
    done = [one for one in items if one.score is not None]
    assert (len({(one.year, one.period) for one in done}), len(items) - len(done)) == (2, 1)
    assert all(one.project_count == 2 and one.step is not None for one in done)
    assert [one.reply for one in done if one.reply] == ["已逐项整改，并补齐监督记录。"]


def test_every_account_belongs_to_an_organization_of_its_role_s_level(demo):
    listed = {entry["username"]: entry for entry in accounts(demo)}
    users = db.session.scalars(select(User)).unique().all()
    assert {user.username for user in users} == set(listed)
    assert {Role(user.roles[0].name) for user in users} == set(Role)
    for user in users:
        entry, (role,) = listed[user.username], user.roles
        assert LEVEL_OF[Role(role.name)] is user.organization.level
        assert check_password_hash(user.password, entry["password"])
        assert (user.is_demo, user.must_change_password, user.active) == (True, False, True)
        assert entry == {
            "username": user.username,
            "password": entry["password"],
            "name": user.get_full_name(),
            "role": role.name,
            "level": user.organization.level.value,
            "organization": user.organization.name,
        }
    assert len({entry["password"] for entry in listed.values()}) == len(listed)


def test_there_are_points_in_every_state_and_every_measure(demo):
    assert set(db.session.scalars(select(DemeritRecord.state))) == set(SHOWN)
    assert set(db.session.scalars(select(DemeritMeasure.kind))) == set(MeasureKind)


def test_only_the_owner_can_read_the_accounts(demo):
    path = Path(demo.config["INSTANCE_DIR"]) / "demo-accounts.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_second_load_adds_nothing_and_keeps_the_passwords(demo):
    before, written = counts(), accounts(demo)
    load()
    assert counts() == before
    assert accounts(demo) == written


def test_new_rows_get_ids_behind_the_loaded_ones(demo):
    link = SupervisionLink(organization_id=1, superior_id=143)
    highest = db.session.scalar(select(func.max(SupervisionLink.id)))
    db.session.add(link)
    db.session.flush()
    assert link.id > highest


def test_the_roster_is_filled_up_to_the_wanted_number(demo, monkeypatch):
    monkeypatch.setattr(people, "CHUNK", 500)
    on_roster = select(func.count()).select_from(Person).where(Person.left_on.is_(None))
    load(people=4000)
    assert db.session.scalar(on_roster) == 4000
    hashes = db.session.scalars(select(Person.id_no_hash)).all()
    assert len(set(hashes)) == len(hashes)
    load(people=4000)
    assert db.session.scalar(on_roster) == 4000
