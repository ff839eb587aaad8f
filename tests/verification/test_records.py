"""监督资格验证情况填报: what the province records, and what organizations see of it."""

from __future__ import annotations

import datetime as dt
import re
from functools import partial
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.attachments.models import Attachment
from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.models import AuditEntry
from app.organizations.models import OrganizationVerification, YearLock
from app.organizations.queries import marks_of
from tests.attachments import samples
from tests.support.factories import make_certificate, make_person, make_verification
from tests.support.forms import errors, fields
from tests.support.pages import listed
from tests.support.together import Wait, together

pytestmark = pytest.mark.both_databases

BASE = "/verification/records"
TODAY = clock.today()
YEAR = TODAY.year
CHANGSHA, YUELU, TIANYUAN = 2, 4, 5
# What a person of the province types.
TYPED = {
    "organization": str(YUELU),
    "kind": "triennial",
    "year": str(YEAR),
    "certificate_no": "",
    "issuer": "湖南省住房和城乡建设厅",
    "first_on": f"{YEAR}-01-01",
    "valid_from": f"{YEAR}-01-01",
    "valid_to": f"{YEAR + 2}-12-31",
    "score": "86.5",
    "result": "passed",
    "verified_on": f"{YEAR}-01-01",
}


def opened(client: Any, path: str) -> dict[str, str]:
    """A form as a browser sends it; the row for a file that is to come is none yet."""
    return _sent(client.get(f"{BASE}/{path}").text)


def _sent(page: str) -> dict[str, str]:
    found = fields(page).to_dict()
    found.pop("file", None)
    return found


def begun(client: Any) -> dict[str, str]:
    """The form of a new record as it opens, with what is typed into it."""
    return opened(client, "add") | TYPED


def added(client: Any, **changes: str) -> Any:
    return client.post(f"{BASE}/add", data=begun(client) | changes)


def stored(app: Flask) -> list[OrganizationVerification]:
    with app.app_context(), unscoped("what is stored"):
        return list(db.session.scalars(select(OrganizationVerification).order_by("id")))


@pytest.fixture
def records(app: Flask) -> dict[int, int]:
    """A verification of three organizations, by organization."""
    with app.app_context(), unscoped("verifications"):
        made = {
            number: make_verification(
                number, dt.date(YEAR - 1, 7, 1), dt.date(YEAR + 2, 6, 30), kind="initial"
            ).id
            for number in (CHANGSHA, YUELU, TIANYUAN)
        }
        db.session.commit()
    return made


# --- who sees what --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("username", "seen"),
    [
        ("hn_review", {CHANGSHA, YUELU, TIANYUAN}),
        ("cs_admin", {CHANGSHA, YUELU}),
        ("cs_leader", {CHANGSHA, YUELU}),
        ("cs_clerk", {CHANGSHA}),
        ("yl_clerk", {YUELU}),
        ("zz_admin", {TIANYUAN}),
    ],
)
def test_an_organization_sees_its_own_and_a_superior_those_below(
    records: dict[int, int], sign_in: Any, username: str, seen: set[int]
) -> None:
    client = sign_in(username)
    assert len(listed(client.get(f"{BASE}/list/").text)) == len(seen)
    for number, record in records.items():
        answer = client.get(f"{BASE}/show/{record}")
        assert answer.status_code == (200 if number in seen else 404)


@pytest.mark.parametrize("username", ["hn_leader", "cs_admin", "yl_admin"])
def test_nobody_but_the_province_s_keepers_writes(
    app: Flask, records: dict[int, int], sign_in: Any, username: str
) -> None:
    client = sign_in(username)
    assert f"{BASE}/add" not in client.get(f"{BASE}/list/").text
    for path in ("add", f"edit/{records[YUELU]}", f"delete/{records[YUELU]}"):
        assert client.get(f"{BASE}/{path}").status_code == 403
        assert client.post(f"{BASE}/{path}", data=TYPED).status_code == 403
    assert [one.score for one in stored(app)] == [90] * 3


# --- 新增 ------------------------------------------------------------------------------------


def test_what_is_recorded_is_seen_by_the_organization_and_earns_its_mark(
    app: Flask, sign_in: Any
) -> None:
    assert added(sign_in("hn_review")).status_code == 303
    (found,) = stored(app)
    assert (found.organization_id, found.certificate_no) == (YUELU, f"湘建监机〔{YEAR}〕001号")
    row = listed(sign_in("yl_clerk").get(f"{BASE}/list/").text)[0]
    assert (row["考核得分"], row["验证结果"], row["证书状态"]) == ("86.50", "合格", "有效")
    with app.app_context(), unscoped("marks"):
        assert "verification" in marks_of([YUELU], YEAR)[YUELU]
        trail = select(AuditEntry).filter_by(object_type="organization_verification")
        (entry,) = db.session.scalars(trail)
        assert (entry.action, entry.object_id) == ("create", str(found.id))


def test_sent_twice_it_is_recorded_once(app: Flask, sign_in: Any) -> None:
    client = sign_in("hn_admin")
    sent = begun(client)
    assert [client.post(f"{BASE}/add", data=sent).status_code for _twice in range(2)] == [303, 303]
    assert len(stored(app)) == 1


def test_a_number_that_was_typed_is_not_given_again(app: Flask, sign_in: Any) -> None:
    client = sign_in("hn_admin")
    typed = f"湘建监机〔{YEAR}〕001号"
    assert added(client, certificate_no=typed).status_code == 303
    assert added(client, organization=str(CHANGSHA)).status_code == 303
    assert [one.certificate_no for one in stored(app)] == [typed, f"湘建监机〔{YEAR}〕002号"]
    again = added(client, organization=str(TIANYUAN), certificate_no=typed)
    assert errors(again.text) == {"certificate_no": f"考核证书编号 {typed} 已被其他机构使用"}


def test_of_two_who_type_one_number_at_once_one_is_told(app: Flask, sign_in: Any) -> None:
    clients = [sign_in("hn_admin"), sign_in("hn_review")]
    forms = [
        begun(client) | {"certificate_no": "湘建〔老〕1号", "organization": str(organization)}
        for client, organization in zip(clients, (YUELU, CHANGSHA), strict=True)
    ]

    def send(place: int, wait: Wait) -> int:
        wait()
        return int(clients[place].post(f"{BASE}/add", data=forms[place]).status_code)

    assert sorted(together([partial(send, place) for place in range(2)])) == [303, 422]
    assert len(stored(app)) == 1


def test_everything_wrong_is_told_in_one_round_and_nothing_is_stored(
    app: Flask, sign_in: Any
) -> None:
    answer = added(
        sign_in("hn_admin"),
        year="2001",
        valid_to=f"{YEAR - 1}-12-31",
        verified_on=(TODAY + dt.timedelta(days=1)).isoformat(),
        first_on=f"{YEAR}-06-01",
        result="failed",
        rechecked_on=f"{YEAR}-02-01",
        revoked_on=f"{YEAR}-03-01",
    )
    assert answer.status_code == 422
    assert set(errors(answer.text)) == {
        "year",
        "valid_to",
        "verified_on",
        "first_on",
        "rectification",
        "rectify_by",
        "rechecked_on",
        "recheck_result",
        "revoked_as",
        "revoked_no",
        "revoked_reason",
    }
    assert stored(app) == []


def test_what_has_a_star_and_what_the_rules_say_of_the_rest_come_in_one_round(
    app: Flask, sign_in: Any
) -> None:
    client = sign_in("hn_admin")
    empty = dict.fromkeys(TYPED, "")
    answer = added(client, **empty)
    starred = {"organization", "kind", "year", "issuer", "first_on", "valid_from", "valid_to"}
    assert set(errors(answer.text)) == {*starred, "score", "result", "verified_on"}
    changes = {"organization": "99999", "year": "1800", "valid_to": f"{YEAR - 1}-12-31"}
    wrong = added(client, **changes, score="120", self_score="abc", first_on=f"{YEAR}-06-01")
    assert set(errors(wrong.text)) == {*changes, "score", "self_score", "first_on"}
    assert stored(app) == []


@pytest.mark.parametrize(
    ("score", "result", "is_taken"),
    [
        ("80", "passed", True),
        ("79.99", "passed", False),
        ("79.99", "barely", True),
        ("70", "barely", True),
        ("69.5", "barely", False),
        ("69.5", "failed", True),
        ("95", "failed", True),
    ],
)
def test_a_result_is_never_better_than_its_score_allows(
    app: Flask, sign_in: Any, score: str, result: str, is_taken: bool
) -> None:
    ordered = {"rectification": "补充人员", "rectify_by": f"{YEAR}-12-31"}
    answer = added(sign_in("hn_review"), score=score, result=result, **ordered)
    assert len(stored(app)) == is_taken
    if not is_taken:
        assert set(errors(answer.text)) == {"result"}


def test_a_second_certificate_of_the_same_days_has_to_be_agreed_to(
    app: Flask, records: dict[int, int], sign_in: Any
) -> None:
    client = sign_in("hn_review")
    asked = added(client)
    assert asked.status_code == 200
    assert "与本证书的有效期重叠，保存后同一时间有两份有效证书" in asked.text
    assert len(stored(app)) == 3
    assert client.post(f"{BASE}/add", data=_sent(asked.text)).status_code == 303
    after = {"valid_from": f"{YEAR + 2}-07-01", "valid_to": f"{YEAR + 5}-06-30"}
    # After the first, of another organization, of the same certificate: no second one.
    assert added(client, organization=str(TIANYUAN), **after).status_code == 303
    assert added(client, organization="6").status_code == 303
    number = next(one.certificate_no for one in stored(app) if one.id == records[CHANGSHA])
    again = added(client, organization=str(CHANGSHA), certificate_no=number, kind="recheck")
    assert again.status_code == 303
    longer = edited(client, records[TIANYUAN], valid_to=f"{YEAR + 2}-07-01")
    assert "同一时间有两份有效证书" in longer.text
    ended = {"revoked_as": "cancelled", "revoked_no": "1号", "revoked_reason": "换证"}
    day = f"{YEAR}-01-01"
    assert edited(client, records[YUELU], revoked_on=day, **ended).status_code == 303


def test_another_organization_than_one_that_exists_is_refused(app: Flask, sign_in: Any) -> None:
    answer = added(sign_in("hn_admin"), organization="99999")
    assert set(errors(answer.text)) == {"organization"}
    assert stored(app) == []


@pytest.mark.parametrize("score", ["-1", "100.01", "12,5", "八十"])
def test_a_score_is_a_number_up_to_a_hundred(app: Flask, sign_in: Any, score: str) -> None:
    answer = added(sign_in("hn_admin"), score=score)
    assert set(errors(answer.text)) == {"score"}
    assert stored(app) == []


def test_the_thresholds_are_kept_as_they_were_on_the_day(app: Flask, sign_in: Any) -> None:
    with app.app_context(), unscoped("people"):
        for certified in (True, True, True, False):
            person = make_person(organization_id=YUELU)
            if certified:
                make_certificate(person)
        db.session.commit()
    client = sign_in("hn_review")
    assert added(client).status_code == 303
    (found,) = stored(app)
    with app.app_context(), unscoped("somebody more"):
        make_certificate(make_person(organization_id=YUELU))
        db.session.commit()
    page = re.sub(r"<[^>]*>|\s", "", client.get(f"{BASE}/show/{found.id}").text)
    assert "监督人员占机构总人数75.0%≥75%达标" in page
    assert "持证监督人员数3人≥3人达标" in page
    assert "办公场所面积—≥200㎡无数据" in page
    told = "达标指标达标2项；不达标：安装专业与土建专业之比；无数据：办公场所面积、计算机"
    assert told in page.partition("变更记录")[2]
    assert "ratio_supervisor" not in page


# --- 修改, 撤销 and 删除 ---------------------------------------------------------------------


def edited(client: Any, record: int, **changes: str) -> Any:
    sent = opened(client, f"edit/{record}") | changes
    return client.post(f"{BASE}/edit/{record}", data=sent)


def test_a_change_keeps_the_organization_whatever_is_forged(
    app: Flask, records: dict[int, int], sign_in: Any
) -> None:
    client = sign_in("hn_review")
    answer = edited(client, records[YUELU], opinion="同意", organization=str(CHANGSHA))
    assert answer.status_code == 303
    (found,) = [one for one in stored(app) if one.id == records[YUELU]]
    assert (found.organization_id, found.opinion) == (YUELU, "同意")


def test_who_comes_second_overwrites_nothing(
    app: Flask, records: dict[int, int], sign_in: Any
) -> None:
    first, second = sign_in("hn_admin"), sign_in("hn_review")
    late = opened(second, f"edit/{records[YUELU]}")
    assert edited(first, records[YUELU], opinion="甲").status_code == 303
    answer = second.post(f"{BASE}/edit/{records[YUELU]}", data={**late, "opinion": "乙"})
    assert answer.status_code == 409
    assert {one.opinion for one in stored(app)} == {None, "甲"}


def test_what_is_revoked_no_longer_counts(
    app: Flask, records: dict[int, int], sign_in: Any
) -> None:
    answer = edited(
        sign_in("hn_review"),
        records[YUELU],
        revoked_as="revoked",
        revoked_on=TODAY.isoformat(),
        revoked_no="湘建〔2026〕9号",
        revoked_reason="持证人员不足",
    )
    assert answer.status_code == 303
    county = sign_in("yl_clerk")
    assert listed(county.get(f"{BASE}/list/").text)[0]["证书状态"] == "已撤销"
    with app.app_context(), unscoped("marks"):
        assert YUELU not in marks_of([YUELU], YEAR)


def test_what_a_locked_year_says_stays_and_is_added_to_only_when_that_is_agreed_to(
    app: Flask, records: dict[int, int], sign_in: Any
) -> None:
    with app.app_context(), unscoped("a locked year"):
        db.session.add(YearLock(year=YEAR - 1, locked_by="系统"))
        db.session.commit()
    client = sign_in("hn_review")
    for changes in ({"certificate_no": "湘建新1号"}, {"valid_to": f"{YEAR - 1}-12-30"}):
        refused = edited(client, records[YUELU], **changes)
        assert refused.status_code == 422
        assert f"{YEAR - 1} 年度已锁定，其引用的内容不能修改" in refused.text
    ending = {"revoked_as": "revoked", "revoked_no": "1号", "revoked_reason": "无经费保障"}
    rewound = edited(client, records[YUELU], revoked_on=f"{YEAR - 1}-10-01", **ending)
    assert rewound.status_code == 422
    words = f"{YEAR - 1} 年度已锁定，保存后该年度的资格验证情况会随之改变"
    early = f"{YEAR - 1}-02-01"
    asked = added(client, organization="6", valid_from=early, first_on=early)
    assert asked.status_code == 200
    assert words in asked.text
    assert len(stored(app)) == 3
    assert client.post(f"{BASE}/add", data=_sent(asked.text)).status_code == 303
    assert len(stored(app)) == 4
    today = edited(client, records[YUELU], revoked_on=TODAY.isoformat(), **ending)
    assert today.status_code == 303
    # What no report prints needs no question.
    assert edited(client, records[YUELU], opinion="补记").status_code == 303
    answer = client.post(f"{BASE}/delete/{records[YUELU]}")
    assert f"已锁定的 {YEAR - 1} 年度引用了该记录" in answer.text
    assert len(stored(app)) == 4


def test_a_mistake_is_deleted_and_its_number_free_again(
    app: Flask, records: dict[int, int], sign_in: Any
) -> None:
    client = sign_in("hn_admin")
    number = next(one.certificate_no for one in stored(app) if one.id == records[YUELU])
    assert client.post(f"{BASE}/delete/{records[YUELU]}").status_code == 303
    assert sign_in("yl_clerk").get(f"{BASE}/show/{records[YUELU]}").status_code == 404
    assert added(client, certificate_no=number).status_code == 303


# --- 证书状态 --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "words"), [(181, "有效"), (180, "即将到期"), (0, "即将到期"), (-1, "已过期")]
)
def test_the_state_follows_from_the_days_that_are_left(
    app: Flask, sign_in: Any, left: int, words: str
) -> None:
    last = TODAY + dt.timedelta(days=left)
    with app.app_context(), unscoped("a verification"):
        make_verification(YUELU, dt.date(YEAR - 3, 1, 1), last)
        db.session.commit()
    client = sign_in("yl_admin")
    assert listed(client.get(f"{BASE}/list/").text)[0]["证书状态"] == words
    kinds = {"有效": "valid", "即将到期": "expiring", "已过期": "expired"}
    for said, code in kinds.items():
        rows = listed(client.get(f"{BASE}/list/?_flt_0_standing={code}").text)
        assert bool(rows) is (said == words)


# --- files ----------------------------------------------------------------------------------


def test_the_organization_opens_the_files_and_its_neighbour_does_not(
    app: Flask, records: dict[int, int], sign_in: Any
) -> None:
    keeper = sign_in("hn_review")
    form = opened(keeper, f"edit/{records[YUELU]}")
    sent = keeper.post(
        "/attachments/",
        data={
            "resource": "verification.record",
            "slot": "certificate",
            "files_token": form["files_token"],
            "file": (BytesIO(samples.jpeg()), "证书.jpg"),
        },
        content_type="multipart/form-data",
    )
    assert sent.status_code == 201, sent.text
    form["file"] = str(sent.json["id"])
    assert keeper.post(f"{BASE}/edit/{records[YUELU]}", data=form).status_code == 303
    with app.app_context(), unscoped("the file"):
        assert db.session.scalars(select(Attachment)).one().item_id == records[YUELU]
    own, neighbour = sign_in("yl_clerk"), sign_in("ty_clerk")
    # 市州级经办 sees the own organization's records alone.
    clerk_above = sign_in("cs_clerk")
    assert "证书.jpg" in own.get(f"{BASE}/show/{records[YUELU]}").text
    address = sent.json["url"]
    assert own.get(address, buffered=True).status_code == 200
    assert neighbour.get(address).status_code == 404
    assert clerk_above.get(address).status_code == 404
    assert sign_in("cs_leader").get(address, buffered=True).status_code == 200
