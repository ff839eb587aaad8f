"""A long form without a year: content, files, draft, doubts, version and state, stored together."""

from __future__ import annotations

from typing import Any

import pytest

from app.attachments.models import Attachment
from tests.long_form.pages import ONE, own_draft, sent, typed
from tests.long_form.rectification import LEFT, RESOURCE, ROUTE, Rectification, State
from tests.support.forms import errors, refusals, value_of
from tests.support.stored import rows


def draft_path(key: Any) -> str:
    return f"/drafts/{RESOURCE}/{key}"


def add(client: Any, upload: Any, **changes: Any) -> Any:
    """Fill in an empty form and send it with a photo."""
    page = client.get(f"{ROUTE}/add").text
    photo = upload(client, RESOURCE, "photo", value_of(page, "files_token"))
    filled = {"notice": "岳监〔2026〕1号", "faults": "3", "mended": "3", "act": "submit"}
    filled |= {"file": photo, **changes}
    return page, client.post(f"{ROUTE}/add", data=sent(page, **filled))


def test_it_is_kept_and_then_handed_in_with_its_files(app, clerk, upload):
    _page, answer = add(clerk, upload, act="draft")
    assert answer.status_code == 303, answer.text
    (found,) = rows(app, Rectification)
    assert (found.state, found.notice, found.filled_by) == (
        State.DRAFT,
        "岳监〔2026〕1号",
        "湘致远",
    )

    page = clerk.get(f"{ROUTE}/edit/{found.id}").text
    assert value_of(page, "mended") == "3"
    assert "photo.jpg" in page
    answer = clerk.post(f"{ROUTE}/edit/{found.id}", data=sent(page, act="submit"))
    assert answer.status_code == 303, answer.text
    (found,) = rows(app, Rectification)
    assert (found.state, found.version) == (State.FILED, 3)
    (photo,) = rows(app, Attachment)
    assert photo.item_id == found.id
    shown = clerk.get(f"{ROUTE}/show/{found.id}").text
    assert "photo.jpg" in shown
    assert "办理记录" in shown


def test_what_is_missing_is_told_at_its_place_and_nothing_is_lost(app, clerk, upload):
    page = clerk.get(f"{ROUTE}/add").text
    answer = clerk.post(f"{ROUTE}/add", data=sent(page, faults="viele", mended="2", act="submit"))
    assert answer.status_code == 422
    # The doubt that needs the number waits for it, everything else is told at once.
    assert set(errors(answer.text)) == {"faults", "notice", "files-photo"}
    assert value_of(answer.text, "faults") == "viele"
    answer = clerk.post(f"{ROUTE}/add", data=sent(page, notice="1", faults="2", act="submit"))
    assert answer.status_code == 422
    assert [LEFT in words for words in refusals(answer.text)] == [True, False]
    said = sent(answer.text, **{"explain-left": "材料未到"}, act="submit")
    answer = clerk.post(f"{ROUTE}/add", data=said)
    assert refusals(answer.text) == ["请上传整改照片"]
    assert rows(app, Rectification) == []


def test_what_cannot_be_read_is_not_kept_either(app, clerk):
    """暂存 asks for no more than that, and a slot of a file is no part of it."""
    page = clerk.get(f"{ROUTE}/add").text
    answer = clerk.post(f"{ROUTE}/add", data=sent(page, faults="viele", act="draft"))
    assert (answer.status_code, refusals(answer.text)) == (422, ["问题数应为整数"])
    assert rows(app, Rectification) == []


def test_a_slot_follows_what_is_typed_into_a_form_that_is_refused(clerk, upload):
    page = clerk.get(f"{ROUTE}/add").text
    answer = clerk.post(f"{ROUTE}/add", data=sent(page, faults="12", mended="12", act="submit"))
    assert set(errors(answer.text)) == {"notice", "files-photo", "files-check"}
    photo = upload(clerk, RESOURCE, "photo", value_of(page, "files_token"))
    sent_again = sent(answer.text, faults="3", mended="3", file=photo, act="submit")
    answer = clerk.post(f"{ROUTE}/add", data=sent_again)
    assert set(errors(answer.text)) == {"notice"}


def test_the_way_out_of_all_faults_is_one_form(app, clerk, upload):
    page = clerk.get(f"{ROUTE}/add").text
    answer = clerk.post(f"{ROUTE}/add", data=sent(page, faults="x", mended="y", act="submit"))
    photo = upload(clerk, RESOURCE, "photo", value_of(page, "files_token"))
    whole = {"notice": "1", "faults": "2", "mended": "1", "explain-left": "材料未到"}
    answer = clerk.post(f"{ROUTE}/add", data=sent(answer.text, **whole, file=photo, act="submit"))
    assert answer.status_code == 303, answer.text
    (found,) = rows(app, Rectification)
    assert found.explanations == {"left": "材料未到"}


def test_a_slot_follows_what_the_form_says(app, clerk, upload):
    page, answer = add(clerk, upload, act="draft", faults="3")
    assert "复查报告" not in page
    (found,) = rows(app, Rectification)
    address = f"{ROUTE}/edit/{found.id}"
    form = sent(clerk.get(address).text, faults="12", mended="12", act="submit")
    answer = clerk.post(address, data=form)
    assert (answer.status_code, refusals(answer.text)) == (422, ["请上传复查报告"])
    assert "复查报告" in answer.text
    assert clerk.post(address, data=form | {"act": "draft"}).status_code == 303
    assert "复查报告" in clerk.get(address).text
    assert "复查报告" in clerk.get(f"{ROUTE}/show/{found.id}").text


def test_a_second_press_makes_no_second_record(app, clerk, upload):
    page, answer = add(clerk, upload)
    (photo,) = rows(app, Attachment)
    filled = {"notice": "岳监〔2026〕1号", "faults": "3", "mended": "3", "act": "submit"}
    again = clerk.post(f"{ROUTE}/add", data=sent(page, **filled, file=str(photo.id)))
    assert (answer.status_code, again.status_code) == (303, 303)
    assert len(rows(app, Rectification)) == 1
    add(clerk, upload)
    assert len(rows(app, Rectification)) == 2


def test_who_saved_in_between_is_named_and_both_texts_are_shown(app, clerk, sign_in, upload):
    add(clerk, upload, act="draft")
    (found,) = rows(app, Rectification)
    address, colleague = f"{ROUTE}/edit/{found.id}", sign_in("yl_admin")
    mine, theirs = clerk.get(address).text, colleague.get(address).text
    assert colleague.post(address, data=sent(theirs, mended="2", act="draft")).status_code == 303
    answer = clerk.post(address, data=sent(mine, mended="1", act="draft"))
    assert answer.status_code == 409
    assert refusals(answer.text) == ["岳观澜 已保存过这份填报，请核对后再次提交"]
    assert "已整改数 已保存 2，您填写 1" in answer.text
    assert clerk.post(address, data=sent(answer.text, act="draft")).status_code == 303
    assert rows(app, Rectification)[0].mended == 1


def test_a_new_record_s_draft_is_its_writer_s_own_and_a_stored_one_s_is_shared(
    app, clerk, sign_in, upload
):
    colleague, page = sign_in("yl_admin"), clerk.get(f"{ROUTE}/add").text
    key = own_draft(page)
    assert clerk.post(draft_path(key), json=typed(notice="未完")).status_code == 200
    assert value_of(clerk.get(f"{ROUTE}/add").text, "notice") == "未完"
    assert value_of(colleague.get(f"{ROUTE}/add").text, "notice") == ""
    assert colleague.get(draft_path(key)).status_code == 404

    add(clerk, upload, act="draft", draft_client=ONE, draft_number="1")
    assert value_of(clerk.get(f"{ROUTE}/add").text, "notice") == ""
    (found,) = rows(app, Rectification)
    assert clerk.post(draft_path(found.id), json=typed(mended="1")).status_code == 200
    page = colleague.get(f"{ROUTE}/edit/{found.id}").text
    assert value_of(page, "mended") == "1"
    assert "湘致远 填写、尚未提交的内容" in page


def test_what_was_handed_in_takes_neither_text_nor_draft_until_it_is_returned(
    app, clerk, sign_in, upload
):
    add(clerk, upload)
    (found,) = rows(app, Rectification)
    address = f"{ROUTE}/edit/{found.id}"
    assert clerk.get(address).status_code == 403
    closed = clerk.post(address, data={"version": str(found.version), "mended": "0"})
    assert refusals(closed.text) == ["该记录已不能修改"]
    told = clerk.post(draft_path(found.id), json=typed(mended="0"))
    assert (told.status_code, told.json["errors"][0]["message"]) == (422, "该记录已不能修改")

    superior = sign_in("cs_admin")
    move = {"opinion": "请补充说明材料", "marked": "mended", "version": str(found.version)}
    assert superior.post(f"{ROUTE}/move/{found.id}/return", data=move).status_code == 303
    page = clerk.get(address).text
    assert "请补充说明材料" in page
    assert "已整改数：退回" in page
    assert clerk.post(address, data=sent(page, mended="3", act="submit")).status_code == 303
    assert rows(app, Rectification)[0].state is State.FILED


@pytest.mark.parametrize("key", ["0", "99999999", "new-1", "x", "new-"])
def test_a_draft_of_no_record_is_not_there(clerk, key):
    assert clerk.post(draft_path(key), json=typed(notice="1")).status_code == 404


def test_a_record_of_another_organization_is_not_there(app, clerk, sign_in, upload):
    add(clerk, upload, act="draft")
    (found,) = rows(app, Rectification)
    stranger = sign_in("ty_clerk")
    assert stranger.get(f"{ROUTE}/edit/{found.id}").status_code == 404
    assert stranger.post(draft_path(found.id), json=typed(notice="1")).status_code == 404
    assert sign_in("cs_clerk").post(draft_path(found.id), json=typed(notice="1")).status_code == 404
