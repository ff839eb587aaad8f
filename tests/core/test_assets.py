"""Static files: one mark for all, modules that find each other, scripts where a page asks."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from typing import Any

import pytest

from app.core.web.assets import STATIC, Assets, assets
from tests.support.installation import ROOT

ADDRESS = re.compile(r'(?:src|href)="(/static/[^"#]+)')
NEEDED = re.compile(r"needs\(([^)]*)\)")
STARTED = re.compile(r"whenNew\('([^']+)'")
PARTS = re.compile(r"\[([\w-]+)(?:=\"?([\w-]+)\"?)?\]|\.([\w-]+)")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small product of its own: a sheet of two, and three modules."""
    files = {
        "all.css": '@import "css/one.css";\n@import "css/two.css";\n',
        "css/one.css": "a { color: red; }",
        "css/two.css": "b { color: red; }",
        "js/core/base.js": "export const one = 1;\n",
        "js/middle.js": "import { one } from './core/base.js';\nexport const two = one + 1;\n",
        "js/page.js": "import { two } from './middle.js';\nimport './core/base.js';\n",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


def test_a_sheet_comes_with_those_that_it_imports(folder: Path):
    found = Assets(folder).files["all.css"]
    assert found.content == b"a { color: red; }\nb { color: red; }\n"
    assert found.packed is not None
    assert gzip.decompress(found.packed) == found.content


def test_a_module_comes_with_those_that_it_imports(folder: Path):
    held = Assets(folder)
    assert held.modules("js/page.js") == ("js/core/base.js", "js/middle.js", "js/page.js")
    assert held.modules("js/core/base.js") == ("js/core/base.js",)


def test_a_change_of_any_file_is_another_address(folder: Path):
    before = Assets(folder).address("js/page.js")
    (folder / "js/core/base.js").write_text("export const one = 2;\n")
    assert Assets(folder).address("js/page.js") != before
    with pytest.raises(LookupError):
        Assets(folder).address("js/nothing.js")


def test_whatever_a_page_names_may_be_kept(sign_in: Any):
    client = sign_in("hn_admin")
    page = client.get("/organizations/overview/list/").text
    addresses = set(ADDRESS.findall(page))
    assert {address.split("/")[2] for address in addresses} == {assets().mark}
    assert any(address.endswith("/js/list/list.js") for address in addresses)
    for address in addresses:
        plain = client.get(address, headers={"Accept-Encoding": "identity"})
        assert (plain.status_code, plain.cache_control.max_age) == (200, 31_536_000), address
        assert plain.cache_control.immutable
        short = client.get(address, headers={"Accept-Encoding": "gzip"})
        assert gzip.decompress(short.data) == plain.data
        assert short.headers["Content-Encoding"] == "gzip"
        assert "Accept-Encoding" in short.headers["Vary"]
        again = client.get(address, headers={"If-None-Match": plain.headers["ETag"]})
        assert again.status_code in (200, 304)
        known = {"If-None-Match": short.headers["ETag"], "Accept-Encoding": "gzip"}
        assert client.get(address, headers=known).status_code == 304


@pytest.mark.parametrize("path", ["/static/0123456789/js/main.js", "/static/js/main.js"])
def test_an_address_of_another_version_is_asked_for_again(client: Any, path: str):
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "text/javascript")
    assert answer.cache_control.no_cache
    assert answer.cache_control.max_age is None


@pytest.mark.parametrize("path", ["../config.py", "js", "js/nothing.js", "css/../../__init__.py"])
def test_nothing_else_is_answered(client: Any, path: str):
    assert client.get(f"/static/{path}").status_code == 404
    assert client.get(f"/static/{assets().mark}/{path}").status_code == 404


def test_a_whole_page_loads_what_its_pieces_ask_for(app: Any):
    """A screen that nobody has written yet: one piece, one word, and its modules are there."""
    page = (
        '{% extends "zj/frame.html" %}'
        '{% block body %}<i {{ needs("form/picker.js") }}></i>{% endblock %}'
    )
    bare = '{% extends "zj/frame.html" %}'
    with app.test_request_context("/"):
        text = app.jinja_env.from_string(page).render()
    assert '<i data-needs="form/picker.js"></i>' in text
    head, body = text.split("<body>")
    assert '/js/main.js"></script>' in head
    assert '<script type="module" src="' + assets().address("js/form/picker.js") in body
    # What every page has is not named again.
    assert "core/dom.js" in head
    assert "core/dom.js" not in body
    with app.test_request_context("/"):
        assert "picker" not in app.jinja_env.from_string(bare).render()


def test_a_part_names_them_ahead(app: Any):
    part = (
        '{% extends "zj/partial.html" %}'
        '{% block content %}<i {{ needs("form/picker.js") }}></i>{% endblock %}'
    )
    with app.test_request_context("/"):
        text = app.jinja_env.from_string(part).render()
    assert f'<link rel="modulepreload" href="{assets().address("js/form/picker.js")}">' in text
    assert "core/dom.js" not in text
    assert "<script" not in text


def test_every_import_finds_its_module():
    for path in (STATIC / "js").rglob("*.js"):
        assert assets().modules(path.relative_to(STATIC).as_posix())


def test_every_sheet_is_a_part_of_the_one():
    named = re.findall(r'@import "(.+?)";', (STATIC / "zj.css").read_text())
    there = sorted(f"css/{path.name}" for path in (STATIC / "css").iterdir())
    assert sorted(named) == there


def _pieces() -> list[tuple[str, str]]:
    """The pieces that modules bring to life: selector and module."""
    return [
        (selector, path.relative_to(STATIC / "js").as_posix())
        for path in (STATIC / "js").rglob("*.js")
        for selector in STARTED.findall(path.read_text())
    ]


def _stands_in(selector: str, text: str) -> bool:
    """Whether a source writes an element of this selector; its ancestors may stand elsewhere."""
    last = selector.rsplit(maxsplit=1)[-1]
    for attribute, value, css in PARTS.findall(last):
        wanted = rf'\b{attribute}="?{value}' if value else rf"\b{attribute or css}(?![\w-])"
        if not re.search(wanted, text):
            return False
    ancestors = [name for one in selector.split()[:-1] for name, *_more in PARTS.findall(one)]
    return all(name in text for name in ancestors)


def test_whoever_writes_a_piece_asks_for_its_module():
    silent = []
    sources = [*(ROOT / "app/templates").rglob("*.html"), ROOT / "app/core/screens/form_fields.py"]
    assert len(_pieces()) > 15
    for path in sources:
        text = path.read_text(encoding="utf-8")
        asked = re.findall(r"[\w-]+/[\w-]+\.js", " ".join(NEEDED.findall(text)))
        loaded = {one for name in asked for one in assets().modules(f"js/{name}")}
        silent += [
            f"{path.name}: {selector} needs {module}"
            for selector, module in _pieces()
            if _stands_in(selector, text) and f"js/{module}" not in loaded
        ]
    assert silent == []


def test_what_is_asked_for_exists():
    for path in (ROOT / "app/templates").rglob("*.html"):
        for names in NEEDED.findall(path.read_text(encoding="utf-8")):
            for name in re.findall(r'"([^"]+)"', names):
                assert (STATIC / "js" / name).exists(), f"{path.name}: {name}"
