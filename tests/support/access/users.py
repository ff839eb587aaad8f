"""Who may call what of accounts and of applications for them."""

from __future__ import annotations

from dataclasses import dataclass

from tests.support.access.row import Row, form

# Administrators of their organizations; of the county they stand in one column with the clerks.
COUNTY_ADMIN = "yl_admin"


@dataclass(frozen=True)
class Readers:
    """Who reads a screen: each column, the county's administrator, the three officers."""

    columns: tuple[int, ...]
    county_admin: int
    officers: tuple[int, int, int]
    leader: int = 403

    def row(self, endpoint: str, method: str, path: str, answer: int = 200, **more: object) -> Row:
        """A row in which everybody who is let in gets one answer."""

        def told(one: int) -> int:
            return answer if one == 200 else one

        nobody = 302 if method == "GET" else 401
        besides = ((COUNTY_ADMIN, told(self.county_admin)), ("hn_leader", told(self.leader)))
        return Row(
            endpoint,
            method,
            path,
            (*map(told, self.columns), 403, nobody),
            officers=tuple(map(told, self.officers)),  # type: ignore[arg-type]
            besides=besides,
            **more,  # type: ignore[arg-type]
        )

    def list_rows(self, view: str, base: str) -> tuple[Row, ...]:
        """A list, the search that leads to it, and its 列设置."""
        return (
            self.row(f"{view}.list", "GET", f"{base}/list/"),
            self.row(f"{view}.search", "POST", f"{base}/search", 303),
            self.row(f"{view}.choose_columns", "GET", f"{base}/columns"),
            self.row(f"{view}.choose_columns", "POST", f"{base}/columns", 400),
            self.row(
                f"{view}.choose_columns", "POST", f"{base}/columns", 303, data=form(reset="1")
            ),
        )


ADMINS = Readers((200, 403, 200, 403, 403, 403, 403), 200, (403, 403, 403))
ACCOUNT_READERS = Readers((200, 403, 200, 403, 403, 403, 403), 200, (200, 200, 403))
KEEPERS = Readers((403, 403, 200, 403, 403, 403, 403), 200, (200, 403, 403))
ONLINE_READERS = Readers((403, 403, 200, 403, 403, 403, 403), 200, (200, 200, 403))
SYSTEM = Readers((403,) * 7, 403, (200, 403, 403))
SECURITY = Readers((403,) * 7, 403, (403, 200, 403))
NOBODY = Readers((403,) * 7, 403, (403, 403, 403))
APPLICATION_READERS = Readers((200, 403, 200, 200, 403, 403, 200), 200, (200, 200, 403), 200)
RIGHT_READERS = Readers((200, 403, 200, 200, 403, 403, 200), 200, (403, 200, 403), 200)
BASE, ONLINE, APPLICATIONS, RIGHTS = (
    "/users",
    "/users/online",
    "/users/applications",
    "/users/rights",
)
# What lies outside is not there for who reads at all; the province knows no stranger.
FOREIGN = (None, None, 404, 403, 403, 403, 403, None, None)


def _filing(view: str, base: str, readers: Readers, pick: str, several: str) -> tuple[Row, ...]:
    own = f"{base}/%s/{{{view}}}"
    return (
        *readers.list_rows(view, base),
        readers.row(f"{view}.show", "GET", own % "show"),
        Row(
            f"{view}.show",
            "GET",
            own % "show",
            (None, None, 404, 404, 403, 403, 404, None, None),
            "foreign",
            besides=((COUNTY_ADMIN, 404),),
        ),
        ADMINS.row(f"{view}.pick", "GET", f"{base}/{pick}"),
        ADMINS.row(f"{view}.pick", "POST", f"{base}/{pick}", 422, data=form(act="submit")),
        ADMINS.row(f"{view}.several", "GET", f"{base}/{several}"),
        ADMINS.row(f"{view}.several", "POST", f"{base}/{several}", 422),
        # Nothing was sent back.
        NOBODY.row(f"{view}.edit", "GET", own % "edit"),
        NOBODY.row(f"{view}.edit", "POST", own % "edit"),
        ADMINS.row(f"{view}.delete", "GET", own % "delete"),
        NOBODY.row(f"{view}.delete", "POST", f"{base}/delete/{{{view}_approved}}"),
        ADMINS.row(f"{view}.move", "GET", f"{own % 'move'}/withdraw"),
        ADMINS.row(f"{view}.move", "POST", f"{own % 'move'}/withdraw", 409, data=form(version="0")),
    )


USERS = (
    *ACCOUNT_READERS.list_rows("UserView", BASE),
    ACCOUNT_READERS.row("UserView.show", "GET", f"{BASE}/show/{{user}}"),
    Row(
        "UserView.show",
        "GET",
        f"{BASE}/show/{{user}}",
        FOREIGN,
        "foreign",
        besides=((COUNTY_ADMIN, 404),),
    ),
    SYSTEM.row("UserView.edit", "GET", f"{BASE}/edit/{{user}}"),
    SYSTEM.row("UserView.edit", "POST", f"{BASE}/edit/{{user}}", 422),
    *(
        row
        for way in ("disable", "enable", "unlock")
        for row in (
            KEEPERS.row(f"UserView.{way}", "POST", f"{BASE}/{way}/{{user}}", 303),
            Row(
                f"UserView.{way}",
                "POST",
                f"{BASE}/{way}/{{user}}",
                FOREIGN,
                "foreign",
                besides=((COUNTY_ADMIN, 404),),
            ),
        )
    ),
    SYSTEM.row("UserView.reset", "POST", f"{BASE}/reset/{{user}}"),
    SYSTEM.row("UserView.reset_factor", "POST", f"{BASE}/reset_factor/{{user}}", 303),
    *ONLINE_READERS.list_rows("OnlineView", ONLINE),
    # Nobody is signed in with it.
    KEEPERS.row("OnlineView.end", "POST", f"{ONLINE}/end/{{user}}", 404),
    *_filing("ApplicationView", APPLICATIONS, APPLICATION_READERS, "pick", "several?of={person}"),
    SYSTEM.row(
        "ApplicationView.approve_each",
        "GET",
        f"{APPLICATIONS}/approve?rowid={{ApplicationView}}",
    ),
    SYSTEM.row("ApplicationView.approve_each", "POST", f"{APPLICATIONS}/approve", 400),
    SYSTEM.row(
        "ApplicationView.action", "POST", f"{APPLICATIONS}/action/approve/{{ApplicationView}}", 404
    ),
    SYSTEM.row(
        "ApplicationView.action_post",
        "POST",
        f"{APPLICATIONS}/action_post",
        400,
        data=form(action="approve"),
    ),
    *_filing(
        "RightApplicationView",
        RIGHTS,
        RIGHT_READERS,
        "pick/grant",
        "several?kind=grant&of={user}",
    ),
    ADMINS.row("RightApplicationView.pick", "GET", f"{RIGHTS}/pick/nothing", 404),
    SECURITY.row(
        "RightApplicationView.move_each",
        "GET",
        f"{RIGHTS}/moves/approve?rowid={{RightApplicationView}}",
    ),
    SECURITY.row("RightApplicationView.move_each", "POST", f"{RIGHTS}/moves/approve", 400),
    SECURITY.row(
        "RightApplicationView.action",
        "POST",
        f"{RIGHTS}/action/approve/{{RightApplicationView}}",
        404,
    ),
    SECURITY.row(
        "RightApplicationView.action_post",
        "POST",
        f"{RIGHTS}/action_post",
        400,
        data=form(action="approve"),
    ),
)
