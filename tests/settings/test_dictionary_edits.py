"""What an edit of an entry will change is said before it is stored, and agreed to."""

from __future__ import annotations

import re
import threading
import time
from functools import partial
from typing import Any

import pytest
from sqlalchemy import func, select

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.base.errors import Conflict, Unconfirmed
from app.core.base.registry import declare
from app.core.configuration import cache, dictionaries
from app.core.configuration.dictionary_effects import EffectSource, Holding
from app.core.models import DictionaryEntry, FrozenEntry
from app.organizations import locks
from app.organizations.models import ProfileReturn
from app.settings import operations
from tests.support import summary_world
from tests.support.acting import As
from tests.support.together import together

BASE = "/settings/dictionaries"
RUNNING, LAST = clock.year(), clock.year() - 1
AGREED = re.compile(r'name="confirmed" value="(\w+)"')


@pytest.fixture
def figures(grown: Any) -> Any:
    """Two years of figures in every state, and people of every kind."""
    return grown("summary", summary_world.fill)


def entry(app, dictionary: str, code: str) -> Any:
    with app.app_context():
        found = db.session.scalars(
            select(DictionaryEntry).filter_by(dictionary=dictionary, code=code)
        ).one()
        db.session.expunge_all()
        db.session.remove()
    return found


def close(app, year: int) -> None:
    with As(app, "hn_admin") as actor:
        locks.lock_year(year, actor=actor)


def lines_of(page: str) -> list[str]:
    """The sentences of what a form asks to agree to."""
    asked = page.partition("data-unconfirmed")[2].partition("<input")[0]
    return re.findall(r"<li>(.*?)</li>", asked)


def count(app, statement: str) -> int:
    with app.app_context(), unscoped("the tests count"):
        ((found,),) = db.session.connection().exec_driver_sql(statement)
        db.session.remove()
    return int(found)


def test_another_class_is_said_with_years_figures_reports_and_records(app, figures, sign_in):
    """Each station has one 员级; the archive of last year has twice as many and its number more."""
    found = entry(app, "title_level", "technician")
    client, address = sign_in("hn_admin"), f"{BASE}/edit/{found.id}"
    sent = {"label": "员级", "group": "intermediate", "version": "1"}
    people = count(app, "SELECT count(*) FROM person WHERE title_level = 'technician'")
    archived = sum(2 + number for number in range(1, 7))
    answer = client.post(address, data=sent)
    assert answer.status_code == 200
    first, running, past, everywhere, reports = lines_of(answer.text)
    assert first == "“员级”的统计归类由“初级”改为“中级”"
    # Of each station one assistant and one technician are 初级, so 12 become 6.
    assert running.startswith(f"{RUNNING} 年度（未锁定）：“职称（人）：中级”由 ")
    assert running.endswith("“职称（人）：初级”由 12 变为 6")
    assert past.startswith(f"{LAST} 年度（未锁定）：归档的人员结构 {archived} 条；")
    assert everywhere == f"不分年度：在职工作人员基础数据 {people} 条"
    assert reports.startswith("涉及报表：导出监督机构基本情况表、导出省/市级机构情况年度汇总表、")
    assert entry(app, "title_level", "technician").group == "junior"

    agreed = AGREED.findall(answer.text)
    assert client.post(address, data={**sent, "confirmed": agreed[0]}).status_code == 303
    assert entry(app, "title_level", "technician").group == "intermediate"


def test_a_closed_year_is_named_as_left_alone(app, figures, sign_in):
    close(app, LAST)
    found = entry(app, "org_nature", "public_one")
    sent = {"label": "公益一类", "group": "", "version": "1"}
    answer = sign_in("hn_admin").post(f"{BASE}/edit/{found.id}", data=sent)
    told = lines_of(answer.text)
    assert told[0] == f"名称由“{found.label}”改为“公益一类”"
    assert [line for line in told if line.startswith(f"{LAST} 年度")] == []
    assert told[1] == f"{RUNNING} 年度（未锁定）：监督机构基本情况填报 1 条"
    assert "导出全部监督机构调查汇总表" in told[-2]
    assert "年度汇总表" not in told[-2]
    assert told[-1] == f"已锁定的 {LAST} 年度保持锁定时的名称和归类，不变"


def test_a_code_among_several_is_counted(app, figures, sign_in):
    with app.app_context(), unscoped("codes of the tests"):
        for profile in db.session.scalars(select(ProfileReturn).filter_by(year=LAST)):
            profile.scopes = ["building", "transit"]
        db.session.commit()
        db.session.remove()
    found = entry(app, "biz_scope", "building")
    answer = sign_in("hn_admin").post(
        f"{BASE}/edit/{found.id}", data={"label": "房建", "version": "1"}
    )
    assert lines_of(answer.text)[1] == f"{LAST} 年度（未锁定）：监督机构基本情况填报 6 条"


def test_what_changes_nothing_is_stored_without_a_question(app, figures, sign_in):
    found = entry(app, "nation", "tujia")
    client = sign_in("hn_admin")
    same = {"label": found.label, "version": "1"}
    assert client.post(f"{BASE}/edit/{found.id}", data=same).status_code == 303
    other = {"label": "土家", "version": "2"}
    assert client.post(f"{BASE}/edit/{found.id}", data=other).status_code == 303


def test_agreeing_to_other_effects_is_asked_again(app, figures, sign_in):
    """Between the question and the answer the year is closed: the answer is to another question."""
    found = entry(app, "title_level", "technician")
    client, address = sign_in("hn_admin"), f"{BASE}/edit/{found.id}"
    sent = {"label": "员级", "group": "intermediate", "version": "1"}
    asked = client.post(address, data=sent).text
    assert any(line.startswith(f"{LAST} 年度（未锁定）") for line in lines_of(asked))
    close(app, LAST)
    again = client.post(address, data={**sent, "confirmed": AGREED.findall(asked)[0]})
    assert again.status_code == 200
    assert lines_of(again.text)[-1].startswith(f"已锁定的 {LAST} 年度")
    assert entry(app, "title_level", "technician").group == "junior"
    answer = client.post(address, data={**sent, "confirmed": AGREED.findall(again.text)[0]})
    assert answer.status_code == 303


def test_other_values_than_those_agreed_to_are_asked_for_again(app, figures, sign_in):
    found = entry(app, "title_level", "technician")
    client, address = sign_in("hn_admin"), f"{BASE}/edit/{found.id}"
    sent = {"label": "员级", "group": "intermediate", "version": "1"}
    agreed = AGREED.findall(client.post(address, data=sent).text)[0]
    answer = client.post(address, data={**sent, "group": "senior", "confirmed": agreed})
    assert lines_of(answer.text)[0] == "“员级”的统计归类由“初级”改为“高级”"


def test_who_may_not_edit_is_told_nothing(app, figures, sign_in):
    found = entry(app, "title_level", "technician")
    sent = {"label": "员级", "group": "intermediate", "version": "1"}
    for username in ("hn_leader", "cs_admin", "yl_clerk"):
        answer = sign_in(username).post(f"{BASE}/edit/{found.id}", data=sent)
        assert (answer.status_code, "年度（未锁定）" in answer.text) == (403, False)


def test_a_module_of_its_own_tells_what_an_edit_changes(app, sign_in, monkeypatch):
    """Declared here alone: whoever keeps records with a code registers a source."""
    told = []

    def holdings(edit):
        told.append(edit)
        return [Holding(RUNNING, "测试台账", 1234), Holding(RUNNING, "空台账", 0)]

    def figures_of(edit):
        return {(RUNNING, "on_duty"): len(dictionaries.codes_in("degree", "x")) + 7}

    monkeypatch.setitem(app.extensions, "dictionary_effects", {})
    with app.app_context():
        declare([EffectSource("ledger", holdings, figures_of, {"degree": "funding_type"})])
    found = entry(app, "degree", "doctor")
    answer = sign_in("hn_admin").post(
        f"{BASE}/edit/{found.id}", data={"label": "博士学位", "version": "1"}
    )
    told_words = lines_of(answer.text)
    assert told_words[1] == f"{RUNNING} 年度（未锁定）：测试台账 1,234 条"
    assert "调查汇总表" in told_words[2]
    assert {(one.dictionary, one.label) for one in told} == {("degree", ("博士", "博士学位"))}


@pytest.mark.both_databases
@pytest.mark.parametrize("locker_first", [True, False])
def test_an_edit_and_the_lock_at_once_leave_one_of_both_orders(app, figures, locker_first):
    """The copy of the year has the entry as a whole as it was or as it became, never a mix."""
    found = entry(app, "title_level", "technician")
    after = {"label": "技术员级", "group": "intermediate"}

    def edit(wait) -> str:
        with As(app, "hn_admin") as actor:
            db.session.rollback()
            wait()
            agreed_to = ""
            # Asked once; a second time if the year is closed in between.
            for _time in range(3):
                cache.hold()
                held = db.session.get(DictionaryEntry, found.id, populate_existing=True)
                try:
                    operations.change_entry(held, {**after, "confirmed": agreed_to}, actor)
                    return "stored"
                except Unconfirmed as asked:
                    db.session.rollback()
                    agreed_to = asked.stamp
        return "asked for ever"

    def lock(wait) -> str:
        with As(app, "hn_admin") as actor:
            db.session.rollback()
            wait()
            locks.lock_year(LAST, actor=actor)
        return "closed"

    acts = [lock, edit] if locker_first else [edit, lock]
    assert set(together(acts)) == {"closed", "stored"}
    with app.app_context():
        kept = db.session.execute(
            select(FrozenEntry.label, FrozenEntry.group).filter_by(
                year=LAST, dictionary="title_level", code="technician"
            )
        ).one()
        every = db.session.scalar(select(func.count()).select_from(DictionaryEntry))
        copied = db.session.scalar(select(func.count()).select_from(FrozenEntry))
        db.session.remove()
    assert tuple(kept) in {("员级", "junior"), ("技术员级", "intermediate")}
    assert copied == every


@pytest.mark.both_databases
def test_an_entry_added_while_a_year_is_closed_is_in_its_copy(app):
    def add(number: int, wait) -> None:
        with As(app, "hn_admin") as actor:
            db.session.rollback()
            wait()
            values = {"dictionary": "degree", "label": f"学位{number}"}
            operations.add_entry(values, actor)

    def lock(year: int, wait) -> None:
        with As(app, "hn_admin") as actor:
            db.session.rollback()
            wait()
            try:
                locks.lock_year(year, actor=actor)
            except Conflict:
                db.session.rollback()

    acts = [partial(add, number) for number in range(4)]
    acts += [partial(lock, year) for year in (LAST, LAST, LAST - 1, LAST - 1)]
    together(acts)
    with app.app_context():
        codes = set(db.session.scalars(select(DictionaryEntry.code).filter_by(dictionary="degree")))
        for year in (LAST, LAST - 1):
            kept = select(FrozenEntry.code).filter_by(dictionary="degree", year=year)
            assert set(db.session.scalars(kept)) == codes
        db.session.remove()


@pytest.mark.both_databases
def test_a_year_that_is_closed_waits_for_an_entry_under_way(app):
    """The one that is being added has not been stored yet when the year begins to close."""
    added = threading.Event()

    def add(_wait) -> None:
        with As(app, "hn_admin") as actor:
            operations.add_entry({"dictionary": "degree", "label": "名誉博士"}, actor)
            db.session.flush()
            added.set()
            # Long enough for the other to come as far as it can.
            time.sleep(0.5)

    def lock(_wait) -> None:
        added.wait(60)
        with As(app, "hn_admin") as actor:
            db.session.rollback()
            locks.lock_year(LAST, actor=actor)

    together([add, lock])
    with app.app_context():
        kept = select(FrozenEntry.label).filter_by(dictionary="degree", year=LAST)
        assert "名誉博士" in db.session.scalars(kept).all()
        db.session.remove()
