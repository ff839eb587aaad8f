"""The form of a score sheet: its lines as a table."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.screens.table_fields import RowColumn, Rows
from app.scoring.operations import LINES

# More lines than any sheet of the field has.
MOST_LINES = 300
COLUMNS = (
    RowColumn("section", _l("类别"), length=40),
    RowColumn("number", _l("序号"), length=10),
    RowColumn("title", _l("考核项目"), length=60),
    RowColumn("most", _l("分值"), "tenths"),
    RowColumn("code", _l("代码"), length=20, required=True),
    RowColumn("text", _l("扣分内容"), length=200, required=True),
    RowColumn("points", _l("扣分"), "tenths"),
    RowColumn("unit", _l("单位"), length=10),
)
FIELDS = {LINES: Rows(_l("考核项目和扣分内容"), columns=COLUMNS, most=MOST_LINES, by_cell=True)}
