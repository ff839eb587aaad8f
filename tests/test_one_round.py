"""Plain forms tell in one round what is missing, what cannot be read and what rules refuse."""

from __future__ import annotations

import datetime as dt
import html
import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.models import AuditEntry
from app.organizations.models import YearLock
from app.personnel.choices import TransferState
from app.personnel.models import PersonTransfer
from tests.support.factories import make_certificate, make_person, make_verification
from tests.support.forms import errors, fields, refusals

TODAY = clock.today()
TOMORROW = (TODAY + dt.timedelta(days=1)).isoformat()
PROVINCE, CHANGSHA, ZHUZHOU, YUELU, TIANYUAN, LIUYANG = range(1, 7)
TREE, DICTIONARIES = "/reorganization/organizations", "/settings/dictionaries"
PEOPLE, TRANSFERS, RECORDS = "/personnel/people", "/personnel/transfers", "/verification/records"
TOO_LOW = "上级机构应为更高级别的机构，县级机构不能隶属于它"
TREE_LATE = "生效日期不能晚于今天"
UNGROUPED = "请选择统计归类，否则报表不会计入该条目"


def begun(client: Any, url: str) -> dict[str, str]:
    """A form as it opens; the row for a file that is to come is none yet."""
    found = fields(client.get(url).text).to_dict()
    return {name: text for name, text in found.items() if not name.endswith("file")}


def entries(app: Flask) -> int:
    """How many writes the audit trail tells of."""
    with app.app_context(), unscoped("what was stored"):
        return db.session.scalar(select(func.count()).select_from(AuditEntry)) or 0


def told(app: Flask, client: Any, url: str, sent: dict[str, str]) -> dict[str, str]:
    """What stands at the fields of a form that was refused; nothing has been stored."""
    form, before = begun(client, url), entries(app)
    answer = client.post(url, data=form | sent)
    assert answer.status_code == 422
    assert entries(app) == before
    found = {name: html.unescape(words) for name, words in errors(answer.text).items()}
    assert len(found) == len(errors(answer.text))
    top = [html.unescape(words) for words in refusals(answer.text)]
    of_no_field = "；".join(words for words in top if words not in found.values())
    return found | ({"": of_no_field} if of_no_field else {})


@pytest.mark.parametrize(
    ("way", "sent", "words"),
    [
        pytest.param(
            "add",
            {
                "name": "",
                "division_code": "430112",
                "kind": "joint",
                "parent": str(YUELU),
                "day": TOMORROW,
            },
            {
                "name": "请填写机构名称",
                "day": TREE_LATE,
                "parent": TOO_LOW,
            },
            id="begins",
        ),
        pytest.param(
            f"edit/{YUELU}",
            {"name": "", "day": TOMORROW, "parent": str(YUELU)},
            {
                "name": "请填写机构名称",
                "day": TREE_LATE,
                "parent": f"{TOO_LOW}；不能隶属于本机构或本机构的下级",
            },
            id="changes",
        ),
        pytest.param(
            f"close/{YUELU}",
            {"status": "", "day": TOMORROW},
            {
                "status": "请填写变更为",
                "day": TREE_LATE,
                "": "还有用户 3 个，请先调出或用【合并】移交",
            },
            id="ends",
        ),
        pytest.param(
            f"reopen/{YUELU}",
            {"day": ""},
            {"day": "请填写生效日期", "": "该机构正在运行，无需恢复"},
            id="begins-again",
        ),
        pytest.param(
            f"join/{YUELU}",
            {"day": "", "target": str(CHANGSHA)},
            {"day": "请填写生效日期", "target": "只能并入同级机构（县级）"},
            id="joins",
        ),
        pytest.param(
            f"part/{YUELU}",
            {"kind": "", "name": "天元区建设工程质量安全监督站", "day": TOMORROW},
            {
                "kind": "请填写新设机构类别",
                "name": "机构名称已被其他机构使用",
                "day": TREE_LATE,
            },
            id="parts",
        ),
    ],
)
def test_organizations(
    app: Flask, sign_in: Any, way: str, sent: dict[str, str], words: dict[str, str]
) -> None:
    assert told(app, sign_in("hn_admin"), f"{TREE}/{way}", sent) == words


def test_an_entry_of_a_dictionary(app: Flask, sign_in: Any) -> None:
    url = f"{DICTIONARIES}/add?dictionary=education"
    found = told(app, sign_in("hn_admin"), url, {"label": "", "group": ""})
    assert found == {"label": "请填写名称", "group": UNGROUPED}
    taken = {"label": "大学本科", "group": "nothing"}
    found = told(app, sign_in("hn_admin"), url, taken)
    assert found == {"label": "已有同名条目，请换一个名称", "group": "请在列表中选择统计归类"}


def test_the_words_and_the_paper_of_a_report(app: Flask, sign_in: Any) -> None:
    url, client = "/settings/reports/edit/annual_summary", sign_in("hn_admin")
    sent = {"title": "", "watermark": "{place}", "paper": "A4", "landscape": "False"}
    wrong = {"title": "请填写标题", "watermark": "水印不能使用{place}，可用：{user}、{time}"}
    narrow = {"paper": "报表的各列在 A4 上放不下，请改用更大的纸张或横向"}
    assert told(app, client, url, sent) == wrong | narrow
    # With a size that cannot be read nobody knows what fits.
    size = {"font_pt": "最大字号（磅）应为数字"}
    assert told(app, client, url, sent | {"font_pt": "大"}) == wrong | size


def test_days_of_the_calendar(app: Flask, sign_in: Any) -> None:
    sent = {"first": "2026-10-07", "last": "2026-10-01", "kind": ""}
    found = told(app, sign_in("hn_admin"), "/settings/calendar/edit", sent)
    assert found == {"kind": "请选择类型", "last": "截止日期不能早于起始日期"}


def test_a_notice(app: Flask, sign_in: Any) -> None:
    sent = {"title": "", "content": "字" * 4001}
    found = told(app, sign_in("hn_admin"), "/notices/add", sent)
    assert found == {"title": "请填写标题", "content": "内容不能超过 4000 个字，现有 4001 个字"}


# --- people ---------------------------------------------------------------------------------


@pytest.fixture
def somebody(app: Flask) -> int:
    """Somebody of Yuelu who holds no certificate."""
    with app.app_context(), unscoped("rows of the test"):
        person = make_person(organization_id=YUELU, name="唐一鸣")
        db.session.commit()
        return person.id


def test_somebody_is_offered(app: Flask, sign_in: Any, somebody: int) -> None:
    with app.app_context(), unscoped("rows of the test"):
        certified = make_person(organization_id=YUELU, name="有证者")
        make_certificate(certified)
        db.session.commit()
        number = certified.id
    clerk, url = sign_in("yl_clerk"), f"{TRANSFERS}/add"
    found = told(app, clerk, url, {"person": "", "receiver": str(YUELU)})
    assert found == {"person": "请选择调动人员", "receiver": "调入机构应为其他机构"}
    found = told(app, clerk, url, {"person": str(number), "receiver": ""})
    assert found == {
        "person": "持证人员的调动请办理证书变更（工作单位变更）",
        "receiver": "请选择调入机构",
    }
    with app.app_context(), unscoped("what was stored"):
        assert db.session.scalars(select(PersonTransfer)).all() == []


def test_somebody_is_taken_over(app: Flask, sign_in: Any, somebody: int) -> None:
    sent = {"person": str(somebody), "receiver": str(TIANYUAN)}
    assert sign_in("yl_clerk").post(f"{TRANSFERS}/add", data=sent).status_code == 303
    with app.app_context(), unscoped("the offer"):
        number = db.session.scalars(select(PersonTransfer.id)).one()
    late = {"joined_on": TOMORROW, "opinion": "长" * 501}
    url = f"{TRANSFERS}/move/{number}/accept"
    found = told(app, sign_in("ty_clerk"), url, late)
    assert found == {"opinion": "意见不能超过 500 个字", "joined_on": "进入本单位日期不能晚于今天"}
    with app.app_context(), unscoped("what was stored"):
        assert db.session.get_one(PersonTransfer, number).state is TransferState.FILED


def test_somebody_leaves(app: Flask, sign_in: Any, somebody: int) -> None:
    sent = {"left_reason": "", "left_on": TOMORROW}
    found = told(app, sign_in("yl_clerk"), f"{PEOPLE}/delete/{somebody}", sent)
    assert found == {"left_reason": "请选择离开原因", "left_on": "离开日期不能晚于今天"}


# --- the province's records and one's own password ------------------------------------------


def test_a_verification_that_a_locked_year_quotes(app: Flask, sign_in: Any) -> None:
    year = TODAY.year
    with app.app_context(), unscoped("rows of the test"):
        term = dt.date(year - 1, 7, 1), dt.date(year + 2, 6, 30)
        number = make_verification(YUELU, *term).id
        db.session.add(YearLock(year=year - 1, locked_at=clock.now(), locked_by="系统"))
        db.session.commit()
    url, client = f"{RECORDS}/edit/{number}", sign_in("hn_review")
    sent = {"valid_from": f"{year - 1}-08-01"}
    locked = f"{year - 1} 年度已锁定，其引用的内容不能修改；资格终止请用撤销（注销）"
    found = told(app, client, url, sent | {"issuer": ""})
    assert found == {"issuer": "请填写发证机关", "": locked}
    # Also beside what another rule says.
    found = told(app, client, url, sent | {"year": str(year + 1)})
    assert (found[""], list(found)) == (locked, ["year", ""])
    # Of what cannot be read nobody knows whether a locked year would say it.
    assert list(told(app, client, url, {"valid_to": "", "issuer": ""})) == ["issuer", "valid_to"]


def test_one_s_own_password(app: Flask, sign_in: Any) -> None:
    clerk = sign_in("yl_clerk")

    def said(**sent: str) -> dict[str, str]:
        return errors(clerk.post("/password/", data=sent).text)

    short = "密码须为 10 至 128 个字符"
    found = said(old_password="", password="Ab1!xyZ", repeated="Ab1!xyX")
    assert found["old_password"] == "请填写原密码"
    assert short in found["password"]
    assert found["repeated"] == "两次输入的新密码不一致"
    found = said(old_password="Falsch-97-Zeile", password="Ab1!xyZ", repeated="Ab1!xyX")
    assert found["old_password"] == "原密码不正确"
    assert short in found["password"]
    assert found["repeated"] == "两次输入的新密码不一致"


# --- what could not be read -----------------------------------------------------------------

FORMS = [
    ("hn_admin", f"{TREE}/add"),
    *(("hn_admin", f"{TREE}/{way}/{YUELU}") for way in ("edit", "close", "reopen", "join", "part")),
    ("hn_admin", f"{DICTIONARIES}/add?dictionary=education"),
    ("hn_admin", "/settings/reports/edit/annual_summary"),
    ("hn_admin", "/settings/calendar/edit"),
    ("hn_admin", "/notices/add"),
    ("hn_review", f"{RECORDS}/add"),
    ("yl_clerk", f"{TRANSFERS}/add"),
    ("yl_clerk", f"{PEOPLE}/add"),
]


# What no person types: tokens, versions, the numbers of drafts and files.
MACHINERY = re.compile(r"token|version|^draft|^files|^kept")


@pytest.mark.parametrize(("username", "url"), FORMS, ids=lambda one: one.split("?")[0])
def test_no_rule_stumbles_over_what_cannot_be_read(
    app: Flask, sign_in: Any, username: str, url: str
) -> None:
    client = sign_in(username)
    form = begun(client, url)
    names = [name for name in form if not MACHINERY.search(name)]
    for typed in ("", "？", "长" * 5000):
        answer = client.post(url, data=form | dict.fromkeys(names, typed))
        assert answer.status_code == 422
        for name in names:
            assert client.post(url, data=form | {name: typed}).status_code < 500
