"""Files that a form keeps with its record, also when several people save at once."""

from __future__ import annotations

from functools import partial

import pytest

from app.attachments import operations, queries
from app.core.base.db import db
from app.core.base.errors import Refused, ScopeViolation
from tests.attachments.conftest import new_token
from tests.attachments.parcel import RESOURCE, Parcel
from tests.support.acting import As
from tests.support.together import together

# --- attaching ------------------------------------------------------------------------------


def test_a_record_has_what_its_form_listed(parcels):
    number, (paper, photo, other) = parcels.make(approval=1, office=1, other=1)
    token = new_token()
    new = parcels.upload("yl_admin", "office", token)

    assert parcels.attach("yl_clerk", number, token, [paper, photo, new]) == [paper, photo, new]
    assert parcels.row(other).removed_at is not None
    assert parcels.place(other).exists()
    assert parcels.attach("yl_clerk", number, token, [paper, photo, new]) == [paper, photo, new]
    assert parcels.row(new).item_id == number


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
    assert parcels.row(photo).removed_at is None


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
    assert parcels.row(ids[0]).removed_at is None


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
