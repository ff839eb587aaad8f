"""字典管理: entries come and are retired, their codes stay; what forms offer follows at once."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from app.core.base.db import db
from app.core.base.errors import Refused
from app.core.configuration import dictionaries
from app.core.configuration.dictionary_words import GROUPS, NAMES
from app.core.models import AuditEntry, DictionaryEntry
from app.settings import operations
from tests.support.together import together

BASE = "/settings/dictionaries"


def entry(label: str, dictionary: str = "education") -> DictionaryEntry:
    return db.session.scalars(
        select(DictionaryEntry).filter_by(dictionary=dictionary, label=label)
    ).one()


def add(acting, **values) -> str:
    with acting() as actor:
        given = {"dictionary": "education", "group": "below", **values}
        code = operations.add_entry(given, actor).code
        db.session.commit()
    return code


def offered(acting, dictionary: str = "education") -> list[str]:
    with acting("yl_clerk"):
        return [label for _code, label in dictionaries.choices(dictionary)]


def test_every_dictionary_and_every_class_has_a_name(acting):
    with acting():
        rows = db.session.scalars(select(DictionaryEntry)).all()
        assert {row.dictionary for row in rows} == set(NAMES)
        used = {(row.dictionary, row.group) for row in rows if row.group}
    assert used == {(name, group) for name, held in GROUPS.items() for group in held}


def test_a_new_entry_is_offered_last_and_counted_in_its_class(acting):
    code = add(acting, label="成人教育")
    assert offered(acting)[-1] == "成人教育"
    with acting():
        assert code in dictionaries.codes_in("education", "below")


def test_codes_are_given_once_for_good(acting):
    assert [add(acting, label="甲"), add(acting, label="乙")] == ["own_1", "own_2"]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"label": "大学本科"}, "已有同名条目，请换一个名称"),
        ({"label": "新的", "group": None}, "请选择统计归类"),
        ({"label": "新的", "group": "engineering"}, "请在列表中选择统计归类"),
    ],
)
def test_what_does_not_fit_is_refused(acting, values, words):
    with pytest.raises(Refused, match=words):
        add(acting, **values)


def test_a_dictionary_may_have_entries_that_are_in_no_class(acting):
    add(acting, dictionary="politics", label="无党派人士", group=None)
    assert "无党派人士" in offered(acting, "politics")


def test_a_retired_entry_is_not_offered_and_still_reads(acting, sign_in):
    with acting():
        operations.switch_entry(entry("中专"), active=False)
        db.session.commit()
    assert "中专" not in offered(acting)
    with acting("yl_clerk"):
        assert dictionaries.label("education", "secondary") == "中专"
        assert ("secondary", "中专") in dictionaries.choices("education", "secondary")
    with pytest.raises(Refused, match="已有同名条目且已停用"):
        add(acting, label="中专")


def test_the_last_entry_is_not_retired(acting, sign_in):
    with acting():
        operations.switch_entry(entry("女", "sex"), active=False)
        db.session.commit()
        number = entry("男", "sex").id
    page = sign_in("hn_admin").post(f"{BASE}/switch/{number}/off", follow_redirects=True).text
    assert "每个字典至少保留一个启用的条目" in page
    assert offered(acting, "sex") == ["男"]


def test_entries_change_places(acting):
    before = offered(acting)
    with acting():
        operations.move_entry(entry(before[2]), up=True)
        db.session.commit()
    with acting():
        operations.move_entry(entry(before[0]), up=True)
        operations.move_entry(entry(before[0]), up=False)
        db.session.commit()
    assert offered(acting) == [before[2], before[0], before[1], *before[3:]]


def test_entries_of_the_same_place_can_be_told_apart(acting):
    with acting():
        for row in db.session.scalars(select(DictionaryEntry).filter_by(dictionary="degree")):
            row.position = 5
        db.session.commit()
    before = offered(acting, "degree")
    with acting():
        operations.move_entry(entry(before[3], "degree"), up=True)
        db.session.commit()
    assert offered(acting, "degree") == [before[0], before[1], before[3], before[2]]


def test_a_form_cannot_change_a_code(acting, sign_in):
    with acting():
        number = entry("中专").id
    data = {"label": "中等专科", "group": "below", "version": "1", "code": "x", "dictionary": "sex"}
    assert sign_in("hn_admin").post(f"{BASE}/edit/{number}", data=data).status_code == 303
    with acting():
        changed = db.session.get(DictionaryEntry, number)
        assert (changed.label, changed.code) == ("中等专科", "secondary")
        assert changed.dictionary == "education"


def test_the_second_of_two_administrators_is_told_and_sees_what_was_typed(acting, sign_in):
    with acting():
        number = entry("中专").id
    client, address = sign_in("hn_admin"), f"{BASE}/edit/{number}"
    first = {"label": "中等专科", "group": "below", "version": "1"}
    assert client.post(address, data=first).status_code == 303
    answer = client.post(address, data={**first, "label": "中等职业"})
    assert answer.status_code == 409
    assert 'value="中等专科"' in answer.text
    assert "您填写的是：中等职业" in answer.text


@pytest.mark.both_databases
def test_of_eight_who_add_the_same_name_at_once_one_does(acting):
    def try_it(wait) -> str:
        with acting() as actor:
            db.session.rollback()
            wait()
            try:
                values = {"dictionary": "degree", "label": "名誉博士"}
                operations.add_entry(values, actor)
                db.session.commit()
                return "added"
            except Refused as refused:
                db.session.rollback()
                return refused.errors[0].code

    assert sorted(together([try_it] * 8)) == ["SE1"] * 7 + ["added"]


def test_every_change_is_in_the_audit_trail(acting, sign_in):
    add(acting, label="成人教育")
    with acting():
        found = entry("成人教育")
        operations.switch_entry(found, active=False)
        db.session.commit()
        entries = db.session.scalars(
            select(AuditEntry)
            .filter_by(object_type="dictionary_entry", object_id=str(found.id))
            .order_by(AuditEntry.id)
        ).all()
        assert [one.action for one in entries] == ["create", "update"]
        assert entries[1].changes["is_active"] == [True, False]
        number = found.id
    page = sign_in("yl_clerk").get(f"{BASE}/show/{number}").text
    assert "变更记录" in page
    assert "<del>是</del>" in page
    assert "中专及以下" in page
    assert "version" not in page.partition("变更记录")[2].partition("</ol>")[0]


def test_a_code_is_shown_to_those_who_change_entries_alone(sign_in):
    for username, is_shown in (("hn_admin", True), ("hn_leader", False), ("yl_clerk", False)):
        client = sign_in(username)
        page = client.get(f"{BASE}/list/?dictionary=org_nature").text
        assert ("public_one" in page) is is_shown, username
        assert "公益一类" in page
        (number,) = re.findall(rf'href="{BASE}/show/(\d+)"', page)[:1]
        assert ("<code" in client.get(f"{BASE}/show/{number}").text) is is_shown, username
