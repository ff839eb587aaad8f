"""The page: what it says of each reason, what it keeps to itself, and that it changes nothing."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.certificate_cases.choices import CaseKind, CaseState
from app.certificate_cases.models import MODELS, CertificateCase
from app.core.access.scope import unscoped
from app.core.base.db import db
from app.core.models import User
from app.personnel.choices import TransferState
from app.personnel.models import Certificate, Person, PersonTransfer
from app.workflow.models import WorkflowEvent
from tests.conftest import Grown
from tests.explanations.world import build
from tests.support.application import Enter
from tests.support.factories import make_certificate
from tests.support.pages import plain
from tests.support.statements import statements

YUELU, ZHUZHOU = 4, 3
WRITES = ("INSERT", "UPDATE", "DELETE")


@pytest.fixture(autouse=True)
def explained(app: Flask, grown: Grown) -> Flask:
    grown("explained", lambda: build(app))
    return app


def user_id(app: Flask, username: str) -> int:
    with app.app_context(), unscoped("somebody of the cast"):
        return db.session.scalars(select(User.id).where(User.username == username)).one()


def first(app: Flask, model: type[Any], *where: Any, deleted: bool = False) -> int:
    asked = select(model.id).where(*where).order_by(model.id).limit(1)
    with app.app_context(), unscoped("a record of the world"):
        found = db.session.scalar(asked.execution_options(include_deleted=deleted))
    assert found is not None
    return int(found)


def why(client: FlaskClient, app: Flask, username: str, **asked: Any) -> Any:
    return client.get("/why/", query_string={"user": user_id(app, username), **asked})


def told(client: FlaskClient, app: Flask, username: str, **asked: Any) -> str:
    answer = why(client, app, username, **asked)
    assert answer.status_code == 200
    return plain(answer.text)


# --- reasons --------------------------------------------------------------------------------


def test_a_missing_right_names_the_roles_that_have_it(app: Flask, sign_in: Enter) -> None:
    officer = sign_in("sec_admin")
    said = told(officer, app, "yl_leader", screen="PersonView", act="edit")
    assert "没有“在职工作人员基础数据”的“修改”权限" in said
    assert "县级经办" in said
    assert "不可以" in said


def test_a_right_says_where_it_comes_from_and_until_when(app: Flask, sign_in: Enter) -> None:
    officer = sign_in("sec_admin")
    number = first(app, Person, Person.organization_id == YUELU)
    said = told(officer, app, "yl_leader", screen="PersonView", act="delete", number=number)
    assert re.search(r"“删除”权限，来自：附加权限“[^”]+”（至 \d{4}-\d\d-\d\d）", said)
    said = told(officer, app, "yl_clerk", screen="PersonView", act="show", number=number)
    assert "来自：县级经办" in said


@pytest.mark.parametrize(
    ("username", "words"),
    [
        ("disabled", "账号已禁用"),
        ("lapsed", "初始密码已过期"),
        ("unchanged", "登录后须先修改密码"),
        ("locked", "账号暂时锁定"),
    ],
)
def test_an_account_says_what_keeps_it_out(
    app: Flask, sign_in: Enter, username: str, words: str
) -> None:
    said = told(sign_in("sec_admin"), app, username, screen="PersonView")
    assert words in said
    assert "不可以" in said


def test_a_record_elsewhere_is_told_by_whose_it_is(app: Flask, sign_in: Enter) -> None:
    number = first(app, Person, Person.organization_id == ZHUZHOU)
    asked = {"screen": "PersonView", "act": "show", "number": number}
    said = told(sign_in("sec_admin"), app, "yl_clerk", **asked)
    assert "记录属于株洲市建设工程质量安全监督站；该用户的机构是岳麓区" in said
    said = told(sign_in("sec_admin"), app, "cs_clerk", **asked | {"number": number})
    assert "不可以" in said


def test_what_left_or_was_deleted_is_told(app: Flask, sign_in: Enter) -> None:
    officer = sign_in("sec_admin")
    left = first(app, Person, Person.organization_id == YUELU, Person.left_on.is_not(None))
    said = told(officer, app, "yl_clerk", screen="PersonView", number=left)
    assert "该人员已离开本机构" in said
    gone = first(app, Person, Person.deleted_at.is_not(None), deleted=True)
    assert "该记录已删除" in told(officer, app, "hn_admin", screen="PersonView", number=gone)


def test_a_narrowed_screen_says_so(app: Flask, sign_in: Enter) -> None:
    number = first(app, Person, Person.organization_id == YUELU, Person.left_on.is_(None))
    asked = {"screen": "PersonView", "act": "show", "number": number}
    said = told(sign_in("sec_admin"), app, "cs_clerk", **asked)
    assert "该用户的角色在此只能看到本机构的记录" in said


def test_a_move_tells_states_and_who_was_last(app: Flask, sign_in: Enter) -> None:
    model = MODELS[CaseKind.CHANGE]
    number = first(app, model, model.state == CaseState.ACCEPTED, model.id.in_(_handled()))
    said = told(
        sign_in("sec_admin"), app, "hn_review", screen="ChangeView", act="accept", number=number
    )
    assert "当前状态为“已受理”，不能受理；可以办理的状态：未受理" in said
    assert re.search(r"最近由卢审之于 \d{4}-\d\d-\d\d \d\d:\d\d 办理“受理”", said)


def _handled() -> Any:
    event = WorkflowEvent
    return select(event.item_id).where(
        event.resource == CaseKind.CHANGE.resource, event.name == "accept"
    )


def test_a_move_tells_who_handles_it_and_what_the_office_has_switched_off(
    app: Flask, sign_in: Enter
) -> None:
    officer = sign_in("sec_admin")
    transfer = first(app, PersonTransfer, PersonTransfer.state == TransferState.FILED)
    asked = {"screen": "TransferView", "act": "accept", "number": transfer}
    said = told(officer, app, _clerk_at(app, PersonTransfer.organization_id, transfer), **asked)
    assert "这一步由调入机构办理" in said
    model = MODELS[CaseKind.CHANGE]
    number = first(app, model, model.state == CaseState.ACCEPTED)
    asked = {"screen": "ChangeView", "act": "sign", "number": number}
    said = told(officer, app, "hn_leader", **asked)
    assert "参数“办结由省级领导签批”的现有设置不启用这一步" in said


def test_a_guard_is_asked(app: Flask, sign_in: Enter) -> None:
    """Who got a certificate since is not taken over by 调动."""
    number = first(app, PersonTransfer, PersonTransfer.state == TransferState.FILED)
    receiver = _clerk_at(app, PersonTransfer.receiver_id, number)
    asked = {"screen": "TransferView", "act": "accept", "number": number}
    officer = sign_in("sec_admin")
    assert "有业务规则不允许办理" not in told(officer, app, receiver, **asked)
    with app.app_context(), unscoped("a certificate meanwhile"):
        person = db.session.get_one(Person, db.session.get_one(PersonTransfer, number).person_id)
        make_certificate(person)
        db.session.commit()
    assert "有业务规则不允许办理" in told(officer, app, receiver, **asked)


def _clerk_at(app: Flask, column: Any, number: int) -> str:
    """Who files at the organization that a column of a 调动 names."""
    place = select(column).where(PersonTransfer.id == number).scalar_subquery()
    asked = select(User.username).where(
        User.organization_id == place, User.username.endswith("_clerk")
    )
    with app.app_context(), unscoped("who offers, who receives"):
        return db.session.scalars(asked).one()


# --- what it keeps to itself ----------------------------------------------------------------


def test_an_officer_learns_nothing_of_the_content(app: Flask, sign_in: Enter) -> None:
    with app.app_context(), unscoped("what nobody is told"):
        person = db.session.scalars(select(Person).where(Person.left_on.is_(None))).first()
        case = db.session.scalars(select(CertificateCase)).first()
        assert person is not None
        assert case is not None
        secrets = [person.name, person.id_no, person.id_no[:6], person.mobile, case.name]
        secrets += [one.number for one in case.certificates]
        numbers = {"PersonView": str(person.id), "ChangeView": case.number}
        certificate = db.session.scalars(select(Certificate.number)).first() or ""
    officer = sign_in("sec_admin")
    for screen, number in numbers.items():
        for act in ("show", "edit", "delete", "export", "accept", "close"):
            for username in ("hn_admin", "yl_clerk", "cs_admin", "hn_review"):
                said = why(officer, app, username, screen=screen, act=act, number=number).text
                assert not [one for one in (*secrets, certificate) if one in said], (screen, act)


def test_rules_speak_to_readers_alone(app: Flask, sign_in: Enter) -> None:
    """Who holds a certificate in force is not deleted: an officer is told that a rule says so."""
    number = first(app, Person, Person.organization_id == YUELU, Person.left_on.is_(None))
    asked = {"screen": "PersonView", "act": "delete", "number": number, "record": number}
    reader = told(sign_in("cs_admin"), app, "yl_clerk", **asked)
    assert "请先办理证书注销或变更" in reader
    officer = told(sign_in("sec_admin"), app, "yl_clerk", **asked)
    assert "证书注销" not in officer.replace("人员证书注销", "")
    assert "有业务规则不允许办理" in officer


def test_whoever_is_out_of_reach_is_not_there(app: Flask, sign_in: Enter) -> None:
    assert why(sign_in("cs_admin"), app, "zz_clerk").status_code == 404
    assert why(sign_in("cs_admin"), app, "yl_clerk").status_code == 200
    assert why(sign_in("cs_clerk"), app, "yl_clerk").status_code == 403
    assert why(sign_in("auditor"), app, "yl_clerk").status_code == 403
    found = sign_in("cs_admin").get("/why/?who=clerk").text
    assert "yl_clerk" in found
    assert "zz_clerk" not in found


def test_a_record_that_the_asker_does_not_see_is_not_there(app: Flask, sign_in: Enter) -> None:
    number = first(app, Person, Person.organization_id == ZHUZHOU)
    for asker in ("cs_admin", "yl_clerk"):
        asked = {"screen": "PersonView", "record": number, "number": number}
        assert why(sign_in(asker), app, "yl_clerk", **asked).status_code == 404
    found = told(sign_in("cs_admin"), app, "yl_clerk", screen="PersonView", q="张")
    assert "请选择记录" in found


def test_a_search_finds_the_records_of_the_asker_by_all_of_their_words(
    app: Flask, sign_in: Enter
) -> None:
    page = why(sign_in("cs_admin"), app, "yl_clerk", screen="ProjectReturnView", q="岳麓").text
    assert "岳麓区建设工程质量安全监督站" in page
    page = why(sign_in("cs_admin"), app, "yl_clerk", screen="ProjectReturnView", q="天元").text
    assert "您能看到的记录中没有符合的" in page


def test_asking_writes_nothing(app: Flask, sign_in: Enter) -> None:
    model = MODELS[CaseKind.CHANGE]
    number = first(app, model, model.state == CaseState.ACCEPTED)
    officer = sign_in("sec_admin")
    why(officer, app, "hn_review")
    with statements() as asked:
        for act in ("show", "edit", "delete", "export", "close", "return", "withdraw"):
            why(officer, app, "hn_review", screen="ChangeView", act=act, number=number)
    assert asked
    assert not [one for one in asked if one.lstrip().upper().startswith(WRITES)]


# --- the ways there -------------------------------------------------------------------------


def test_a_page_that_is_refused_leads_to_the_reason(app: Flask, sign_in: Enter) -> None:
    number = first(app, Person, Person.organization_id == YUELU, Person.left_on.is_(None))
    leader = sign_in("yl_leader")
    refused = leader.get(f"/personnel/people/edit/{number}")
    assert refused.status_code == 403
    (address,) = re.findall(r'href="(/why/[^"]*)"', refused.text)
    said = plain(leader.get(address.replace("&amp;", "&")).text)
    assert "没有“在职工作人员基础数据”的“修改”权限" in said
    missing = leader.get("/personnel/people/show/99999")
    assert missing.status_code == 404
    assert "/why/" not in missing.text


def test_a_record_leads_to_what_stands_against_it(app: Flask, sign_in: Enter) -> None:
    number = first(app, Person, Person.organization_id == YUELU, Person.left_on.is_(None))
    clerk = sign_in("yl_clerk")
    shown = clerk.get(f"/personnel/people/show/{number}").text
    (address,) = re.findall(r'href="(/why/[^"]*)">不能办', shown)
    said = plain(clerk.get(address.replace("&amp;", "&")).text)
    assert "可以" in said
    assert "来自：县级经办" in said
