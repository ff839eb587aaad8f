"""新进人员培训报名: whom one ticks, what the form asks, and what is stored."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.attachments.queries import files_of
from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.models import AuditEntry
from app.personnel.models import Person
from app.training.choices import INDUCTION, InductionCategory
from app.training.choices import InductionState as State
from app.training.models import InductionEnrolment
from tests.certificate_cases.acts import send_picture
from tests.long_form.pages import sent
from tests.support.forms import errors, value_of
from tests.support.pages import listed, plain
from tests.support.statements import statements
from tests.support.together import Wait, together
from tests.training.inductions import BASE, PAPERS, enrol, enrolments, form_url, newcomer, press
from tests.training.stage import make_induction

pytestmark = pytest.mark.both_databases
AGO = dt.timedelta(days=400)


def whom(app: Flask, person: int) -> Person:
    with app.app_context(), unscoped("what the roster says"):
        found = db.session.get_one(Person, person)
        db.session.expunge_all()
        return found


def reasons(client: Any, kind: str = "uncertified") -> dict[str, str]:
    """Why people cannot be ticked in a picker, by name."""
    rows = listed(client.get(f"{BASE}/pick/{kind}").text)
    return {row["姓名"]: row["说明"] for row in rows}


def test_people_are_enrolled(app, sign_in):
    people = [newcomer(app, name=name) for name in ("唐一鸣", "宋知远")]
    clerk = sign_in("yl_clerk")
    answer = enrol(clerk, *people)
    assert answer.status_code == 303, errors(answer.text)
    first, second = enrolments(app)
    assert first.number == f"XJ-{clock.year()}-00001"
    assert first.batch == second.batch
    assert (first.state, first.types, first.doubts) == (State.FILED, ["quality"], [])
    assert first.category is InductionCategory.UNCERTIFIED
    assert first.engineering_years >= 14
    rows = listed(clerk.get(f"{BASE}/list/").text)
    assert {row["姓名"] for row in rows} == {"唐一鸣", "宋知远"}
    assert {row["审核状态"] for row in rows} == {"未审核"}
    page = plain(clerk.get(f"{BASE}/show/{first.id}").text)
    for words in ("土木工程", "符合报名条件", "证书照片", "办理进度", "一寸照片"):
        assert words in page


def test_the_dialog_leads_to_two_pickers(app, sign_in):
    page = sign_in("yl_clerk").get(f"{BASE}/begin").text
    assert page.index("未持证人员报名") < page.index("持单证人员报名")
    assert f"{BASE}/pick/uncertified" in page
    assert f"{BASE}/pick/single" in page
    assert sign_in("yl_leader").get(f"{BASE}/begin").status_code == 403


def test_pickers_say_why_somebody_cannot_be_ticked(app, sign_in):
    newcomer(app, name="全新人")
    newcomer(app, "quality", name="单证人")
    newcomer(app, "quality", "safety", name="双证人")
    newcomer(app, "quality", name="过期人", valid_to=clock.today() - AGO)
    newcomer(app, name="综合人", post_type="management")
    newcomer(app, name="退休人", born_on=dt.date(clock.year() - 62, 1, 1))
    newcomer(app, name="聘用人", born_on=dt.date(clock.year() - 62, 1, 1), employ_type="contract")
    clerk = sign_in("yl_clerk")
    said = reasons(clerk)
    assert said["全新人"] == said["过期人"] == ""
    assert said["单证人"] == "已持有质量监督证"
    assert said["综合人"] == "岗位类别不是领导班子或监督岗位"
    assert said["退休人"] == said["聘用人"] == "已达到退休年龄"
    said = reasons(clerk, "single")
    assert said["单证人"] == ""
    assert said["全新人"] == said["过期人"] == "没有有效的监督证书"
    assert said["双证人"] == "已持有质量监督证、安全监督证"


@pytest.mark.parametrize(
    ("state", "is_last_year", "is_free"),
    [
        (State.FILED, False, False),
        (State.RETURNED, False, False),
        (State.ISSUED, False, False),
        (State.REFUSED, False, True),
        (State.LAPSED, False, True),
        (State.FAILED, False, True),
        (State.ACCEPTED, True, False),
        (State.ISSUED, True, True),
    ],
)
def test_nobody_is_enrolled_twice(app, sign_in, state, is_last_year, is_free):
    person = newcomer(app)
    with app.app_context(), unscoped("a row of the test"):
        item = make_induction(person=db.session.get_one(Person, person))
        item.state = state
        item.year -= is_last_year
        number = item.number
        db.session.commit()
    clerk = sign_in("yl_clerk")
    assert reasons(clerk)["唐一鸣"] == ("" if is_free else f"已报名（{number}） 查看")
    assert clerk.get(form_url([person])).status_code == (200 if is_free else 422)


def test_two_who_enrol_the_same_person_make_one(app, sign_in):
    person, clients = newcomer(app), [sign_in("yl_clerk"), sign_in("yl_admin")]

    def send(place: int, wait: Wait) -> int:
        wait()
        return int(enrol(clients[place], person).status_code)

    assert sorted(together([partial(send, place) for place in range(2)])) == [303, 422]
    assert len(enrolments(app)) == 1


def test_who_holds_one_certificate_is_enrolled_for_the_other(app, sign_in):
    person, clerk = newcomer(app, "safety"), sign_in("yl_clerk")
    page = clerk.get(form_url([person], "single")).text
    assert "现持证书" in page
    assert f'name="r{person}-types"' not in page
    # What is sent for it is no input.
    answer = enrol(clerk, person, kind="single", types="safety")
    assert answer.status_code == 303, errors(answer.text)
    (found,) = enrolments(app)
    assert (found.category, found.types) == (InductionCategory.SINGLE, ["quality"])
    assert "安全监督证" in plain(clerk.get(f"{BASE}/show/{found.id}").text)


def test_forged_people_are_refused(app, sign_in):
    clerk = sign_in("yl_clerk")
    foreign = newcomer(app, organization_id=5)
    certified = newcomer(app, "quality", name="单证人")
    assert clerk.get(form_url([foreign])).status_code == 404
    assert clerk.post(form_url([foreign])).status_code == 404
    assert clerk.get(form_url([certified])).status_code == 422
    assert clerk.post(form_url([certified])).status_code == 422
    assert clerk.get(form_url([certified], "nonsense")).status_code == 404
    assert enrolments(app) == []


def test_what_is_typed_of_a_person_is_the_rosters(app, sign_in):
    person, clerk = newcomer(app), sign_in("yl_clerk")
    typed = {"position": "副站长", "major": "工程力学", "mobile": "13900009999"}
    assert enrol(clerk, person, **typed).status_code == 303
    known = whom(app, person)
    assert (known.position, known.major, known.mobile) == tuple(typed.values())
    (found,) = enrolments(app)
    assert (found.facts["position"], found.mobile) == ("副站长", "13900009999")
    with app.app_context():
        asked = select(AuditEntry).where(
            AuditEntry.object_type == "person", AuditEntry.object_id == str(person)
        )
        assert "工程力学" in str([entry.changes for entry in db.session.scalars(asked)])


def test_what_the_roster_refuses_is_refused_here(app, sign_in):
    person, clerk = newcomer(app), sign_in("yl_clerk")
    answer = enrol(clerk, person, work_from="2001-01-01")
    assert answer.status_code == 422
    assert "参加工作时间应在年满 16 周岁之后" in errors(answer.text)[f"r{person}-work_from"]
    assert whom(app, person).work_from == dt.date(2012, 7, 1)
    # What the roster alone asks for is told by name.
    untitled = newcomer(app, name="宋知远", title_level="none", title_name=None)
    answer = enrol(clerk, untitled, title_level="assistant")
    assert answer.status_code == 422
    assert "请选择职称名称（请先在“在职工作人员基础数据”中修改）" in answer.text
    assert enrolments(app) == []


def test_who_fulfils_no_condition_says_why(app, sign_in):
    since = clock.today() - AGO
    person = newcomer(app, engineering_from=since, supervising_from=since)
    clerk = sign_in("yl_clerk")
    assert (
        "从事工程管理不足 3 年" in clerk.get(form_url([person])).text.split("条件核对")[1] or True
    )
    refused = enrol(clerk, person)
    assert refused.status_code == 422
    told = errors(refused.text)[f"r{person}-explanation"]
    assert told == "不符合报名条件：质量监督证：从事工程管理不足 3 年。请填写不符合说明"
    assert "不符合报名条件" in refused.text
    assert enrol(clerk, person, explanation="曾在施工企业工作三年").status_code == 303
    (found,) = enrolments(app)
    assert found.doubts == ["质量监督证：从事工程管理不足 3 年"]
    assert found.explanation == "曾在施工企业工作三年"
    assert "从事工程管理不足 3 年" in sign_in("cs_admin").get(f"{BASE}/show/{found.id}").text


def test_an_explanation_without_a_doubt_is_not_kept(app, sign_in):
    assert enrol(sign_in("yl_clerk"), newcomer(app), explanation="无").status_code == 303
    assert enrolments(app)[0].explanation is None


def test_everything_is_told_in_one_round(app, sign_in):
    person, clerk = newcomer(app), sign_in("yl_clerk")
    answer = enrol(clerk, person, papers=(), types="", engineering_years="很多", major="")
    told = errors(answer.text)
    assert answer.status_code == 422
    assert told[f"r{person}-types"] == "请勾选报考证书"
    assert told[f"r{person}-major"] == "请填写所学专业"
    assert "应为整数" in told[f"r{person}-engineering_years"]
    assert told[f"r{person}-files-id_card"] == "请上传身份证"
    assert told[f"r{person}-files-photo"] == "请上传一寸照片"
    assert f"r{person}-files-education" in told
    assert value_of(answer.text, f"r{person}-engineering_years") == "很多"


@pytest.mark.parametrize(
    ("papers", "status"),
    [
        (PAPERS, 303),
        (("title", "id_card", "photo"), 303),
        (("id_card", "photo"), 422),
        (("education", "photo"), 422),
        (("education", "title", "registration", "id_card", "photo"), 303),
    ],
)
def test_one_of_two_papers_is_enough(app, sign_in, papers, status):
    assert enrol(sign_in("yl_clerk"), newcomer(app), papers=papers).status_code == status


def test_the_photo_of_the_roster_does(app, sign_in):
    person, clerk = newcomer(app), sign_in("yl_clerk")
    edit = clerk.get(f"/personnel/people/edit/{person}").text
    token = value_of(edit, "files_token")
    picture = send_picture(clerk, "personnel.person", "photo", token)
    stored = clerk.post(f"/personnel/people/edit/{person}", data=sent(edit, file=picture))
    assert stored.status_code == 303, errors(stored.text)
    assert "未上传时使用在职人员的照片" in clerk.get(form_url([person])).text
    assert enrol(clerk, person, papers=("education", "id_card")).status_code == 303
    (found,) = enrolments(app)
    with app.app_context(), unscoped("what is stored"):
        assert [file.slot for file in files_of(INDUCTION, found.id)].count("photo") == 1


def test_who_may_enrol(app, sign_in):
    person = newcomer(app)
    for who in ("yl_leader", "hn_review", "cs_leader", "sys_admin"):
        assert sign_in(who).get(form_url([person])).status_code == 403
    assert sign_in("cs_clerk").get(form_url([person])).status_code == 404


def test_deleting_is_for_the_own_organization_while_nobody_has_looked(app, sign_in):
    clerk = sign_in("yl_clerk")
    enrol(clerk, newcomer(app), newcomer(app, name="宋知远"))
    first, second = enrolments(app)
    assert sign_in("cs_admin").post(f"{BASE}/delete/{first.id}").status_code == 403
    assert sign_in("ty_clerk").post(f"{BASE}/delete/{first.id}").status_code == 404
    assert clerk.post(f"{BASE}/delete/{first.id}").status_code == 303
    assert [row["姓名"] for row in listed(clerk.get(f"{BASE}/list/").text)] == ["宋知远"]
    assert press(sign_in("cs_leader"), second.id, "review") == 303
    assert clerk.post(f"{BASE}/delete/{second.id}").status_code == 403
    assert clerk.get(form_url([first.person_id])).status_code == 200


def test_a_returned_one_is_corrected_under_its_number(app, sign_in):
    person, clerk = newcomer(app), sign_in("yl_clerk")
    enrol(clerk, person)
    (filed,) = enrolments(app)
    assert clerk.get(f"{BASE}/edit/{filed.id}").status_code == 403
    assert press(sign_in("cs_leader"), filed.id, "review_return", opinion="请补充职称证书") == 303

    page = clerk.get(f"{BASE}/edit/{filed.id}").text
    assert "请补充职称证书" in page
    answer = clerk.post(
        f"{BASE}/edit/{filed.id}", data=sent(page, types=["quality", "safety"], position="站长")
    )
    assert answer.status_code == 303, errors(answer.text)
    (found,) = enrolments(app)
    assert (found.number, found.state) == (filed.number, State.FILED)
    assert (found.types, found.facts["position"]) == (["quality", "safety"], "站长")
    assert whom(app, person).position == "站长"
    with app.app_context(), unscoped("what is stored"):
        assert db.session.get_one(InductionEnrolment, filed.id).opinion is None


def test_nobody_corrects_it_once_the_person_has_left(app, sign_in):
    person, clerk = newcomer(app), sign_in("yl_clerk")
    enrol(clerk, person)
    number = enrolments(app)[0].id
    press(clerk, number, "withdraw")
    with app.app_context(), unscoped("a row of the test"):
        db.session.get_one(Person, person).left_on = clock.today()
        db.session.commit()
    assert clerk.get(f"{BASE}/edit/{number}").status_code == 403
    assert clerk.get(f"{BASE}/show/{number}").status_code == 200


def test_more_people_cost_no_more_statements(app, sign_in):
    people = [newcomer(app, name=f"唐一{sign}") for sign in "鸣凡平安"]
    clerk, counts = sign_in("yl_clerk"), []
    for some in (people[:1], people):
        for address in (f"{BASE}/pick/uncertified?of={some[0]}", form_url(some)):
            clerk.get(address)
            with statements() as asked:
                assert clerk.get(address).status_code == 200
            counts.append(len(asked))
    assert counts[:2] == counts[2:]
