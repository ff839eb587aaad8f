"""What assessments add elsewhere: photos in 查看, 一生一档, the finder."""

from __future__ import annotations

import re
from typing import Any

import pytest

from app.core.access.scope import unscoped
from app.personnel.models import Person
from tests.assessments.acts import FIRST, GROUPS, PROJECTS, assessment, begun, found, saved, submit
from tests.certificate_cases.acts import send_picture
from tests.long_form.pages import sent
from tests.support.forms import value_of
from tests.support.pages import plain

pytestmark = pytest.mark.both_databases

RESOURCE = "assessments.group"


def person_of(app: Any, name: str) -> int:
    with app.app_context(), unscoped("somebody of the test"):
        return int(Person.query.filter_by(name=name).one().id)


def test_photos_of_a_project_are_kept_with_it_and_shown(app, sign_in):
    clerk = sign_in("yl_clerk")
    number = begun(app, clerk)
    made = saved(app, clerk, number, "甲工程")
    url = f"{PROJECTS}/edit/{made}"
    page = clerk.get(url).text
    token = value_of(page, "files_token")
    picture = send_picture(clerk, RESOURCE, "photos", token)
    assert clerk.post(url, data={**sent(page), "file": picture}).status_code == 303
    shown = sign_in("cs_admin").get(f"{GROUPS}/show/{number}").text
    (file,) = re.findall(r'href="(/attachments/\d+/photo.jpg)"', shown)[:1]
    answers = {
        who: sign_in(who).get(file, buffered=True).status_code
        for who in ("cs_admin", "ty_clerk", "cs_clerk")
    }
    assert answers == {"cs_admin": 200, "ty_clerk": 404, "cs_clerk": 404}
    # What is changed afterwards leaves the photo.
    again = sent(clerk.get(url).text)
    assert clerk.post(url, data={**again, **found(FIRST)}).status_code == 303
    assert "photo.jpg" in clerk.get(f"{GROUPS}/show/{number}").text


def test_a_submitted_assessment_stands_in_the_life_of_the_assessed(app, sign_in):
    clerk = sign_in("yl_clerk")
    number = begun(app, clerk)
    saved(app, clerk, number, "甲工程", found(FIRST))
    one = person_of(app, "王示范")
    before = plain(clerk.get(f"/personnel/people/show/{one}").text)
    assert "季度考核" not in before
    submit(clerk, number)
    page = clerk.get(f"/personnel/people/show/{one}").text
    assert "季度考核 97.00 分，优秀" in plain(page)
    assert f"{GROUPS}/show/{number}" in page


def test_it_is_found_by_number_and_by_name(app, sign_in):
    clerk = sign_in("yl_clerk")
    number = begun(app, clerk)
    mark = assessment(app, number).number
    for typed in (mark, mark[:8].lower(), "王示范"):
        answer = clerk.post("/find/", data={"q": typed}).text
        assert f"{GROUPS}/show/{number}" in answer, typed
    for who in ("ty_clerk", "cs_clerk"):
        answer = sign_in(who).post("/find/", data={"q": mark}).text
        assert f"{GROUPS}/show/{number}" not in answer
