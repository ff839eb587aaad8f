"""业务流程: drawn from what is declared, for the viewer's organization, with what waits for it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from app.core.access.roles import Role
from app.core.access.scope import unscoped
from app.core.base.db import db
from app.personnel.choices import TransferState
from app.personnel.guides import GUIDE
from app.personnel.labels import LABELS
from app.personnel.models import PersonTransfer
from app.personnel.workflows import RECEIVER, TRANSFER
from app.processes.declaration import ProcessGuide, Step
from app.processes.guides import processes
from app.workflow import desks
from app.workflow.declaration import Handler, Transition
from tests.processes.test_help import unexplained, unseen
from tests.support.factories import make_person
from tests.support.pages import plain

TIANYUAN, YUELU = 6, 4
BOX = re.compile(r'<a class="(mine|other)" href="([^"]+)"[^>]* aria-label="\d+\. ([^，"]+)([^"]*)"')
REVIEW = Transition(
    "check",
    "复核调动",
    (TransferState.FILED,),
    TransferState.FILED,
    (RECEIVER,),
    opinion_required=True,
    waits=(TransferState.FILED,),
)


def boxes(page: str) -> Mapping[str, str]:
    """Green or blue, by the name of the step."""
    return {name: tone for tone, _url, name, _rest in BOX.findall(page)}


@pytest.mark.parametrize(
    ("username", "own"),
    [
        ("hn_admin", {"建立机构与账号", "资格验证", "汇总导出"}),
        ("cs_admin", {"汇总导出"}),
        ("yl_clerk", set()),
    ],
)
def test_green_is_what_the_own_organization_takes_part_in(sign_in, username, own) -> None:
    found = boxes(sign_in(username).get("/processes/organization_information").text)
    filed = {"基本信息填报", "在职人员维护", "人员信息完善", "监督工程填报", "监督经费填报"}
    assert {name for name, tone in found.items() if tone == "mine"} == filed | own
    assert list(found) == [
        "建立机构与账号",
        "基本信息填报",
        "在职人员维护",
        "人员信息完善",
        "监督工程填报",
        "监督经费填报",
        "资格验证",
        "人员结构归档",
        "汇总导出",
    ]


def test_a_step_says_how_much_waits_there_also_of_what_was_not_begun(sign_in) -> None:
    page = sign_in("yl_clerk").get("/processes/organization_information").text
    rest = {name: words for _tone, _url, name, words in BOX.findall(page)}
    assert "件待办" in rest["监督工程填报"]
    assert "件待办" not in rest["资格验证"]
    leader = sign_in("yl_leader").get("/processes/organization_information").text
    assert "件待办" not in leader


def test_a_step_says_who_where_and_what_is_asked_for(sign_in) -> None:
    page = sign_in("yl_clerk").get("/processes/transfer/accept").text
    for words in (
        "调入机构（",
        "监督机构管理 → 人员调动",
        f"须填写：{LABELS['joined_on']}",
        "须填写意见",
    ):
        assert words in page, words
    assert "去办理" in page
    assert "上一步：1. 提出调动" in page


def test_places_are_given_by_the_superior_of_a_prefecture_or_the_province(sign_in) -> None:
    page = plain(sign_in("hn_admin").get("/processes/training_continuing/allocate").text)
    assert "上级机构（市州级）：管理员" in page
    assert "省级机构（省级）：管理员" in page
    assert "申报机构（" not in page
    steps = boxes(sign_in("hn_admin").get("/processes/training_continuing").text)
    assert steps["机构额度分配"] == "mine"
    steps = boxes(sign_in("yl_clerk").get("/processes/training_continuing").text)
    assert steps["机构额度分配"] == "other"


@pytest.mark.parametrize("username", ["sys_admin", "yl_leader"])
def test_who_may_not_open_a_screen_is_not_sent_there(sign_in, username) -> None:
    page = sign_in(username).get("/processes/transfer/accept").text
    assert "操作步骤" in page
    assert "去办理" not in page
    assert "去查看" not in page


# --- what is added ---------------------------------------------------------------------------


@pytest.fixture
def added(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """人员调动 with one move more, of which no help is written."""
    more = replace(TRANSFER, transitions=(*TRANSFER.transitions, REVIEW))
    guide = replace(GUIDE, steps=tuple(replace(one, workflow=more) for one in GUIDE.steps))
    with app.app_context(), unscoped("a transfer"):
        person = make_person(organization_id=TIANYUAN)
        db.session.flush()
        row = PersonTransfer(
            organization_id=TIANYUAN,
            receiver_id=YUELU,
            person_id=person.id,
            name="李安",
            sex=person.sex,
            post_type=person.post_type,
        )
        row.state = TransferState.FILED
        db.session.add(row)
        db.session.commit()
    monkeypatch.setitem(app.extensions["workflows"], TRANSFER.resource, more)
    monkeypatch.setitem(app.extensions["process_guides"], GUIDE.key, guide)
    return app


def test_a_move_that_is_added_is_drawn_counted_and_explained_by_its_own_words(
    added: Flask, sign_in: Any
) -> None:
    with added.test_request_context():
        found = [one for one in processes() if one.key == "transfer"]
        assert unexplained(found) == ["transfer.personnel.transfer.check"]
        assert unseen(found) == ["help/transfer.personnel.transfer.check.png"]
    clerk = sign_in("yl_clerk")
    page = clerk.get("/processes/transfer").text
    assert boxes(page)["复核调动"] == "mine"
    told = clerk.get("/processes/transfer/personnel.transfer.check")
    assert told.status_code == 200
    assert "须填写意见" in told.text
    assert "待接收" in told.text


def test_a_guide_that_cannot_work_stops_the_start(app: Flask) -> None:
    from app.processes.declaration import GUIDES

    somebody = Handler(desks.OWN, (Role.COUNTY_CLERK,))
    nowhere = Step("a", "甲", ("一",), "图", by=(somebody,))
    unknown = Step("b", "乙", ("一",), "图", TRANSFER, ("fly",))
    twice = (
        Step("c", "丙", ("一",), "图", TRANSFER, ("file",)),
        Step("d", "丁", ("一",), "图", TRANSFER, ("file",)),
    )
    with app.app_context():
        for steps in ((nowhere,), (unknown,), twice, (twice[0], twice[0])):
            with pytest.raises(ValueError, match="wrong:"):
                GUIDES.register([ProcessGuide("wrong", "错", steps)])
        assert "wrong" not in GUIDES.registered()
