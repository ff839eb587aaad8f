"""Who may call what of imports: whoever files, of the own organization alone."""

from __future__ import annotations

from dataclasses import replace

from tests.support.access.row import FILERS, Row, list_rows

BASE = "/imports"
BELOW = (404, 403, 404, 403, 404, None, None, 403, 302)
FOREIGN = (None, None, 404, 403, 404, 404, 403, None, None)


def _posted(expected: tuple[int | None, ...], sent: int | None = None) -> tuple[int | None, ...]:
    """The same for a write: 401 in the place of the way to the sign-in."""
    return tuple({302: 401, 200: sent or 200}.get(one or 0, one) for one in expected)


def _of_a_batch(way: str, method: str, own: int) -> tuple[Row, ...]:
    path = f"{BASE}/{way}/{{imported}}"
    mine = tuple(own if one == 200 else one for one in FILERS)
    rows = ((mine, "own"), (BELOW, "below"), (FOREIGN, "foreign"))
    return tuple(
        Row(
            f"ImportView.{way}",
            method,
            path,
            _posted(expected) if method == "POST" else expected,
            whose,
            besides=(("hn_review", 404),) if whose != "foreign" else (),
        )
        for expected, whose in rows
    )


# 省级审核 brings results of training, and nothing of the roster.
LIST = list_rows("ImportView", BASE, FILERS)
# Of a workbook that was refused: its page, and nothing to be done with it.
IMPORTS = (
    *(replace(row, besides=(("hn_review", row.expected[0] or 0),)) for row in LIST),
    Row("ImportView.start", "GET", f"{BASE}/new/roster", FILERS),
    Row("ImportView.start", "POST", f"{BASE}/new/roster", _posted(FILERS, 422)),
    Row("ImportView.template", "GET", f"{BASE}/template/roster", FILERS),
    *_of_a_batch("show", "GET", 200),
    *_of_a_batch("status", "GET", 200),
    *_of_a_batch("marked", "GET", 404),
    *_of_a_batch("correct", "GET", 404),
    *_of_a_batch("correct", "POST", 404),
    *_of_a_batch("store", "POST", 303),
    *_of_a_batch("cancel", "POST", 303),
    *_of_a_batch("undo", "POST", 303),
)
