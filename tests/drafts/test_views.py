"""The addresses of the drafts: who may, what is refused in which words, what a form shows."""

from __future__ import annotations

import json
import re

import pytest
from sqlalchemy import select

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.drafts.models import FormDraft
from app.organizations.choices import ReturnState
from app.organizations.models import ProjectReturn
from tests.support.forms import fields, value_of

YEAR = clock.year() - 2
PATH = f"/drafts/organizations.project_return/{YEAR}"
RETURNS = "/organizations/project-returns"
ONE, TWO = "11111111-1111", "22222222-2222"


def body(client=ONE, since=0, base_version=None, number=1, over=(), **values):
    fields = [
        {"name": name, "value": value, "number": number, "over": list(over)}
        for name, value in values.items()
    ]
    return {"client": client, "since": since, "base_version": base_version, "fields": fields}


def messages(answer) -> list[str]:
    """What the answer to a save finds wrong."""
    return [error["message"] for error in answer.json["errors"]]


def add_return(app, state) -> int:
    with app.app_context(), unscoped("a return"):
        row = ProjectReturn(organization_id=4, year=YEAR, state=state, explanations={}, talks=3)
        db.session.add(row)
        db.session.commit()
        number = row.id
        db.session.remove()
    return number


def test_what_one_window_saves_another_is_told(sign_in):
    clerk, colleague = sign_in("yl_clerk"), sign_in("yl_admin")
    told = clerk.post(PATH, json=body(talks="4")).json
    assert told["revision"] == 1
    assert re.fullmatch(r"\d\d:\d\d:\d\d", told["at"])
    news = colleague.get(PATH, query_string={"since": 0}).json
    (text,) = news["fields"]["talks"]
    assert (text["value"], text["by"], text["client"]) == ("4", "湘致远", ONE)
    assert "湘致远" in news["notice"]
    assert colleague.get(PATH, query_string={"since": 1}).json["fields"] == {}


def test_a_form_opens_with_what_was_typed_and_stores_it_away(app, sign_in):
    clerk = sign_in("yl_clerk")
    clerk.post(PATH, json=body(talks="4", **{"housing-new-projects": "很多"}))
    page = clerk.get(f"{RETURNS}/add?year={YEAR}").text
    assert value_of(page, "talks") == "4"
    assert value_of(page, "housing-new-projects") == "很多"
    assert "以下含 湘致远 填写、尚未提交的内容" in page
    refused = clerk.post(f"{RETURNS}/add", data=sent(page, act="submit", talks="x"))
    assert refused.status_code == 422
    assert "talks" in clerk.get(PATH).json["fields"]
    stored = clerk.post(f"{RETURNS}/add", data=sent(page, act="draft", talks="4"))
    assert stored.status_code == 303
    assert clerk.get(PATH).json["fields"] == {}
    assert "尚未提交的内容" not in clerk.get(f"{RETURNS}/add?year={YEAR}").text


@pytest.mark.parametrize("locked", [False, True])
def test_a_first_save_that_comes_after_its_own_form_was_stored_is_no_new_draft(
    app, sign_in, locked
):
    clerk = sign_in("yl_clerk")
    page = clerk.get(f"{RETURNS}/add?year={YEAR}").text
    window = {"draft_client": ONE, "draft_revision": "0", "draft_number": "3"}
    stored = clerk.post(
        f"{RETURNS}/add", data=sent(page, act="draft", talks="4") | window, follow_redirects=True
    )
    assert stored.status_code == 200
    if locked:
        with app.app_context(), unscoped("the year is over"):
            db.session.scalars(
                select(ProjectReturn).filter_by(year=YEAR)
            ).one().state = ReturnState.LOCKED
            db.session.commit()
            db.session.remove()
    late = clerk.post(PATH, json=body(number=3, talks="4"))
    assert (late.status_code, late.json["fields"]) == (200, {})
    assert clerk.get(PATH).json["fields"] == {}
    # What the same window types afterwards is a draft again, where the record takes any.
    newer = clerk.post(PATH, json=body(number=4, talks="5"))
    assert newer.status_code == (422 if locked else 200)


def sent(page: str, **values: str) -> dict[str, str]:
    """What a window sends that shows the page, with these values typed."""
    held = {name: value for name, value in fields(page).items() if name.startswith("draft_")}
    return {**held, "year": str(YEAR), **values}


def test_a_return_that_was_changed_meanwhile_is_listed_beside_the_draft(app, sign_in):
    number = add_return(app, ReturnState.DRAFT)
    clerk = sign_in("yl_clerk")
    clerk.post(PATH, json=body(base_version=1, talks="4"))
    edit = f"{RETURNS}/edit/{number}"
    assert "约谈 已保存" not in clerk.get(edit).text
    with app.app_context(), unscoped("somebody else"):
        db.session.get(ProjectReturn, number).talks = 8
        db.session.commit()
        db.session.remove()
    page = clerk.get(edit).text
    assert "约谈 已保存 8，您填写 4" in page
    assert value_of(page, "talks") == "4"


def test_an_explanation_is_kept_too(app, sign_in):
    number = add_return(app, ReturnState.DRAFT)
    clerk = sign_in("yl_clerk")
    clerk.post(PATH, json=body(**{"explain-V27": "机构改革"}))
    page = clerk.get(f"{RETURNS}/edit/{number}").text
    assert '<input type="hidden" name="explain-V27"' in page
    assert value_of(page, "explain-V27") == "机构改革"


@pytest.mark.parametrize(("username", "status"), [("yl_leader", 403), ("auditor", 403)])
def test_who_may_not_fill_in_may_not_draft(sign_in, username, status):
    sign_in("yl_clerk").post(PATH, json=body(talks="4"))
    other = sign_in(username)
    assert other.get(PATH).status_code == status
    assert other.post(PATH, json=body(talks="5")).status_code == status
    assert other.post(f"{PATH}/discard", json={}).status_code == status
    assert other.post(f"{PATH}/take-back", json={}).status_code == status


@pytest.mark.parametrize("username", ["ty_clerk", "ly_clerk", "cs_admin", "hn_admin"])
def test_another_organization_never_sees_it(sign_in, username):
    """Superiors read the returns of those below them, but not what is still being typed."""
    sign_in("yl_clerk").post(PATH, json=body(talks="4"))
    other = sign_in(username)
    assert other.get(PATH).json["fields"] == {}
    assert other.post(PATH, json=body(TWO, talks="5")).status_code == 200
    assert [one["value"] for one in other.get(PATH).json["fields"]["talks"]] == ["5"]
    mine = sign_in("yl_clerk").get(PATH).json["fields"]["talks"]
    assert [one["value"] for one in mine] == ["4"]


def test_a_locked_year_takes_no_text(app, sign_in):
    add_return(app, ReturnState.LOCKED)
    answer = sign_in("yl_clerk").post(PATH, json=body(talks="4"))
    assert answer.status_code == 422
    assert messages(answer) == ["该年度数据已锁定，请联系省级管理员解锁"]


@pytest.mark.parametrize("key", ["1999", str(clock.year() + 1), "abcd", "２０２４", "x" * 80, "7"])
def test_a_key_that_is_no_year_is_not_there(sign_in, key):
    clerk = sign_in("yl_clerk")
    path = f"/drafts/organizations.project_return/{key}"
    assert clerk.get(path).status_code == 404
    assert clerk.post(path, json=body(talks="4")).status_code == 404
    assert clerk.get(f"/drafts/personnel.person/{YEAR}").status_code == 404


GOOD = body(talks="4")
FIELD = GOOD["fields"][0]


@pytest.mark.parametrize(
    "junk",
    [
        None,
        [],
        {},
        "text",
        {**GOOD, "more": 1},
        {**GOOD, "organization_id": 5},
        {**GOOD, "client": "x'--"},
        {**GOOD, "client": None},
        {**GOOD, "since": -1},
        {**GOOD, "since": "0"},
        {**GOOD, "since": 10**20},
        {**GOOD, "fields": []},
        {**GOOD, "fields": [{**FIELD, "value": 4}]},
        {**GOOD, "fields": [{**FIELD, "value": "\0"}]},
        {**GOOD, "fields": [{**FIELD, "value": "\ud800"}]},
        {**GOOD, "fields": [{**FIELD, "name": ""}]},
        {**GOOD, "fields": [{**FIELD, "name": "n" * 121}]},
        {**GOOD, "fields": [{**FIELD, "number": 2**40}]},
        {**GOOD, "fields": [{**FIELD, "over": [0] * 101}]},
        {**GOOD, "fields": [{**FIELD, "user_id": 1}]},
    ],
)
def test_junk_is_refused_with_words(app, sign_in, junk):
    answer = sign_in("yl_clerk").post(PATH, data=json.dumps(junk), content_type="application/json")
    assert answer.status_code == 422
    assert set(messages(answer)) == {"草稿内容无法识别"}
    with app.app_context(), unscoped("look"):
        assert db.session.scalars(select(FormDraft)).all() == []
        db.session.remove()


def test_a_text_that_is_too_long_is_refused_by_name(sign_in):
    clerk = sign_in("yl_clerk")
    answer = clerk.post(PATH, json=body(talks="汉" * 10_001))
    assert (answer.status_code, messages(answer)) == (422, ["单项内容不能超过 10000 字"])
    assert clerk.post(PATH, json=body(talks="汉" * 10_000)).status_code == 200
    assert clerk.post(PATH, json=body(talks="x" * 600_000)).status_code == 413


def test_a_discarded_draft_is_offered_once_more(sign_in):
    clerk = sign_in("yl_clerk")
    clerk.post(PATH, json=body(talks="4"))
    assert clerk.post(f"{PATH}/discard", json={}).json["fields"] == {}
    page = clerk.get(f"{RETURNS}/add?year={YEAR}").text
    assert "放弃了一份草稿，一天内可以取回" in page
    assert value_of(page, "talks") != "4"
    assert "talks" in clerk.post(f"{PATH}/take-back", json={}).json["fields"]
    assert value_of(clerk.get(f"{RETURNS}/add?year={YEAR}").text, "talks") == "4"


def test_a_window_is_told_of_a_record_stored_by_another(sign_in):
    clerk, colleague = sign_in("yl_clerk"), sign_in("yl_admin")
    since = clerk.post(PATH, json=body(talks="4")).json["revision"]
    page = colleague.get(f"{RETURNS}/add?year={YEAR}").text
    colleague.post(f"{RETURNS}/add", data=sent(page, act="draft", talks="4"))
    news = clerk.get(PATH, query_string={"since": since, "client": ONE}).json
    assert news["stored"] == "岳观澜 刚刚保存了这份填报，您填写的内容仍在下方"
