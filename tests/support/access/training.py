"""Who may call what of training: who plans sessions, hands places on, enrols and decides."""

from __future__ import annotations

from tests.support.access.filed_sets import filed_rows
from tests.support.access.organizations import REFUSED
from tests.support.access.row import (
    FILERS,
    NOBODY,
    NOBODY_POST,
    READERS,
    Row,
    list_rows,
)

SESSIONS, ALLOCATIONS = "/training/sessions", "/training/allocations"
INDUCTION, CONTINUING = "/training/induction", "/training/continuing"
# 省级管理员 and 省级审核 plan; the column of the province has its leader, too.
PLANNERS = (200, None, *(403,) * 6, 302)
# Of a session that is open already, or was sent by nobody who had it before the eyes.
LATE = (409, None, *(403,) * 6, 401)
INCOMPLETE = (422, None, *(403,) * 6, 401)
# Counties have no places to hand on.
PLACED = (200, 200, 200, 200, 200, 403, 403, 403, 302)
GIVERS = (200, 403, 200, *(403,) * 5, 302)
GIVERS_ELSEWHERE = (None, None, 404, 403, 403, 403, 403, None, None)

TRAINING_SESSIONS = (
    *list_rows("SessionView", SESSIONS, READERS),
    Row("SessionView.show", "GET", f"{SESSIONS}/show/{{session}}", READERS),
    Row("SessionView.export", "POST", f"{SESSIONS}/export/", (*PLANNERS[:-1], 401)),
    Row("SessionView.add", "GET", f"{SESSIONS}/add", PLANNERS),
    Row("SessionView.add", "POST", f"{SESSIONS}/add", INCOMPLETE),
    Row("SessionView.edit", "GET", f"{SESSIONS}/edit/{{session}}", PLANNERS),
    Row("SessionView.edit", "POST", f"{SESSIONS}/edit/{{session}}", LATE),
    Row("SessionView.delete", "GET", f"{SESSIONS}/delete/{{session}}", NOBODY),
    Row("SessionView.delete", "POST", f"{SESSIONS}/delete/{{session}}", NOBODY_POST),
    Row("SessionView.publish", "POST", f"{SESSIONS}/publish/{{session}}", LATE),
    Row("SessionView.end", "POST", f"{SESSIONS}/end/{{session}}", LATE),
    Row("SessionView.cancel", "POST", f"{SESSIONS}/cancel/{{ended_session}}", LATE),
)
TRAINING_PLACES = (
    *list_rows("AllocationView", ALLOCATIONS, PLACED),
    Row("AllocationView.export", "POST", f"{ALLOCATIONS}/export/", NOBODY_POST),
    *(
        Row(f"AllocationView.{way}", method, f"{ALLOCATIONS}/{way}/{held}", *rest)
        for way, held, given in (
            # More are enrolled than nothing that is typed.
            ("edit", "{session_places}", 422),
            ("people", "{newcomer_places}", 303),
        )
        for method, *rest in (
            ("GET", GIVERS),
            ("POST", (given, 403, given, *(403,) * 5, 401)),
            ("GET", GIVERS_ELSEWHERE, "foreign"),
        )
    ),
)


TRAINING = (
    *TRAINING_SESSIONS,
    *TRAINING_PLACES,
    *filed_rows("InductionView", INDUCTION, "induction", "accept", "single"),
    Row("InductionView.begin", "GET", f"{INDUCTION}/begin", FILERS),
    *filed_rows("ContinuingView", CONTINUING, "continuing", "pass"),
    Row("ContinuingView.sessions", "GET", f"{CONTINUING}/sessions?of={{person}}", FILERS),
    Row("ContinuingView.sessions", "POST", f"{CONTINUING}/sessions?of={{person}}", REFUSED),
)
