"""Who may call what of 机构维护: the province's administrator and 系统管理员, nobody else."""

from __future__ import annotations

from tests.support.access.row import Row

BASE = "/reorganization/organizations"
REFUSED = (403,) * 6


def _row(way: str, method: str, path: str, answer: int, nobody: int) -> Row:
    return Row(
        f"OrganizationView.{way}",
        method,
        f"{BASE}/{path}",
        (answer, *REFUSED, 403, nobody),
        officers=(answer, 403, 403),
    )


def _form(way: str, path: str) -> tuple[Row, Row]:
    """A dialog is drawn, and sent empty it is refused."""
    return _row(way, "GET", path, 200, 302), _row(way, "POST", path, 422, 401)


REORGANIZATION = (
    _row("list", "GET", "list/", 200, 302),
    _row("search", "POST", "search", 303, 401),
    _row("choose_columns", "GET", "columns", 200, 302),
    _row("choose_columns", "POST", "columns", 400, 401),
    _row("lookup", "GET", "lookup/?q=长沙", 200, 302),
    _row("export", "POST", "export/", 200, 401),
    _row("show", "GET", "show/4", 200, 302),
    _row("show", "GET", "show/99999", 404, 302),
    *_form("add", "add"),
    *_form("edit", "edit/4"),
    *(row for way in ("close", "reopen", "join", "part") for row in _form(way, f"{way}/4")),
)
