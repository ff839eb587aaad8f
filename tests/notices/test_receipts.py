"""公告: who is told, who has read and confirmed, who is reminded, and what stays as it was."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.choices import Level
from app.core.base.db import db
from app.core.base.errors import Refused
from app.core.models import User
from app.notices import operations, queries
from app.notices.choices import Audience
from app.notices.models import Notice, NoticeAddressee, NoticeReceipt
from app.workflow.models import Message
from tests.support.acting import As
from tests.support.forms import errors
from tests.support.pages import listed
from tests.support.statements import statements
from tests.support.together import Wait, together

pytestmark = pytest.mark.both_databases

YUELU = "岳麓区建设工程质量安全监督站"
TYPED = {
    "title": "关于安全检查的通知",
    "content": "请各机构组织检查。",
    "published_on": "",
    "audience": "everybody",
}


def written(sign_in: Any, **more: Any) -> None:
    """A draft by the form of the province."""
    sent = {**TYPED, "published_on": clock.today().isoformat(), **more}
    assert sign_in("hn_admin").post("/notices/add", data=sent).status_code == 303


def the_notice(app: Flask) -> Notice:
    with app.app_context(), unscoped("test"):
        loaded = select(Notice).options(selectinload(Notice.addressees))
        return db.session.scalars(loaded.order_by(Notice.id.desc()).limit(1)).one()


def publish(app: Flask, sign_in: Any, **more: Any) -> int:
    written(sign_in, **more)
    number = the_notice(app).id
    assert sign_in("hn_admin").post(f"/notices/publish/{number}").status_code == 303
    return number


def told(app: Flask, number: int) -> dict[str, NoticeReceipt]:
    """The receipts of a notice by user name."""
    with app.app_context(), unscoped("test"):
        found = select(User.username, NoticeReceipt).where(
            User.id == NoticeReceipt.user_id, NoticeReceipt.notice_id == number
        )
        return dict(db.session.execute(found).all())


def messages_of(app: Flask, username: str, key: str) -> list[Message]:
    with app.app_context(), unscoped("test"):
        wanted = select(Message).join(User, User.id == Message.user_id)
        return list(
            db.session.scalars(wanted.where(User.username == username, Message.key.like(f"{key}%")))
        )


def test_all_are_told_once_but_who_published_and_who_reads_no_notices(app, sign_in):
    number = publish(app, sign_in)
    names = set(told(app, number))
    assert {"hn_review", "cs_leader", "yl_clerk", "ty_clerk"} <= names
    assert not names & {"hn_admin", "auditor", "sys_admin", "technician"}
    (message,) = messages_of(app, "yl_clerk", f"notice:{number}")
    assert (message.title, message.link) == ("公告：关于安全检查的通知", f"/notices/show/{number}")
    assert sign_in("hn_admin").post(f"/notices/publish/{number}").status_code == 409
    assert len(messages_of(app, "yl_clerk", f"notice:{number}")) == 1


def test_who_is_not_addressed_finds_nothing(app, sign_in):
    rows = {"organizations-0-organization": YUELU, "organizations-1-organization": YUELU}
    number = publish(app, sign_in, audience="chosen", levels=["prefecture"], **rows)
    assert set(told(app, number)) == {
        *("cs_admin", "cs_leader", "cs_clerk", "zz_admin", "zz_clerk"),
        *("yl_admin", "yl_leader", "yl_clerk"),
    }
    for who in ("ty_clerk", "ly_clerk", "hn_review"):
        client = sign_in(who)
        assert client.get(f"/notices/show/{number}").status_code == 404
        assert client.post(f"/notices/confirm/{number}").status_code == 404
        assert listed(client.get("/notices/list/").text) == []
    assert YUELU in sign_in("yl_clerk").get(f"/notices/show/{number}").text


def test_whom_it_is_addressed_to_is_asked_in_one_round(sign_in):
    first = clock.today().isoformat()
    sent = {
        **TYPED,
        "title": "",
        "published_on": first,
        "audience": "chosen",
        "ends_on": "2020-01-01",
    }
    answer = sign_in("hn_admin").post("/notices/add", data=sent)
    assert set(errors(answer.text)) == {"title", "audience", "ends_on"}
    rows = {"organizations-0-organization": "没有这个站"}
    answer = sign_in("hn_admin").post("/notices/add", data={**sent, **rows})
    assert "第 1 行机构名称请在列表中选择" in answer.text


def test_opening_is_noted_once_and_the_message_is_read(app, sign_in, at):
    number = publish(app, sign_in, asks_confirmation="y")
    reader = sign_in("yl_clerk")
    assert "关于安全检查的通知" in reader.get("/").text
    assert "已阅确认" in reader.get(f"/notices/show/{number}").text
    first = told(app, number)["yl_clerk"].opened_at
    assert first is not None
    assert messages_of(app, "yl_clerk", f"notice:{number}")[0].read_at is not None
    at(
        (clock.now() + dt.timedelta(minutes=7))
        .astimezone(clock.SHANGHAI)
        .strftime("%Y-%m-%d %H:%M")
    )
    reader.get(f"/notices/show/{number}")
    assert told(app, number)["yl_clerk"].opened_at == first
    assert "未读公告" in reader.get("/").text
    assert reader.post(f"/notices/confirm/{number}").status_code == 303
    confirmed = told(app, number)["yl_clerk"].confirmed_at
    assert confirmed is not None
    reader.post(f"/notices/confirm/{number}")
    assert told(app, number)["yl_clerk"].confirmed_at == confirmed
    assert "未读公告" not in reader.get("/").text
    assert "已阅确认" not in reader.get(f"/notices/show/{number}").text


def test_the_sender_sees_who_has_read_and_takes_it_along(app, sign_in):
    number = publish(app, sign_in, asks_confirmation="y")
    sign_in("yl_clerk").get(f"/notices/show/{number}")
    sign_in("yl_leader").post(f"/notices/confirm/{number}")
    sender = sign_in("hn_admin")
    rows = listed(sender.get(f"/notices/receipts/of/{number}").text)
    mine = next(row for row in rows if row["机构名称"] == YUELU)
    assert (mine["应读"], mine["已读"], mine["未读"], mine["已确认"]) == ("3", "2", "1", "1")
    people = listed(sender.get(f"/notices/receipts/list/?_flt_0_notice={number}&psize_x=100").text)
    states = {row["姓名"]: row["阅读状态"] for row in people}
    assert (states["湘致远"], states["麓鸣谦"], states["岳观澜"]) == ("已读", "已确认", "未读")
    for address in (f"sheet/{number}", f"export/?_flt_0_notice={number}"):
        file = sender.post(f"/notices/receipts/{address}")
        assert file.status_code == 200
        assert file.data[:2] == b"PK"
    for who in ("yl_leader", "cs_admin", "hn_review", "auditor"):
        client = sign_in(who)
        assert client.get(f"/notices/receipts/of/{number}").status_code == 403
        assert client.post(f"/notices/receipts/urge/{number}").status_code == 403
    assert sender.get("/notices/receipts/of/99999").status_code == 404


def test_who_has_not_read_is_reminded_once_a_day(app, sign_in, at):
    number = publish(app, sign_in)
    sign_in("yl_clerk").get(f"/notices/show/{number}")
    sender = sign_in("hn_admin")
    for _twice in range(2):
        sender.post(f"/notices/receipts/urge/{number}")
    assert messages_of(app, "yl_clerk", "notice-urge") == []
    assert [one.title for one in messages_of(app, "yl_leader", "notice-urge")] == [
        "催阅：关于安全检查的通知"
    ]
    at((clock.today() + dt.timedelta(days=1)).isoformat() + " 09:00")
    sign_in("hn_admin").post(f"/notices/receipts/urge/{number}")
    assert len(messages_of(app, "yl_leader", "notice-urge")) == 2


def test_two_who_remind_at_once_reach_everybody_once(app, sign_in):
    number = publish(app, sign_in)
    clients = [sign_in("hn_admin") for _one in range(3)]

    def remind(place: int, wait: Wait) -> int:
        wait()
        return int(clients[place].post(f"/notices/receipts/urge/{number}").status_code)

    assert together([partial(remind, place) for place in range(3)]) == [303, 303, 303]
    for who in ("yl_clerk", "cs_leader", "ty_clerk"):
        assert len(messages_of(app, who, "notice-urge")) == 1


def test_of_several_who_publish_one_does(app, sign_in):
    written(sign_in)
    number = the_notice(app).id
    clients = [sign_in("hn_admin") for _one in range(3)]

    def press(place: int, wait: Wait) -> int:
        wait()
        return int(clients[place].post(f"/notices/publish/{number}").status_code)

    assert sorted(together([partial(press, place) for place in range(3)])) == [303, 409, 409]
    assert len(messages_of(app, "yl_clerk", f"notice:{number}")) == 1


def test_what_is_published_is_revised_in_the_open_and_goes_to_the_same_people(app, sign_in):
    number = publish(app, sign_in)
    sender = sign_in("hn_admin")
    sent = {**TYPED, "published_on": clock.today().isoformat(), "version": the_notice(app).version}
    taken_back = {**sent, "audience": "chosen", "levels": ["county"], "asks_confirmation": "y"}
    answer = sender.post(f"/notices/edit/{number}", data=taken_back)
    assert {"audience", "asks_confirmation", "levels"} <= set(errors(answer.text))
    changed = {**sent, "content": "检查延期一周。"}
    assert sender.post(f"/notices/edit/{number}", data=changed).status_code == 303
    reader = sign_in("yl_clerk")
    assert "已修订" in reader.get("/notices/list/").text
    page = reader.get(f"/notices/show/{number}").text
    assert "请各机构组织检查。" in page[page.index("变更记录") :]
    assert [one.title for one in messages_of(app, "yl_clerk", f"notice:{number}:")] == [
        "公告已修订：关于安全检查的通知"
    ]


def test_a_notice_of_a_later_day_is_told_on_that_day(app, sign_in, at, run_due):
    day = clock.today() + dt.timedelta(days=3)
    number = publish(app, sign_in, published_on=day.isoformat())
    assert told(app, number) == {}
    assert sign_in("yl_clerk").get(f"/notices/show/{number}").status_code == 404
    at(f"{day} 08:00")
    for _twice in range(2):
        run_due()
    assert "yl_clerk" in told(app, number)
    assert len(messages_of(app, "yl_clerk", f"notice:{number}")) == 1
    assert sign_in("yl_clerk").get(f"/notices/show/{number}").status_code == 200


@pytest.fixture
def run_due(app: Flask) -> Any:
    """The daily job of the module."""

    def run() -> None:
        with app.app_context(), unscoped("job"):
            for notice in queries.to_announce(clock.today()):
                operations.announce(notice)
            db.session.commit()

    return run


def test_what_has_ended_waits_for_nobody(app, sign_in, at):
    number = publish(app, sign_in, ends_on=clock.today().isoformat())
    assert "未读公告" in sign_in("yl_clerk").get("/").text
    at((clock.today() + dt.timedelta(days=1)).isoformat() + " 09:00")
    reader = sign_in("yl_clerk")
    assert "未读公告" not in reader.get("/").text
    assert reader.get(f"/notices/show/{number}").status_code == 200


def test_what_is_over_is_not_published(app):
    with As(app, "hn_admin") as actor:
        over = clock.today() - dt.timedelta(days=1)
        notice = Notice(title="过期", content="内容", published_on=over, ends_on=over)
        with pytest.raises(Refused):
            operations.publish(notice, actor)
        assert notice.published_at is None


def test_three_thousand_people_take_as_many_statements_as_thirty(app):
    counts = []
    # The first fills what is kept in memory.
    for people in (30, 30, 3_000):
        with app.app_context(), unscoped("test"):
            number = noted(people)
            notice = db.session.get_one(Notice, number)
            with statements() as seen:
                rows = queries.reached(notice)
            assert sum(row.told for row in rows) == people
            counts.append(len(seen))
            db.session.rollback()
    assert counts[1] == counts[2]


def noted(people: int) -> int:
    """A notice with so many receipts, nothing committed."""
    template = db.session.scalars(select(User).where(User.username == "yl_clerk")).one()
    first = (db.session.scalar(select(func.max(User.id))) or 0) + 1
    rows = [
        {
            "id": first + place,
            "username": f"reader{first + place}",
            "first_name": "",
            "last_name": "读者",
            "email": f"reader{first + place}@example.invalid",
            "active": True,
            "organization_id": template.organization_id,
        }
        for place in range(people)
    ]
    db.session.execute(User.__table__.insert(), rows)
    notice = Notice(title="通知", content="内容", announced_at=clock.now())
    db.session.add(notice)
    db.session.flush()
    receipts = [
        {
            "notice_id": notice.id,
            "user_id": one["id"],
            "user_name": "读者",
            "organization_id": template.organization_id,
        }
        for one in rows
    ]
    db.session.execute(NoticeReceipt.__table__.insert(), receipts)
    return notice.id


def test_levels_and_organizations_together(app):
    with app.app_context(), unscoped("test"):
        notice = Notice(title="通知", content="", audience=Audience.CHOSEN)
        notice.addressees = [
            NoticeAddressee(level=Level.PROVINCE),
            NoticeAddressee(organization_id=4),
        ]
        assert queries.addressed_organizations(notice) == [1, 4]


def test_what_is_pinned_stands_first(app, sign_in):
    yesterday = clock.today() - dt.timedelta(days=1)
    publish(app, sign_in, title="置顶的", published_on=yesterday.isoformat(), is_pinned="y")
    publish(app, sign_in, title="后来的")
    rows = listed(sign_in("yl_clerk").get("/notices/list/").text)
    assert ["置顶的" in row["标题"] for row in rows] == [True, False]
