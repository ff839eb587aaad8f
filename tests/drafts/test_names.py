"""A draft keeps the fields of its form and nothing else, whatever a save or an old draft names."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest
from sqlalchemy import select

from app.core.access.actor import Actor
from app.core.access.scope import acting_as, unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.models import User
from app.drafts import operations
from app.drafts.models import DraftField
from app.drafts.operations import Window
from app.drafts.queries import Record
from app.drafts.rules import Sent
from tests.support.forms import controls, value_of

YEAR = clock.year() - 2
RESOURCE = "organizations.project_return"
PATH = f"/drafts/{RESOURCE}/{YEAR}"
ONE = "11111111-1111"
# What forms carry along that nobody types.
CARRIED = re.compile(
    r"act|csrf_token|version|form_token|files_token|file|file_shown|year|draft_\w+"
)


def save(*names: str) -> dict:
    fields = [{"name": name, "value": "4", "number": 1, "over": []} for name in names]
    return {"client": ONE, "since": 0, "base_version": None, "fields": fields}


@pytest.mark.parametrize(
    "name",
    [
        *("act", "version", "csrf_token", "form_token", "files_token", "files_kept", "year"),
        *("state", "organization_id", "draft_client", "_method", "__proto__", "__class__"),
        *("explain-", "explain-V99", "talks-", "talks-0-name", "housing", "housing-new-unknown"),
    ],
)
def test_what_is_no_field_of_the_form_is_refused(app, sign_in, name):
    answer = sign_in("yl_clerk").post(PATH, json=save("talks", name))
    assert answer.status_code == 422
    assert [error["message"] for error in answer.json["errors"]] == ["草稿内容无法识别"]
    with app.app_context(), unscoped("look"):
        assert db.session.scalars(select(DraftField)).all() == []
        db.session.remove()


@pytest.mark.parametrize(
    ("address", "username"),
    [
        (f"/organizations/project-returns/add?year={YEAR}", "yl_clerk"),
        (f"/organizations/funding-returns/add?year={YEAR}", "yl_clerk"),
        ("/organizations/profiles/own", "yl_clerk"),
        ("/notices/add", "hn_admin"),
    ],
    ids=["projects", "funding", "profile", "notice"],
)
def test_every_field_of_a_form_is_kept(sign_in, address, username):
    client = sign_in(username)
    page = client.get(address).text
    info = json.loads(unescape(re.search(r"data-draft='([^']*)'", page)[1]))
    names = {one.name for one in controls(page) if not CARRIED.fullmatch(one.name)}
    assert len(names) > 2
    answer = client.post(f"/drafts/{info['resource']}/{info['key']}", json=save(*names))
    assert (answer.status_code, set(answer.json["fields"])) == (200, names)


def test_an_older_draft_shows_the_fields_of_the_form_alone(app, sign_in):
    with app.app_context():
        user = db.session.scalars(select(User).where(User.username == "yl_clerk")).one()
        with acting_as(user):
            sent = [Sent(name, "4", 1) for name in ("talks", "organization_id", "form_token")]
            record = Record(user.organization_id, RESOURCE, str(YEAR))
            operations.save(record, Window(ONE), sent, actor=Actor.of(user))
            db.session.commit()
        db.session.remove()
    clerk = sign_in("yl_clerk")
    assert set(clerk.get(PATH).json["fields"]) == {"talks"}
    page = clerk.get(f"/organizations/project-returns/add?year={YEAR}").text
    kept = json.loads(unescape(re.search(r"data-draft='([^']*)'", page)[1]))
    assert set(kept["fields"]) == {"talks"}
    assert value_of(page, "form_token") not in ("", "4")
