"""What is printed for a session, from its row: 签到表, 准考证 and 发证名册."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from marshmallow import RAISE, Schema

from app.attachments.presentation import printed
from app.core.base import clock
from app.personnel.choices import CertificateType
from app.personnel.presentation import REVEAL
from app.reporting.bare_blocks import Entries, Words
from app.reporting.declaration import (
    Band,
    Blocked,
    Column,
    Heads,
    Page,
    Parameters,
    Row,
    TableReport,
    serial,
)
from app.reporting.form_reports import Field, FormReport, Photo
from app.reporting.layouts import in_force
from app.reporting.paper_sizes import Margins
from app.reporting.title_places import fill_places
from app.training import queries
from app.training.choices import ATTENDANCE, CARDS, CONTINUING, ROLL, SESSION, TrainingKind
from app.training.models import TrainingSession

from .certificate_register import PaperCount
from .common import RecordId
from .places import PlaceConditions, in_reach, place_conditions
from .training_tables import person_facts, place_facts

MOST_CARDS = 200
NO_SESSION = _l("请在列表中选择档期")
HALVES = ("上午", "下午")


class SessionConditions(Schema):
    """Which session is printed."""

    error_messages = {"unknown": _l("没有这个条件")}

    class Meta:
        unknown = RAISE

    session = RecordId(NO_SESSION)


class CardConditions(PlaceConditions):
    """Of which session, and of whom, cards are printed."""

    session = RecordId(NO_SESSION)


def _session(asked: Parameters) -> TrainingSession | None:
    return queries.session_of(asked["session"])


def _known(asked: Parameters) -> TrainingSession:
    session = _session(asked)
    assert session is not None, "asked before"
    return session


def _is_there(asked: Parameters) -> bool:
    session = _session(asked)
    return session is not None and session.cancelled_at is None


def _name(asked: Parameters) -> str:
    return _known(asked).name


def _days(session: TrainingSession) -> str:
    return f"{session.starts_on} 至 {session.ends_on}"


def _subtitle(asked: Parameters) -> str:
    session = _known(asked)
    return f"档期：{session.name}　　培训时间：{_days(session)}　　地点：{session.place}"


def _people(asked: Parameters) -> Iterator[tuple[Any, Row]]:
    """Who came, or is to come, each with the cells that every paper has."""
    nodes, person = queries.places_of(None), person_facts()
    for item in queries.examinees(_known(asked).kind, **asked):
        yield item, {**place_facts(nodes, item), **person(item)}


def _count(asked: Parameters) -> int:
    return queries.count_examinees(_known(asked).kind, **asked)


# --- 签到表 ---------------------------------------------------------------------------------


def _attendance(days: Sequence[str]) -> Heads:
    return (
        serial(),
        Column("place", "市州", 15),
        Column("organization", "单位名称", 48),
        Column("name", "姓名", 20),
        *(
            Band(day, tuple(Column(f"{day}{half}", half, 24) for half in HALVES))
            for day in dict.fromkeys(days)
        ),
    )


def _training_days(session: TrainingSession) -> list[str]:
    """The days of a session as its 签到表 names them."""
    count = (session.ends_on - session.starts_on).days + 1
    return [str(session.starts_on + dt.timedelta(days=number)) for number in range(count)]


def _by_days(report: TableReport, asked: Parameters) -> TableReport:
    return replace(report, columns=_attendance(_training_days(_known(asked))))


def _attending(**asked: Any) -> Iterator[Row]:
    blank = {f"{day}{half}": "" for day in _training_days(_known(asked)) for half in HALVES}
    for _item, told in _people(asked):
        yield {**told, **blank}


ATTENDANCE_SHEET = TableReport(
    name=ATTENDANCE,
    title="培训签到表",
    screen=SESSION,
    resource=SESSION,
    button=_l("打印签到表"),
    link=_l("签到表"),
    schema=SessionConditions,
    signs="session",
    about=_name,
    subtitle=_subtitle,
    unit="人",
    signature="",
    rows=_attending,
    counted=lambda **asked: _count(asked),
    columns=_attendance(("第一天", "第二天", "第三天")),
    keys=4,
    vary=_by_days,
    page=Page("A4", landscape=True, font_pt=10),
    allowed=_is_there,
)

# --- 发证名册 -------------------------------------------------------------------------------


def _of_newcomers(asked: Parameters) -> bool:
    return _is_there(asked) and _known(asked).kind is TrainingKind.INDUCTION


def _issued(**asked: Any) -> Iterator[Row]:
    for item, told in _people(asked):
        for one in CertificateType:
            if number := item.certificates.get(one):
                yield {
                    **told,
                    "type": str(one.label),
                    "number": number,
                    "issued_on": item.issued_on,
                    "receiver": "",
                    "received_on": None,
                }


CERTIFICATE_ROLL = TableReport(
    name=ROLL,
    title="新进人员培训发证名册",
    screen=SESSION,
    resource=SESSION,
    button=_l("打印培训发证名册"),
    link=_l("发证名册"),
    schema=SessionConditions,
    signs="session",
    about=_name,
    subtitle=_subtitle,
    unit="本",
    rows=_issued,
    counted=lambda **asked: queries.count_issued(asked["session"]),
    columns=(
        serial(),
        Column("place", "市州", 15),
        Column("organization", "单位名称", 40),
        Column("name", "姓名", 18),
        Column("sex", "性别", 9, align="center"),
        Column("id_no", "身份证号", 42),
        Column("type", "证书类别", 24, align="center"),
        Column("number", "证书编号", 36),
        Column("issued_on", "发证日期", 22, "date"),
        Column("receiver", "领取人签名", 28),
        Column("received_on", "领取日期", 22, "date"),
    ),
    tally=PaperCount,
    page=Page("A4", landscape=True, font_pt=9),
    allowed=_of_newcomers,
    widened_by=(REVEAL,),
)

# --- 准考证 ---------------------------------------------------------------------------------


def _cards_blocked(asked: Parameters) -> Blocked | None:
    """Pages with photos are made at one go, so there is an end to them."""
    count = _count(asked)
    if not count:
        return Blocked(_("所选范围没有已受理的报名人员"), ())
    if count > MOST_CARDS:
        words = _("一次最多打印 %(most)d 人，所选范围有 %(n)d 人，请选择市州或机构")
        return Blocked(words % {"most": MOST_CARDS, "n": count}, ())
    return None


def _cards(**asked: Any) -> Iterator[Row]:
    session, layout = _known(asked), in_force(ADMISSION_CARDS)
    found = list(_people(asked))
    photos = queries.photos_of(session.kind, [item for item, _told in found])
    of_session = {
        "title": fill_places(layout.title, {"training": str(session.kind.label)}),
        "notes": layout.notes,
        "session": session.name,
        "days": _days(session),
        "checks_in": f"{clock.local(session.checks_in_at):%Y-%m-%d %H:%M}",
        "place": session.place,
        "subjects": "、".join(one.name for one in session.subjects),
        "contact": f"{session.contact} {session.contact_phone}",
    }
    for item, told in found:
        photo = photos.get(item.id)
        image = printed(photo) if photo is not None else None
        yield {**told, **of_session, "number": item.number, "photo": image}


ADMISSION_CARDS = FormReport(
    name=CARDS,
    title="{training}准考证",
    place_names=("training",),
    places=lambda asked: {"training": str(_known(asked).kind.label)},
    screen=SESSION,
    resource=SESSION,
    button=_l("打印准考证"),
    link=_l("准考证"),
    schema=CardConditions,
    signs="session",
    about=_name,
    record=_cards,
    prints_each=True,
    page=Page("A5", landscape=True, font_pt=11, margins=Margins(10, 14, 10, 14), framed=True),
    notes=("请携带本证和本人身份证原件，按时报到、参加考核。",),
    signature="",
    conditions=place_conditions(CONTINUING),
    allowed=lambda asked: _is_there(asked) and in_reach(CONTINUING)(asked),
    blocked=_cards_blocked,
    widened_by=(REVEAL,),
    blocks=(
        Words("title", size=1.8, lines=1.4, is_title=True),
        Entries(
            photo=Photo("photo", rows=3, label="一寸照片"),
            rows=(
                (Field("number", "准考证号"),),
                (Field("name", "姓　　名"), Field("sex", "性　　别", share=0.7)),
                (Field("id_no", "身份证号"),),
                (Field("organization", "单位名称"),),
                (Field("covers", "证书类别"),),
                (Field("session", "培训档期"),),
                (Field("days", "培训时间"), Field("checks_in", "报到时间")),
                (Field("place", "地　　点"), Field("contact", "联 系 人")),
                (Field("subjects", "考核科目"),),
            ),
        ),
        Words("notes", size=0.8),
    ),
)

REPORTS = (ATTENDANCE_SHEET, CERTIFICATE_ROLL, ADMISSION_CARDS)
