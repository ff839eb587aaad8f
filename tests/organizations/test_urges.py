"""催报: who is named before, who is told, once a day, however many ask at one moment."""

from __future__ import annotations

from functools import partial

import pytest
from sqlalchemy import func, select

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.base.errors import Refused
from app.core.models import User
from app.organizations import queries, urges
from app.organizations.models import YearLock
from app.workflow.models import Message
from tests.support.acting import As
from tests.support.pages import listed
from tests.support.reminding import file_everything, told
from tests.support.statements import statements
from tests.support.together import together

pytestmark = pytest.mark.both_databases

YEAR = clock.year()
REMIND = "/organizations/overview/remind"
ADMINS = {2: "cs_admin", 3: "zz_admin", 4: "yl_admin"}
TITLE = f"催报：{YEAR} 年度有 4 项未完成"


def enter(sign_in, username: str, year: int = YEAR):
    client = sign_in(username)
    client.post("/year/", data={"year": str(year)})
    return client


def asked(page: str) -> dict[str, str]:
    """Who would be told, or why nobody, by organization, as the question says it."""
    return {row["机构名称"]: row["将提醒"] for row in listed(page)}


def test_who_is_told_is_named_before_anything_is_sent(app, sign_in):
    page = enter(sign_in, "cs_admin").get(f"{REMIND}?rowid=4&rowid=6").text
    assert asked(page) == {
        "岳麓区建设工程质量安全监督站": "岳观澜",
        "浏阳市建设工程质量安全监督站": "无账号",
    }
    assert "将提醒 1 个机构，1 人；1 个机构无账号" in page
    assert told(app) == {}


def test_an_administrator_above_urges_once_a_day(app, sign_in, at):
    at(f"{YEAR}-11-25 09:31")
    client = enter(sign_in, "cs_admin")
    answer = client.post(REMIND, data={"rowid": "4", "year": YEAR}, follow_redirects=True)
    assert "已向岳麓区建设工程质量安全监督站的 1 位管理员发送催报提醒" in answer.text
    assert told(app) == {"yl_admin": [TITLE]}
    page = client.get(f"{REMIND}?rowid=4").text
    assert asked(page) == {"岳麓区建设工程质量安全监督站": "今天 09:31 已提醒"}
    assert "发送提醒" not in page
    again = client.post(REMIND, data={"rowid": "4", "year": YEAR})
    assert again.status_code == 422
    assert "今天 09:31 已提醒" in again.text
    province = enter(sign_in, "hn_admin")
    assert province.post(REMIND, data={"rowid": "4", "year": YEAR}).status_code == 422
    assert told(app) == {"yl_admin": [TITLE]}
    assert TITLE in sign_in("yl_admin").get("/").text
    at(f"{YEAR}-11-26 08:00")
    enter(sign_in, "cs_admin").post(REMIND, data={"rowid": "4", "year": YEAR})
    assert told(app) == {"yl_admin": [TITLE] * 2}


def test_whoever_reads_english_is_told_in_english(app, sign_in):
    sign_in("yl_admin").post("/language/", data={"language": "en"})
    enter(sign_in, "cs_admin").post(REMIND, data={"rowid": "4", "year": YEAR})
    ((title,),) = told(app).values()
    assert title == f"Reminder: 4 items of {YEAR} are missing"


def test_all_that_the_conditions_find_are_asked_about_but_the_own(app, sign_in):
    client = enter(sign_in, "hn_admin")
    everybody = asked(client.get(REMIND).text)
    assert len(everybody) == 5
    assert "湖南省建设工程质量安全监督管理总站" not in everybody
    zhuzhou = asked(client.get(f"{REMIND}?_flt_0_prefecture=株洲市").text)
    assert zhuzhou == {
        "株洲市建设工程质量安全监督站": "蒋同舟",
        "天元区建设工程质量安全监督站": "无账号",
    }
    file_everything(app, 3, YEAR)
    assert list(asked(client.get(f"{REMIND}?_flt_0_prefecture=株洲市").text)) == [
        "天元区建设工程质量安全监督站"
    ]
    assert "没有可以提醒的机构" in client.get(f"{REMIND}?_flt_0_name=不存在").text


def test_several_are_reminded_in_one_go(app, sign_in):
    client = enter(sign_in, "hn_admin")
    file_everything(app, 2, YEAR)
    ticked = {"rowid": [str(number) for number in range(1, 7)], "action": "remind"}
    question = client.post("/organizations/overview/action_post", data=ticked)
    assert question.status_code == 303
    page = client.get(question.location).text
    assert "将提醒 2 个机构，2 人；2 个机构无账号" in page
    answer = client.post(REMIND, data={**ticked, "year": YEAR}, follow_redirects=True)
    assert "已向 2 个机构的 2 位管理员发送催报提醒" in answer.text
    assert told(app) == {"zz_admin": [TITLE], "yl_admin": [TITLE]}


@pytest.mark.parametrize(
    ("username", "numbers", "status"),
    [
        ("cs_admin", ["2"], 404),
        ("cs_admin", ["4", "5"], 404),
        ("cs_admin", ["3"], 404),
        ("cs_admin", ["x"], 404),
        ("cs_leader", ["4"], 403),
        ("cs_clerk", ["4"], 403),
        ("yl_admin", ["4"], 403),
        ("hn_review", ["4"], 403),
        ("auditor", ["4"], 403),
    ],
)
def test_nobody_reminds_who_is_not_below(app, sign_in, username, numbers, status):
    client = enter(sign_in, username)
    assert client.post(REMIND, data={"rowid": numbers, "year": YEAR}).status_code == status
    assert client.get(REMIND, query_string={"rowid": numbers}).status_code == status
    assert told(app) == {}


def test_who_has_finished_is_not_urged(app, sign_in):
    file_everything(app, 4, YEAR)
    answer = enter(sign_in, "cs_admin").post(REMIND, data={"rowid": "4", "year": YEAR})
    assert "岳麓区建设工程质量安全监督站：已全部完成" in answer.text
    assert told(app) == {}


def test_nobody_is_urged_about_a_closed_year(app, sign_in):
    with app.app_context(), unscoped("a closed year"):
        db.session.add(YearLock(year=YEAR - 2, locked_by="系统"))
        db.session.commit()
    client = enter(sign_in, "cs_admin", YEAR - 2)
    assert set(asked(client.get(f"{REMIND}?rowid=4&rowid=6").text).values()) == {"年度已锁定"}
    assert client.post(REMIND, data={"rowid": "4", "year": YEAR - 2}).status_code == 422
    assert told(app) == {}


def test_a_reminder_speaks_of_the_year_that_was_asked_about(app, sign_in):
    client = enter(sign_in, "cs_admin")
    client.post("/year/", data={"year": str(YEAR - 1)})
    client.post(REMIND, data={"rowid": "4", "year": YEAR})
    assert told(app) == {"yl_admin": [TITLE]}
    assert client.post(REMIND, data={"rowid": "4", "year": "1999"}).status_code == 400


def test_home_offers_a_reminder_only_where_somebody_hears_it(app, sign_in):
    home = enter(sign_in, "cs_admin").get("/").text
    assert f'href="{REMIND}?rowid=4"' in home
    assert f'href="{REMIND}?rowid=6"' not in home
    assert "无账号" in home
    assert "催报" not in enter(sign_in, "cs_leader").get("/").text


def test_of_sixteen_who_remind_at_one_moment_one_does(app):
    """Two superiors and their windows: each administrator has one message."""

    def run(username, wait) -> str:
        try:
            with As(app, username) as actor:
                rows = [row for row in queries.overview(YEAR) if row.id == 4]
                db.session.rollback()
                wait()
                return str(urges.urge(rows, YEAR, actor=actor).people)
        except Refused as refused:
            return str(refused)

    outcomes = together([partial(run, name) for name in ("hn_admin", "cs_admin") * 8])
    assert sorted(one[:12] for one in outcomes) == ["1", *["岳麓区建设工程质量安全监"] * 15]
    with app.app_context(), unscoped("messages"):
        assert db.session.scalar(select(func.count()).select_from(Message)) == 1
        assert db.session.scalar(select(User.username).join(Message)) == "yl_admin"


def test_many_cost_no_more_statements_than_one(app, sign_in):
    client = enter(sign_in, "hn_admin")
    counts = []
    for rows in ("rowid=4", "rowid=2&rowid=3&rowid=4&rowid=5&rowid=6"):
        client.get(f"{REMIND}?{rows}")
        with statements() as found:
            client.get(f"{REMIND}?{rows}")
        counts.append(len(found))
    assert counts[0] == counts[1] <= 4
