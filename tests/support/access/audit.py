"""Who may call what of the logs: nobody of the business, the three officers each their part."""

from __future__ import annotations

from tests.support.access.row import NOBODY, NOBODY_POST, Row

ENTRIES, SIGN_INS, CHECKS = "/audit/entries", "/audit/sign-ins", "/audit/checks"
LOGS = (
    ("AuditView", ENTRIES, "{entry}", 403),
    ("LoginAttemptView", SIGN_INS, "{attempt}", 200),
    ("ChainView", CHECKS, "{audit_check}", 403),
)


def _rows(view: str, base: str, item: str, to_system: int) -> tuple[Row, ...]:
    """``to_system`` is what 系统管理员 gets, who reads the sign-ins alone."""
    sent, refused = (303, 400) if to_system == 200 else (403, 403)
    # A long list is written in the background, so of one kind of record alone.
    export = f"{base}/export/{'?_flt_0_object=notice' if base == ENTRIES else ''}"
    read, chosen = (to_system, 200, 200), (refused, 400, 400)
    return (
        Row(f"{view}.list", "GET", f"{base}/list/", NOBODY, officers=read),
        Row(f"{view}.search", "POST", f"{base}/search", NOBODY_POST, officers=(sent, 303, 303)),
        Row(f"{view}.choose_columns", "GET", f"{base}/columns", NOBODY, officers=read),
        Row(f"{view}.choose_columns", "POST", f"{base}/columns", NOBODY_POST, officers=chosen),
        Row(f"{view}.show", "GET", f"{base}/show/{item}", NOBODY, officers=read),
        Row(f"{view}.export", "POST", export, NOBODY_POST, officers=(403, 403, 200)),
    )


AUDIT = (
    *(row for log in LOGS for row in _rows(*log)),
    Row("ChainView.check", "POST", f"{CHECKS}/run", NOBODY_POST, officers=(403, 403, 303)),
)
