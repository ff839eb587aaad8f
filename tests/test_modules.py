"""A module adds itself: one name in a list, and everything it declares is there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app import menu, modules
from app.attachments import registry as holders
from app.core import clock, numbering, parameters
from app.core.db import db
from app.core.module import Entry, Module
from app.core.registry import declare
from app.core.scope import unscoped
from app.drafts import registry as drafts
from app.modules import MODULES
from tests.support import application, cast
from tests.support.gadgets.models import Gadget

ADDED = (*MODULES, "tests.support.gadgets")


@pytest.fixture(scope="module")
def extended(tmp_path_factory: Any) -> Flask:
    """The application with one module more."""
    folder: Path = tmp_path_factory.mktemp("extended")
    url = f"sqlite:///{folder / 'extended.db'}"
    app = application.make_app(folder, url, MODULES=ADDED)
    with app.app_context():
        cast.build_world(app)
        Gadget.__table__.create(db.engine)
        with unscoped("rows of the test"):
            db.session.add(Gadget(organization_id=4, name="靠尺"))
            db.session.add(Gadget(organization_id=5, name="测距仪"))
            db.session.commit()
        db.session.remove()
    return app


def test_its_screen_stands_behind_the_manual_s_own_entries(extended: Flask) -> None:
    page = application.entrance(extended)("hn_admin").get("/tests/gadgets/list/").text
    assert "靠尺" in page
    assert "测距仪" in page
    order = [page.index(words) for words in ("监督经费情况填报", "年度锁定", "器材登记")]
    assert order == sorted(order)
    assert "我的器材" in page


def test_its_rows_are_scoped_and_its_rights_are_those_it_grants(extended: Flask) -> None:
    enter = application.entrance(extended)
    page = enter("yl_clerk").get("/tests/gadgets/list/").text
    assert "靠尺" in page
    assert "测距仪" not in page
    assert enter("auditor").get("/tests/gadgets/list/").status_code == 403


def test_engines_know_what_it_declares(extended: Flask) -> None:
    with extended.app_context():
        assert parameters.parameter("gadget_echo") == 2
        assert "tests.gadget" in numbering.declared()
        assert "tests.gadget" in holders.registered()
        assert "tests.gadget" in drafts.registered()
        assert "tests.gadget" not in modules.MODULES


def test_its_form_uses_its_parameter_and_its_number(extended: Flask) -> None:
    client = application.entrance(extended)("yl_clerk")
    assert client.post("/tests/gadgets/add", data={"name": "尺"}).status_code == 303
    page = client.get("/tests/gadgets/list/").text
    assert "尺尺" in page
    assert f"QC-{clock.year()}Q4-001" in page


def test_its_demo_rows_are_loaded_with_the_others(extended: Flask) -> None:
    with extended.app_context():
        names = [name for module in modules.modules() for name in module.demo]
    assert names[-1] == "tests.support.gadgets.demo"
    assert names.index("app.demo.people") < names.index("app.demo.snapshots")


def test_an_application_without_it_knows_nothing_of_it(app: Flask, sign_in: Any) -> None:
    assert sign_in("hn_admin").get("/tests/gadgets/list/").status_code == 404
    with app.app_context():
        assert "tests.gadget" not in numbering.declared()


def test_what_no_engine_asked_for_is_refused(app: Flask) -> None:
    with app.app_context(), pytest.raises(TypeError, match="nobody asked for a str"):
        declare(["a stray"])


def test_two_declarations_of_one_key_are_refused(app: Flask) -> None:
    with app.app_context(), pytest.raises(ValueError, match="two numbering are called"):
        declare(list(numbering.declared().values()))


def test_an_entry_of_no_group_is_refused(app: Flask) -> None:
    stray = Module("stray", entries=(Entry("nowhere", Gadget, "x"),))
    with app.app_context(), pytest.raises(ValueError, match="no group"):
        menu.fill(app.appbuilder, [stray])  # type: ignore[attr-defined]
