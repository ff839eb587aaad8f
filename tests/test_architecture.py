"""What the code as a whole keeps to: sizes, forbidden calls, bases of screens, clean files."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask_appbuilder.baseviews import BaseCRUDView

from app.core.views import AppModelView

ROOT = Path(__file__).resolve().parent.parent
CODE = sorted(
    path
    for folder in ("app", "reports")
    for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts
)
LONGEST_MODULE, LONGEST_FUNCTION = 400, 50
# Statements below the session's listeners: only where nothing owned can leak.
# A request or a job commits once, at its end.
BOUNDARIES = (
    "app/drafts/views.py",
    "app/settings/views/",
    "app/attachments/views.py",
    "app/organizations/views/",
    "app/workflow/views.py",
)
BELOW_THE_SCOPE = ("app/core/", "app/demo/")


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_modules_and_functions_are_short():
    long_modules = [name(p) for p in CODE if len(p.read_text().splitlines()) > LONGEST_MODULE]
    long_functions = [
        f"{name(p)}:{f.name}"
        for p in CODE
        for f in functions(p)
        if f.end_lineno - f.lineno + 1 > LONGEST_FUNCTION
    ]
    assert (long_modules, long_functions) == ([], [])


@pytest.mark.parametrize(
    ("pattern", "allowed"),
    [
        (r"datetime\.(now|utcnow)\(|date\.today\(", ("app/core/clock.py",)),
        (r"\.__table__\b|import[^\n]*\btext\b", BELOW_THE_SCOPE),
        (
            r"\.commit\(\)",
            ("app/core/", "app/demo/", "app/reporting/", *BOUNDARIES),
        ),
        (r"except Exception:\s*\n\s*pass", ()),
        (r"(?<![\w.])print\(", ("app/cli.py", "app/serve/")),
        (r"render_template_string|\|\s*safe\b", ()),
    ],
)
def test_calls_stay_where_they_belong(pattern, allowed):
    found = [
        name(path)
        for path in CODE
        if re.search(pattern, path.read_text()) and not name(path).startswith(allowed or ("\0",))
    ]
    assert found == []


def test_templates_trust_no_data_and_carry_no_styles():
    faults = []
    for path in (ROOT / "app" / "templates").rglob("*.html"):
        text = path.read_text()
        if re.search(r"\|\s*safe\b|\son[a-z]+=\"|javascript:|\sstyle=\"", text):
            faults.append(name(path))
    assert faults == []


def test_operations_and_rules_do_not_commit():
    found = [
        name(path)
        for path in CODE
        if path.stem in ("operations", "rules", "queries") and ".commit()" in path.read_text()
    ]
    assert found == []


def test_every_screen_over_a_table_has_our_base(app):
    strangers = [
        type(view).__name__
        for view in app.appbuilder.baseviews
        if isinstance(view, BaseCRUDView) and not isinstance(view, AppModelView)
    ]
    assert strangers == []


def test_every_screen_names_its_columns_and_titles(app):
    for view in app.appbuilder.baseviews:
        if isinstance(view, AppModelView):
            own = {
                name
                for kind in type(view).__mro__
                if not kind.__module__.startswith(("app.core.", "flask_appbuilder"))
                for name in vars(kind)
            }
            for attribute in ("list_title", "show_title", "list_columns", "search_columns"):
                assert attribute in own, (type(view).__name__, attribute)
            assert "." in view.class_permission_name or view.class_permission_name == "home"


def test_every_endpoint_needs_a_right_or_says_why_not(app):
    """A method with an address but without a check is open to everybody who is signed in."""
    free = {
        "ReportView",
        "DownloadView",
        # Asks the record that holds the file.
        "AttachmentView",
        "DraftView",
        "ShellView",
        "SignInView",
        "PasswordView",
    }
    unchecked = []
    for view in app.appbuilder.baseviews:
        for attribute in dir(type(view)):
            method = getattr(type(view), attribute, None)
            is_open = hasattr(method, "_urls") and not hasattr(method, "_permission_name")
            if (
                is_open
                and type(view).__name__ not in free
                and attribute not in ("action", "action_post")
            ):
                unchecked.append(f"{type(view).__name__}.{attribute}")
    assert unchecked == []


def test_committed_files_name_no_machine_and_no_registry():
    tracked = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    forbidden = re.compile(r"/(work|farm|root)/|pypi\.org|registry\.npmjs|deb\.debian\.org")
    found = []
    for file in filter(None, tracked):
        path = ROOT / file
        if path.suffix in (".png", ".mo", ".js") or not path.exists() or path == Path(__file__):
            continue
        if forbidden.search(path.read_text(errors="ignore")):
            found.append(file)
    assert found == []
