"""完善: what it stores, what it refuses in one round, what stays as it is, and what goes along."""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from app.attachments.models import Attachment
from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.dossiers import queries, rules
from app.dossiers.models import PersonResume
from app.drafts.registry import registered
from app.personnel.models import Certificate, Person
from app.personnel.operations import move_person
from tests.attachments.samples import jpeg
from tests.dossiers.conftest import (
    TIANYUAN,
    WHOLE,
    YUELU,
    cancelled,
    front_of,
    in_days,
    photo_of,
)
from tests.support.acting import As
from tests.support.factories import make_certificate, make_person
from tests.support.forms import errors, fields, refusals

BASE = "/dossiers"
RESUME = {
    "resume-0-from_on": "2012-07-01",
    "resume-0-to_on": "2015-06-30",
    "resume-0-employer": "长沙市某监理公司",
    "resume-0-position": "监理员",
    "resume-0-witness": "李四",
    "resume-1-from_on": "2015-07-01",
    "resume-1-employer": "岳麓区建设工程质量安全监督站",
}


class Dossier:
    """Somebody of Yuelu with a quality certificate, at work on the form of 完善."""

    def __init__(self, app: Flask, sign_in: Any, **facts: Any) -> None:
        self.app, self.clerk = app, sign_in("yl_clerk")
        with app.app_context(), unscoped("rows of the test"):
            person = make_person(organization_id=YUELU, name="许明", **WHOLE, **facts)
            certificate = make_certificate(person, number="湘质监001")
            make_certificate(person, "safety", status="cancelled", cancelled_on=in_days(-3))
            db.session.commit()
            self.id, self.certificate = person.id, certificate.id
        self.url = f"{BASE}/edit/{self.id}"

    @property
    def prefix(self) -> str:
        return f"c{self.certificate}-"

    def texts(self) -> dict[str, str]:
        """What the form holds, without the patterns of its files."""
        found = fields(self.clerk.get(self.url).text)
        return {name: text for name, text in found.items() if not name.endswith("file")}

    def upload(self, resource: str, slot: str, token: str) -> str:
        """The number of a picture that waits for the form."""
        told: dict[str, Any] = {"resource": resource, "slot": slot, "files_token": token}
        told["file"] = FileStorage(io.BytesIO(jpeg(295, 413)), filename="照片.jpg")
        boundary, body = encode_multipart(told)
        kind = f"multipart/form-data; boundary={boundary}"
        return str(self.clerk.post("/attachments/", data=body, content_type=kind).json["id"])

    def pictures(self, form: dict[str, str]) -> dict[str, str]:
        """The photo and the front of the certificate, sent to the form."""
        token, other = form["files_token"], form[f"{self.prefix}files_token"]
        return {
            "file": self.upload("personnel.person", "photo", token),
            f"{self.prefix}file": self.upload("certificates.certificate", "front", other),
        }

    def whole(self, **changed: str) -> dict[str, str]:
        form = self.texts()
        return {**form, **self.pictures(form), **RESUME, **changed}

    def is_complete(self) -> bool:
        with As(self.app, "yl_clerk"):
            one = select(Person.id).where(Person.id == self.id, queries.is_complete())
            return db.session.scalar(one) is not None


@pytest.fixture
def dossier(app: Flask, sign_in: Any) -> Dossier:
    return Dossier(app, sign_in)


def test_handing_in_completes_the_dossier(dossier: Dossier) -> None:
    assert not dossier.is_complete()
    answer = dossier.clerk.post(dossier.url, data=dossier.whole(position="科长", nation="han"))
    assert answer.status_code == 303, refusals(answer.text)
    assert dossier.is_complete()
    with As(dossier.app, "yl_clerk"):
        person = db.session.get_one(Person, dossier.id)
        assert (person.position, person.nation) == ("科长", "han")
        version = person.version
        held = [(one.from_on.isoformat(), one.employer) for one in queries.resume_of(person)]
        assert held == [
            ("2012-07-01", "长沙市某监理公司"),
            ("2015-07-01", "岳麓区建设工程质量安全监督站"),
        ]
        files = db.session.scalars(select(Attachment).order_by(Attachment.slot)).all()
        assert [(one.resource, one.slot, one.item_id) for one in files] == [
            ("certificates.certificate", "front", dossier.certificate),
            ("personnel.person", "photo", dossier.id),
        ]
        front, photo = (str(one.id) for one in files)
    page = dossier.clerk.get(f"{BASE}/show/{dossier.id}").text
    for words in ("已完善", "长沙市某监理公司", "2015-07-01 — 至今", "李四"):
        assert words in page
    # Sent again as it stands nothing changes.
    form = dossier.texts() | {"file": photo, f"{dossier.prefix}file": front}
    assert dossier.clerk.post(dossier.url, data=form).status_code == 303
    with As(dossier.app, "yl_clerk"):
        assert db.session.get_one(Person, dossier.id).version == version
        assert len(db.session.scalars(select(PersonResume.id)).all()) == 2


def test_a_change_of_the_resume_alone_counts_as_one_of_the_person(dossier: Dossier) -> None:
    form = dossier.whole()
    assert dossier.clerk.post(dossier.url, data=form).status_code == 303
    # Whoever has the form open from before is told.
    answer = dossier.clerk.post(dossier.url, data=form | {"resume-0-witness": "王五"})
    assert answer.status_code == 409
    assert "他人刚刚修改了这条记录" in answer.text
    with As(dossier.app, "yl_clerk"):
        person = db.session.get_one(Person, dossier.id)
        assert [one.witness for one in queries.resume_of(person)] == ["李四", None]


def test_everything_wrong_is_told_in_one_round(dossier: Dossier) -> None:
    """What the roster asks for, what 工作简历 must hold, and the pictures."""
    form = dossier.texts() | RESUME | {"school": "", "resume-0-to_on": "2011-01-01"}
    form |= {"resume-1-employer": "", "resume-2-from_on": "2099-01-01", "resume-2-employer": "某"}
    answer = dossier.clerk.post(dossier.url, data=form)
    assert answer.status_code == 422
    told = "\n".join(refusals(answer.text))
    for words in (
        "请填写毕业院校",
        "工作简历第 1 行终止日期不能早于起始日期",
        "第 2 行工作单位不能为空",
        "工作简历第 3 行起始日期不能晚于今天",
        "请上传一寸照片",
        "质量监督证 湘质监001：请上传证书照片（正面）",
    ):
        assert words in told
    # Each stands at its place, too.
    found = errors(answer.text)
    assert found["files-photo"] == "请上传一寸照片"
    assert "请上传证书照片（正面）" in found[f"{dossier.prefix}files-front"]
    with As(dossier.app, "yl_clerk"):
        assert db.session.scalars(select(PersonResume)).all() == []


def test_nothing_is_asked_while_pictures_lack(app: Flask, sign_in: Any) -> None:
    """Whether somebody above 60 stays is a question for a form with which nothing is wrong."""
    dossier = Dossier(app, sign_in, born_on=dt.date(clock.year() - 62, 1, 1))
    question, hired = "该人员已 62 周岁，请确认继续聘用", {"employ_type": "contract"}
    answer = dossier.clerk.post(dossier.url, data=dossier.texts() | RESUME | hired)
    assert answer.status_code == 422
    assert errors(answer.text)["files-photo"] == "请上传一寸照片"
    assert question not in answer.text
    answer = dossier.clerk.post(dossier.url, data=dossier.whole(**hired))
    assert (answer.status_code, question in answer.text) == (200, True)
    assert not dossier.is_complete()


def test_the_back_of_a_certificate_may_be_lacking_and_cancelled_ones_ask_nothing(
    dossier: Dossier,
) -> None:
    page = dossier.clerk.get(dossier.url).text
    assert page.count("证书照片（正面）</span>") == 1
    assert "安全监督证" not in page


@pytest.mark.parametrize("certified", [True, False], ids=["valid", "cancelled"])
def test_who_somebody_is_stays_as_it_is(app: Flask, sign_in: Any, certified: bool) -> None:
    """Also for whoever holds nothing any more, and against a forged form."""
    with app.app_context(), unscoped("a row of the test"):
        person = make_person(organization_id=YUELU, name="许明", **WHOLE)
        photo_of(person)
        if certified:
            front_of(make_certificate(person))
        else:
            cancelled(person)
        db.session.commit()
        number, before = person.id, (person.name, person.id_no)
    clerk = sign_in("yl_clerk")
    page = clerk.get(f"{BASE}/edit/{number}").text
    # 证书变更 refuses whoever holds nothing any more; the roster does not.
    assert ("请通过证书变更修改" in page) == certified
    assert ("请在“在职工作人员基础数据”中修改" in page) != certified
    form = {name: text for name, text in fields(page).items() if not name.endswith("file")}
    with app.app_context(), unscoped("the files of the test"):
        kept = {one.resource: one for one in db.session.scalars(select(Attachment))}
        form["file"] = str(kept["personnel.person"].id)
        if certified:
            picture = kept["certificates.certificate"]
            form[f"c{picture.item_id}-file"] = str(picture.id)
    forged = form | {"name": "王二", "id_no": "439900199001010012", "position": "站长"}
    assert clerk.post(f"{BASE}/edit/{number}", data=forged).status_code == 303
    with As(app, "yl_clerk"):
        person = db.session.get_one(Person, number)
        assert (person.name, person.id_no) == before
        assert person.position == "站长"


def test_the_name_of_somebody_without_a_certificate_is_corrected_on_the_roster(
    app: Flask, sign_in: Any
) -> None:
    with app.app_context(), unscoped("a row of the test"):
        person = make_person(organization_id=YUELU, name="许明", **WHOLE)
        cancelled(person)
        db.session.commit()
        number = person.id
    clerk = sign_in("yl_clerk")
    page = clerk.get(f"{BASE}/edit/{number}").text
    (way,) = re.findall(r'基础数据”中修改 <a href="([^"]+)">', page)
    roster = clerk.get(way).text
    assert f"/personnel/people/edit/{number}" in roster
    page = clerk.get(f"/personnel/people/edit/{number}").text
    form = {name: text for name, text in fields(page).items() if not name.endswith("file")}
    answer = clerk.post(f"/personnel/people/edit/{number}", data=form | {"name": "许鸣"})
    assert answer.status_code == 303, refusals(answer.text)
    assert "许鸣" in clerk.get("/dossiers/list/").text


def test_a_draft_keeps_what_is_typed_without_personal_numbers(app: Flask) -> None:
    """Facts, 工作简历 and the pictures of each certificate; nothing of another name."""
    with app.app_context():
        takes = registered()["dossiers.dossier"].takes
    for name in ("school", "resume-0-employer", "files_kept", "c12-files_kept"):
        assert takes(name), name
    for name in ("mobile", "id_no", "x-files_kept", "c-files_kept", "organization_id"):
        assert not takes(name), name


def test_what_somebody_has_goes_along_to_the_next_roster(dossier: Dossier) -> None:
    """工作简历, photo and pictures, so that the dossier stays complete."""
    assert dossier.clerk.post(dossier.url, data=dossier.whole()).status_code == 303
    with As(dossier.app, "hn_admin"), unscoped("a move of the test"):
        person = db.session.get_one(Person, dossier.id)
        moved = move_person(person, TIANYUAN, on=clock.today()).id
    with As(dossier.app, "ty_clerk"):
        one = select(Person).where(*queries.has_dossier(), queries.is_complete())
        person = db.session.scalars(one).one()
        assert person.id == moved
        assert next(row.employer for row in queries.resume_of(person)) == "长沙市某监理公司"
    with As(dossier.app, "yl_clerk"):
        assert db.session.scalars(select(PersonResume)).all() == []
        assert db.session.scalars(select(Certificate)).all() == []


# --- rules ----------------------------------------------------------------------------------

BORN, TODAY = dt.date(1990, 1, 1), dt.date(2026, 6, 30)
ROWS = (
    ({"from_on": "1990-01-01"}, "工作简历第 1 行起始日期应晚于出生日期"),
    ({"from_on": "2026-07-01"}, "工作简历第 1 行起始日期不能晚于今天"),
    ({"from_on": "2020-01-02", "to_on": "2020-01-01"}, "工作简历第 1 行终止日期不能早于起始日期"),
    ({"from_on": "2020-01-02", "to_on": "2026-07-01"}, "终止日期不能晚于今天，至今的请留空"),
    ({"from_on": "2026-06-30", "to_on": "2026-06-30"}, ""),
    ({"from_on": "1990-01-02", "to_on": ""}, ""),
    ({"from_on": None, "to_on": None}, ""),
)


@pytest.mark.parametrize(("row", "words"), ROWS, ids=range(len(ROWS)))
def test_days_of_the_resume(row: dict[str, str], words: str) -> None:
    told = [one.message for one in rules.resume_faults([row], born_on=BORN, today=TODAY)]
    assert len(told) == bool(words)
    assert words in "".join(told)
