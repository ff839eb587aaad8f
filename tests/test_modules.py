"""A module adds itself: one name in a list, and everything it declares is there."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from jinja2 import ChoiceLoader, FileSystemLoader
from openpyxl import load_workbook
from sqlalchemy import Integer, select

from app import menu, modules
from app.attachments import registry as holders
from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.base.errors import Refused
from app.core.base.registry import declare
from app.core.configuration import numbering, parameters
from app.core.module import MenuEntry, Module
from app.core.screens.added_columns import AddedColumn
from app.core.screens.detail_parts import DetailPart
from app.core.screens.timeline import TimelineSource
from app.core.screens.views import Computed
from app.drafts import registry as drafts
from app.modules import MODULES
from app.reporting.added_blocks import AddedBlock, with_added
from app.reporting.registry import registered
from app.workflow.extensions import OnMove
from tests.organizations.test_operations import add_return
from tests.support import application, cast
from tests.support.acting import As
from tests.support.factories import make_person
from tests.support.gadgets.models import Gadget
from tests.support.gadgets.module import BLOCK
from tests.support.pages import listed

TEMPLATES = Path(__file__).parent / "support/gadgets/templates"
ADDED = (*MODULES, "tests.support.gadgets")


@pytest.fixture(scope="module")
def extended(tmp_path_factory: Any) -> Flask:
    """The application with one module more."""
    folder: Path = tmp_path_factory.mktemp("extended")
    url = f"sqlite:///{folder / 'extended.db'}"
    app = application.make_app(folder, url, MODULES=ADDED)
    with app.app_context():
        app.jinja_env.loader = ChoiceLoader([app.jinja_env.loader, FileSystemLoader(TEMPLATES)])
        cast.build_world(app)
        Gadget.__table__.create(db.engine)
        with unscoped("rows of the test"):
            make_person(organization_id=4)
            make_person(organization_id=6)
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
    quarter = (clock.today().month + 2) // 3
    assert f"QC-{clock.year()}Q{quarter}-001" in page


def test_it_adds_a_section_to_the_details_of_another_module_s_record(extended: Flask) -> None:
    client = application.entrance(extended)("cs_admin")
    page = client.get("/personnel/people/show/1").text
    assert "监督证书" in page
    assert page.index("监督证书") < page.index("领用器材") < page.index("靠尺")
    # Nobody of Liuyang has any, so there is no empty section.
    assert "领用器材" not in client.get("/personnel/people/show/2").text


def test_it_adds_a_column_and_a_filter_to_another_module_s_list(extended: Flask) -> None:
    client = application.entrance(extended)("hn_admin")
    address = "/personnel/people/list/"

    def counts(query: str) -> list[str]:
        return [row["领用器材数"] for row in listed(client.get(f"{address}?{query}").text)]

    # Yuelu (4) has some; Liuyang (6) has none.
    with extended.app_context(), unscoped("counted independently"):
        some = str(len(db.session.scalars(select(Gadget.id).filter_by(organization_id=4)).all()))
    assert counts("_oc_PersonView=gadgets&_od_PersonView=asc") == ["0", some]
    assert counts("_oc_PersonView=gadgets&_od_PersonView=desc") == [some, "0"]
    assert counts("_flt_0_gadgets=y") == [some]
    assert counts("_flt_0_gadgets=n") == ["0"]
    book = load_workbook(BytesIO(client.post("/personnel/people/export/").data))
    assert "领用器材数" in [cell.value for row in book.active.iter_rows() for cell in row]


def test_it_tells_of_a_day_in_the_life_of_another_module_s_record(extended: Flask) -> None:
    page = application.entrance(extended)("cs_admin").get("/personnel/people/show/1").text
    assert "一生一档" in page
    assert "参加器材培训</b></a> 三小时" in page
    # The newest first, whoever tells it: the roster's own day is the later one.
    assert page.index("<b>进入本单位</b>") < page.index("2014-05-06")


def test_it_adds_a_block_to_another_module_s_form_report(extended: Flask) -> None:
    with As(extended, "yl_clerk"):
        report = registered()["organization_form"]
        parameters = {"organization": 4, "year": clock.year()}
        record: dict[str, Any] = {"name": "岳麓"}
        added, values = with_added(report, record, parameters)
        assert [block.label for block in added.blocks[-2:]] == ["机构意见", "上级意见"]
        assert added.blocks[-3].title == "六、器材"
        assert {"gadget": "靠尺"} in values["gadgets"]
        with pytest.raises(ValueError, match="has \\['gadgets'\\] already"):
            with_added(report, {"gadgets": []}, parameters)
    with As(extended, "ly_clerk"):
        added, values = with_added(report, {}, {"organization": 6, "year": clock.year()})
        assert (added.blocks, values) == (report.blocks, {})


def test_it_adds_a_guard_and_an_effect_to_another_module_s_move(extended: Flask) -> None:
    with As(extended, "ly_clerk") as clerk, pytest.raises(Refused, match="请先登记器材"):
        add_return(clerk)
    with As(extended, "yl_clerk") as clerk:
        assert add_return(clerk).state == "submitted"
        assert db.session.scalar(select(Gadget.name).where(Gadget.name == "随报登记"))


def test_a_guest_of_a_move_that_is_none_stops_the_start(app: Flask) -> None:
    stray = OnMove("organizations.project_return", "sbumit", "stray")
    with app.app_context(), pytest.raises(ValueError, match="there is no move sbumit"):
        declare([stray])


@pytest.mark.parametrize(
    ("stray", "named"),
    [
        (AddedColumn("personnel.persn", "x", "x", Computed(Integer, lambda: 1)), "column x"),
        (AddedColumn("organizations.overview", "x", "x", Computed(Integer, lambda: 1)), "column x"),
        (DetailPart("organizations.overview", "x", "x", "x.html", lambda _item: None), "part x"),
        (TimelineSource("organizations.profile", "x", lambda _item: ()), "events x"),
        (AddedBlock("organisation_form", "x", BLOCK, lambda _parameters: None), "block x"),
    ],
)
def test_an_addition_that_nothing_shows_stops_the_start(app: Flask, stray: Any, named: str) -> None:
    before = dict(app.extensions)
    with app.app_context():
        declare([stray])
        try:
            with pytest.raises(ValueError, match=f"nothing shows.*{named}"):
                modules.refuse_strays(app.extensions["appbuilder"])
        finally:
            app.extensions.clear()
            app.extensions.update(before)


def test_its_demo_rows_are_loaded_with_the_others(extended: Flask) -> None:
    with extended.app_context():
        names = [name for module in modules.modules() for name in module.demo]
    assert names[-1] == "tests.support.gadgets.demo"
    assert names.index("app.demo.people") < names.index("app.demo.snapshots")


def test_an_application_without_it_knows_nothing_of_it(app: Flask, sign_in: Any) -> None:
    assert sign_in("hn_admin").get("/tests/gadgets/list/").status_code == 404
    with As(app, "ly_clerk") as clerk:
        person = make_person(organization_id=6).id
        assert add_return(clerk).state == "submitted"
    assert "领用器材" not in sign_in("cs_admin").get(f"/personnel/people/show/{person}").text
    with app.app_context():
        assert "tests.gadget" not in numbering.declared()


def test_what_no_engine_asked_for_is_refused(app: Flask) -> None:
    with app.app_context(), pytest.raises(TypeError, match="nobody asked for a str"):
        declare(["a stray"])


def test_two_declarations_of_one_key_are_refused(app: Flask) -> None:
    with app.app_context(), pytest.raises(ValueError, match="two numbering are called"):
        declare(list(numbering.declared().values()))


def test_an_entry_of_no_group_is_refused(app: Flask) -> None:
    stray = Module("stray", entries=(MenuEntry("nowhere", Gadget, "x"),))
    with app.app_context(), pytest.raises(ValueError, match="no group"):
        menu.fill(app.appbuilder, [stray])  # type: ignore[attr-defined]
