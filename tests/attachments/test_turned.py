"""Pictures that are turned in their form, and files that are put in an order."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image

from app.attachments import queries
from tests.attachments import samples
from tests.attachments.conftest import new_token
from tests.attachments.parcel import RESOURCE
from tests.support.acting import As


def turn(parcels: Any, who: str, file_id: int, token: str, slot: str = "office") -> Any:
    """The answer to turning a picture of a form."""
    form = {"resource": RESOURCE, "slot": slot, "files_token": token, "file": str(file_id)}
    headers = {"Accept": "application/json"}
    return parcels.client(who).post("/attachments/turn", data=form, headers=headers)


def stored(parcels: Any, file_id: int) -> Image.Image:
    return Image.open(io.BytesIO(parcels.place(file_id).read_bytes()))


def is_red(colour: Any) -> bool:
    red, _green, blue = colour
    return bool(red > blue)


def test_a_picture_is_turned_to_the_right_and_what_is_stored_stays(parcels):
    """The upper half is red; turned, the right one is, with sides exchanged and no metadata."""
    number, (photo,) = parcels.make(office=1)
    token = new_token()
    answer = turn(parcels, "yl_admin", photo, token)
    assert answer.status_code == 201, answer.text
    assert (answer.json["name"], answer.json["is_picture"]) == ("office.jpg", True)
    turned = answer.json["id"]
    before, after = stored(parcels, photo), stored(parcels, turned)
    assert after.size == before.size[::-1]
    wide, high = after.size
    assert is_red(after.getpixel((wide - 5, high // 2)))
    assert not is_red(after.getpixel((5, high // 2)))
    assert not after.getexif()
    # Until the form is saved the record has what it had.
    with As(parcels.app, "yl_clerk"):
        assert [one.id for one in queries.files_of(RESOURCE, number)] == [photo]
    assert parcels.attach("yl_admin", number, token, [turned], complete=False) == [turned]
    assert parcels.row(photo).removed_at is not None


def test_what_waits_in_the_form_is_turned_too(parcels):
    token = new_token()
    photo = parcels.upload("yl_clerk", "office", token, data=samples.jpeg_from_a_telephone())
    turned = turn(parcels, "yl_clerk", photo, token).json["id"]
    again = turn(parcels, "yl_clerk", turned, token).json["id"]
    assert stored(parcels, again).size == stored(parcels, photo).size


def test_only_pictures_that_may_be_read_and_changed_are_turned(parcels):
    _number, (paper, photo) = parcels.make(approval=1, office=1)
    token = new_token()
    for who, file_id, slot, status in (
        ("yl_clerk", paper, "approval", 404),
        ("yl_clerk", photo, "portrait", 404),
        ("yl_clerk", 999_999, "office", 404),
        ("ty_clerk", photo, "office", 404),
        ("yl_leader", photo, "office", 403),
        ("sys_admin", photo, "office", 403),
    ):
        assert turn(parcels, who, file_id, token, slot).status_code == status, (who, slot)
    assert turn(parcels, "yl_clerk", photo, "no token").status_code == 400
    form = {"resource": RESOURCE, "slot": "office", "files_token": token, "file": "x"}
    assert parcels.client("yl_clerk").post("/attachments/turn", data=form).status_code == 404


def test_files_keep_the_order_that_their_form_had(parcels):
    number, (first, second, third) = parcels.make(office=3)

    def shown() -> list[int]:
        with As(parcels.app, "yl_clerk"):
            return [one.id for one in queries.files_of(RESOURCE, number)]

    assert shown() == [first, second, third]
    parcels.attach("yl_clerk", number, new_token(), [third, first, second], complete=False)
    assert shown() == [third, first, second]
    # Who lists them in this order changes nothing; what comes new stands behind.
    token = new_token()
    new = parcels.upload("yl_clerk", "office", token)
    listed = [third, first, second, new]
    parcels.attach("yl_clerk", number, token, listed, complete=False)
    assert shown() == listed
    assert [parcels.row(one).position for one in listed] == [0, 1, 2, 2]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["as it came", "exchanged"])
def test_files_that_keep_their_order_are_no_change(parcels, order):
    number, ids = parcels.make(office=2)
    parcels.attach("yl_clerk", number, new_token(), [ids[n] for n in order], complete=False)
    places = [parcels.row(one).position for one in ids]
    assert places == ([0, 0] if order == (0, 1) else [1, 0])
