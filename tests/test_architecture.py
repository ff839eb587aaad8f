"""What the code as a whole keeps to: sizes, forbidden calls, bases of screens, clean files."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask_appbuilder.baseviews import BaseCRUDView

from app.core.screens.views import AppModelView

ROOT = Path(__file__).resolve().parent.parent
CODE = sorted(
    path
    for folder in ("app", "reports")
    for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts
)
TESTS = sorted((ROOT / "tests").rglob("*.py"))
LONGEST_MODULE, LONGEST_FUNCTION, LONGEST_TESTS = 400, 50, 500
# Statements below the session's listeners: only where nothing owned can leak.
# A request or a job commits once, at its end.
BOUNDARIES = (
    "app/deputies/views.py",
    "app/audit/views.py",
    "app/audit/jobs.py",
    "app/audit/commands.py",
    "app/drafts/views.py",
    "app/long_form/views.py",
    "app/long_form/set_view.py",
    "app/settings/views/",
    "app/rights/views/",
    "app/training/views/",
    "app/demerits/views/reasons.py",
    "app/certificates/views/certificates.py",
    "app/attachments/views.py",
    "app/imports/views.py",
    "app/notices/views.py",
    "app/organizations/views/",
    # Archives some organizations a transaction, so that what is killed has left whole ones.
    "app/organizations/jobs.py",
    "app/users/views/",
    "app/workflow/views.py",
    "app/workflow/message_view.py",
    "app/setup/views.py",
    # A command is one, too.
    "app/setup/commands.py",
)
# A listener adds rows of a flush without a second one.
LISTENERS = tuple(
    f"app/personnel/models/{name}.py" for name in ("certificate_versions", "staff_counts")
)
# Rows as they stood, also deleted ones, of the organizations that it is given.
PAST = "app/personnel/past.py"
# Entries for those who see all of them, and what the records of any table are called.
TRAIL = tuple(f"app/audit/{name}.py" for name in ("queries", "searches", "sentences"))
# When somebody was trained before, wherever that was, tells nothing but the day.
TRAINED = "app/training/queries/summaries.py"
# The total beside a record is one, whoever recorded its parts.
POINTS = "app/demerits/queries/records.py"
BELOW_THE_SCOPE = ("app/core/", "app/demo/", *LISTENERS, PAST, *TRAIL, TRAINED, POINTS)


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


def test_files_of_tests_are_short():
    long = [name(path) for path in TESTS if len(path.read_text().splitlines()) > LONGEST_TESTS]
    assert long == [], "split them by subject"


@pytest.mark.parametrize(
    ("pattern", "allowed"),
    [
        (r"datetime\.(now|utcnow)\(|date\.today\(", ("app/core/base/clock.py",)),
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
    """Whether they are one file or a package of them."""
    quiet = {"operations", "rules", "queries"}
    looked_at = [path for path in CODE if quiet & {path.stem, path.parent.name}]
    assert {"app/organizations/operations/funding.py", "app/reporting/operations.py"} <= {
        name(path) for path in looked_at
    }
    assert [name(path) for path in looked_at if ".commit()" in path.read_text()] == []


def assigned(node: ast.AST) -> Iterator[ast.expr]:
    """What a statement writes to."""
    if isinstance(node, ast.Assign):
        for target in node.targets:
            yield from target.elts if isinstance(target, ast.Tuple | ast.List) else [target]
    elif isinstance(node, ast.AugAssign | ast.AnnAssign):
        yield node.target


def moved_by_hand(tree: ast.AST, models: set[str]) -> Iterator[int]:
    """Lines that write a state: an assignment, setattr, or values(state=…) of such a model."""
    for node in ast.walk(tree):
        if any(isinstance(t, ast.Attribute) and t.attr == "state" for t in assigned(node)):
            yield node.lineno
        if not isinstance(node, ast.Call):
            continue
        called = getattr(node.func, "attr", getattr(node.func, "id", ""))
        literals = [one.value for one in node.args if isinstance(one, ast.Constant)]
        if called == "setattr" and "state" in literals:
            yield node.lineno
        keyed = any(keyword.arg == "state" for keyword in node.keywords)
        keyed |= any(
            isinstance(key, ast.Constant) and key.value == "state"
            for one in node.args
            if isinstance(one, ast.Dict)
            for key in one.keys
        )
        words = {one.id for one in ast.walk(node.func) if isinstance(one, ast.Name)}
        if called == "values" and keyed and (words & models or "model" in words):
            yield node.lineno


def workflow_models(app) -> set[str]:
    """The tables that processes move."""
    return {flow.model.__name__ for flow in app.extensions["workflows"].values()}


def test_only_the_engine_changes_a_state(app):
    models = workflow_models(app)
    assert models >= {"ProfileReturn", "ProjectReturn", "FundingReturn"}
    found = [
        f"{name(path)}:{line}"
        for path in CODE
        if name(path) != "app/workflow/engine.py"
        for line in moved_by_hand(ast.parse(path.read_text()), models)
    ]
    # A job and its report have states too; no process is declared on them.
    assert [one for one in found if not one.startswith(("app/core/jobs/", "app/demo/"))] == []


@pytest.mark.parametrize(
    "code",
    [
        "item.state = State.LOCKED",
        "a, item.state = 1, State.LOCKED",
        "item.state: State = x",
        "setattr(item, 'state', State.LOCKED)",
        "update(FundingReturn).where(FundingReturn.id == 1).values(state=State.LOCKED)",
        "update(FundingReturn).values({'state': State.LOCKED})",
        "session.execute(update(model).values(state=x))",
    ],
)
def test_a_state_changed_by_hand_is_found(code):
    assert list(moved_by_hand(ast.parse(code), {"FundingReturn"})) == [1]


@pytest.mark.parametrize(
    "code", ["if item.state == x: pass", "update(JobRun).values(state=x)", "state = item.state"]
)
def test_what_only_looks_like_it_is_left_alone(code):
    assert list(moved_by_hand(ast.parse(code), {"FundingReturn"})) == []


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
        # Asks the export that the number belongs to.
        "VerificationView",
        # Asks the record that holds the file.
        "AttachmentView",
        "DraftView",
        # Asks for the code that stands on a paper, of anybody, and says no more than the paper.
        "CheckView",
        "ShellView",
        "SignInView",
        "PasswordView",
        # Of whoever is signed in, about the own account alone.
        "OwnAccountView",
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


def test_the_documents_name_files_that_exist():
    names = {path.name for top in ("app", "reports", "tests") for path in (ROOT / top).rglob("*")}
    missing = [
        (document.name, named)
        for document in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
        for named in re.findall(r"`((?:[\w.-]+/)*[\w-]+\.py)`", document.read_text())
        if not ((ROOT / named).exists() or named in names)
    ]
    assert missing == []


# Nouns of the field that end like a verb.
NOUNS = {"funding.py", "heading.py", "numbering.py", "training.py", "continuing.py"}


def test_files_are_named_by_what_is_inside():
    """A file is a thing, `export.py`, not something being done, `making.py`."""
    files = [path for top in ("app", "reports") for path in (ROOT / top).rglob("*ing.py")]
    assert [str(path) for path in files if path.name not in NOUNS] == []
