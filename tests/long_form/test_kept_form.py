"""A plain screen gets draft and files by a word; slots follow the record; two boxes on a page."""

from __future__ import annotations

import re

import pytest

from app.attachments.models import Attachment
from tests.long_form.amendment import RESOURCE, ROUTE, Amendment
from tests.long_form.pages import ONE, own_draft, sent, typed
from tests.support.forms import refusals, value_of
from tests.support.stored import rows

TWO = "/tests/two-boxes"


def draft_path(key) -> str:
    return f"/drafts/{RESOURCE}/{key}"


def new(page, **changes):
    return sent(page, **{"person": "章程", "reason": "other", **changes})


def attached(app) -> set[tuple[str, str]]:
    return {(one.resource, one.slot) for one in rows(app, Attachment) if one.item_id is not None}


# --- the draft ------------------------------------------------------------------------------


def test_what_is_typed_is_kept_until_it_is_stored(app, clerk, sign_in):
    page = clerk.get(f"{ROUTE}/add").text
    key = own_draft(page)
    assert clerk.post(draft_path(key), json=typed(person="章程")).status_code == 200
    page = clerk.get(f"{ROUTE}/add").text
    assert value_of(page, "person") == "章程"
    assert "湘致远 填写、尚未提交的内容" in page
    assert value_of(sign_in("yl_admin").get(f"{ROUTE}/add").text, "person") == ""

    refused = clerk.post(f"{ROUTE}/add", data=new(page, reason=""))
    assert refused.status_code == 422
    assert value_of(clerk.get(f"{ROUTE}/add").text, "person") == "章程"

    assert clerk.post(f"{ROUTE}/add", data=new(page)).status_code == 303
    assert [one.person for one in rows(app, Amendment)] == ["章程"]
    assert value_of(clerk.get(f"{ROUTE}/add").text, "person") == ""


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("address", "resource", "own", "foreign"),
    [
        (
            f"{ROUTE}/add",
            RESOURCE,
            ("person", "reason", "age", "remark", "files_kept"),
            ("version", "form_token", "police", "person-text", "r1-remark"),
        ),
        (
            "/tests/rectifications/add",
            "tests.rectification",
            ("notice", "faults", "mended", "files_kept", "explain-left"),
            ("state", "filled_by", "explain-right"),
        ),
        (
            "/tests/enrolments/several?of=1&of=2",
            "tests.enrolment",
            ("r1-wanted", "r2-years", "r2-remark", "r1-files_kept"),
            ("wanted", "r1-number", "r1-person_id", "r1-form_token", "s1-remark"),
        ),
        (
            "/tests/quotas/add",
            "tests.quota",
            ("session", "shares-yl-places", "shares-ly-remark"),
            ("shares", "shares-yl-due", "shares-yl-left", "shares-places", "files_kept"),
        ),
    ],
    ids=["plain", "long", "several", "fixed rows"],
)
def test_a_draft_keeps_the_fields_of_its_form_alone(clerk, address, resource, own, foreign):
    path = f"/drafts/{resource}/{own_draft(clerk.get(address).text)}"
    for name in foreign:
        assert clerk.post(path, json=typed(**{name: "1"})).status_code == 422, name
    assert clerk.get(path).json["fields"] == {}
    answer = clerk.post(path, json=typed(**dict.fromkeys(own, "1")))
    assert (answer.status_code, set(answer.json["fields"])) == (200, set(own))


def test_colleagues_share_the_draft_of_a_stored_record(app, clerk, sign_in):
    clerk.post(f"{ROUTE}/add", data=new(clerk.get(f"{ROUTE}/add").text))
    (found,) = rows(app, Amendment)
    address, colleague = f"{ROUTE}/edit/{found.id}", sign_in("yl_admin")
    clerk.post(draft_path(found.id), json={**typed(remark="待核"), "base_version": 1})
    page = colleague.get(address).text
    assert value_of(page, "remark") == "待核"
    assert colleague.post(address, data=sent(page, remark="已核")).status_code == 303
    assert clerk.get(draft_path(found.id)).json["fields"] == {}

    clerk.post(draft_path(found.id), json={**typed(remark="再核", client="2" * 8)})
    page = clerk.get(address).text
    assert "备注 已保存 已核，您填写 再核" in page
    assert clerk.post(address, data=sent(page, version="1")).status_code == 409


@pytest.mark.parametrize(
    ("who", "status"), [("ty_clerk", 404), ("cs_clerk", 404), ("hn_leader", 403)]
)
def test_a_draft_of_others_is_not_there(app, clerk, sign_in, who, status):
    clerk.post(f"{ROUTE}/add", data=new(clerk.get(f"{ROUTE}/add").text))
    (found,) = rows(app, Amendment)
    assert sign_in(who).post(draft_path(found.id), json=typed(remark="1")).status_code == status


def test_a_draft_is_closed_with_its_record_or_not_at_all(app, clerk, upload):
    page = clerk.get(f"{ROUTE}/add").text
    key = own_draft(page)
    clerk.post(draft_path(key), json=typed(person="章程", reason="name"))
    answer = clerk.post(
        f"{ROUTE}/add", data=new(page, reason="name", draft_client=ONE, draft_number="1")
    )
    assert refusals(answer.text) == ["请上传公安证明"]
    assert set(clerk.get(draft_path(key)).json["fields"]) == {"person", "reason"}


# --- slots that follow the record -----------------------------------------------------------


def test_a_slot_is_required_only_for_what_is_chosen(app, clerk, upload):
    page = clerk.get(f"{ROUTE}/add").text
    assert clerk.post(f"{ROUTE}/add", data=new(page)).status_code == 303
    page = clerk.get(f"{ROUTE}/add").text
    answer = clerk.post(f"{ROUTE}/add", data=new(page, reason="name"))
    assert (answer.status_code, refusals(answer.text)) == (422, ["请上传公安证明"])
    answer = clerk.post(f"{ROUTE}/add", data=new(page, reason="unit"))
    assert refusals(answer.text) == ["请上传调令"]
    photo = upload(clerk, RESOURCE, "order", value_of(page, "files_token"))
    answer = clerk.post(f"{ROUTE}/add", data=new(answer.text, reason="unit", file=photo))
    assert answer.status_code == 303
    assert attached(app) == {(RESOURCE, "order")}
    (_other, moved) = rows(app, Amendment)
    shown = clerk.get(f"{ROUTE}/show/{moved.id}").text
    assert ("调令" in shown, "公安证明" in shown, "退休证" in shown) == (True, True, False)


def test_a_file_of_a_slot_that_does_not_apply_is_named_and_not_lost(app, clerk, upload):
    page = clerk.get(f"{ROUTE}/add").text
    photo = upload(clerk, RESOURCE, "order", value_of(page, "files_token"))
    answer = clerk.post(f"{ROUTE}/add", data=new(page, file=photo))
    assert refusals(answer.text) == ["调令不适用于所填内容，请删除已上传的文件"]
    assert "photo.jpg" in answer.text
    assert rows(app, Amendment) == []


def test_a_slot_that_no_page_can_follow_is_shown_where_it_applies(app, clerk, upload):
    page = clerk.get(f"{ROUTE}/add").text
    assert "退休证" not in page
    answer = clerk.post(f"{ROUTE}/add", data=new(page, age="61", reason="name"))
    assert "退休证" in answer.text
    marks = re.findall(r"<span data-req>.*?</span></span>(\w+)</span>", answer.text)
    assert marks == ["公安证明", "调令"]


# --- two boxes on one page ------------------------------------------------------------------


def test_two_boxes_of_one_page_have_names_and_ids_of_their_own(app, clerk, upload):
    page = clerk.get(f"{TWO}/add").text
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    tokens = [value_of(page, name) for name in ("files_token", "org-files_token")]
    assert tokens[0] != tokens[1]
    mine = upload(clerk, RESOURCE, "police", tokens[0])
    theirs = upload(clerk, "tests.amendment_papers", "police", tokens[1])
    refused = clerk.post(f"{TWO}/add", data=new(page, reason="", file=mine, **{"org-file": theirs}))
    assert refused.text.count("photo.jpg") >= 2
    answer = clerk.post(f"{TWO}/add", data=new(refused.text, file=mine, **{"org-file": theirs}))
    assert answer.status_code == 303
    assert attached(app) == {(RESOURCE, "police"), ("tests.amendment_papers", "police")}

    (found,) = rows(app, Amendment)
    page = clerk.get(f"{TWO}/edit/{found.id}").text
    answer = clerk.post(f"{TWO}/edit/{found.id}", data={**sent(page), "org-file": ""})
    assert answer.status_code == 404
    answer = clerk.post(f"{TWO}/edit/{found.id}", data=sent(page, file=theirs))
    assert answer.status_code == 404
    assert len(attached(app)) == 2
