"""The application before its processes are forked: what the first request need not do."""

from __future__ import annotations

import gc
import runpy
from types import SimpleNamespace

import pytest
from flask import Flask

from tests.support.application import Enter

PAGES = ("/", "/personnel/people/list/", "/organizations/overview/list/", "/charts")


def test_a_new_web_worker_compiles_no_page(
    app: Flask, sign_in: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the web server calls before it forks has compiled the templates of every page."""
    assert app.jinja_env.cache is not None
    app.jinja_env.cache.clear()
    hooks = runpy.run_path("deploy/gunicorn.conf.py")
    hooks["when_ready"](SimpleNamespace(app=SimpleNamespace(wsgi=lambda: app)))
    gc.unfreeze()
    visitor = sign_in("hn_admin")
    compiled: list[str | None] = []
    compile_one = app.jinja_env.compile

    def noted(source: str, name: str | None = None, *rest: object, **more: object) -> object:
        compiled.append(name)
        return compile_one(source, name, *rest, **more)

    monkeypatch.setattr(app.jinja_env, "compile", noted)
    assert [visitor.get(page).status_code for page in PAGES] == [200] * len(PAGES)
    assert compiled == []
