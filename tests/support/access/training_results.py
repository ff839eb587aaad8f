"""Who may call what of results: read in reach, entered and issued by 省级审核 alone."""

from __future__ import annotations

from tests.support.access.row import READERS, Row, form, list_rows

BASE = "/training/results"
# There is no such session; whoever may ask finds none. 省级领导 may not ask.
GET = (403, 404, *(403,) * 6, 302)
POST = (403, 404, *(403,) * 6, 401)
LEADER = (("hn_leader", 403),)
# Nobody is ticked, which is no request.
TICKED = (403, 400, *(403,) * 6, 401)


def _people(view: str, base: str, move: str) -> tuple[Row, ...]:
    return (
        *list_rows(view, base, READERS),
        Row(f"{view}.move_each", "GET", f"{base}/moves/{move}?rowid=1", GET, besides=LEADER),
        Row(f"{view}.move_each", "POST", f"{base}/moves/{move}?rowid=1", POST, besides=LEADER),
        Row(f"{view}.action", "POST", f"{base}/action/{move}/1", POST, besides=LEADER),
        Row(
            f"{view}.action_post",
            "POST",
            f"{base}/action_post",
            TICKED,
            data=form(action=move),
            besides=LEADER,
        ),
    )


TRAINING_RESULTS = (
    *list_rows("ResultView", BASE, READERS),
    *(
        Row(f"ResultView.{name}", method, f"{BASE}/{name}/1", expected, besides=LEADER)
        for name in ("grade", "makeup", "issue")
        for method, expected in (("GET", GET), ("POST", POST))
    ),
    Row("ResultView.extend", "POST", f"{BASE}/extend/1", POST, besides=LEADER),
    *_people("InductionResultView", f"{BASE}/induction", "issue"),
    *_people("ContinuingResultView", f"{BASE}/continuing", "extend"),
)
