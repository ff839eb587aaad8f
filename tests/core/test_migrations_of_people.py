"""What a migration works out of the names and numbers of people, on both databases."""

from __future__ import annotations

import datetime as dt

import pytest

from app.core.base.encryption import fingerprint, seal, tail_fingerprint
from tests.core.test_migrations import (  # noqa: F401 - fixtures
    CHANGSHA,
    MOMENT,
    before,
    database,
    person_of,
)
from tests.support.migrated import Database


@pytest.mark.migrates("0019")
def test_people_get_the_letters_of_their_names_and_the_end_of_their_numbers(
    before: Database,  # noqa: F811
) -> None:
    before.add("division", CHANGSHA)
    station = {"id": 1, "code": "4301001", "name": "第1站", "kind": "safety", "path": "/1/"}
    where = {"division_code": "430100", "level": "county", "status": "active"}
    before.add("organization", {**station, **where})
    numbers = {3: "439900199001010012", 5: "43990019900101123X", 8: "439900199001010039"}
    names = {3: "单建军", 5: "欧阳娜娜", 8: "曾 Anna"}
    with before.app.app_context():
        sealed = {of: seal(number.encode()) for of, number in numbers.items()}
        marks = {of: fingerprint(number) for of, number in numbers.items()}
        tails = [tail_fingerprint(number) for number in numbers.values()]
    before.add("identity", *({"id": of, "created_at": MOMENT} for of in numbers))
    before.add(
        "identity_number",
        *(
            {"identity_id": of, "id_no": sealed[of], "id_no_hash": marks[of], "since": MOMENT}
            for of in numbers
        ),
    )
    gone = {"left_on": dt.date(2022, 5, 1), "left_reason": "resigned"}
    before.add(
        "person",
        *(
            person_of(of, 1, marks[of], 2018, identity_id=of, name=names[of], id_no=sealed[of])
            | (gone if of == 8 else {"left_on": None, "left_reason": None})
            for of in numbers
        ),
    )
    before.upgrade("0019")
    found = before.rows("person")
    assert [(one["initials"], one["pinyin"]) for one in found] == [
        ("sjj", "shanjianjun"),
        ("oynn", "ouyangnana"),
        ("za", "zenganna"),
    ]
    assert [one["id_tail_hash"] for one in found] == tails
    before.downgrade("0015")
    assert "initials" not in before.rows("person")[0]
