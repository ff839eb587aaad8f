"""操作日志 and 登录日志: what is told, in words, masked; who took a file of it is told as well."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import select

from app.audit.choices import ACTIONS, OBJECTS
from app.certificate_cases.choices import CaseKind
from app.core.access import accounts, audit
from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.models import AuditEntry, LoginAttempt, User
from tests.certificate_cases.acts import certified, file
from tests.support.acting import As
from tests.support.factories import make_person
from tests.support.pages import listed, plain

ROOT = Path(__file__).resolve().parents[2]
ENTRIES, SIGN_INS = "/audit/entries", "/audit/sign-ins"
ID_NO, MOBILE = "439900199003070012", "13900001234"


@pytest.fixture
def trail(app):
    """Somebody is entered by a clerk and promoted, looked at and exported by others."""
    with As(app, "yl_clerk"):
        person = make_person(organization_id=4, name="曾国强", id_no=ID_NO, mobile=MOBILE)
        db.session.commit()
        person.position, person.education = "站长", "master"
        db.session.commit()
        number = str(person.id)
    with As(app, "cs_admin"):
        seen = {"object_type": "person", "object_id": number, "changes": {"field": "id_no"}}
        audit.record("reveal", **seen)
        taken = {"rows": 7, "filters": {"_flt_0_name": ["曾"]}}
        audit.record("export", object_type="person", changes=taken)
        db.session.commit()
    return number


def rows(client, path: str = f"{ENTRIES}/list/") -> list[dict[str, str]]:
    return listed(client.get(path).text)


def test_the_auditor_reads_who_did_what_to_whom(trail, sign_in):
    exported, revealed, changed, created = rows(
        sign_in("auditor"), f"{ENTRIES}/list/?_flt_0_object=person"
    )
    assert created["记录"].startswith("湘致远（岳麓区建设工程质量安全监督站）于 ")
    assert created["操作"] == "新增"
    assert created["结果"] == "成功"
    assert changed["操作"] == "修改"
    assert "职务由“空”改为“站长”" in changed["记录"]
    assert "学历由" in changed["记录"]
    assert revealed["操作"] == "查看完整号码"
    assert revealed["记录"].endswith("的完整身份证号")
    assert exported["记录"].endswith("导出：在职工作人员（行数 7；姓名 曾）")


def test_an_entry_is_shown_with_old_and_new_values_and_masked_numbers(trail, sign_in):
    client = sign_in("auditor")
    page = client.get(f"{ENTRIES}/list/?_flt_0_object=person").text
    numbers = re.findall(rf"{ENTRIES}/show/(\d+)", page)
    shown = [plain(client.get(f"{ENTRIES}/show/{one}").text) for one in dict.fromkeys(numbers)]
    created, changed = shown[3], shown[2]
    assert "职务 站长" in changed
    assert re.search("学历 .* → .*", changed)
    assert "曾国强" in created
    everything = page + "".join(shown)
    assert ID_NO not in everything
    assert MOBILE not in everything
    assert "****0012" in created
    assert "initials" not in everything
    assert "zengguoqiang" not in everything


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("_flt_0_act=reveal", 1),
        ("_flt_0_act=reveal&_flt_0_act=export", 2),
        ("_flt_0_object=person&_flt_0_organization=岳麓区", 2),
        ("_flt_0_object=person&_flt_0_organization=长沙市", 2),
        ("_flt_0_object=person&_flt_0_organization=株洲市", 0),
        ("_flt_0_object=person&_flt_0_organization=%25", 0),
        ("_flt_0_object=person&_flt_0_operator=湘致远", 2),
        ("_flt_0_object=person&_flt_0_operator=江", 2),
        ("_flt_0_object=person&_flt_0_operator=%25", 0),
        ("_flt_0_object=notice", 0),
        ("_flt_0_act=nothing", 0),
    ],
)
def test_entries_are_found_by_person_organization_table_and_act(trail, sign_in, query, found):
    assert len(rows(sign_in("auditor"), f"{ENTRIES}/list/?{query}")) == found


@pytest.mark.parametrize("kind", list(CaseKind))
def test_records_of_several_kinds_in_one_table_are_told_by_their_own_columns(app, sign_in, kind):
    file(app, certified(app), kind=kind)
    client = sign_in("auditor")
    assert client.get("/").status_code == 200
    page = client.get(f"{ENTRIES}/list/?_flt_0_object=certificate_case").text
    (number, *_rest) = sorted(re.findall(rf"{ENTRIES}/show/(\d+)", page), key=int)
    created = plain(client.get(f"{ENTRIES}/show/{number}").text)
    told = {
        CaseKind.CHANGE: "变更类型",
        CaseKind.CANCELLATION: "原件交回 已交回",
        CaseKind.REISSUE: "补办原因 遗失",
    }
    assert "唐一鸣" in created
    for one, words in told.items():
        assert (words in created) is (one is kind)


def test_the_list_begins_with_the_last_month(trail, sign_in, at):
    client = sign_in("auditor")
    assert any("在职工作人员曾国强" in row["记录"] for row in rows(client))
    at(f"{clock.year() + 1}-06-01 10:00")
    client = sign_in("auditor")
    assert not any("在职工作人员" in row["记录"] for row in rows(client))
    again = rows(client, f"{ENTRIES}/list/?_flt_0_at=&_flt_0_object=person")
    assert len(again) == 4


def test_a_file_of_the_log_is_written_and_leaves_a_trace(trail, sign_in, app):
    answer = sign_in("auditor").post(f"{ENTRIES}/export/?_flt_0_object=person")
    sheet = openpyxl.load_workbook(BytesIO(answer.data)).active
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    assert "在职工作人员" in cells
    assert not any(ID_NO in one or MOBILE in one for one in cells)
    with app.app_context():
        entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
        assert (entry.action, entry.object_type, entry.user_name) == (
            "export",
            "audit_entry",
            "沈明鉴",
        )
    assert sign_in("sec_admin").post(f"{ENTRIES}/export/").status_code == 403


def test_whose_one_time_passwords_were_issued_is_told_by_name(app, sign_in):
    names = ("cs_admin", "zz_admin", "yl_admin", "yl_clerk")
    with As(app, "sys_admin"), unscoped("accounts of several organizations"):
        users = db.session.scalars(select(User).where(User.username.in_(names)).order_by(User.id))
        accounts.record_issue(accounts.issue_again(users.all(), accounts.issue(len(names))))
        db.session.commit()
    auditor = sign_in("auditor")
    entry = rows(auditor, f"{ENTRIES}/list/?_flt_0_act=export")[0]
    assert "登录账号 cs_admin、zz_admin、yl_admin、yl_clerk" in entry["记录"]
    with app.app_context(), unscoped("its number"):
        number = db.session.scalars(select(AuditEntry.id).filter_by(action="export")).one()
    page = plain(auditor.get(f"{ENTRIES}/show/{number}").text)
    assert all(name in page for name in names)
    assert "条件" not in page


def test_nobody_changes_or_deletes_an_entry(trail, sign_in):
    client = sign_in("auditor")
    for path in ("edit/1", "delete/1", "add", "action_post", "lookup/"):
        assert client.get(f"{ENTRIES}/{path}").status_code == 404
        assert client.post(f"{ENTRIES}/{path}").status_code == 404


@pytest.mark.parametrize("username", ["hn_admin", "hn_leader", "cs_admin", "yl_clerk", "sys_admin"])
def test_nobody_else_reads_the_log(trail, sign_in, username):
    client = sign_in(username)
    assert client.get(f"{ENTRIES}/list/").status_code == 403
    assert client.get(f"{ENTRIES}/show/1").status_code == 403
    assert "操作日志" not in client.get("/").text


def test_tries_to_sign_in_are_listed(app, sign_in):
    with app.app_context(), unscoped("tries"):
        for name, succeeded in (("yl_clerk", True), ("guess", False)):
            db.session.add(
                LoginAttempt(
                    username=name, address="10.0.0.9", tried_at=clock.now(), succeeded=succeeded
                )
            )
        db.session.commit()
    client = sign_in("sys_admin")
    (failed,) = rows(client, f"{SIGN_INS}/list/?_flt_0_succeeded=n")
    assert (failed["登录账号"], failed["网络地址"], failed["登录成功"]) == (
        "guess",
        "10.0.0.9",
        "失败",
    )
    assert client.post(f"{SIGN_INS}/export/").status_code == 403
    assert sign_in("auditor").post(f"{SIGN_INS}/export/").status_code == 200


# --- words ----------------------------------------------------------------------------------


def test_every_table_that_is_watched_has_a_word(app):
    with app.app_context():
        mappers = db.Model.registry.mappers
        watched = {one.local_table.name for one in mappers if audit.is_watched(one.class_)}
    ours = {name for name in watched if not re.match(r"(twelve|gadget|test)", name)}
    assert {name for name in ours if name not in OBJECTS} <= {
        one.local_table.name for one in mappers if one.class_.__module__.startswith("tests")
    }


def test_every_act_that_is_recorded_has_a_word():
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "app").rglob("*.py"))
    acts = set(re.findall(r"(?:audit\.record|audit\.entry|_record_beside)\(\s*\"(\w+)\"", code))
    assert acts >= {"reveal", "export", "download"}
    assert acts <= set(ACTIONS)
    types = set(re.findall(r"object_type=\"(\w+)\"", code))
    assert types <= set(OBJECTS)
