"""Every entry as one sentence: who, when, whose, what, from what to what, on what ground."""

from __future__ import annotations

import re
from io import BytesIO

import openpyxl
import pytest
from flask import g
from flask_appbuilder.security.sqla.models import Role

from app.certificate_cases.models import CertificateCase
from app.certificate_cases.workflows import PROCESSES
from app.core.access import audit
from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.models import User
from app.personnel.models import Person
from app.workflow import engine
from tests.certificate_cases.acts import certified, file
from tests.support.acting import As
from tests.support.factories import make_person
from tests.support.pages import listed, plain
from tests.support.statements import statements

ENTRIES = "/audit/entries"
STATION = "岳麓区建设工程质量安全监督站"


def sentences(client, query: str = "") -> list[str]:
    """The sentences of the list, the newest first."""
    return [row["记录"] for row in listed(client.get(f"{ENTRIES}/list/?{query}").text)]


def accept(app) -> None:
    """An application is filed, and accepted by one press."""
    (number,) = file(app, certified(app))
    with As(app, "hn_review") as actor:
        g.request_id = "pressed"
        case = db.session.get_one(CertificateCase, number)
        engine.fire(PROCESSES[case.kind], case, "accept", actor=actor)


@pytest.fixture
def promoted(app):
    """Somebody is entered and promoted, looked at, and asked for in vain; the number of the row."""
    with As(app, "yl_clerk"):
        person = make_person(organization_id=4, name="曾国强")
        db.session.commit()
        person.position, person.education = "站长", "master"
        db.session.commit()
        number = person.id
    with As(app, "cs_admin"):
        seen = {"object_type": "person", "object_id": str(number), "changes": {"field": "id_no"}}
        audit.record("reveal", **seen)
        asked = {"object_type": "PersonView.show", "object_id": str(number)}
        audit.record("404", **asked, outcome="refused", changes={"repeated": 3})
        db.session.commit()
    return number


def test_who_did_what_to_whom_from_what_to_what(promoted, sign_in):
    client = sign_in("auditor")
    revealed, changed, created = sentences(client, "_flt_0_object=person")
    (refused,) = sentences(client, "_flt_0_act=404")
    whom = f"在职工作人员曾国强（{STATION}）"
    day = rf"{clock.today()} \d\d:\d\d"
    assert re.fullmatch(rf"湘致远（{STATION}）于 {day} 新增了{whom}", created)
    assert f"将{whom}的" in changed
    assert "职务由“空”改为“站长”" in changed
    assert re.search("学历由“.+”改为“硕士", changed)
    assert revealed.endswith(f"查看了{whom}的完整身份证号")
    assert refused.endswith(f"访问{whom}，范围外被拒绝，另有 3 次")


def test_what_a_move_did_names_the_case_and_the_move(app, sign_in):
    accept(app)
    client = sign_in("auditor")
    moved = sentences(client, "_flt_0_object=workflow_event")
    assert re.search(r"办理唐一鸣（.+）的证书业务申请 \S+：受理", moved[0])
    page = client.get(f"{ENTRIES}/list/?_flt_0_object=certificate_case").text
    changed = listed(page)[0]
    assert re.search(r"证书业务申请 \S+ ?受理", changed["依据"])
    assert changed["记录"].endswith(f"，依据：{changed['依据']}")


def test_what_was_done_at_once_is_found_from_any_part_of_it(app, sign_in):
    accept(app)
    client = sign_in("auditor")
    page = client.get(f"{ENTRIES}/list/?_flt_0_object=workflow_event").text
    newest = re.search(rf"{ENTRIES}/show/(\d+)", page)[1]
    shown = client.get(f"{ENTRIES}/show/{newest}").text
    assert "：受理" in plain(shown)
    links = dict(re.findall(r'href="([^"]+)">([^<]+)</a>', shown))
    by_label = {label: url.replace("&amp;", "&") for url, label in links.items()}
    together = listed(client.get(by_label["同一次操作的日志"]).text)
    assert len(together) >= 2
    assert all("受理" in row["记录"] for row in together)
    own = listed(client.get(by_label["该账号的全部日志"]).text)
    assert len(own) >= len(together)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("_flt_0_person=曾国强", 3),
        ("_flt_0_person=曾国", 0),
        ("_flt_0_operator=湘致", 2),
        ("_flt_0_operator=yl_clerk&_flt_0_object=person", 2),
        ("_flt_0_operator=%25", 0),
        ("_flt_0_operator=系统", 0),
        ("_flt_0_account=yl_clerk", 2),
        ("_flt_0_account=nobody", 0),
        ("_flt_0_record=person-{number}", 3),
        ("_flt_0_record=person-", 0),
        ("_flt_0_identity={identity}", 3),
        ("_flt_0_identity=x", 0),
        ("_flt_0_identity=999999", 0),
        ("_flt_0_request=none", 0),
    ],
)
def test_entries_are_found_by_person_record_and_account(app, promoted, sign_in, query, found):
    with app.app_context(), unscoped("its identity"):
        identity = db.session.get_one(Person, promoted).identity_id
    asked = query.format(number=promoted, identity=identity)
    assert len(sentences(sign_in("auditor"), f"{asked}&_flt_0_object=person")) == found


def test_what_was_done_to_an_account_is_part_of_it(app, sign_in):
    with As(app, "sys_admin"), unscoped("an account"):
        user = db.session.query(User).filter(User.username == "zz_admin").one()
        user.language = "en"
        db.session.commit()
    client = sign_in("auditor")
    newest = sentences(client, "_flt_0_account=zz_admin")[0]
    assert "的用户“" in newest
    assert "语言由" in newest


def test_all_about_a_person_comprises_certificates_cases_and_moves(app, sign_in):
    file(app, certified(app))
    client = sign_in("auditor")
    rows = listed(client.get(f"{ENTRIES}/list/?_flt_0_person=唐一鸣&psize_AuditView=100").text)
    told = "".join(row["记录"] for row in rows)
    for kind in ("在职工作人员", "监督证书", "证书业务申请", "证书业务明细", "办理"):
        assert kind in told
    assert all("唐一鸣" in row["记录"] for row in rows)


def test_the_acts_that_are_looked_for_most_are_a_press_away(promoted, sign_in):
    client = sign_in("auditor")
    page = client.get(f"{ENTRIES}/list/").text
    bar = re.search(r'<nav class="zj-seg[^>]*aria-label="日志类别">(.+?)</nav>', page)[1]
    urls = {label: url for url, label in re.findall(r'href="([^"]+)"[^>]*>([^<]+)</a>', bar)}
    assert list(urls) == ["全部", "变更", "查看完整号码", "导出和下载", "被拒绝"]
    for label, words in (("查看完整号码", "查看了"), ("被拒绝", "被拒绝")):
        shown = sentences(client, urls[label].partition("?")[2].replace("&amp;", "&"))
        assert shown
        assert all(words in one for one in shown)


def test_a_record_that_is_gone_is_told_by_the_name_that_it_had(app, sign_in):
    with As(app, "sec_admin"), unscoped("a role of nobody"):
        role = Role(name="临时角色")
        db.session.add(role)
        db.session.commit()
        db.session.delete(role)
        db.session.commit()
    (deleted,) = sentences(sign_in("auditor"), "_flt_0_act=delete&_flt_0_object=ab_role")
    assert deleted.endswith("删除了角色“临时角色”")


def test_a_file_has_the_sentences(promoted, sign_in):
    answer = sign_in("auditor").post(f"{ENTRIES}/export/?_flt_0_object=person")
    sheet = openpyxl.load_workbook(BytesIO(answer.data)).active
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    assert any(one.endswith(f"新增了在职工作人员曾国强（{STATION}）") for one in cells)


def test_more_entries_cost_no_more_statements(app, promoted, sign_in):
    client = sign_in("auditor")
    path = f"{ENTRIES}/list/?_flt_0_object=person"
    client.get(path)
    with statements() as few:
        client.get(path)
    with As(app, "yl_clerk"):
        for n in range(20):
            make_person(organization_id=4, name=f"曾国{'甲乙丙丁戊己庚辛壬癸'[n % 10]}")
        db.session.commit()
    with statements() as many:
        assert len(listed(client.get(path).text)) > 20
    assert len(many) == len(few)
