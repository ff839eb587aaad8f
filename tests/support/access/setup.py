"""Who may call what of 首次设置: 系统管理员 and nobody else of those who work here."""

from __future__ import annotations

from tests.support.access.row import NOBODY, NOBODY_POST, Row

BASE = "/setup"


def _read(way: str, path: str) -> Row:
    return Row(f"SetupView.{way}", "GET", f"{BASE}/{path}", NOBODY, officers=(200, 403, 403))


def _write(way: str, path: str, answer: int = 422) -> Row:
    officers = (answer, 403, 403)
    return Row(f"SetupView.{way}", "POST", f"{BASE}/{path}", NOBODY_POST, officers=officers)


FORMS = ("province", "prefectures", "counties", "accounts", "year", "parameters")
SETUP = (
    _read("index", ""),
    _read("organizations", "organizations"),
    _read("template", "template"),
    # Sent empty each is refused.
    *(row for way in FORMS for row in (_read(way, way), _write(way, way))),
    _write("workbook", "workbook"),
    _write("divisions", "divisions"),
    _write("reset", "accounts/reset"),
    _write("finish", "finish", 303),
)
