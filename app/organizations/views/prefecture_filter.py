"""Filter of organizations by the prefecture that they lie in, by the tree of the chosen year."""

from __future__ import annotations

from app.core.screens.views import Declared
from app.core.web.years import shown_year
from app.organizations import queries

IN_PREFECTURE = Declared(
    lambda names: lambda row: row.prefecture in names,
    lambda: [(name, name) for name in queries.prefecture_names(shown_year())],
)
