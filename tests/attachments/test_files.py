"""From the form to the record and back: sent, attached, served, removed, swept."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import stat
import time
from functools import partial

import pytest
from PIL import Image
from sqlalchemy import func, select, update

from app.attachments import jobs, operations, presenting, queries, storage
from app.attachments.contents import Content
from app.attachments.declaration import BrokenHolder, Holder, Slot
from app.attachments.models import Attachment
from app.core import clock
from app.core.actor import SYSTEM
from app.core.db import db
from app.core.errors import Refused, ScopeViolation
from app.core.models import AuditEntry, JobRun
from app.core.scope import unscoped
from tests.attachments import samples
from tests.attachments.conftest import Parcels, new_token
from tests.attachments.parcel import HOLDER, RESOURCE, Parcel
from tests.support.acting import As
from tests.support.together import together


def look(parcels: Parcels, file_id: int) -> Attachment:
    """The row of a file, whoever it belongs to."""
    with parcels.app.app_context(), unscoped("the tests look a row up"):
        found = db.session.get(Attachment, file_id)
        db.session.expunge_all()
        return found


def path(parcels: Parcels, file_id: int):
    return parcels.folder() / look(parcels, file_id).stored_as


def downloads(parcels: Parcels) -> list[tuple[str, str]]:
    """Who downloaded which file, by the audit trail."""
    with parcels.app.app_context():
        entries = select(AuditEntry.user_name, AuditEntry.object_id).where(
            AuditEntry.action == "download"
        )
        return [tuple(row) for row in db.session.execute(entries.order_by(AuditEntry.id))]


# --- sending --------------------------------------------------------------------------------


def test_a_file_is_on_the_disk_and_waits_for_its_form(parcels):
    data = samples.pdf()
    answer = parcels.send(
        "yl_clerk", "approval", "成立批文（2024）.pdf", data, token := new_token()
    )

    assert answer.status_code == 201
    assert answer.json["name"] == "成立批文（2024）.pdf"
    assert answer.json["size"] == "1 KB"
    found = look(parcels, answer.json["id"])
    assert (found.organization_id, found.item_id, found.form_token) == (4, None, token)
    assert found.uploaded_by is not None
    stored = parcels.folder() / found.stored_as
    assert stored.read_bytes() == data
    assert stat.S_IMODE(stored.stat().st_mode) == 0o600
    assert len(found.stored_as.split("/")) == 3
    assert "批文" not in found.stored_as


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh", "仅支持 JPG、PNG 格式，请重新选择照片"),
        ("en", "Only JPG and PNG are accepted; please choose another photo"),
    ],
)
def test_a_refusal_speaks_the_readers_language_and_keeps_nothing(parcels, language, words):
    parcels.client("yl_clerk").post("/language/", data={"language": language})
    before = len(list(parcels.folder().rglob("*")))

    answer = parcels.send("yl_clerk", "office", "a.pdf", samples.pdf(), new_token())

    assert (answer.status_code, answer.json) == (422, {"error": words})
    assert len(list(parcels.folder().rglob("*"))) == before


def test_eleven_and_thirteen_megabytes_are_refused_with_words(parcels):
    for megabytes, status, words in (
        (11, 422, "附件不能超过 10 MB，请压缩后重新上传"),
        (13, 413, "单次提交不能超过 12 MB，请压缩后重新上传"),
    ):
        data = b"%PDF-".ljust(megabytes * 1024 * 1024, b"x")
        answer = parcels.send("yl_clerk", "other", "a.pdf", data, new_token())
        assert answer.status_code == status
        assert words in (answer.json["error"], answer.json.get("detail"))


@pytest.mark.parametrize(
    ("who", "changes", "status"),
    [
        ("yl_leader", {}, 403),
        ("auditor", {}, 403),
        ("technician", {}, 403),
        ("yl_clerk", {"resource": "organizations.overview"}, 404),
        ("yl_clerk", {"slot": "nothing"}, 404),
        ("yl_clerk", {"token": ""}, 400),
        ("yl_clerk", {"token": "../../../etc"}, 400),
        ("yl_clerk", {"token": "G" * 32}, 400),
    ],
)
def test_who_may_send_what_where(parcels, who, changes, status):
    asked = {"slot": "other", "token": new_token(), **changes}

    answer = parcels.send(who, name="a.pdf", data=samples.pdf(), **asked)

    assert answer.status_code == status


def test_without_a_file_or_a_sign_in_nothing_is_kept(parcels):
    form = {"resource": RESOURCE, "slot": "other", "files_token": new_token()}
    assert parcels.client("yl_clerk").post("/attachments/", data=form).status_code == 400
    assert parcels.app.test_client().post("/attachments/", data=form).status_code == 401
    assert parcels.client("yl_clerk").get("/attachments/").status_code == 405


def test_who_never_saves_forms_cannot_fill_the_disk(parcels):
    token = new_token()
    with As(parcels.app, "yl_clerk") as actor:
        content = Content("a.pdf", "application/pdf", samples.pdf())
        slot = HOLDER.slot("other")
        for _i in range(100):
            operations.receive(content, holder=HOLDER, slot=slot, form_token=token, actor=actor)

    answer = parcels.send("yl_clerk", "other", "a.pdf", samples.pdf(), token)

    assert answer.status_code == 422
    assert answer.json["error"] == "您有 100 个附件尚未随表单保存，请先保存表单"


# --- attaching ------------------------------------------------------------------------------


def test_a_record_has_what_its_form_listed(parcels):
    number, (paper, photo, other) = parcels.make(approval=1, office=1, other=1)
    token = new_token()
    new = parcels.upload("yl_admin", "office", token)

    assert parcels.attach("yl_clerk", number, token, [paper, photo, new]) == [paper, photo, new]
    assert look(parcels, other).removed_at is not None
    assert path(parcels, other).exists()
    assert parcels.attach("yl_clerk", number, token, [paper, photo, new]) == [paper, photo, new]
    assert look(parcels, new).item_id == number


def test_what_a_colleague_added_meanwhile_stays(parcels):
    number, (paper,) = parcels.make(approval=1)
    tokens = [new_token(), new_token()]
    first, second = (parcels.upload("yl_clerk", "office", token) for token in tokens)

    parcels.attach("yl_admin", number, tokens[0], [paper, first], shown_ids=[paper])
    kept = parcels.attach("yl_clerk", number, tokens[1], [paper, second], shown_ids=[paper])

    assert kept == [paper, first, second]


def test_required_slots_are_asked_for_at_the_end_only(parcels):
    number, _none = parcels.make()
    token = new_token()
    photo = parcels.upload("yl_clerk", "office", token)
    assert parcels.attach("yl_clerk", number, token, [photo], complete=False) == [photo]

    with pytest.raises(Refused) as refused:
        parcels.attach("yl_clerk", number, new_token(), [])

    (error,) = refused.value.errors
    assert (error.code, error.field) == ("V17", "files-approval")
    assert error.message == "请上传成立批文"
    assert look(parcels, photo).removed_at is None


def test_more_than_a_slot_or_a_record_takes_is_refused(parcels):
    number, ids = parcels.make(approval=1, other=18)
    token = new_token()
    second = parcels.upload("yl_clerk", "approval", token)
    photos = [parcels.upload("yl_clerk", "office", token) for _i in range(2)]

    with pytest.raises(Refused, match="成立批文最多 1 个，请删除多余的文件"):
        parcels.attach("yl_clerk", number, token, [*ids, second])
    with pytest.raises(Refused, match="每条记录最多 20 个附件，请删除多余的文件"):
        parcels.attach("yl_clerk", number, token, [*ids, *photos])
    assert len(parcels.attach("yl_clerk", number, token, [*ids, photos[0]])) == 20


def test_files_of_others_are_not_there(parcels):
    number, own = parcels.make(approval=1)
    _other, foreign = parcels.make("ty_clerk", approval=1)
    _sibling, neighbours = parcels.make("yl_clerk", approval=1)
    token = new_token()
    taken = {
        "of another organization": foreign[0],
        "of another record": neighbours[0],
        "of another form": parcels.upload("yl_clerk", "other", new_token()),
        "of a stranger with the same form": parcels.upload("ty_clerk", "other", token),
        "of nobody": 2**31 - 1,
    }
    for number_of_file in taken.values():
        with pytest.raises(ScopeViolation):
            parcels.attach("yl_clerk", number, token, [*own, number_of_file])
    with As(parcels.app, "yl_clerk"):
        assert [file.id for file in queries.files_of(RESOURCE, number)] == own


def test_a_superior_does_not_change_the_files(parcels):
    number, ids = parcels.make(approval=1)

    with pytest.raises(Refused, match="您不能修改这条记录的附件"):
        parcels.attach("cs_admin", number, new_token(), [])
    assert look(parcels, ids[0]).removed_at is None


# --- serving --------------------------------------------------------------------------------


READERS = {
    "yl_clerk": 200,
    "yl_leader": 200,
    "cs_admin": 200,
    "hn_leader": 200,
    "ly_clerk": 404,
    "zz_admin": 404,
    "ty_clerk": 404,
    "auditor": 403,
}


def test_who_may_read_the_record_may_read_its_files(parcels):
    _number, (paper, photo) = parcels.make(approval=1, office=1)

    for file_id, name in ((paper, "approval.pdf"), (photo, "office.jpg")):
        found = {
            who: parcels.get(who, f"/attachments/{file_id}/{name}").status_code for who in READERS
        }
        assert found == READERS
    anonymous = parcels.app.test_client().get(f"/attachments/{paper}/approval.pdf")
    assert anonymous.status_code == 302


def test_a_waiting_file_is_for_those_who_fill_in_the_form(parcels):
    file_id = parcels.upload("yl_clerk", "office", new_token())

    for who, status in (
        ("yl_clerk", 200),
        ("yl_admin", 200),
        ("yl_leader", 403),
        ("cs_admin", 404),
        ("hn_admin", 404),
        ("ty_clerk", 404),
    ):
        answer = parcels.get(who, f"/attachments/{file_id}/office.jpg")
        assert answer.status_code == status, who


def test_headers_of_a_paper_and_of_a_photo(parcels):
    sent = {
        "approval": ("关于成立“质安站”的批复.pdf", samples.pdf()),
        "office": ("现场.png", samples.png()),
    }
    answers = {}
    for slot, (name, data) in sent.items():
        found = parcels.send("yl_clerk", slot, name, data, new_token()).json
        answers[slot] = parcels.get("yl_clerk", found["url"])
    for answer in answers.values():
        headers = answer.headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert headers["Cache-Control"] == "no-store"
    paper, photo = answers["approval"], answers["office"]
    assert paper.content_type == "application/pdf"
    assert paper.data == sent["approval"][1]
    assert paper.headers["Content-Disposition"].startswith("attachment;")
    assert paper.headers["Content-Disposition"].endswith(
        " filename*=UTF-8''%E5%85%B3%E4%BA%8E%E6%88%90%E7%AB%8B%E2%80%9C%E8%B4%A8"
        "%E5%AE%89%E7%AB%99%E2%80%9D%E7%9A%84%E6%89%B9%E5%A4%8D.pdf"
    )
    assert photo.content_type == "image/jpeg"
    assert photo.headers["Content-Disposition"].startswith("inline")


def test_an_error_page_keeps_the_policy_of_pages(parcels):
    answer = parcels.client("yl_clerk").get("/attachments/99999/a.pdf")

    assert answer.status_code == 404
    assert "style-src 'self'" in answer.headers["Content-Security-Policy"]


def test_a_thumbnail_is_small_and_a_photo_can_be_saved(parcels):
    file_id = parcels.upload("yl_clerk", "office", new_token(), data=samples.jpeg(3000, 1500))
    get = partial(parcels.get, "yl_clerk")

    answer = get(f"/attachments/{file_id}/office.jpg?small=1")
    assert Image.open(io.BytesIO(answer.data)).size == (240, 120)
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    whole = get(f"/attachments/{file_id}/office.jpg")
    assert Image.open(io.BytesIO(whole.data)).size == (3000, 1500)
    saved = get(f"/attachments/{file_id}/office.jpg?save=1")
    assert saved.headers["Content-Disposition"] == "attachment; filename=office.jpg"


def test_every_download_of_a_paper_is_in_the_audit_trail(parcels):
    _number, (paper, photo) = parcels.make(approval=1, office=1)
    parcels.get("cs_admin", f"/attachments/{paper}/approval.pdf")
    parcels.get("yl_clerk", f"/attachments/{paper}/other-name.pdf")
    parcels.get("yl_clerk", f"/attachments/{photo}/office.jpg")
    parcels.get("ty_clerk", f"/attachments/{paper}/approval.pdf")

    assert downloads(parcels) == [("江望舒", str(paper)), ("湘致远", str(paper))]


def test_a_removed_file_is_read_through_the_version_that_has_it(parcels):
    number, (paper, old) = parcels.make(approval=1, other=1)
    parcels.attach("yl_clerk", number, new_token(), [paper])

    with parcels.app.test_request_context(), As(parcels.app, "cs_leader"):
        slots = presenting.shown_files(RESOURCE, number, [paper, old])
        assert [(str(s.label), [f.id for f in s.files]) for s in slots if s.files] == [
            ("成立批文", [paper]),
            ("其他", [old]),
        ]
        now = presenting.shown_files(RESOURCE, number)
        assert [f.id for s in now for f in s.files] == [paper]
    assert parcels.get("cs_leader", f"/attachments/{old}/x.pdf").status_code == 200
    assert parcels.get("zz_admin", f"/attachments/{old}/x.pdf").status_code == 404
    with As(parcels.app, "zz_admin"):
        assert queries.files_by_ids(RESOURCE, number, [paper, old]) == []


def test_a_holder_may_narrow_who_reads_and_who_changes(parcels):
    number, (paper,) = parcels.make(approval=1)
    narrow = Holder(
        RESOURCE, Parcel, HOLDER.slots, reads=lambda item: False, changes=lambda item: False
    )
    parcels.app.extensions["holders"] = {RESOURCE: narrow}

    assert parcels.get("yl_clerk", f"/attachments/{paper}/x.pdf").status_code == 404
    with pytest.raises(Refused, match="您不能修改这条记录的附件"):
        parcels.attach("yl_clerk", number, new_token(), [], complete=False)


@pytest.mark.parametrize("number", ["0", "-1", "abc", "99999999999999999999", "１", "1e3"])
def test_junk_in_the_address_is_not_there(parcels, number):
    assert parcels.get("yl_clerk", f"/attachments/{number}/a.pdf").status_code == 404


@pytest.mark.parametrize(
    "slots",
    [
        (),
        (Slot("one", "一"), Slot("one", "又一")),
        (Slot("a-b", "一"),),
        (Slot("a", "一", most=0),),
    ],
)
def test_a_broken_declaration_stops_the_start(slots):
    with pytest.raises(BrokenHolder):
        Holder("tests.other", Parcel, slots)


# --- at the same moment ---------------------------------------------------------------------


@pytest.mark.both_databases
def test_two_clerks_at_one_record_lose_nothing(parcels):
    number, (paper,) = parcels.make(approval=1)
    jobs_of = []
    for who in ("yl_clerk", "yl_admin") * 2:
        token = new_token()
        jobs_of.append((who, token, parcels.upload(who, "office", token)))

    def save(one, wait):
        who, token, file_id = one
        with As(parcels.app, who) as actor:
            db.session.rollback()
            wait()
            item = db.session.get(Parcel, number)
            operations.attach(
                item,
                resource=RESOURCE,
                form_token=token,
                wanted_ids=[paper, file_id],
                shown_ids=[paper],
                actor=actor,
            )

    together([partial(save, one) for one in jobs_of])

    with As(parcels.app, "yl_clerk"):
        found = {file.id for file in queries.files_of(RESOURCE, number)}
    assert found == {paper, *(file_id for _who, _token, file_id in jobs_of)}


@pytest.mark.both_databases
def test_a_slot_for_one_takes_one_of_many_at_the_same_moment(parcels):
    number, _none = parcels.make()
    forms = []
    for _i in range(8):
        token = new_token()
        forms.append((token, parcels.upload("yl_clerk", "approval", token)))

    def save(one, wait) -> str:
        token, file_id = one
        with As(parcels.app, "yl_clerk") as actor:
            db.session.rollback()
            wait()
            item = db.session.get(Parcel, number)
            try:
                operations.attach(
                    item,
                    resource=RESOURCE,
                    form_token=token,
                    wanted_ids=[file_id],
                    shown_ids=[],
                    actor=actor,
                )
                db.session.commit()
            except Refused:
                db.session.rollback()
                return "told"
            return "stored"

    assert sorted(together([partial(save, one) for one in forms])) == ["stored"] + ["told"] * 7


# --- what is left over ----------------------------------------------------------------------


def age(stored, days: float) -> None:
    moment = time.time() - days * 86_400
    os.utime(stored, (moment, moment))


def sweep(parcels: Parcels, run_jobs) -> JobRun:
    """Run the daily job as the clock would; its row afterwards."""
    with parcels.app.app_context():
        row = jobs.sweep.request(key=f"sweep:{new_token()}", actor=SYSTEM, arguments={})
        db.session.commit()
        number = row.id
    run_jobs()
    with parcels.app.app_context():
        found = db.session.get(JobRun, number)
        db.session.expunge_all()
        return found


def test_a_file_whose_row_was_never_committed_is_swept_after_a_day(parcels, run_jobs):
    with As(parcels.app, "yl_clerk") as actor:
        content = Content("a.pdf", "application/pdf", samples.pdf())
        slot = HOLDER.slot("other")
        found = operations.receive(
            content, holder=HOLDER, slot=slot, form_token=new_token(), actor=actor
        )
        lost = parcels.folder() / found.stored_as
        # The process dies here.
        db.session.rollback()
    half = lost.with_suffix(storage.UNFINISHED)
    half.write_bytes(b"%PDF-1")
    kept = path(parcels, parcels.upload("yl_clerk", "other", new_token()))

    sweep(parcels, run_jobs)
    assert lost.exists()
    for file in (lost, half, kept):
        age(file, 1.1)
    sweep(parcels, run_jobs)

    assert (lost.exists(), half.exists(), kept.exists()) == (False, False, True)


def test_a_committed_row_has_its_file(parcels):
    file_id = parcels.upload("yl_clerk", "office", new_token())

    assert path(parcels, file_id).stat().st_size == look(parcels, file_id).size


def test_files_whose_form_was_never_saved_go_after_a_week(parcels, run_jobs):
    _number, (attached,) = parcels.make(other=1)
    old, new = (parcels.upload("yl_clerk", "other", new_token()) for _i in range(2))
    places = {file_id: path(parcels, file_id) for file_id in (attached, old, new)}
    with parcels.app.app_context(), unscoped("time passes"):
        week = clock.now() - dt.timedelta(days=7, minutes=1)
        db.session.execute(
            update(Attachment).where(Attachment.id.in_([attached, old])).values(uploaded_at=week)
        )
        db.session.commit()

    sweep(parcels, run_jobs)

    assert [file_id for file_id, place in places.items() if place.exists()] == [attached, new]
    with parcels.app.app_context(), unscoped("count"):
        ids = select(Attachment.id).where(Attachment.id.in_(places))
        assert sorted(db.session.scalars(ids)) == sorted([attached, new])


def test_a_row_without_its_file_is_told_and_counted(parcels, run_jobs, caplog):
    ids = [parcels.upload("yl_clerk", "other", new_token()) for _i in range(3)]
    lost = path(parcels, ids[1])
    lost.unlink()

    row = sweep(parcels, run_jobs)

    with parcels.app.app_context(), unscoped("count"):
        rows = db.session.scalar(select(func.count()).select_from(Attachment))
    assert (row.expected, row.done) == (rows, rows - 1)
    assert any(lost.name in record.getMessage() for record in caplog.records)
    assert parcels.get("yl_clerk", f"/attachments/{ids[1]}/a.pdf").status_code == 404


def test_the_answer_of_an_upload_is_what_the_form_shows(parcels):
    answer = parcels.send("yl_clerk", "office", "a<b>&.png", samples.png(), new_token()).json

    assert json.loads(json.dumps(answer)) == {
        "id": answer["id"],
        "name": "a_b_&.jpg",
        "size": "1 KB",
        "url": f"/attachments/{answer['id']}/a_b_&.jpg",
        "saving": f"/attachments/{answer['id']}/a_b_&.jpg?save=1",
        "is_picture": True,
        "small": f"/attachments/{answer['id']}/a_b_&.jpg?small=1",
    }
