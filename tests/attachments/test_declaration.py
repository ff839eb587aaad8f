"""What a module declares of the files of its records."""

from __future__ import annotations

import pytest

from app.attachments.declaration import BrokenHolder, Holder, Slot
from app.core.base.errors import Refused
from tests.attachments.conftest import new_token
from tests.attachments.parcel import HOLDER, RESOURCE, Parcel


def test_a_holder_may_narrow_who_reads_and_who_changes(parcels):
    number, (paper,) = parcels.make(approval=1)
    narrow = Holder(
        RESOURCE, Parcel, HOLDER.slots, reads=lambda item: False, changes=lambda item: False
    )
    parcels.app.extensions["holders"] = {RESOURCE: narrow}

    assert parcels.get("yl_clerk", f"/attachments/{paper}/x.pdf").status_code == 404
    with pytest.raises(Refused, match="您不能修改这条记录的附件"):
        parcels.attach("yl_clerk", number, new_token(), [], complete=False)


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
