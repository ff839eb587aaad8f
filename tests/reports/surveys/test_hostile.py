"""Hostile and long texts of an organization: on every paper they are texts, and whole."""

from __future__ import annotations

import datetime as dt
import zipfile
from io import BytesIO

from sqlalchemy import select

from app.core.base import clock
from app.core.base.db import db
from app.organizations.choices import ReturnState
from app.organizations.models import ProfileReturn
from tests.support.factories import make_verification
from tests.support.moves import change
from tests.support.paper import differences
from tests.support.survey.columns import heads
from tests.support.survey.desk import NAMES, Desk

HOSTILE = {
    "name": "=1+1<b>粗</b>\u202e站" + "长" * 80,
    "competent_department": '=HYPERLINK("http://x","y")<script>alert(1)</script>',
    "approval_no": "@SUM(A1:A9)&amp;<i>",
    "head_name": "<b>王</b>\u202e五",
    "head_position": "-1+1|cmd'/C calc'!A0",
    "certificate_no": "+1<img src=x onerror=1>",
}


def write(day: dt.date) -> None:
    """Let Liuyang be called by these words, and say them."""
    change(6, day, name=HOSTILE["name"])
    told = ("competent_department", "approval_no", "head_name", "head_position")
    year = clock.year()
    query = select(ProfileReturn).where(
        ProfileReturn.organization_id == 6, ProfileReturn.year == year
    )
    if (found := db.session.scalar(query)) is None:
        found = ProfileReturn(organization_id=6, year=year)
        db.session.add(found)
    found.state = ReturnState.SUBMITTED
    for name in told:
        setattr(found, name, HOSTILE[name])
    certificate = {"certificate_no": HOSTILE["certificate_no"]}
    make_verification(6, day, dt.date(2099, 12, 31), **certificate)


def test_hostile_texts_stay_texts(own_desk: Desk) -> None:
    desk = own_desk
    desk.happen(write)
    year = clock.year()
    lines = desk.both("hn_admin", "survey_all", year)
    clean = [
        [cell.replace("\u202e", "") for cell in line]
        for line in desk.wanted("hn_admin", "survey_all", year)
    ]
    wrong = differences(heads("survey_all"), lines, clean, names=NAMES)
    assert not wrong, "\n".join(wrong)
    cells = {cell for line in lines for cell in line}
    assert {value.replace("\u202e", "") for value in HOSTILE.values()} <= cells
    shown = desk.page("hn_admin", "survey_all", year)
    assert "\u202e" not in shown
    for raw in ("<b>粗", "<script>alert", "<b>王", "<i>", "<img src=x"):
        assert raw not in shown, raw
    with zipfile.ZipFile(BytesIO(desk.file("xlsx", "hn_admin", "survey_all", year))) as book:
        sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
        for name in sheets:
            written = book.read(name).decode()
            assert "<f>" not in written
            assert "<hyperlink" not in written


def test_a_department_as_long_as_its_column_is_printed_whole(own_desk: Desk) -> None:
    words = "湖南省住房和城乡建设领域工程质量安全监督管理工作联席会议办公室" * 2
    long = words[:60]

    def name_departments(_day: dt.date) -> None:
        for one in db.session.scalars(select(ProfileReturn)):
            one.competent_department = long

    own_desk.happen(name_departments)
    year = clock.year() - 1
    lines = own_desk.both("hn_admin", "survey_all", year)
    wrong = own_desk.faults("hn_admin", "survey_all", year)
    assert not wrong, "\n".join(wrong)
    assert long in {cell for line in lines for cell in line}
