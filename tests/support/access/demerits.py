"""Who may call what of demerit points: who records, who decides, who keeps the reasons."""

from __future__ import annotations

from tests.support.access.organizations import REFUSED
from tests.support.access.row import (
    ADMINISTRATOR,
    FILERS,
    NOBODY,
    NOBODY_POST,
    READERS,
    Row,
    form,
    list_rows,
    refused_to_all_but,
)

RECORDS, MEASURES, REASONS = "/demerits/records", "/demerits/measures", "/demerits/reasons"
BELOW = (200, 200, 200, 200, 200, None, None, 403, 302)
FOREIGN = (None, None, 404, 404, 404, 404, 404, None, None)
# 省级领导 decides and 省级审核 does not, which stand in one column.
LEADERS = (403, 403, 403, 200, 403, 403, 200, 403, 302)


def deciding(answer: int) -> tuple[tuple[str, int], ...]:
    """What 省级领导 gets as every leader does."""
    return (("hn_leader", answer),)


def leading(answer: int) -> tuple[int, ...]:
    """What leaders get who send; nobody else is let in."""
    return (403, 403, 403, answer, 403, 403, answer, 403, 401)


RECORD_ROWS = (
    *list_rows("RecordView", RECORDS, READERS),
    *(
        Row("RecordView.show", "GET", f"{RECORDS}/show/{{demerit}}", *rest)
        for rest in ((READERS,), (BELOW, "below"), (FOREIGN, "foreign"))
    ),
    Row("RecordView.reveal", "POST", f"{RECORDS}/reveal/{{demerit}}/id_no", NOBODY_POST),
    Row("RecordView.pick", "GET", f"{RECORDS}/pick", FILERS),
    Row("RecordView.pick", "POST", f"{RECORDS}/pick", REFUSED, data=form(act="submit")),
    Row("RecordView.record", "GET", f"{RECORDS}/record?of={{person}}", FILERS),
    Row("RecordView.record", "POST", f"{RECORDS}/record?of={{person}}", REFUSED),
    # Nothing was sent back.
    Row("RecordView.edit", "GET", f"{RECORDS}/edit/{{demerit}}", NOBODY),
    Row("RecordView.edit", "POST", f"{RECORDS}/edit/{{demerit}}", NOBODY_POST),
    Row("RecordView.delete", "GET", f"{RECORDS}/delete/{{demerit}}", FILERS),
    Row("RecordView.delete", "POST", f"{RECORDS}/delete/{{demerit_passed}}", NOBODY_POST),
    Row(
        "RecordView.move", "GET", f"{RECORDS}/move/{{demerit}}/pass", LEADERS, besides=deciding(200)
    ),
    Row(
        "RecordView.move",
        "POST",
        f"{RECORDS}/move/{{demerit}}/pass",
        leading(409),
        data=form(version="0"),
        besides=deciding(409),
    ),
    Row(
        "RecordView.review", "GET", f"{RECORDS}/review/{{demerit}}", LEADERS, besides=deciding(200)
    ),
    Row(
        "RecordView.review",
        "POST",
        f"{RECORDS}/review/{{demerit}}",
        leading(409),
        data=form(version="0"),
        besides=deciding(409),
    ),
    Row(
        "RecordView.move_each",
        "GET",
        f"{RECORDS}/moves/pass?rowid={{demerit}}",
        LEADERS,
        besides=deciding(200),
    ),
    Row(
        "RecordView.move_each",
        "POST",
        f"{RECORDS}/moves/pass?rowid={{demerit_passed}}",
        leading(303),
        besides=deciding(303),
    ),
    Row(
        "RecordView.action",
        "POST",
        f"{RECORDS}/action/pass/{{demerit}}",
        leading(404),
        besides=deciding(404),
    ),
    Row(
        "RecordView.action_post",
        "POST",
        f"{RECORDS}/action_post",
        leading(400),
        data=form(action="pass"),
        besides=deciding(400),
    ),
)
MEASURE_ROWS = (
    *list_rows("MeasureView", MEASURES, READERS),
    *(
        Row("MeasureView.show", "GET", f"{MEASURES}/show/{{talk}}", *rest)
        for rest in ((READERS,), (BELOW, "below"), (FOREIGN, "foreign"))
    ),
    Row("MeasureView.reveal", "POST", f"{MEASURES}/reveal/{{talk}}/id_no", NOBODY_POST),
    Row("MeasureView.edit", "GET", f"{MEASURES}/edit/{{talk}}", LEADERS, besides=deciding(200)),
    Row(
        "MeasureView.edit", "POST", f"{MEASURES}/edit/{{talk}}", leading(409), besides=deciding(409)
    ),
)
REASON_ROWS = (
    *list_rows("ReasonListView", REASONS, READERS),
    Row("ReasonListView.show", "GET", f"{REASONS}/show/{{reason_list}}", READERS),
    Row("ReasonListView.add", "GET", f"{REASONS}/add", ADMINISTRATOR),
    Row("ReasonListView.add", "POST", f"{REASONS}/add", refused_to_all_but(422)),
    # What is published is changed no more.
    Row("ReasonListView.edit", "GET", f"{REASONS}/edit/{{reason_list}}", NOBODY),
    Row("ReasonListView.edit", "POST", f"{REASONS}/edit/{{reason_list}}", NOBODY_POST),
    Row("ReasonListView.delete", "GET", f"{REASONS}/delete/{{reason_list}}", NOBODY),
    Row("ReasonListView.delete", "POST", f"{REASONS}/delete/{{reason_list}}", NOBODY_POST),
    Row(
        "ReasonListView.publish",
        "POST",
        f"{REASONS}/publish/{{reason_list}}",
        refused_to_all_but(303),
    ),
)
DEMERITS = (*RECORD_ROWS, *MEASURE_ROWS, *REASON_ROWS)
