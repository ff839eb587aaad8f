"""Settings that only the tests know: declared, listed, changed by version, given back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask

from app.core.access.roles import BUSINESS, Grant, Role
from app.core.base.errors import Conflict, Refused
from app.core.screens.form_fields import Required, Text
from app.core.screens.model_forms import AppForm
from app.core.screens.settings_view import SettingsView
from tests.support import application, cast

RESOURCE = "tests.score_sheet"
DEFAULT = "第一版"


@dataclass(frozen=True)
class Sheet:
    """A score sheet as the list shows it."""

    id: str
    label: str
    title: str
    is_changed: bool
    version: int


class SheetForm(AppForm):
    title = Text("标题", validators=[Required()])


class SheetView(SettingsView):
    """Two score sheets; what was changed stands in a dictionary instead of a table."""

    class_permission_name = RESOURCE
    route_base = "/tests/sheets"
    list_title = "考核表"
    row_class = Sheet
    list_columns = ["label", "title"]
    label_columns = {"label": "考核表", "title": "标题"}
    edit_title = "修改考核表"
    changed: dict[str, tuple[str, int]] = {}

    def rows(self) -> Sequence[Sheet]:
        return [self._sheet(key) for key in ("a", "b")]

    def setting(self, key: str) -> Sheet | None:
        return self._sheet(key) if key in ("a", "b") else None

    def _sheet(self, key: str) -> Sheet:
        title, version = self.changed.get(key, (DEFAULT, 0))
        return Sheet(key, f"考核表{key.upper()}", title, title != DEFAULT, version)

    def current(self, one: Sheet) -> tuple[Mapping[str, Any], int]:
        now = self._sheet(one.id)
        return {"title": now.title}, now.version

    def bound_form(self, one: Sheet, **given: Any) -> AppForm:
        return SheetForm(**given)

    def store(self, one: Sheet, values: Mapping[str, Any], version: int) -> None:
        if self._sheet(one.id).version != version:
            raise Conflict("他人已修改")
        if values["title"] == "废止":
            raise Refused.because("T1", "title", "不能废止")
        self.changed[one.id] = (values["title"], version + 1)

    def restore(self, one: Sheet, version: int) -> None:
        self.store(one, {"title": DEFAULT}, version)

    def restore_question(self, item: Sheet) -> str:
        return f"恢复{item.label}？"

    def events(self, one: Sheet) -> Sequence[Any]:
        return ()


@pytest.fixture(scope="module")
def sheets(tmp_path_factory: Any) -> Flask:
    folder = tmp_path_factory.mktemp("sheets")
    app = application.make_app(folder, f"sqlite:///{folder / 'sheets.db'}")
    office = (Role.PROVINCE_ADMIN,)
    granted = (Grant(RESOURCE, ("read",), BUSINESS), Grant(RESOURCE, ("update",), office))
    application.extend(app, SheetView, grants=granted)
    with app.app_context():
        cast.build_world(app)
    return app


@pytest.fixture
def client(sheets: Flask) -> Iterator[Any]:
    yield application.entrance(sheets)("hn_admin")
    SheetView.changed.clear()


def send(client: Any, title: str, version: int) -> Any:
    return client.post("/tests/sheets/edit/a", data={"title": title, "version": version})


def test_a_change_is_stored_and_listed_with_the_way_back(client: Any) -> None:
    assert "恢复默认" not in client.get("/tests/sheets/list/").text
    assert DEFAULT in client.get("/tests/sheets/edit/a").text
    assert send(client, "第二版", 0).status_code == 303
    page = client.get("/tests/sheets/list/").text
    assert "第二版" in page
    assert page.count("恢复默认") > 0
    assert "恢复考核表A？" in page
    assert client.post("/tests/sheets/reset/a?version=1").status_code == 303
    assert SheetView.changed["a"] == (DEFAULT, 2)


def test_who_was_slower_sees_both_and_stores_nothing(client: Any) -> None:
    send(client, "第二版", 0)
    answer = send(client, "另一版", 0)
    assert answer.status_code == 409
    assert 'value="第二版"' in answer.text
    assert "另一版" in answer.text
    assert 'name="version" value="1"' in answer.text
    assert SheetView.changed["a"] == ("第二版", 1)
    client.post("/tests/sheets/reset/a?version=0")
    assert "他人已修改" in client.get("/tests/sheets/list/").text
    assert SheetView.changed["a"] == ("第二版", 1)


@pytest.mark.parametrize(("title", "words"), [("废止", "不能废止"), ("", "请填写标题")])
def test_what_is_refused_stays_with_its_reason_and_its_version(
    client: Any, title: str, words: str
) -> None:
    send(client, "第二版", 0)
    answer = send(client, title, 1)
    assert answer.status_code == 422
    assert words in answer.text
    assert f'value="{title}"' in answer.text
    assert 'name="version" value="1"' in answer.text


def test_who_may_not_change_sees_the_list_and_the_history_alone(sheets: Flask) -> None:
    client = application.entrance(sheets)("yl_clerk")
    page = client.get("/tests/sheets/list/").text
    assert "变更记录" in page
    assert "/tests/sheets/edit/" not in page
    assert client.get("/tests/sheets/show/b").status_code == 200
    assert client.get("/tests/sheets/edit/a").status_code == 403
    assert client.post("/tests/sheets/reset/a").status_code == 403


def test_a_key_that_is_none_is_not_there(client: Any) -> None:
    for path in ("show/c", "edit/c"):
        assert client.get(f"/tests/sheets/{path}").status_code == 404
    assert client.post("/tests/sheets/reset/c").status_code == 404
