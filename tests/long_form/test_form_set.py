"""Several people in one submission: a tab each with photos, all or none, one batch number."""

from __future__ import annotations

import os
import re
import signal
from functools import partial
from typing import Any

import pytest

from app.attachments.models import Attachment
from app.core.models import GivenNumber
from app.drafts.models import DraftField
from app.workflow.models import WorkflowEvent
from tests.long_form.enrolment import REFUSED, RESOURCE, ROUTE, Enrolment
from tests.long_form.pages import ONE, own_draft, sent, typed
from tests.support.forms import errors, refusals, value_of
from tests.support.statements import statements
from tests.support.stored import rows
from tests.support.together import together

pytestmark = pytest.mark.both_databases
TWENTY = range(1, 21)


def address(people: Any) -> str:
    return f"{ROUTE}/several?" + "&".join(f"of={one}" for one in people)


def photos(client: Any, upload: Any, page: str, people: Any) -> dict[str, str]:
    """A photo sent for each of these people, as their boxes list it."""
    tokens = {one: value_of(page, f"r{one}-files_token") for one in people}
    return {f"r{n}-file": upload(client, RESOURCE, "portrait", t) for n, t in tokens.items()}


def filled(client: Any, upload: Any, people: Any, **changes: Any) -> dict[str, Any]:
    """A form for these people, filled in, with a photo each."""
    page = client.get(address(people)).text
    return sent(page, **photos(client, upload, page, people), **changes)


def nothing_is_stored(app: Any) -> bool:
    tables = (Enrolment, GivenNumber, WorkflowEvent)
    attached = [one for one in rows(app, Attachment) if one.item_id is not None]
    return [rows(app, table) for table in tables] == [[], [], []] and not attached


def test_twenty_people_are_one_submission(app, clerk, upload):
    form = filled(clerk, upload, TWENTY, **{"r7-years": "3", "r20-remark": "第二十人"})
    answer = clerk.post(address(TWENTY), data=form)
    assert answer.status_code == 303, answer.text
    found = rows(app, Enrolment)
    assert [one.person_id for one in found] == [*TWENTY]
    assert len({one.batch for one in found}) == 1
    numbers = [int(one.number[-5:]) for one in found]
    assert numbers == [*TWENTY]
    assert (found[6].years, found[19].remark) == (3, "第二十人")
    photo_of = {one.item_id: one.slot for one in rows(app, Attachment)}
    assert photo_of == {one.id: "portrait" for one in found}
    assert len(rows(app, WorkflowEvent, resource=RESOURCE)) == 20


def test_when_the_twentieth_is_refused_nobody_is_enrolled_and_nothing_is_lost(app, clerk, upload):
    form = filled(clerk, upload, TWENTY, **{"r20-remark": REFUSED, "r3-years": "8"})
    answer = clerk.post(address(TWENTY), data=form)
    assert answer.status_code == 422
    assert errors(answer.text) == {"r20-remark": "此人不符合报名条件"}
    assert nothing_is_stored(app)
    assert value_of(answer.text, "r3-years") == "8"
    assert answer.text.count("data-name>photo.jpg") == 20
    tab = re.search(r'id="part-20-tab".*?</button>', answer.text, re.DOTALL)
    assert tab is not None
    assert "1 处错误" in tab[0]
    again = clerk.post(address(TWENTY), data={**form, "r20-remark": ""})
    assert again.status_code == 303
    assert len(rows(app, Enrolment)) == 20


def test_all_that_is_wrong_is_told_in_one_round_at_its_person(app, clerk, upload):
    page = clerk.get(address([1, 2, 3])).text
    form = sent(page, **{"r1-years": "viele", "r2-wanted": "safety", "r3-wanted": ""})
    answer = clerk.post(address([1, 2, 3]), data=form)
    lacking = {"r2-files-safety", *(f"r{one}-files-portrait" for one in (1, 2, 3))}
    assert set(errors(answer.text)) == {"r1-years", "r3-wanted"} | lacking
    form = sent(page, **photos(clerk, upload, page, [1, 2]), **{"r2-wanted": "safety"})
    answer = clerk.post(address([1, 2, 3]), data=form)
    assert errors(answer.text) == {
        "r2-files-safety": "请上传安全培训证明",
        "r3-files-portrait": "请上传一寸照片",
    }
    assert refusals(answer.text) == ["钱晓明：请上传安全培训证明", "孙晓明：请上传一寸照片"]
    assert 'href="#r2-files-safety"' in answer.text
    assert nothing_is_stored(app)


def test_a_process_that_dies_before_the_end_leaves_nothing_behind(app, clerk, upload):
    form = filled(clerk, upload, TWENTY)
    child = os.fork()
    if not child:
        _die_at_the_commit(app, clerk, form)
    _pid, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL
    assert nothing_is_stored(app)
    assert clerk.post(address(TWENTY), data=form).status_code == 303
    assert len(rows(app, Enrolment)) == 20
    assert len([one for one in rows(app, Attachment) if one.item_id is not None]) == 20


def _die_at_the_commit(app: Any, client: Any, form: Any) -> None:
    """All statements of the submission have been made by then."""
    from sqlalchemy import event

    from app.core.base.db import db

    with app.app_context():
        # The parent's connections are not this process's own.
        db.engine.dispose(close=False)
    event.listen(db.session, "before_commit", lambda _session: os.kill(os.getpid(), signal.SIGKILL))
    client.post(address(TWENTY), data=form)
    os._exit(0)


def test_the_same_form_sent_twice_enrols_once(app, clerk, upload):
    form = filled(clerk, upload, [1, 2])
    answers = [clerk.post(address([1, 2]), data=form).status_code for _press in range(2)]
    assert answers == [303, 303]
    assert len(rows(app, Enrolment)) == 2


def test_of_two_who_enrol_the_same_people_at_the_same_moment_one_does(app, sign_in, upload):
    """In whichever order they ticked them, and nobody gets half of them."""
    sets = {"yl_clerk": [1, 2, 3, 4, 5], "yl_admin": [5, 4, 3, 2, 1]}
    clients = {who: sign_in(who) for who in sets}
    forms = {who: filled(clients[who], upload, people) for who, people in sets.items()}

    def submit(who: str, wait: Any) -> int:
        wait()
        return int(clients[who].post(address(sets[who]), data=forms[who]).status_code)

    assert sorted(together([partial(submit, who) for who in sets])) == [303, 422]
    found = rows(app, Enrolment)
    assert sorted(one.person_id for one in found) == [1, 2, 3, 4, 5]
    assert len({one.batch for one in found}) == 1
    assert len(rows(app, GivenNumber)) == 6
    assert len([one for one in rows(app, Attachment) if one.item_id is not None]) == 5


def test_one_form_pressed_four_times_at_once_enrols_once(app, sign_in, upload):
    form = filled(sign_in("yl_clerk"), upload, [1, 2, 3])
    # Each window sends its own form token, in the header.
    del form["csrf_token"]
    clients = [sign_in("yl_clerk") for _press in range(4)]

    def submit(client: Any, wait: Any) -> int:
        wait()
        return int(client.post(address([1, 2, 3]), data=form).status_code)

    assert together([partial(submit, client) for client in clients]) == [303] * 4
    assert len(rows(app, Enrolment)) == 3


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("people", "status"),
    [
        ([], 400),
        (["x"], 404),
        (["1", "999"], 404),
        ([21], 404),
        (["1;2"], 404),
        (range(1, 60), 400),
    ],
)
def test_who_is_not_there_is_not_enrolled(clerk, people, status):
    assert clerk.get(address(people)).status_code == status


@pytest.mark.one_database
@pytest.mark.parametrize(("who", "status"), [("hn_leader", 403), ("ty_clerk", 404)])
def test_who_may_not_enrol_them(sign_in, who, status):
    assert sign_in(who).get(address([1, 2])).status_code == status


@pytest.mark.one_database
def test_a_file_of_one_person_is_no_other_s(app, clerk, upload):
    form = filled(clerk, upload, [1, 2])
    first = form["r1-file"]
    other = upload(clerk, RESOURCE, "portrait", form["r1-files_token"])
    for wrong in (
        {"r2-file": first},
        {"r2-file": "999999"},
        {"r1-file": other, "r2-file": first},
    ):
        assert clerk.post(address([1, 2]), data=form | wrong).status_code == 404, wrong
    assert nothing_is_stored(app)


# --- one draft for all of them --------------------------------------------------------------


def test_the_set_has_one_draft_that_ends_with_it(app, clerk, sign_in, upload):
    page = clerk.get(address([1, 2])).text
    path = f"/drafts/{RESOURCE}/{own_draft(page)}"
    text = typed(**{"r2-remark": "待补材料", "r1-years": "4"})
    assert clerk.post(path, json=text).status_code == 200
    page = sign_in("yl_admin").get(address([2, 1])).text
    assert (value_of(page, "r2-remark"), value_of(page, "r1-years")) == ("待补材料", "4")
    assert value_of(clerk.get(address([1, 2, 3])).text, "r2-remark") == ""

    page = clerk.get(address([1, 2])).text
    form = sent(page, draft_client=ONE, draft_number="1")
    assert clerk.post(address([1, 2]), data=form).status_code == 422
    assert len(rows(app, DraftField)) == 2
    form |= photos(clerk, upload, page, [1, 2])
    assert clerk.post(address([1, 2]), data=form).status_code == 303
    assert rows(app, DraftField) == []
    assert rows(app, Enrolment, person_id=2)[0].remark == "待补材料"


def test_files_of_a_form_that_was_left_are_there_again(app, clerk, upload):
    page = clerk.get(address([1, 2])).text
    token = value_of(page, "r2-files_token")
    number = upload(clerk, RESOURCE, "portrait", token)
    path = f"/drafts/{RESOURCE}/{own_draft(page)}"
    kept = typed(**{"r2-files_kept": f"{token} {number} "})
    assert clerk.post(path, json=kept).status_code == 200
    page = clerk.get(address([2, 1])).text
    assert (value_of(page, "r2-files_token"), value_of(page, "r2-file")) == (token, number)
    # Those of the one are no other's.
    assert value_of(page, "r1-files_token") != token
    assert page.count("data-name>photo.jpg") == 1
    form = sent(page, **photos(clerk, upload, page, [1]))
    assert clerk.post(address([2, 1]), data=form).status_code == 303
    assert len([one for one in rows(app, Attachment) if one.item_id is not None]) == 2


@pytest.mark.one_database
def test_a_draft_of_no_set_that_a_page_has_shown_is_not_there(clerk, sign_in):
    key = own_draft(clerk.get(address([1, 2])).text)
    forged = f"set-{'0' * 24}-{key.rpartition('-')[2]}"
    for wrong in ("set-x", "set-a-b", "set--", f"{key}0", forged):
        answer = clerk.post(f"/drafts/{RESOURCE}/{wrong}", json=typed(a="1"))
        assert answer.status_code == 404, wrong
    stranger = sign_in("ty_clerk").post(f"/drafts/{RESOURCE}/{key}", json=typed(a="1"))
    assert stranger.status_code == 404
    assert (
        clerk.post(f"/drafts/{RESOURCE}/{key}", json=typed(**{"r1-years": "1"})).status_code == 200
    )


# --- what it costs --------------------------------------------------------------------------


def cost(app: Any, client: Any, upload: Any, people: Any) -> tuple[int, int, int]:
    """Statements of the empty form, of the form that is refused, and of the submission.

    SQLite gives new ids one row at a time, so there its inserts do not count.
    """
    in_file = app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite")
    with statements() as opened:
        page = client.get(address(people)).text
    form = sent(page, **photos(client, upload, page, people))
    first = next(iter(people))
    with statements() as refused:
        client.post(address(people), data={**form, f"r{first}-years": "x"})
    with statements() as stored:
        assert client.post(address(people), data=form).status_code == 303
    counted = [one for one in stored if not (in_file and one.startswith("INSERT"))]
    return len(opened), len(refused), len(counted)


def test_twenty_cost_as_many_statements_as_two(app, clerk, upload):
    cost(app, clerk, upload, [1])
    two = cost(app, clerk, upload, [2, 3])
    assert cost(app, clerk, upload, range(4, 21)) == two
    in_file = app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite")
    assert two == ((3, 6, 17) if in_file else (3, 6, 24))
