"""A row of the access table: a route, on whose row it is called, and what everybody gets."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.base import clock

YEAR = clock.year() - 1
# Columns of the table: people who may and must do the same.
COLUMNS: dict[str, tuple[str | None, ...]] = {
    "province clerk": ("hn_admin",),
    "province": ("hn_review", "hn_leader"),
    "prefecture manager": ("cs_admin",),
    "prefecture leader": ("cs_leader",),
    "prefecture clerk": ("cs_clerk",),
    "county clerk": ("yl_admin", "yl_clerk"),
    "county leader": ("yl_leader",),
    "officer": ("sys_admin", "sec_admin", "auditor"),
    "nobody": (None,),
}

ALL = (200,) * 8 + (302,)
SIGNED_IN_POST = (303,) * 8 + (401,)
READERS = (200,) * 7 + (403, 302)
PROVINCE_READERS = (200, 200, 403, 403, 403, 403, 403, 403, 302)
ADMINISTRATOR = (200, *(403,) * 7, 302)
FILERS = (200, 403, 200, 403, 200, 200, 403, 403, 302)
SUMMARIZERS = (200, 200, 200, 200, 403, 403, 403, 403, 302)
NOBODY = (403,) * 8 + (302,)
NOBODY_POST = (403,) * 8 + (401,)
MISSING_POST = (404,) * 8 + (401,)
MISSING_MOVE = (404,) * 7 + (403, 401)
MISSING_READ = (404,) * 7 + (403, 302)


@dataclass(frozen=True)
class Row:
    """A route with a method, on whose row, and what each column gets (None: does not apply)."""

    endpoint: str
    method: str
    path: str
    expected: tuple[int | None, ...]
    whose: str = "own"
    data: tuple[tuple[str, str], ...] = ()
    # What the three officers get where they differ: 系统管理员, 安全管理员, 审计员.
    officers: tuple[int, int, int] | None = None
    # What somebody gets who is not as the others of the column.
    besides: tuple[tuple[str, int], ...] = ()

    def answer_to(self, username: str | None, place: int) -> int | None:
        """What somebody of a column gets."""
        for one, answer in self.besides:
            if one == username:
                return answer
        if self.officers is not None and username in COLUMNS["officer"]:
            return self.officers[COLUMNS["officer"].index(username)]
        return self.expected[place]


def form(**values: str) -> tuple[tuple[str, str], ...]:
    return tuple(values.items())


def refused_to_all_but(administrator: int) -> tuple[int, ...]:
    """What the province's administrator gets; nobody else is let in."""
    return (administrator, *(403,) * 7, 401)


def list_rows(view: str, base: str, readers: tuple[int | None, ...]) -> tuple[Row, ...]:
    """A list, the search that leads to it, and its 列设置; a choice names every column."""
    sent = tuple({200: 303, 302: 401}.get(one or 0, one) for one in readers)
    chosen = tuple({200: 400, 302: 401}.get(one or 0, one) for one in readers)
    return (
        Row(f"{view}.list", "GET", f"{base}/list/", readers),
        Row(f"{view}.search", "POST", f"{base}/search", sent),
        Row(f"{view}.choose_columns", "GET", f"{base}/columns", readers),
        Row(f"{view}.choose_columns", "POST", f"{base}/columns", chosen),
        Row(f"{view}.choose_columns", "POST", f"{base}/columns", sent, data=form(reset="1")),
    )
