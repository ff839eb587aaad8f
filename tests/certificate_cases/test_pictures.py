"""Photo and pictures of a 补办: asked for where the dossier has none, and what becomes of them."""

from __future__ import annotations

from typing import Any

from flask import Flask
from sqlalchemy import select

from app.attachments.models import Attachment
from app.attachments.operations import place_each
from app.certificate_cases.choices import CaseKind
from app.certificate_cases.models import ReissueCase
from app.certificates.choices import CERTIFICATE
from app.certificates.files import CERTIFICATE_FILES
from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.demo.pictures import paper, placed, portrait
from app.personnel.files import PEOPLE_FILES
from app.personnel.models import Certificate, Person
from tests.certificate_cases.acts import act, certified, file, send_picture, through
from tests.long_form.pages import sent
from tests.support.acting import As
from tests.support.forms import errors, value_of

ADDRESS = "/certificate-cases/reissues/several?of={}"


def filled(client: Any, person: int, *slots: str) -> dict[str, Any]:
    page = client.get(ADDRESS.format(person)).text
    token = value_of(page, f"r{person}-files_token")
    before = f"r{person}-"
    return sent(
        page,
        **{
            f"{before}types": "quality",
            f"{before}reissue_reason": "lost",
            f"{before}notice_in": "湖南日报",
            f"{before}noticed_on": clock.today().isoformat(),
            f"{before}file": [
                send_picture(client, CaseKind.REISSUE.resource, slot, token) for slot in slots
            ],
        },
    )


def shown(app: Flask, resource: str, number: int) -> list[str]:
    """The places in which a record shows a file."""
    with app.app_context(), unscoped("the files"):
        asked = select(Attachment.slot).filter_by(
            resource=resource, item_id=number, removed_at=None
        )
        return sorted(db.session.scalars(asked))


def give(app: Flask, person: int) -> int:
    """The dossier has a photo and a picture of the certificate; the certificate's number."""
    with As(app, "yl_clerk") as actor:
        whom = db.session.get_one(Person, person)
        (one,) = db.session.scalars(select(Certificate))
        for holder, item, data in (
            (PEOPLE_FILES, whom, portrait(1)),
            (CERTIFICATE_FILES, one, paper("OLD", "1")),
        ):
            found = [placed(item, holder.slots[0], data)]
            place_each(found, resource=holder.resource, actor=actor)
        return one.id


def test_a_photo_is_asked_for_where_the_dossier_has_none(app: Flask, sign_in: Any) -> None:
    person, client = certified(app), sign_in("yl_clerk")
    refused = client.post(ADDRESS.format(person), data=filled(client, person, "notice"))
    assert errors(refused.text) == {f"r{person}-files-photo": "请上传近期照片"}
    taken = client.post(ADDRESS.format(person), data=filled(client, person, "notice", "photo"))
    assert taken.status_code == 303
    with app.app_context(), unscoped("the application"):
        number = db.session.scalars(select(ReissueCase.id)).one()
    assert shown(app, PEOPLE_FILES.resource, person) == []
    through(app, number)
    assert shown(app, PEOPLE_FILES.resource, person) == ["photo"]
    assert shown(app, CaseKind.REISSUE.resource, number) == ["notice", "photo"]


def test_the_photo_of_the_dossier_will_do(app: Flask, sign_in: Any) -> None:
    person, client = certified(app), sign_in("yl_clerk")
    give(app, person)
    taken = client.post(ADDRESS.format(person), data=filled(client, person, "notice"))
    assert taken.status_code == 303


def test_the_picture_of_a_paper_that_is_gone_is_kept_and_shown_no_more(app: Flask) -> None:
    person = certified(app)
    certificate = give(app, person)
    (number,) = file(app, person, kind=CaseKind.REISSUE)
    act(app, "hn_review", number, "accept")
    assert shown(app, CERTIFICATE, certificate) == ["front"]
    act(app, "hn_review", number, "close")
    assert shown(app, CERTIFICATE, certificate) == []
    assert shown(app, PEOPLE_FILES.resource, person) == ["photo"]
    with app.app_context(), unscoped("the files"):
        asked = select(Attachment).filter_by(resource=CERTIFICATE, item_id=certificate)
        (old,) = db.session.scalars(asked)
        assert (old.slot, old.removed_at is not None) == ("front", True)
