"""What the forms of applications show before anybody types: the person, and each certificate."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from flask import Flask

from app.certificate_cases.choices import CaseKind
from app.core.access.scope import unscoped
from app.core.base.db import db
from app.core.base.masks import mask_id_number
from app.personnel.models import Person
from tests.certificate_cases.acts import act, certificates, certified, file, through
from tests.long_form.pages import sent
from tests.support.forms import errors
from tests.support.statements import statements

PARTS = {
    CaseKind.CHANGE: "changes",
    CaseKind.CANCELLATION: "cancellations",
    CaseKind.REISSUE: "reissues",
}
KINDS = pytest.mark.parametrize("kind", list(PARTS), ids=list(PARTS.values()))


def route(kind: CaseKind) -> str:
    return f"/certificate-cases/{PARTS[kind]}"


def new_form(kind: CaseKind, *people: int) -> str:
    return f"{route(kind)}/several?" + "&".join(f"of={one}" for one in people)


def told(page: str) -> list[tuple[str, dict[str, str]]]:
    """The blocks above the fields of a form: title, and label → text."""
    block = (
        r'<section class="u-mb4"><h3 class="zj-sec__t">(.*?)</h3>\s*<dl class="zj-dl">(.*?)</dl>'
    )
    blocks = re.findall(block, page, re.DOTALL)
    pairs = r"<dt>(.*?)</dt><dd>(.*?)</dd>"
    return [
        (title, {label: unescape(text) for label, text in re.findall(pairs, found, re.DOTALL)})
        for title, found in blocks
    ]


def number_of(app: Flask, person: int) -> str:
    with app.app_context(), unscoped("whom a test is about"):
        return db.session.get_one(Person, person).id_no


@KINDS
def test_a_form_shows_person_and_certificates(app: Flask, sign_in: Any, kind: CaseKind) -> None:
    person = certified(app, "quality", "safety", name="赵甲", position="<科长>")
    own = certificates(app, person)
    number = number_of(app, person)
    page = sign_in("yl_clerk").get(new_form(kind, person)).text
    (whom, facts), *others = told(page)
    assert whom == "人员信息"
    assert facts == {
        "姓名": "赵甲",
        "身份证号": mask_id_number(number),
        "职务": "<科长>",
        "职称": "工程师",
        "现单位": "岳麓区建设工程质量安全监督站",
    }
    assert "<科长>" not in page
    assert number not in page
    times = {"补办次数": "0"} if kind is CaseKind.REISSUE else {}
    assert others == [
        (
            str(one.type.label),
            {
                "证书编号": one.number,
                "发证日期": str(one.issued_on),
                "有效期起止": f"{one.valid_from} 至 {one.valid_to}",
                **times,
            },
        )
        for one in own
    ]


@KINDS
def test_the_form_of_what_was_sent_back_shows_the_same(
    app: Flask, sign_in: Any, kind: CaseKind
) -> None:
    person = certified(app, name="赵甲")
    (number,) = file(app, person, kind=kind)
    act(app, "hn_review", number, "return", opinion="材料不符合要求")
    page = sign_in("yl_clerk").get(f"{route(kind)}/edit/{number}").text
    (whom, facts), (title, certificate) = told(page)
    assert (whom, facts["姓名"], facts["职称"]) == ("人员信息", "赵甲", "工程师")
    (own,) = certificates(app, person)
    assert (title, certificate["证书编号"]) == ("质量监督证", own.number)
    # It is not in an application but this one.
    assert "正在办理" not in certificate


def test_a_certificate_in_another_application_says_in_which(app: Flask, sign_in: Any) -> None:
    person = certified(app, "quality", "safety")
    file(app, person, kind=CaseKind.CANCELLATION)
    _whom, (_quality, busy), (_safety, free) = told(
        sign_in("yl_clerk").get(new_form(CaseKind.CHANGE, person)).text
    )
    assert busy["正在办理"].startswith("证书注销申请（ZX-")
    assert "正在办理" not in free


def test_a_reissue_tells_how_often_there_was_one(app: Flask, sign_in: Any) -> None:
    person = certified(app)
    (number,) = file(app, person, kind=CaseKind.REISSUE)
    through(app, number)
    _whom, (_title, facts) = told(sign_in("yl_clerk").get(new_form(CaseKind.REISSUE, person)).text)
    assert facts["补办次数"] == "1"


def test_five_people_cost_as_many_statements_as_two(app: Flask, sign_in: Any) -> None:
    people = [certified(app, "quality", "safety", name=f"赵{n}") for n in "甲乙丙丁戊"]
    clerk = sign_in("yl_clerk")
    costs = []
    for asked in (people[:1], people[:2], people):
        with statements() as found:
            assert clerk.get(new_form(CaseKind.CHANGE, *asked)).status_code == 200
        costs.append(len(found))
    assert costs[1] == costs[2] == 7


# --- the certificates that may be ticked ----------------------------------------------------


def offered(page: str, name: str) -> list[str]:
    return re.findall(rf'<input type="checkbox" name="{name}" value="(\w+)"', page)


@KINDS
def test_only_what_the_person_has_can_be_ticked(app: Flask, sign_in: Any, kind: CaseKind) -> None:
    person = certified(app, "quality", "safety")
    (gone,) = file(app, person, kind=CaseKind.CANCELLATION, types=["safety"])
    through(app, gone)
    clerk = sign_in("yl_clerk")
    assert offered(clerk.get(new_form(kind, person)).text, f"r{person}-types") == ["quality"]
    (number,) = file(app, person, kind=kind)
    act(app, "hn_review", number, "return", opinion="材料不符合要求")
    assert offered(clerk.get(f"{route(kind)}/edit/{number}").text, "types") == ["quality"]


@KINDS
def test_another_one_that_is_sent_is_refused_in_words(
    app: Flask, sign_in: Any, kind: CaseKind
) -> None:
    person, clerk = certified(app), sign_in("yl_clerk")
    form = sent(clerk.get(new_form(kind, person)).text, **{f"r{person}-types": "safety"})
    words = "该人员没有未注销的安全监督证"
    answer = clerk.post(new_form(kind, person), data=form)
    assert (answer.status_code, errors(answer.text)[f"r{person}-types"]) == (422, words)
    (number,) = file(app, person, kind=kind)
    act(app, "hn_review", number, "return", opinion="材料不符合要求")
    address = f"{route(kind)}/edit/{number}"
    answer = clerk.post(address, data=sent(clerk.get(address).text, types="safety"))
    assert (answer.status_code, errors(answer.text)["types"]) == (422, words)


def test_one_in_another_application_is_shown_and_refused(app: Flask, sign_in: Any) -> None:
    person, clerk = certified(app, "quality", "safety"), sign_in("yl_clerk")
    file(app, person, kind=CaseKind.CANCELLATION)
    page = clerk.get(new_form(CaseKind.CHANGE, person)).text
    assert offered(page, f"r{person}-types") == ["quality", "safety"]
    form = sent(page, **{f"r{person}-types": "quality"})
    told = errors(clerk.post(new_form(CaseKind.CHANGE, person), data=form).text)
    assert told[f"r{person}-types"].startswith("质量监督证已有正在办理的证书注销申请（ZX-")
