"""Who may call what of score sheets: the province's administrator keeps them, everybody reads."""

from __future__ import annotations

from tests.support.access.row import ADMINISTRATOR, NOBODY, NOBODY_POST, READERS, Row, list_rows

SHEETS = "/scoring/sheets"
VIEW = "ScoreSheetView"
# The first sheet is shipped, and published so.
SHIPPED = 1
INCOMPLETE = (422, *(403,) * 7, 401)
LATE = (303, *(403,) * 7, 401)

SCORING = (
    *list_rows(VIEW, SHEETS, READERS),
    Row(f"{VIEW}.show", "GET", f"{SHEETS}/show/{SHIPPED}", READERS),
    Row(f"{VIEW}.add", "GET", f"{SHEETS}/add", ADMINISTRATOR),
    Row(f"{VIEW}.add", "POST", f"{SHEETS}/add", INCOMPLETE),
    Row(f"{VIEW}.edit", "GET", f"{SHEETS}/edit/{SHIPPED}", NOBODY),
    Row(f"{VIEW}.edit", "POST", f"{SHEETS}/edit/{SHIPPED}", NOBODY_POST),
    Row(f"{VIEW}.delete", "GET", f"{SHEETS}/delete/{SHIPPED}", NOBODY),
    Row(f"{VIEW}.delete", "POST", f"{SHEETS}/delete/{SHIPPED}", NOBODY_POST),
    Row(f"{VIEW}.publish", "POST", f"{SHEETS}/publish/{SHIPPED}", LATE),
)
