"""The surveys on the desks of the cast, beside what they must say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import cache
from typing import Any

from flask import Flask
from redis import Redis

from app.core.access.scope import unscoped
from app.core.base import clock, encryption
from app.core.base.db import db
from tests.support.application import entrance
from tests.support.cast import USERS
from tests.support.paper import Lines, Table, differences, drawn_table, filed_table, sheets
from tests.support.survey.columns import REPEATED, TITLES, heads
from tests.support.survey.lines import printed_lines
from tests.support.survey.stations import Station, last_day, reach, stations

HOME = {username: organization or 0 for username, _last, _first, organization, _roles in USERS}
# A line goes by its number or label and its organization.
NAMES = (0, 2)


class Desk:
    """The surveys of one world; nothing is drawn, made or worked out a second time.

    Who asks, for which report, of which year and under which conditions are the arguments of all.
    """

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client = cache(entrance(app))
        self._forget()

    def _forget(self) -> None:
        """What was drawn before is of another world."""
        self.page, self.table, self.file = cache(self._draw), cache(self._read), cache(self._make)
        self._stations = cache(self._work_out)

    def happen(self, what: Callable[[dt.date], None]) -> None:
        """Let something happen to the world on the first day of this year."""
        with self.app.app_context(), unscoped("the world changes"):
            what(dt.date(clock.year(), 1, 1))
            db.session.commit()
            db.session.remove()
        self._forget()

    # --- what people see --------------------------------------------------------------------

    def ask(self, username: str, report: str, year: int, **chosen: str) -> Any:
        """The answer to whoever asks for a preview, each time anew."""
        asked = {"year": str(year), **chosen}
        return self.client(username).get(f"/reports/{report}/preview", query_string=asked)

    def lines(self, username: str, report: str, year: int, **chosen: str) -> Lines:
        """The lines of a preview."""
        return self.table(username, report, year, **chosen).lines

    def both(self, username: str, report: str, year: int, **chosen: str) -> Lines:
        """The lines of a preview, which must be those of the file, under the right headings."""
        shown = self.table(username, report, year, **chosen)
        assert TITLES[report] in self.page(username, report, year, **chosen)
        assert shown.heads == heads(report)
        (sheet,) = sheets(self.file("xlsx", username, report, year, **chosen))
        assert sheet["A1"].value == TITLES[report]
        filed = filed_table(sheet)
        assert filed.heads == shown.heads
        assert filed.numbers == shown.numbers != ()
        wrong = differences(shown.heads, filed.lines, shown.lines, names=NAMES)
        assert not wrong, "\n".join(["the file is not the preview", *wrong])
        return shown.lines

    # --- what they must see -----------------------------------------------------------------

    def wanted(self, username: str, report: str, year: int, **chosen: str) -> Lines:
        """The lines that a report must have, by plain SQL."""
        home = HOME[username]
        found = [
            one
            for one in self._stations(year, home)
            if all(getattr(one, name) == value for name, value in chosen.items())
        ]
        return printed_lines(report, found, subtotals=home == 1 and "prefecture" not in chosen)

    def faults(self, username: str, report: str, year: int, **chosen: str) -> list[str]:
        """The cells of a preview that are not what the tables hold."""
        found = self.lines(username, report, year, **chosen)
        wanted = self.wanted(username, report, year, **chosen)
        asked = " ".join([username, report, str(year), *chosen.values()])
        wrong = differences(heads(report), found, wanted, names=NAMES)
        return [f"{asked}: {one}" for one in wrong]

    # --- each once --------------------------------------------------------------------------

    def _draw(self, username: str, report: str, year: int, **chosen: str) -> str:
        """The page of a preview."""
        shown = self.ask(username, report, year, **chosen)
        assert shown.status_code == 200, (username, report, year, chosen)
        return str(shown.text)

    def _read(self, username: str, report: str, year: int, **chosen: str) -> Table:
        """The table of a preview."""
        return drawn_table(self.page(username, report, year, **chosen), repeated=REPEATED)

    def _make(self, kind: str, username: str, report: str, year: int, **chosen: str) -> bytes:
        """The finished file."""
        # No worker is heard of, so that it is made at once.
        Redis.from_url(self.app.config["REDIS_URL"]).flushall()
        client, asked = self.client(username), {"year": str(year), **chosen, "format": kind}
        answer = client.post(f"/reports/{report}/export", data=asked)
        assert answer.status_code == 202, answer.text
        assert answer.json is not None
        run = client.get(answer.json["status_url"]).json
        assert run is not None
        assert run["state"] == "done", run
        fetched = client.get(run["file_url"], buffered=True)
        assert fetched.status_code == 200
        return bytes(fetched.data)

    def _work_out(self, year: int, organization: int) -> list[Station]:
        """The stations in somebody's reach, with their figures."""
        today = clock.today()

        def ask(statement: str) -> list[tuple[Any, ...]]:
            found = db.session.connection().exec_driver_sql(statement)
            return [tuple(row) for row in found]

        def unseal(stored: bytes) -> str:
            return encryption.unseal(stored).decode()

        with self.app.app_context(), unscoped("the tests count"):
            ids = reach(ask, organization, last_day(year, today))
            return stations(ask, unseal, year, today, ids)
