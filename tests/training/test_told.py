"""操作日志 of trainings: what was changed from what to what, in the words of the screens."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.reporting.models import ReportRun
from app.training.choices import EnrolmentStep
from app.training.models import (
    ContinuingEnrolment,
    InductionEnrolment,
    OrganizationQuota,
    TrainingSession,
)
from tests.support.acting import As
from tests.support.factories import make_person
from tests.support.pages import listed, plain
from tests.training.examined import YUELU, coming, over
from tests.training.mark_pages import cells, send
from tests.training.stage import make_induction

ENTRIES = "/audit/entries/list/"


def told(client: Any, query: str) -> str:
    """The newest sentence of the log."""
    return str(listed(client.get(f"{ENTRIES}?{query}").text)[0]["记录"])


def test_of_marks_those_that_were_changed_are_told_as_they_were_entered(
    app: Flask, sign_in: Any
) -> None:
    session = over(app, "induction")
    (number,) = coming(app, session, "唐一鸣")
    clerk, auditor = sign_in("hn_review"), sign_in("auditor")
    asked = "_flt_0_object=induction_enrolment&_flt_0_act=update"
    send(clerk, session, cells(number, "24", "86", "75", "60.5"))
    first = told(auditor, asked)
    assert "到课学时由“空”改为“24”" in first
    names = ("法律法规", "质量监督实务", "安全监督实务")
    marks = "、".join(f"{name} {mark}" for name, mark in zip(names, (86, 75, 60.5), strict=True))
    assert f"考核成绩由“空”改为“{marks}”" in first
    send(clerk, session, cells(number, "23.5", "71", "75", "60.5"))
    second = told(auditor, asked)
    assert "到课学时由“24”改为“23.5”" in second
    assert "考核成绩由“法律法规 86”改为“法律法规 71”" in second


def test_certificates_and_their_days_are_told_by_their_kinds(app: Flask, sign_in: Any) -> None:
    induction, continuing = over(app, "induction"), over(app, "continuing")
    (issued,) = coming(app, induction, "唐一鸣")
    (extended,) = coming(app, continuing, "曾国强")
    with As(app, "hn_review"), unscoped("rows of the test"):
        one = db.session.get_one(InductionEnrolment, issued)
        one.certificates, one.types = {"quality": "湘质0001"}, ["quality", "safety"]
        other = db.session.get_one(ContinuingEnrolment, extended)
        days = (dt.date(2026, 1, 31), dt.date(2028, 1, 31))
        other.extensions = {"safety": [str(one) for one in days]}
        db.session.commit()
    auditor = sign_in("auditor")
    of_one = told(auditor, "_flt_0_object=induction_enrolment&_flt_0_act=update")
    assert "证书编号由“空”改为“质量监督证 湘质0001”" in of_one
    assert "报考证书由“质量监督证”改为“质量监督证、安全监督证”" in of_one
    of_other = told(auditor, "_flt_0_object=continuing_enrolment&_flt_0_act=update")
    assert "证书延期由“空”改为“安全监督证 2026-01-31 → 2028-01-31”" in of_other


def test_a_printed_paper_is_told_by_its_title(app: Flask, sign_in: Any) -> None:
    session = over(app, "induction")
    coming(app, session, "唐一鸣")
    asked = {"session": str(session), "format": "pdf"}
    assert sign_in("hn_review").post("/reports/session_cards/export", data=asked).status_code == 202
    sentence = told(sign_in("auditor"), "_flt_0_act=export")
    assert "导出：报表“新进人员培训准考证”（编号 " in sentence
    assert sentence.count("准考证") == 1
    settings = plain(sign_in("hn_admin").get("/settings/reports/list/").text)
    assert "印在纸上为：新进人员培训准考证" in "".join(settings.split())


def test_a_part_of_a_session_is_told_with_the_session_and_what_it_says(
    app: Flask, sign_in: Any
) -> None:
    session = over(app, "continuing")
    with As(app, "cs_admin"), unscoped("rows of the test"):
        found = db.session.get_one(TrainingSession, session)
        quota = found.quotas[0]
        given = OrganizationQuota(
            organization_id=YUELU, session_id=session, quota_id=quota.id, seats=5
        )
        db.session.add(given)
        db.session.commit()
        whole = f"培训档期“{found.name}” {found.number} "
        seats, number = given.seats, given.id
    auditor = sign_in("auditor")
    made = told(auditor, "_flt_0_object=organization_quota")
    station = "岳麓区建设工程质量安全监督站"
    assert f"新增了{whole}（{clock.year()} 年度）的{station}的机构额度（机构额度 {seats}）" in made
    with As(app, "cs_admin"), unscoped("rows of the test"):
        db.session.delete(db.session.get_one(OrganizationQuota, number))
        db.session.commit()
    gone = told(auditor, "_flt_0_object=organization_quota")
    assert f"删除了{whole}" in gone
    assert gone.endswith(f"的{station}的机构额度")
    subject = told(auditor, "_flt_0_object=session_subject")
    assert "的考核科目“综合测试”（满分 100；合格线 60）" in subject


def test_enrolments_are_called_as_on_their_screen(app: Flask, sign_in: Any) -> None:
    coming(app, over(app, "continuing"), "曾国强")
    assert "的继续教育培训报名 " in told(sign_in("auditor"), "_flt_0_object=continuing_enrolment")


@pytest.mark.parametrize(
    ("move", "words"), [("review", "市州已审核通过"), ("review_return", "市州已退回")]
)
def test_a_review_is_asked_for_and_said_to_be_done_in_words_of_its_own(
    app: Flask, sign_in: Any, move: str, words: str
) -> None:
    with app.app_context(), unscoped("a row of the test"):
        person = make_person(organization_id=YUELU, name="唐一鸣")
        item = make_induction(organization_id=YUELU, person=person, step=EnrolmentStep.PREFECTURE)
        db.session.commit()
        number, version = item.id, item.version
    leader = sign_in("cs_leader")
    todos = plain(leader.get("/").text)
    assert "新进人员培训报名：市州审核 " in todos
    assert "报名：市州审核通过" not in todos
    said = {"version": str(version), "opinion": "请补充职称证书"}
    answer = leader.post(f"/training/induction/move/{number}/{move}", data=said)
    assert answer.status_code == 303, plain(answer.text)
    shown = leader.get("/training/induction/list/").text
    assert words in shown
    assert f"已{words.replace('已', '')}" not in shown


def test_a_table_of_results_is_named_by_its_session(app: Flask, sign_in: Any) -> None:
    session = over(app, "induction")
    coming(app, session, "唐一鸣")
    asked = {"session": str(session), "year": str(clock.year()), "format": "xlsx"}
    answer = sign_in("hn_review").post("/reports/induction_results/export", data=asked)
    assert answer.status_code == 202, answer.text
    with app.app_context(), unscoped("what is stored"):
        (run,) = db.session.scalars(select(ReportRun)).all()
        name = db.session.get_one(TrainingSession, session).name
    assert run.file_name == f"新进人员培训考核总汇表-{name}-{clock.year()}.xlsx"
