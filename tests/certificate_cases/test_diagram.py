"""办理流程 of 变更, 注销 and 补办: what the office switches on is drawn at once."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from app.certificate_cases.choices import CaseKind
from app.processes.guides import process_of
from app.processes.presentation import drawing_of
from tests.certificate_cases.acts import YUELU, act, certified, file, switch

ADDRESS = "/processes/certificate_change"
RECEIVING, REVIEWING = ["调入机构确认"], ["市州初审"]


@pytest.mark.parametrize("kind", CaseKind, ids=lambda one: one.value)
@pytest.mark.parametrize(("reviewed", "signed"), [(False, False), (True, False), (True, True)])
def test_switches_change_the_diagram_at_once(app, kind, reviewed, signed):
    switch(app, "city_pre_review_cert", on=reviewed)
    switch(app, "province_leader_sign", on=signed)
    with app.test_request_context():
        process = process_of(f"certificate_{kind.value}")
        assert process is not None
        diagram = drawing_of(process, YUELU, {}).diagram
        decider = diagram.steps[-2].stage.positions
    receiving = RECEIVING if kind is CaseKind.CHANGE else []
    reviewing = REVIEWING if reviewed else []
    labels = [str(one.stage.label) for one in diagram.steps]
    assert labels == ["填写申请", *receiving, *reviewing, "省级受理", "办结并更新证书", "查询导出"]
    assert decider == ("领导" if signed else "审核")
    words = {way.words for way in diagram.ways}
    assert ("调动" in words) is (kind is CaseKind.CHANGE)
    assert ("县级机构" in words) is reviewed
    assert diagram.outcome == "结束"


def steps(page: str) -> list[str]:
    """The boxes by the names that are read out."""
    return re.findall(
        r'<a class="(?:mine|other)" href="[^"]+" data-opens="drawer" aria-label="([^"]+)"', page
    )


def test_each_sees_its_own_steps_and_what_waits_there(app: Flask, sign_in) -> None:
    first, second = (certified(app) for _ in range(2))
    (accepted,) = file(app, first)
    file(app, second, quality_number="湘质监430100098")
    act(app, "hn_review", accepted, "accept")
    assert steps(sign_in("hn_review").get(ADDRESS).text) == [
        "1. 填写申请，管理员、经办，本机构参与",
        "2. 调入机构确认，管理员、经办，本机构参与",
        "3. 省级受理，审核，本机构参与，1 件待办",
        "4. 办结并更新证书，审核，本机构参与，1 件待办",
        "5. 查询导出，管理员、经办，本机构参与",
    ]
    assert steps(sign_in("yl_leader").get(ADDRESS).text) == [
        "1. 填写申请，管理员、经办，本机构参与",
        "2. 调入机构确认，管理员、经办，本机构参与",
        "3. 省级受理，审核，其他机构办理",
        "4. 办结并更新证书，审核，其他机构办理",
        "5. 查询导出，管理员、经办，本机构参与",
    ]


def test_a_step_leads_to_what_waits_for_it(app: Flask, sign_in) -> None:
    (number,) = file(app, certified(app))
    reviewer = sign_in("hn_review")
    link = re.search(r'href="([^"]+)">去办理', reviewer.get(f"{ADDRESS}/accept").text)
    assert link is not None
    address = link[1].replace("&amp;", "&")
    assert f"/show/{number}" in reviewer.get(address).text
    act(app, "hn_review", number, "accept")
    assert f"/show/{number}" not in reviewer.get(address).text
