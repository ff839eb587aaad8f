"""新增, 修改 and 删除 on the pages of the roster, as they are sent by a browser or forged."""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.personnel.models import Person
from tests.attachments.samples import jpeg
from tests.support.acting import As
from tests.support.factories import id_number, make_certificate, make_person
from tests.support.forms import errors, fields
from tests.support.together import together

YUELU, TIANYUAN = 4, 5
BASE = "/personnel/people"
TOKEN = "b" * 32
NUMBER = id_number(dt.date(1988, 8, 8), 7)
ELSEWHERE = "该人员已在【{}】登记，如需调入请由原单位办理人员调动或离职"


def sent(**changed: str) -> dict[str, str]:
    """What a browser sends of somebody new."""
    return {
        "name": "唐 一 鸣",
        "id_no": NUMBER,
        "mobile": "+86 139 0000 1234",
        "employ_type": "institution",
        "duty_status": "present",
        "post_type": "management",
        "education": "bachelor",
        "school": "湖南大学",
        "major": "土木工程",
        "specialty": "civil",
        "title_level": "none",
        "work_from": "2012-07-01",
        "joined_on": "2015-07-01",
        "form_token": "a" * 32,
        **changed,
    }


def texts(page: str) -> dict[str, str]:
    """What a form holds, as it would be sent again; the pattern of a file is no file."""
    return {name: text for name, text in fields(page).items() if name != "file"}


@pytest.fixture
def somebody(app: Flask) -> int:
    """Somebody of Yuelu without a certificate."""
    with app.app_context(), unscoped("a row of the test"):
        person = make_person(
            organization_id=YUELU,
            id_no=NUMBER,
            born_on=dt.date(1988, 8, 8),
            mobile="13900001234",
            school="湖南大学",
            major="土木工程",
            supervision_field="quality",
            supervising_from=dt.date(2015, 7, 1),
        )
        db.session.commit()
        return person.id


def stored(app: Flask, number: int) -> Any:
    with As(app, "hn_admin"):
        person = db.session.get_one(Person, number)
        db.session.expunge(person)
        return person


@pytest.mark.both_databases
def test_a_form_that_is_sent_twice_adds_one_person(app: Flask, sign_in: Any) -> None:
    first, second = sign_in("yl_clerk"), sign_in("yl_clerk")

    def press(client: Any) -> Any:
        def act(wait: Any) -> int:
            wait()
            return client.post(f"{BASE}/add", data=sent()).status_code

        return act

    assert together([press(first), press(second)]) == [303, 303]
    with As(app, "yl_clerk"):
        (person,) = db.session.scalars(select(Person))
        assert (person.name, person.mobile, person.sex) == ("唐一鸣", "13900001234", "male")


@pytest.mark.both_databases
def test_two_organizations_add_one_human_at_the_same_moment(app: Flask, sign_in: Any) -> None:
    """One wins; the other reads the sentence of V04 and no more of the person."""
    people = {
        "yl_clerk": "岳麓区",
        "ty_clerk": "天元区",
    }
    clients = {who: sign_in(who) for who in people}

    def press(who: str) -> Any:
        def act(wait: Any) -> Any:
            wait()
            return clients[who].post(f"{BASE}/add", data=sent(form_token=who * 2))

        return act

    answers = dict(zip(people, together([press(who) for who in people]), strict=True))
    assert sorted(one.status_code for one in answers.values()) == [303, 422]
    loser = next(who for who, one in answers.items() if one.status_code == 422)
    winner = next(who for who in people if who != loser)
    assert ELSEWHERE.format(f"{people[winner]}建设工程质量安全监督站") in answers[loser].text
    with As(app, "hn_admin"):
        assert db.session.scalar(select(func.count()).select_from(Person)) == 1


def test_everything_wrong_is_told_in_one_round(app: Flask, sign_in: Any) -> None:
    """What cannot be read, what is missing and what the rules say."""
    bad = sent(
        id_no="439900199003070012", mobile="1", school="", joined_on="x", work_from="2099-01-01"
    )
    page = sign_in("yl_clerk").post(f"{BASE}/add", data=bad)
    assert page.status_code == 422
    for words in (
        "身份证号校验位错误",
        "请输入 11 位手机号码",
        "请填写毕业院校",
        "进入本单位日期应为日期",
        "参加工作时间不能晚于今天",
    ):
        assert words in page.text
    # What was typed stays.
    assert 'value="439900199003070012"' in page.text


def test_a_stranger_on_another_roster_is_told_with_the_rest(app: Flask, sign_in: Any) -> None:
    with app.app_context(), unscoped("a row of the test"):
        make_person(organization_id=TIANYUAN, name="某某某", id_no=NUMBER)
        db.session.commit()
    page = sign_in("yl_clerk").post(f"{BASE}/add", data=sent(school=""))
    assert ELSEWHERE.format("天元区建设工程质量安全监督站") in page.text
    assert "请填写毕业院校" in page.text
    assert "某某某" not in page.text


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("facts", "way"),
    [
        ({}, "办理证书变更（工作单位变更）或由原单位办理离职"),
        (
            {"status": "cancelled", "cancelled_on": clock.today()},
            "由原单位办理人员调动或离职",
        ),
    ],
    ids=["certified", "no longer"],
)
def test_who_holds_a_certificate_is_moved_with_it(
    app: Flask, sign_in: Any, facts: dict[str, Any], way: str
) -> None:
    with app.app_context(), unscoped("a row of the test"):
        person = make_person(organization_id=TIANYUAN, id_no=NUMBER)
        make_certificate(person, **facts)
        db.session.commit()
    page = sign_in("yl_clerk").post(f"{BASE}/add", data=sent())
    assert f"登记，如需调入请{way}" in page.text


def test_above_60_has_to_be_agreed_to(app: Flask, sign_in: Any) -> None:
    clerk = sign_in("yl_clerk")
    old = sent(id_no=id_number(dt.date(clock.year() - 62, 1, 1), 3), employ_type="contract")
    page = clerk.post(f"{BASE}/add", data=old)
    assert "请确认继续聘用" in page.text
    with As(app, "yl_clerk"):
        assert db.session.scalars(select(Person)).all() == []
    stamp = re.search(r'name="confirmed" value="(\w+)"', page.text)
    assert stamp
    assert clerk.post(f"{BASE}/add", data=old | {"confirmed": stamp[1]}).status_code == 303


# --- 修改 -----------------------------------------------------------------------------------


def test_numbers_are_masked_and_stay_when_they_are_not_touched(
    app: Flask, sign_in: Any, somebody: int
) -> None:
    clerk = sign_in("yl_clerk")
    page = clerk.get(f"{BASE}/edit/{somebody}").text
    form = texts(page)
    assert NUMBER not in page
    assert "13900001234" not in page
    assert (form["id_no"], form["mobile"]) == ("439900********" + NUMBER[-4:], "139****1234")
    before = stored(app, somebody)
    assert clerk.post(f"{BASE}/edit/{somebody}", data=form).status_code == 303
    after = stored(app, somebody)
    assert (after.id_no, after.mobile, after.version) == (NUMBER, "13900001234", before.version)
    form = texts(clerk.get(f"{BASE}/edit/{somebody}").text)
    clerk.post(f"{BASE}/edit/{somebody}", data=form | {"mobile": "13900009999"})
    after = stored(app, somebody)
    assert (after.id_no, after.mobile) == (NUMBER, "13900009999")


def test_a_forged_form_changes_no_name_of_who_is_certified(
    app: Flask, sign_in: Any, somebody: int
) -> None:
    with app.app_context(), unscoped("a row of the test"):
        make_certificate(db.session.get_one(Person, somebody))
        db.session.commit()
    clerk = sign_in("yl_clerk")
    page = clerk.get(f"{BASE}/edit/{somebody}").text
    assert "修改已持证人员" in page
    assert "证书变更" in page
    assert len(re.findall(r'<input[^>]* name="(?:name|id_no)"[^>]* readonly', page)) == 2
    forged = texts(page) | {
        "name": "王二",
        "id_no": id_number(dt.date(1990, 1, 1), 1),
        "position": "科长",
    }
    assert clerk.post(f"{BASE}/edit/{somebody}", data=forged).status_code == 303
    after = stored(app, somebody)
    assert (after.name, after.id_no, after.position) == ("张三", NUMBER, "科长")


def test_who_was_faster_is_not_overwritten(app: Flask, sign_in: Any, somebody: int) -> None:
    clerk = sign_in("yl_clerk")
    first = texts(clerk.get(f"{BASE}/edit/{somebody}").text)
    clerk.post(f"{BASE}/edit/{somebody}", data=first | {"position": "科长"})
    answer = clerk.post(f"{BASE}/edit/{somebody}", data=first | {"position": "站长"})
    assert answer.status_code == 409
    assert stored(app, somebody).position == "科长"


# --- 照片 -----------------------------------------------------------------------------------


def upload(client: Any, data: bytes) -> Any:
    told: dict[str, Any] = {"resource": "personnel.person", "slot": "photo", "files_token": TOKEN}
    told["file"] = FileStorage(io.BytesIO(data), filename="证件照.jpg")
    boundary, body = encode_multipart(told)
    kind = f"multipart/form-data; boundary={boundary}"
    return client.post("/attachments/", data=body, content_type=kind)


def test_the_photo_stands_on_the_page_of_the_person(app: Flask, sign_in: Any) -> None:
    clerk = sign_in("yl_clerk")
    photo = upload(clerk, jpeg(295, 413)).json["id"]
    answer = clerk.post(f"{BASE}/add", data=sent(files_token=TOKEN, file=str(photo)))
    assert answer.status_code == 303
    with As(app, "yl_clerk"):
        number = db.session.scalars(select(Person.id)).one()
    picture = re.search(r'<img[^>]* src="([^"]+small=1)"', clerk.get(f"{BASE}/show/{number}").text)
    assert picture
    assert clerk.get(picture[1], buffered=True).mimetype == "image/jpeg"
    # Nor does 市州级经办, who sees the own roster alone.
    for username in ("ty_clerk", "cs_clerk"):
        assert sign_in(username).get(picture[1]).status_code == 404
    assert sign_in("cs_admin").get(picture[1], buffered=True).status_code == 200


def test_a_photo_has_no_more_than_500_kb(sign_in: Any) -> None:
    clerk = sign_in("yl_clerk")
    noise = Image.effect_noise((1000, 1000), 90)
    large = io.BytesIO()
    noise.save(large, "JPEG", quality=95)
    assert 500 * 1024 < large.tell() < 2048 * 1024
    answer = upload(clerk, large.getvalue())
    assert answer.status_code == 422
    assert "500 KB" in answer.json["error"]


# --- 删除 -----------------------------------------------------------------------------------


def test_who_holds_a_certificate_is_refused_before_anything_is_asked(
    app: Flask, sign_in: Any, somebody: int
) -> None:
    with app.app_context(), unscoped("a row of the test"):
        make_certificate(db.session.get_one(Person, somebody))
        db.session.commit()
    clerk = sign_in("yl_clerk")
    words = "该人员持有有效监督证书，请先办理证书注销或变更"
    page = clerk.get(f"{BASE}/delete/{somebody}")
    assert words in page.text
    assert 'name="left_on"' not in page.text
    forged = {"left_on": clock.today().isoformat(), "left_reason": "retired"}
    answer = clerk.post(f"{BASE}/delete/{somebody}", data=forged)
    assert answer.status_code == 422
    assert words in answer.text
    assert stored(app, somebody).left_on is None


def test_who_leaves_is_asked_why_and_when(app: Flask, sign_in: Any, somebody: int) -> None:
    clerk = sign_in("yl_clerk")
    page = clerk.post(f"{BASE}/delete/{somebody}", data={"left_on": "2099-01-01"})
    assert page.status_code == 422
    assert "请选择离开原因" in page.text
    # Who goes to another organization of the system goes by 人员调动.
    assert "调出（系统外）" in page.text
    assert "调出（系统内）" not in page.text
    today = clock.today()
    moved = {"left_on": today.isoformat(), "left_reason": "transferred_inside"}
    assert "left_reason" in errors(clerk.post(f"{BASE}/delete/{somebody}", data=moved).text)
    gone = {"left_on": today.isoformat(), "left_reason": "retired"}
    assert clerk.post(f"{BASE}/delete/{somebody}", data=gone).status_code == 303
    left = stored(app, somebody)
    assert (left.left_on, left.left_reason) == (today, "retired")
    assert clerk.get(f"{BASE}/show/{somebody}").status_code == 404


@pytest.mark.parametrize("who", ["yl_leader", "hn_leader"])
def test_a_leader_reads_and_changes_nothing(sign_in: Any, somebody: int, who: str) -> None:
    leader = sign_in(who)
    listed = leader.get(f"{BASE}/list/").text
    assert "新增非持证人员" not in listed
    assert f"{BASE}/edit/" not in listed
    for address in ("add", f"edit/{somebody}", f"delete/{somebody}"):
        assert leader.get(f"{BASE}/{address}").status_code == 403
        assert leader.post(f"{BASE}/{address}", data=sent()).status_code == 403
