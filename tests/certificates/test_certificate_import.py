"""历史录入: certificates of the own people come in by a workbook, and go again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.attachments.models import Attachment
from app.certificates.certificate_import import CERTIFICATE_IMPORT
from app.certificates.rules import certificate_faults, number_fault, valid_until
from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.base.errors import Refused
from app.core.models import AuditEntry
from app.imports import operations, queries
from app.imports.choices import ImportState
from app.imports.models import ImportBatch
from app.personnel.choices import CertificateType
from app.personnel.models import Certificate, CertificateVersion
from tests.imports.rosters import ask_to_store, batch_of, roster, send
from tests.support.acting import As
from tests.support.factories import id_number, make_certificate, make_person

pytestmark = pytest.mark.both_databases

TODAY = clock.today()
YUELU, TIANYUAN = 4, 5
FIRST = TODAY.replace(day=1) - dt.timedelta(days=200)
NUMBERS = {name: id_number(dt.date(1980, 1, 1 + i), 11) for i, name in enumerate("甲乙丙丁")}


@pytest.fixture
def world(app: Flask) -> Flask:
    with app.app_context(), unscoped("people"):
        for name, number in NUMBERS.items():
            where = TIANYUAN if name == "丁" else YUELU
            make_person(organization_id=where, name=f"赵{name}", id_no=number)
        make_certificate(make_person(organization_id=TIANYUAN), "quality", number="湘质监430200001")
        db.session.commit()
    return app


def good(name: str = "甲", **changed: Any) -> dict[str, Any]:
    """A row that every rule agrees with."""
    return {
        "身份证号": NUMBERS[name],
        "姓名": f"赵{name}",
        "证书种类": "质量监督证",
        "证书编号": f"湘质监43010001{list(NUMBERS).index(name)}",
        "发证机关": "湖南省住房和城乡建设厅",
        "首次发证日期": "2015-06-01",
        "发证日期": FIRST,
        "有效期起": FIRST,
        "有效期止": valid_until(FIRST, 24),
        "证书专业": "房建市政",
        **changed,
    }


@pytest.fixture
def checked(world: Flask, run_jobs: Callable[[], Any], tmp_path: Path) -> Any:
    def check(*rows: dict[str, Any], username: str = "yl_clerk") -> int:
        path = roster(tmp_path / "证书.xlsx", rows)
        batch = send(world, username, path, CERTIFICATE_IMPORT)
        run_jobs()
        return batch

    return check


@pytest.fixture
def stored(world: Flask, run_jobs: Callable[[], Any], checked: Any) -> Any:
    def store(*rows: dict[str, Any]) -> int:
        batch: int = checked(*rows)
        ask_to_store(world, "yl_clerk", batch)
        run_jobs()
        assert batch_of(world, batch).stage is ImportState.STORED
        return batch

    return store


def told(app: Flask, batch: int, what: str = "faults") -> list[tuple[int, str, str]]:
    with app.app_context():
        return [
            (row.number, key, one)
            for row in queries.rows(batch)
            for key, words in getattr(row, what).items()
            for one in words
        ]


def entered(app: Flask) -> list[Certificate]:
    with app.app_context(), unscoped("a test looks"):
        found = list(db.session.scalars(select(Certificate).where(Certificate.source == "history")))
        db.session.expunge_all()
        return found


def test_certificates_are_entered_for_the_own_people(world: Flask, stored: Any) -> None:
    stored(good(), good(证书种类="安全监督证", 证书编号="湘安监430100010"), good("乙"))
    found = entered(world)
    assert {(one.type, one.number) for one in found} == {
        (CertificateType.QUALITY, "湘质监430100010"),
        (CertificateType.SAFETY, "湘安监430100010"),
        (CertificateType.QUALITY, "湘质监430100011"),
    }
    assert {(one.organization_id, one.field, one.valid_to) for one in found} == {
        (YUELU, "building_municipal", valid_until(FIRST, 24))
    }
    with world.app_context(), unscoped("a test looks"):
        ids = [one.id for one in found]
        versions = select(CertificateVersion).where(CertificateVersion.certificate_id.in_(ids))
        assert [one.from_day for one in db.session.scalars(versions)] == [FIRST] * 3
        trail = select(AuditEntry).where(AuditEntry.object_type == "certificate")
        by_somebody = trail.where(AuditEntry.user_id.is_not(None), AuditEntry.action == "create")
        assert len(db.session.scalars(by_somebody).all()) == 3


@pytest.mark.parametrize(
    ("changed", "key", "words"),
    [
        ({"身份证号": NUMBERS["丁"]}, "id_no", "本机构在职人员中没有该身份证号，请先登记人员"),
        ({"姓名": "赵乙"}, "name", "姓名与本机构在职人员中登记的不一致"),
        ({"证书种类": "质监证"}, "type", "“质监证”不在证书种类的选项中"),
        ({"证书编号": "1#"}, "number", "证书编号为 4 至 40 个汉字、字母、数字或 - 〔〕 ( ) [ ]"),
        ({"证书编号": "湘质监430200001"}, "number", "同种类的未注销证书已使用该编号"),
        (
            {"发证日期": TODAY + dt.timedelta(days=1), "有效期起": TODAY + dt.timedelta(days=2)},
            "issued_on",
            "发证日期不能晚于今天",
        ),
        (
            {"首次发证日期": FIRST + dt.timedelta(days=1)},
            "issued_on",
            "发证日期不能早于首次发证日期",
        ),
        ({"有效期起": FIRST - dt.timedelta(days=1)}, "valid_from", "有效期起不能早于发证日期"),
        ({"有效期止": FIRST}, "valid_to", "有效期止应晚于有效期起"),
        ({"发证机关": None}, "issuer", "请填写发证机关"),
    ],
    ids=[
        "another roster",
        "another name",
        "no such type",
        "number",
        "number taken",
        "issued tomorrow",
        "first issued later",
        "valid before issued",
        "valid for no day",
        "no issuer",
    ],
)
def test_a_row_that_does_not_hold_is_told_at_its_cell(
    world: Flask, checked: Any, changed: dict[str, Any], key: str, words: str
) -> None:
    assert told(world, checked(good(**changed))) == [(2, key, words)]


def test_a_superior_enters_nothing_for_others(world: Flask, checked: Any) -> None:
    found = told(world, checked(good(), username="cs_admin"))
    assert found == [(2, "id_no", "本机构在职人员中没有该身份证号，请先登记人员")]


def test_nobody_has_two_of_a_type(world: Flask, stored: Any, checked: Any) -> None:
    twins = told(world, checked(good(), good(证书编号="湘质监430100099")))
    assert twins == [(2, "type", "与第 3 行重复"), (3, "type", "与第 2 行重复")]
    same = told(world, checked(good(), good("乙", 证书编号="湘质监430100010")))
    assert same == [(2, "number", "与第 3 行重复"), (3, "number", "与第 2 行重复")]
    stored(good())
    again = told(world, checked(good(证书编号="湘质监430100099")))
    assert again == [(2, "type", "该人员已有未注销的质量监督证")]


def test_a_cancelled_one_leaves_room_for_another(world: Flask, stored: Any) -> None:
    stored(good())
    with world.app_context(), unscoped("cancelled"):
        one = db.session.scalars(select(Certificate).filter_by(source="history")).one()
        one.status, one.cancelled_on = "cancelled", TODAY
        db.session.commit()
    stored(good())
    assert len(entered(world)) == 2


def test_a_last_day_that_is_missing_is_computed_and_said(world: Flask, checked: Any) -> None:
    day = valid_until(FIRST, 24)
    notes = told(world, checked(good(有效期止=None)), "notes")
    assert notes == [(2, "valid_to", f"有效期止未填，按 24 个月计算为 {day}")]


def test_it_is_taken_back_as_long_as_nothing_is_known(world: Flask, stored: Any) -> None:
    batch = stored(good(), good("乙"))
    undo(world, batch)
    assert entered(world) == []
    with world.app_context(), unscoped("a test looks"):
        assert len(db.session.scalars(select(CertificateVersion)).all()) == 1


@pytest.mark.parametrize("use", ["changed", "pictured"])
def test_what_is_used_keeps_it_from_being_taken_back(world: Flask, stored: Any, use: str) -> None:
    batch = stored(good(), good("乙"))
    first = entered(world)[0]
    with world.app_context(), unscoped("used"):
        if use == "changed":
            held = db.session.get(Certificate, first.id)
            assert held is not None
            held.valid_to += dt.timedelta(days=700)
        else:
            db.session.add(picture_of(first.id))
        db.session.commit()
    words = {"changed": "导入后已修改", "pictured": "已有证书照片"}[use]
    with pytest.raises(Refused, match=f"{first.number}：{words}"):
        undo(world, batch)
    assert len(entered(world)) == 2


def test_what_was_imported_last_year_is_not_taken_back(world: Flask, stored: Any, at: Any) -> None:
    batch = stored(good())
    at(f"{TODAY.year + 1}-01-05 10:00")
    with pytest.raises(Refused, match=f"只能撤销 {TODAY.year + 1} 年内的导入"):
        undo(world, batch)


@pytest.mark.parametrize(
    ("username", "status"),
    [("yl_admin", 200), ("yl_leader", 403), ("hn_review", 403), ("auditor", 403)],
)
def test_whoever_files_may_import(world: Flask, sign_in: Any, username: str, status: int) -> None:
    client = sign_in(username)
    assert client.get("/imports/new/certificates").status_code == status
    listing = client.get("/certificates/list/")
    assert ("/imports/new/certificates" in listing.text) is (status == 200)


def test_numbers_of_every_time_are_taken() -> None:
    sound = ("湘质监430100012", "湘建安〔2018〕012号", "HN-QA(2009)[3]", "A123", "1" * 40)
    assert [number_fault(one) for one in sound] == [None] * 5
    for broken in ("123", "1" * 41, "湘质监 12345", "湘质监/12345"):
        assert number_fault(broken)


def test_of_what_cannot_be_read_no_rule_says_anything() -> None:
    assert list(certificate_faults({"valid_to": TODAY}, today=TODAY)) == []


def undo(app: Flask, batch: int) -> None:
    with As(app, "yl_clerk") as actor:
        held = db.session.get(ImportBatch, batch)
        assert held is not None
        operations.undo_batch(held, actor)
        db.session.commit()


def picture_of(certificate_id: int) -> Attachment:
    return Attachment(
        organization_id=YUELU,
        resource="certificates.certificate",
        item_id=certificate_id,
        form_token="",
        slot="front",
        name="正面.jpg",
        media_type="image/jpeg",
        size=1,
        sha256="0" * 64,
        stored_as="00/00/x.jpg",
        uploaded_at=clock.now(),
    )
