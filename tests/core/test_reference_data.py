"""Divisions and dictionaries come with the product and stay as the office edited them."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from app.core.base.db import db
from app.core.configuration import dictionaries, reference_data
from app.core.models import DictionaryEntry, Division


@pytest.fixture
def context(app):
    with app.app_context():
        yield


def entry(dictionary: str, code: str) -> DictionaryEntry:
    return db.session.scalars(
        select(DictionaryEntry).filter_by(dictionary=dictionary, code=code)
    ).one()


def test_a_new_installation_has_every_division_of_the_province(context):
    counted = dict(
        db.session.execute(select(Division.level, func.count()).group_by(Division.level)).all()
    )
    assert {level.value: count for level, count in counted.items()} == {
        "province": 1,
        "prefecture": 14,
        "county": 122,
        "zone": 12,
    }


def test_prefectures_stand_in_the_official_order_each_before_its_counties(context):
    names = list(db.session.scalars(select(Division.name).order_by(Division.position)))
    assert [name for name in names if name.endswith(("州", "市")) and name in OFFICIAL] == OFFICIAL
    assert names[:3] == ["湖南省", "长沙市", "芙蓉区"]
    assert names.index("宁乡市") < names.index("株洲市") < names.index("天元区")


OFFICIAL = [
    *("长沙市", "株洲市", "湘潭市", "衡阳市", "邵阳市", "岳阳市", "常德市"),
    *("张家界市", "益阳市", "郴州市", "永州市", "怀化市", "娄底市", "湘西土家族苗族自治州"),
]


def test_every_coded_column_has_a_dictionary_with_entries(context):
    asked = {
        column.info["dictionary"]
        for mapper in db.Model.registry.mappers
        for table in mapper.tables
        for column in table.columns
        if "dictionary" in column.info
    }
    known = set(db.session.scalars(select(DictionaryEntry.dictionary).distinct()))
    assert asked
    assert asked <= known


def test_reports_find_the_groups_they_count_by(context):
    groups: dict[str, set[str | None]] = {}
    for row in db.session.scalars(select(DictionaryEntry)):
        groups.setdefault(row.dictionary, set()).add(row.group)
    assert groups["education"] == {"postgraduate", "bachelor", "college", "below"}
    assert groups["title_level"] == {"senior", "intermediate", "junior", "none"}
    assert groups["employ_type"] == {
        "civil",
        "institution",
        "logistics",
        "contract",
        "seconded_in",
    }
    assert groups["specialty"] == {"civil", "installation", "municipal", "machinery", "other"}
    assert groups["funding_type"] == {"full", "partial", "self", "other"}
    assert groups["org_nature"] == {"civil", None}
    assert groups["post_type"] == {"leader", "supervision", "management", "logistics"}
    assert {"senior_professor", "senior"} == set(dictionaries.codes_in("title_level", "senior"))


def test_there_are_56_nations_the_frequent_ones_first(context):
    labels = [label for _code, label in dictionaries.choices("nation")]
    assert len(set(labels)) == 56
    assert labels[:4] == ["汉族", "土家族", "苗族", "侗族"]


def test_a_second_run_adds_nothing_and_keeps_what_was_edited(context):
    edited = entry("education", "doctor")
    edited.label, edited.group, edited.is_active = "博士", "bachelor", False
    db.session.get(Division, "430104").name = "岳麓新区"
    db.session.commit()

    assert reference_data.sync(db.session) == 0
    db.session.commit()
    db.session.expire_all()

    found = entry("education", "doctor")
    assert (found.label, found.group, found.is_active) == ("博士", "bachelor", False)
    assert db.session.get(Division, "430104").name == "岳麓新区"


def test_what_a_new_release_brings_is_added_beside_the_office_s_own_entries(context):
    db.session.delete(entry("politics", "masses"))
    db.session.add(DictionaryEntry(dictionary="politics", code="own", label="其他", position=999))
    db.session.commit()

    assert reference_data.sync(db.session) == 1
    assert entry("politics", "masses").label == "群众"
    assert entry("politics", "own").label == "其他"
