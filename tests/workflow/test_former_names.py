"""A state, step or move that a later version renames or drops still reads."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.core.base.choices import Labelled
from app.workflow import labels
from tests.workflow.acts import events, file_one
from tests.workflow.transfer import ACCEPT, CLOSE, FILE, RETURN, TRANSFER

pytestmark = pytest.mark.both_databases


class Later(Labelled):
    """The states of a version that calls FILED otherwise."""

    DRAFT = "draft", "草稿"
    PENDING = "pending", "待受理"
    ACCEPTED = "accepted", "已受理"
    RETURNED = "returned", "已退回"
    DONE = "done", "已办结"


LATER = replace(
    TRANSFER,
    states=Later,
    initial=Later.DRAFT,
    final=(Later.DONE,),
    deletable_in=(),
    steps=None,
    transitions=(
        replace(
            FILE,
            name="hand_in",
            source=(Later.DRAFT, Later.RETURNED),
            target=Later.PENDING,
            step=None,
            waits=(),
        ),
        replace(
            ACCEPT, source=(Later.PENDING,), target=Later.ACCEPTED, steps=(), step=None, waits=()
        ),
        replace(RETURN, source=(Later.PENDING,), target=Later.RETURNED),
        replace(CLOSE, source=(Later.ACCEPTED,), target=Later.DONE, not_by=(), waits=()),
    ),
)


def test_events_read_by_the_words_that_they_keep(transfers):
    begun, filed = events(transfers, file_one(transfers))
    with transfers.test_request_context("/"):
        assert labels.move_label(LATER, begun) == "新建"
        assert labels.move_label(LATER, filed) == "提交"
        assert labels.state_label(LATER, filed, "source") == "草稿"
        assert labels.state_label(LATER, filed, "target") == "未受理"
        assert labels.step_label(LATER, filed) == "调入机构确认"


def test_a_declaration_says_what_former_names_are_called_now(transfers):
    filed = events(transfers, file_one(transfers))[-1]
    told = replace(LATER, former={"filed": "待受理（原未受理）", "file": "报送"})
    with transfers.test_request_context("/"):
        assert labels.move_label(told, filed) == "报送"
        assert labels.state_label(told, filed, "target") == "待受理（原未受理）"


def test_an_event_from_before_words_were_kept_reads_by_its_code(transfers):
    filed = events(transfers, file_one(transfers))[-1]
    filed.words = {}
    with transfers.test_request_context("/"):
        assert labels.state_label(LATER, filed, "target") == "filed"
