"""Who may call what of a screen on which people are ticked, filed and decided upon."""

from __future__ import annotations

from tests.support.access.organizations import REFUSED
from tests.support.access.row import FILERS, NOBODY, NOBODY_POST, READERS, Row, form, list_rows

BELOW = (200, 200, 200, 200, 404, None, None, 403, 302)
FOREIGN = (None, None, 404, 404, 404, 404, 404, None, None)
# 省级审核 decides and 省级领导 does not, which stand in one column; the rest is refused.
DECIDING = (403, None, *(403,) * 6, 302)
DECIDING_POST = (403, None, *(403,) * 6, 401)
OVERTAKEN = (409, 403, 409, 403, 409, 409, 403, 403, 401)


def filed_rows(
    view: str, base: str, held: str, accept: str = "accept", kind: str = ""
) -> tuple[Row, ...]:
    """Rows of such a screen; ``held`` is the record of the world, ``accept`` a move in bulk."""
    own, pick = f"{{{held}}}", f"{base}/pick/{kind}".rstrip("/")
    several = f"{base}/several?of={{person}}" + (f"&kind={kind}" if kind else "")
    return (
        *list_rows(view, base, READERS),
        *(
            Row(f"{view}.show", "GET", f"{base}/show/{own}", *rest)
            for rest in ((READERS,), (BELOW, "below"), (FOREIGN, "foreign"))
        ),
        Row(f"{view}.reveal", "POST", f"{base}/reveal/{own}/id_no", NOBODY_POST),
        Row(f"{view}.pick", "GET", pick, FILERS),
        Row(f"{view}.pick", "POST", pick, REFUSED, data=form(act="submit")),
        Row(f"{view}.several", "GET", several, FILERS),
        Row(f"{view}.several", "POST", several, REFUSED),
        # Nothing was sent back.
        Row(f"{view}.edit", "GET", f"{base}/edit/{own}", NOBODY),
        Row(f"{view}.edit", "POST", f"{base}/edit/{own}", NOBODY_POST),
        Row(f"{view}.delete", "GET", f"{base}/delete/{own}", FILERS),
        Row(f"{view}.delete", "POST", f"{base}/delete/{{{held}_accepted}}", NOBODY_POST),
        Row(f"{view}.move", "GET", f"{base}/move/{own}/withdraw", FILERS),
        Row(
            f"{view}.move",
            "POST",
            f"{base}/move/{own}/withdraw",
            OVERTAKEN,
            data=form(version="0"),
        ),
        Row(f"{view}.move_each", "GET", f"{base}/moves/{accept}?rowid={own}", DECIDING),
        Row(f"{view}.move_each", "POST", f"{base}/moves/{accept}?rowid={own}", DECIDING_POST),
        Row(f"{view}.action", "POST", f"{base}/action/{accept}/{own}", DECIDING_POST),
        Row(
            f"{view}.action_post",
            "POST",
            f"{base}/action_post",
            DECIDING_POST,
            data=form(action=accept),
        ),
    )
