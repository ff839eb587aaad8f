"""The migrations make the tables that the models describe, and lose no row; on both databases."""

from __future__ import annotations

import datetime as dt
import re
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError

from tests.support.migrated import ROOT, Database
from tests.support.migrations import moves_rows
from tests.support.services import Services

HERE = Path(__file__).resolve().parent
VERSIONS = sorted((ROOT / "app/migrations/versions").glob("[0-9]*.py"))
REVISIONS = [path.stem.partition("_")[0] for path in VERSIONS]
# What every organization lies in.
CHANGSHA: dict[str, Any] = {"code": "430100", "name": "长沙市", "level": "prefecture"}
CHANGSHA |= {"position": 1, "is_custom": False}


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: Any, services: Services, tmp_path: Path) -> Database:
    """An empty database."""
    in_file = request.param == "sqlite"
    url = f"sqlite:///{tmp_path / 'empty.db'}" if in_file else services.fresh_database("migrated")
    return Database(url, tmp_path)


@pytest.fixture
def before(request: Any, database: Database) -> Database:
    """The database at the revision before the one that the test is marked with."""
    (revision,) = request.node.get_closest_marker("migrates").args
    (path,) = (one for one in VERSIONS if one.stem.startswith(f"{revision}_"))
    # Numbers are given when work begins, the order is that of the landing.
    (former,) = re.findall(r'^down_revision = "(\d+)"$', path.read_text(), re.MULTILINE)
    database.upgrade(former)
    return database


def test_models_and_migrations_agree_also_after_going_down_and_up(database: Database) -> None:
    database.upgrade()
    assert "No new upgrade operations detected" in database.check()
    database.downgrade("base")
    database.upgrade()
    assert "No new upgrade operations detected" in database.check()


# --- rows that are moved --------------------------------------------------------------------

MOMENT = dt.datetime(2026, 1, 5, 8, 30, tzinfo=dt.UTC)
SOMEBODY = {"id": 1, "first_name": "a", "last_name": "b", "username": "c", "email": "d"}


def run_of(number: int, parameters: dict[str, Any]) -> dict[str, Any]:
    """A row of report_run."""
    facts = {"id": number, "report": "annual_summary", "title": "", "format": "xlsx"}
    return {**facts, "parameters": parameters, "requested_by": 1, "requested_at": MOMENT}


@pytest.mark.migrates("0003")
def test_who_signed_old_reports_is_no_longer_in_plain_text(before: Database) -> None:
    before.add("ab_user", SOMEBODY)
    asked = {"year": 2025, "phone": "13812345678", "head": "张三"}
    before.add("report_run", run_of(1, asked))
    before.upgrade()
    (stored,) = before.rows("report_run")
    assert stored["parameters"] == {"year": 2025}


# What an organization says of itself, and stays as it was said last.
SAID = {
    "admin_rank": "unit_chief",
    "uscc": "12430100XX00000272",
    "competent_department": "岳麓区住房和城乡建设局",
    "approved_by": "岳麓区机构编制委员会办公室",
    "approval_no": "岳编办〔1998〕12号",
    "established_on": dt.date(1998, 6, 1),
    "posts_civil": 2,
    "posts_institution": 20,
    "posts_other": 1,
    "head_name": "张三",
    "head_position": "站长",
    "address": "岳麓区示例大道 1 号",
    "postcode": "410013",
    "telephone": "0731-88885555",
    "computers": 18,
    "instruments_value": 3680,
    "filled_by": "湘致远",
    "filled_at": MOMENT - dt.timedelta(days=2),
    "changed_by": "岳观澜",
}
# What it said for each year that it handed in.
YEARS: dict[int, dict[str, Any]] = {
    2023: {"nature": "public_one", "funding_type": "full", "posts_total": 23}
    | {"office_area": 32050, "vehicles": 2, "instruments": 21},
    2024: {"nature": "public_two", "funding_type": "partial", "posts_total": 24}
    | {"office_area": 33075, "vehicles": 3, "instruments": 22},
}


def add_station(database: Database, number: int, **said: Any) -> None:
    """An organization and its profile, which has other figures by now."""
    facts = {"id": number, "code": f"43010{number}", "name": f"第{number}站", "kind": "safety"}
    place = {"division_code": "430100", "level": "county", "path": f"/{number}/"}
    database.add("organization", {**facts, **place, "status": "active"})
    now = dict.fromkeys(("posts_total", "office_area", "vehicles", "instruments"), 99)
    now |= {"nature": "government", "funding_type": "self", "version": 7, "changed_at": MOMENT}
    database.add("organization_profile", {**SAID, **now, "organization_id": number, **said})


@pytest.mark.migrates("0005")
def test_what_was_submitted_for_a_year_becomes_its_return(before: Database) -> None:
    before.add("division", CHANGSHA)
    add_station(before, 1)
    add_station(before, 2, head_name="李四", established_on=None)
    # The third one has handed nothing in.
    add_station(before, 3)
    submitted = [(1, 2023), (1, 2024), (2, 2024)]
    before.add(
        "profile_year",
        *(
            {**YEARS[year], "organization_id": number, "year": year, "submitted_at": MOMENT}
            for number, year in submitted
        ),
    )
    before.upgrade("0005")
    found = {(row["organization_id"], row["year"]): row for row in before.rows("profile_return")}
    assert sorted(found) == submitted
    filed = {"kind": "safety", "state": "submitted", "version": 1, "changed_at": MOMENT}
    filed |= {"explanations": {}, "is_legal_person": True, "is_entrusted": False}
    lists = ("scopes", "departments", "instrument_list", "systems", "management_rules")
    filed |= {name: [] for name in lists}
    wanted: dict[tuple[int, int], dict[str, Any]] = {
        (number, year): {**filed, **SAID, **YEARS[year], "organization_id": number, "year": year}
        | {"id": found[number, year]["id"], "name": f"第{number}站"}
        for number, year in submitted
    }
    del wanted[2, 2024]["established_on"]
    wanted[2, 2024]["head_name"] = "李四"
    assert found == wanted


@pytest.mark.migrates("0008")
def test_whose_rows_an_old_list_holds_goes_on_deciding_who_may_fetch_it(before: Database) -> None:
    before.add("ab_user", SOMEBODY)
    conditions = {"view": "PersonView", "arguments": {"_flt_0_name": ["张"]}}
    own = {"read": [2, 4, 6], "oversee": False}
    everybody = {"read": None, "oversee": True}
    before.add(
        "report_run",
        run_of(1, {**conditions, "seen": own}),
        run_of(2, {**conditions, "seen": everybody}),
        run_of(3, {"year": 2025, "level": "province"}),
    )
    before.upgrade("0008")
    lists = [(one["parameters"], one.get("seen")) for one in before.rows("report_run")]
    assert lists == [
        (conditions, own),
        (conditions, everybody),
        ({"year": 2025, "level": "province"}, None),
    ]


def entry(number: int, dictionary: str, code: str, label: str, group: str | None) -> dict[str, Any]:
    """A row of dictionary_entry."""
    named = {"id": number, "dictionary": dictionary, "code": code, "label": label, "group": group}
    return {**named, "position": number, "is_active": True, "version": 1}


def edited(
    number: int, day: dt.date, action: str = "update", **changes: list[Any]
) -> dict[str, Any]:
    """A row of audit_entry about a dictionary entry."""
    who = {"user_name": "钟守衡", "address": "", "request_id": "", "outcome": "ok"}
    about = {"object_type": "dictionary_entry", "object_id": str(number), "action": action}
    at = dt.datetime.combine(day, dt.time(8), dt.UTC)
    return {**who, **about, "at": at, "changes": changes}


@pytest.mark.migrates("0011")
def test_a_closed_year_gets_the_entries_of_the_day_it_was_closed(before: Database) -> None:
    def closed(year: int) -> dict[str, Any]:
        at = dt.datetime(year + 1, 4, 1, tzinfo=dt.UTC)
        return {"year": year, "locked_at": at, "locked_by": "系统"}

    before.add(
        "dictionary_entry",
        entry(1, "title_level", "technician", "技术员级", "intermediate"),
        entry(2, "title_level", "own_1", "见习", "junior"),
        entry(3, "politics", "masses", "群众", None),
    )
    before.add("year_lock", closed(2023), closed(2024))
    before.add(
        "audit_entry",
        edited(1, dt.date(2024, 8, 1), label=["员级", "技术员级"]),
        edited(1, dt.date(2025, 8, 1), group=["junior", "intermediate"], version=[2, 3]),
        edited(2, dt.date(2025, 8, 2), "create", label=[None, "试用"], group=[None, "none"]),
        edited(2, dt.date(2025, 8, 3), label=["试用", "见习"], group=["none", "junior"]),
        {**edited(3, dt.date(2025, 8, 1), label=["民众", "群众"]), "object_type": "other"},
    )
    before.upgrade("0011")
    found = {
        (one["year"], one["code"]): (one["label"], one.get("group"))
        for one in before.rows("frozen_dictionary_entry")
    }
    assert found == {
        (2023, "technician"): ("员级", "junior"),
        (2024, "technician"): ("技术员级", "junior"),
        # An entry that came later is kept as it began.
        **dict.fromkeys([(2023, "own_1"), (2024, "own_1")], ("试用", "none")),
        **dict.fromkeys([(2023, "masses"), (2024, "masses")], ("群众", None)),
    }
    today = [(one["label"], one.get("group")) for one in before.rows("dictionary_entry")]
    assert today == [("技术员级", "intermediate"), ("见习", "junior"), ("群众", None)]
    before.downgrade(REVISIONS[REVISIONS.index("0011") - 1], losing=True)
    before.upgrade("0011")
    assert len(before.rows("frozen_dictionary_entry")) == 6


def test_events_get_their_columns_keep_their_rows_and_still_only_grow(database: Database) -> None:
    database.upgrade("0009")
    database.add("division", CHANGSHA)
    station = {"id": 1, "code": "430101", "name": "第1站", "kind": "safety", "path": "/1/"}
    place = {"division_code": "430100", "level": "county", "status": "active"}
    database.add("organization", station | place)
    moved = {"id": 1, "organization_id": 1, "resource": "organizations.profile", "item_id": 7}
    moved |= {"name": "submit", "source": "draft", "target": "submitted", "at": MOMENT}
    moved |= {"actor_name": "湘致远", "actor_organization": "", "opinion": "", "marked": []}
    moved |= {"snapshot": {"computers": ["计算机", "18"]}}
    database.add("workflow_event", moved)
    database.upgrade("0010")
    new = {"data": {}, "words": {}, "subject": "", "batch": ""}
    assert database.rows("workflow_event") == [moved | new]
    _refuses_change(database)
    database.downgrade("0009")
    assert database.rows("workflow_event") == [moved]
    _refuses_change(database)


def _refuses_change(database: Database) -> None:
    for statement in ("UPDATE workflow_event SET opinion = 'x'", "DELETE FROM workflow_event"):
        with pytest.raises(DBAPIError, match=r"append-only|read-only"):
            database.execute(statement)


CODED = ["sex", "employ_type", "duty_status", "post_type", "education", "specialty", "title_level"]


def person_of(number: int, owner: int, mark: str, joined: int, **facts: Any) -> dict[str, Any]:
    """A row of person; ``mark`` is the fingerprint of the ID number."""
    day = dt.date(1980, 1, 1)
    return {
        "id": number,
        "organization_id": owner,
        "name": f"第{number}人",
        "id_no": f"sealed {number}".encode(),
        "id_no_hash": mark,
        "born_on": day,
        "mobile": b"sealed",
        "mobile_hash": "m",
        "work_from": day,
        "joined_on": dt.date(joined, 1, 1),
        "created_at": MOMENT,
        "changed_at": MOMENT,
        "version": 1,
        **dict.fromkeys(CODED, "x"),
        **facts,
    }


def certificate_of(number: int, owner: int, holder: int, **facts: Any) -> dict[str, Any]:
    """A row of certificate, issued at the beginning of 2020 for ten years."""
    begins = dt.date(2020, 1, 1)
    return {
        "id": number,
        "organization_id": owner,
        "holder_id": holder,
        "type": "quality",
        "number": f"N{number}",
        "issuer": "厅",
        "issued_on": begins,
        "valid_from": begins,
        "valid_to": dt.date(2030, 1, 1),
        "status": "valid",
        "reissued": 0,
        **facts,
    }


@pytest.mark.migrates("0009")
def test_rows_of_one_human_get_one_identity_and_certificates_their_versions(
    before: Database,
) -> None:
    left, cancelled = dt.date(2022, 5, 1), dt.date(2023, 3, 1)
    before.add("division", CHANGSHA)
    for number in (1, 2):
        facts = {"id": number, "code": f"43010{number}", "name": f"第{number}站", "kind": "safety"}
        where = {"division_code": "430100", "level": "county", "path": f"/{number}/"}
        before.add("organization", {**facts, **where, "status": "active"})
    before.add(
        "person",
        person_of(3, 1, "a", 2018, left_on=left, left_reason="resigned"),
        person_of(5, 1, "b", 2019, left_on=None, left_reason=None),
        person_of(8, 2, "a", 2022, left_on=None, left_reason=None),
    )
    before.add(
        "certificate",
        certificate_of(1, 2, 8, cancelled_on=None),
        certificate_of(2, 1, 5, status="cancelled", cancelled_on=cancelled),
        certificate_of(3, 1, 5, status="suspended", cancelled_on=None, type="safety"),
    )
    held = {"kind": "constructor_second"}
    before.add(
        "qualification",
        {"id": 1, "organization_id": 1, "person_id": 3, **held},
        {"id": 2, "organization_id": 2, "person_id": 8, **held},
    )
    before.upgrade("0009")

    assert [(row["id"], row["identity_id"]) for row in before.rows("person")] == [
        (3, 3),
        (5, 5),
        (8, 3),
    ]
    assert [
        (row["identity_id"], row["id_no_hash"], bytes(row["id_no"]))
        for row in before.rows("identity_number")
    ] == [(3, "a", b"sealed 3"), (5, "b", b"sealed 5")]
    assert [(row["id"], row["identity_id"]) for row in before.rows("certificate")] == [
        (1, 3),
        (2, 5),
        (3, 5),
    ]
    begins = dt.date(2020, 1, 1)
    versions = [
        (v["certificate_id"], v["organization_id"], v["status"], v["from_day"], v.get("to_day"))
        for v in before.rows("certificate_version")
    ]
    assert sorted(versions, key=str) == [
        (1, 2, "valid", begins, None),
        (2, 1, "cancelled", cancelled, None),
        (2, 1, "valid", begins, cancelled),
        (3, 1, "suspended", begins, None),
    ]
    assert [
        (q["id"], q["identity_id"], q["from_day"], q.get("to_day"))
        for q in before.rows("qualification")
    ] == [(1, 3, dt.date(2018, 1, 1), left), (2, 3, dt.date(2022, 1, 1), None)]

    before.add("identity", {"created_at": MOMENT})
    assert [row["id"] for row in before.rows("identity")] == [3, 5, 6]
    before.downgrade("0008", losing=True)
    assert [(c["id"], c["holder_id"]) for c in before.rows("certificate")] == [
        (1, 8),
        (2, 5),
        (3, 5),
    ]
    assert [(q["id"], q["person_id"]) for q in before.rows("qualification")] == [(1, 3), (2, 8)]


@pytest.mark.migrates("0016")
def test_divisions_become_the_first_versions_of_themselves(
    before: Database, caplog: pytest.LogCaptureFixture
) -> None:
    zone = {"code": "430199", "name": "新区", "level": "zone", "position": 2, "is_custom": True}
    before.add("division", CHANGSHA)
    before.add("division", {**zone, "parent_code": "430100"})
    before.upgrade("0016")
    kept = ("code", "name", "level", "parent_code", "position", "valid_from", "valid_to")
    assert [tuple(row.get(name) for name in kept) for row in before.rows("division_version")] == [
        ("430100", "长沙市", "prefecture", None, 1, dt.date(2000, 1, 1), None),
        ("430199", "新区", "zone", "430100", 2, dt.date(2000, 1, 1), None),
    ]
    before.execute("UPDATE division_version SET valid_to = '2025-01-01' WHERE code = '430199'")
    with pytest.raises(SystemExit):
        before.downgrade("0015")
    assert "would lose what divisions were" in caplog.text
    before.downgrade("0015", losing=True)
    assert len(before.rows("division")) == 2


@pytest.mark.migrates("0016")
def test_figures_below_zero_are_named_before_they_are_refused(
    before: Database, caplog: pytest.LogCaptureFixture
) -> None:
    before.add("division", CHANGSHA)
    station = {"id": 1, "code": "430101", "name": "第1站", "kind": "safety", "path": "/1/"}
    station |= {"division_code": "430100", "level": "county", "status": "active"}
    before.add("organization", station)
    filed = {"organization_id": 1, "year": 2025, "state": "submitted", "version": 1}
    filed |= {"changed_at": MOMENT, "changed_by": "a", "explanations": {}}
    before.add("project_return", {**filed, "id": 7, "fines": -50001})
    with pytest.raises(SystemExit):
        before.upgrade("0016")
    assert "project_return has figures below 0 in its rows 7" in caplog.text
    before.execute("UPDATE project_return SET fines = 50001")
    before.upgrade("0016")
    with pytest.raises(IntegrityError):
        before.execute("UPDATE project_return SET fines = -1")


# --- none without a test --------------------------------------------------------------------


def test_every_migration_that_moves_rows_is_tested_with_rows() -> None:
    moving = {path.stem[:4] for path in VERSIONS if moves_rows(path.read_text(encoding="utf-8"))}
    files = [import_module(f"tests.core.{path.stem}") for path in HERE.glob("test_migrations*.py")]
    tests = [test for one in files for test in vars(one).values()]
    marks = [mark for test in tests for mark in getattr(test, "pytestmark", ())]
    tested = {mark.args[0] for mark in marks if mark.name == "migrates"}
    assert tested <= moving, "a test is marked with a migration that moves no row"
    assert moving <= tested, (
        f"{sorted(moving - tested)} change rows: write a test of each in test_migrations*.py marked"
        " @pytest.mark.migrates(<revision>), that adds rows to `before`, upgrades to the revision"
        " and reads what became of them."
    )


@pytest.mark.parametrize(
    "code",
    [
        'op.execute("INSERT INTO a (id) SELECT id FROM b")',
        "op.execute(f'UPDATE {table} SET x = 1')",
        "op.execute('update ' + table + ' set x = 1')",
        "op.execute(sa.text('DELETE FROM a'))",
        "op.execute('WITH old AS (SELECT 1) UPDATE a AS b SET x = 1')",
        "op.execute(sa.update(runs).values(x=1))",
        "connection.execute(runs.insert(), rows)",
        "connection.execute(runs.delete().where(runs.c.id == 1))",
        "op.bulk_insert(table, rows)",
        "Session(op.get_bind()).add_all(rows)",
        "session.add(row)",
        "_fill()\ndef _fill():\n    op.execute(FILL)\nFILL = 'TRUNCATE a'",
    ],
)
def test_a_migration_that_moves_rows_is_found(code: str) -> None:
    first, *others = code.split("\n")
    assert moves_rows("\n".join([f"def upgrade():\n    {first}", *others]))


@pytest.mark.parametrize(
    "code",
    [
        "op.execute('CREATE TRIGGER a BEFORE UPDATE OF x ON b BEGIN DELETE FROM c; END')",
        "op.execute('CREATE TRIGGER a BEFORE TRUNCATE ON b EXECUTE FUNCTION c()')",
        "op.execute('DROP TRIGGER a')",
        "facts.update(more)",
        "seen.add(1)",
        "connection.execute(sa.select(runs.c.id))",
        "pass\ndef downgrade():\n    op.execute('DELETE FROM a')",
    ],
)
def test_one_that_only_changes_tables_is_left_alone(code: str) -> None:
    first, *others = code.split("\n")
    assert not moves_rows("\n".join([f"def upgrade():\n    {first}", *others]))
