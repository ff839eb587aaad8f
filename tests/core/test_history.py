"""变更记录 of any record: labelled fields alone, in words, with numbers masked."""

from __future__ import annotations

import datetime as dt

import pytest

from app.core.access.scope import unscoped
from app.core.base.db import db
from app.core.screens import history
from app.organizations.models import ProfileReturn
from app.personnel.models import Certificate, Person
from tests.support.factories import make_certificate, make_person

LABELS = {
    "education": "学历",
    "mobile": "手机号",
    "joined_on": "进入本单位日期",
    "organization_id": "机构",
}


@pytest.fixture
def person(app):
    with app.app_context(), unscoped("fixture"):
        found = make_person(organization_id=4, name="周全")
        db.session.commit()
        yield found


def test_only_fields_with_a_label_are_told_in_words(person):
    person.education, person.department = "master", "一科"
    person.joined_on = dt.date(2020, 5, 1)
    db.session.commit()

    newest, first = history.record_history(person, labels=LABELS)

    assert {change.label for change in newest.changes} == {"学历", "进入本单位日期"}
    told = {change.label: (change.old, change.new) for change in newest.changes}
    assert told["学历"] == ("大学本科", "硕士研究生")
    assert told["进入本单位日期"][1] == "2020-05-01"
    assert first.action == "新增"
    named = {change.label: change.new for change in first.changes}
    assert named["机构"] == "岳麓区建设工程质量安全监督站"
    assert "*" in named["手机号"]
    assert person.mobile not in named["手机号"]


def test_a_change_of_nothing_named_is_not_told(person):
    person.department = "二科"
    db.session.commit()
    assert [event.action for event in history.record_history(person, labels=LABELS)] == ["新增"]


def test_enumerations_read_as_their_label(person):
    certificate = make_certificate(person)
    db.session.commit()
    labels = {"type": "证书种类", "status": "证书状态"}
    (event,) = history.record_history(certificate, labels=labels)
    assert [change.new for change in event.changes] == ["质量监督证", "有效"]
    assert history.last_changes(Certificate)[str(certificate.id)][0] == event.who


def test_words_of_the_caller_come_first(person):
    words = {"education": lambda code: f"«{code}»"}
    (event,) = history.record_history(person, labels={"education": "学历"}, words=words)
    assert [change.new for change in event.changes] == ["«bachelor»"]


def test_columns_of_several_values_read_in_words_and_tables_by_their_length(app):
    with app.app_context(), unscoped("fixture"):
        kept = ProfileReturn(
            organization_id=4,
            year=2026,
            scopes=["building", "municipal"],
            departments=[{"name": "一科", "headcount": 3}],
        )
        db.session.add(kept)
        db.session.commit()
        kept.departments, kept.scopes = [{"name": "二科", "headcount": 3}], []
        db.session.commit()
        labels = {"scopes": "监督范围", "departments": "内设科室"}
        newest, first = history.record_history(kept, labels=labels)

    told = {str(change.label): change.new for change in first.changes}
    assert (told["监督范围"], told["内设科室"]) == ("房屋建筑、市政基础设施", "1 项")
    told = {change.label: (change.old, change.new) for change in newest.changes}
    assert told == {
        "监督范围": ("房屋建筑、市政基础设施", "—"),
        "内设科室": ("1 项", "1 项（内容有修改）"),
    }


def test_the_history_of_another_record_is_not_told(person):
    other = make_person(organization_id=4, name="别人")
    db.session.commit()
    events = history.record_history(other, labels={"name": "姓名"})
    assert [change.new for event in events for change in event.changes] == ["别人"]
    assert len(history.history_of(Person, labels={"name": "姓名"})) == 2
