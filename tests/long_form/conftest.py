"""An application with forms that only the tests declare, on the databases that are asked for."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from werkzeug.datastructures import FileStorage

from app.core.access.permission_sync import sync
from app.core.access.scope import unscoped
from app.core.base.db import db
from tests.attachments import samples
from tests.long_form import amendment, duty, enrolment, quota, rectification
from tests.long_form import windows as browsing
from tests.support import application, cast
from tests.support.browser import Faults, open_window
from tests.support.factories import make_person
from tests.support.served import served
from tests.support.services import Services
from tests.support.worlds import FileWorlds, ServerWorlds, Worlds

SCREENS = (rectification, amendment, enrolment, quota, duty)
NAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许"
CAST = "cast_alone"


def make_app(folder: Path, url: str, **more: Any) -> Flask:
    """The application with the screens, the cast, and twenty people of Yuelu (1 to 20)."""
    app = application.make_app(folder, url, **more)
    for screen in SCREENS:
        screen.register(app)
    with app.app_context():
        cast.build_world(app)
        for screen in SCREENS:
            screen.make_table()
        sync(app.appbuilder)  # type: ignore[attr-defined]
        with unscoped("people of the tests"):
            for name in NAMES:
                make_person(organization_id=4, name=f"{name}晓明")
            make_person(organization_id=5, name="外单位人员")
            db.session.commit()
        db.session.remove()
    return app


@pytest.fixture(scope="session")
def _form_databases(services: Services, tmp_path_factory: Any) -> Iterator[Callable[[str], Worlds]]:
    built: dict[str, Worlds] = {}

    def build(name: str) -> Worlds:
        folder: Path = tmp_path_factory.mktemp(f"forms-{name}")
        in_file = name == "sqlite"
        url = f"sqlite:///{folder / 'forms.db'}" if in_file else services.fresh_database("forms")
        app = make_app(folder, url, REDIS_URL=services.redis_url())
        found = FileWorlds(app, folder / "forms.db") if in_file else ServerWorlds(app, url)
        found.keep(CAST)
        return found

    def find(name: str) -> Worlds:
        if name not in built:
            built[name] = build(name)
        return built[name]

    yield find
    for one in built.values():
        one.close()


@pytest.fixture(scope="session")
def worlds(request: Any, _form_databases: Callable[[str], Worlds]) -> Worlds:
    """The database of the application with the screens; `app` and `sign_in` are of it."""
    return _form_databases(request.param)


@pytest.fixture
def clerk(sign_in: application.Enter) -> Any:
    """The clerk of Yuelu."""
    return sign_in("yl_clerk")


Upload = Callable[..., str]


@pytest.fixture
def upload() -> Upload:
    """Send a photo to a form: the number under which it waits."""

    def send(client: Any, resource: str, slot: str, token: str) -> str:
        photo = FileStorage(io.BytesIO(samples.jpeg()), filename="photo.jpg")
        sent = {"resource": resource, "slot": slot, "files_token": token, "file": photo}
        answer = client.post("/attachments/", data=sent, headers={"Accept": "application/json"})
        assert answer.status_code == 201, answer.text
        return str(answer.json["id"])

    return send


@pytest.fixture(scope="session")
def forms_address(tmp_path_factory: Any) -> Iterator[str]:
    """The application with the screens, served over HTTP."""
    folder: Path = tmp_path_factory.mktemp("forms-served")
    with served(make_app(folder, f"sqlite:///{folder / 'forms.db'}")) as address:
        yield address


@pytest.fixture
def enter(forms_address: str, chromium: Browser) -> Iterator[browsing.Enter]:
    """A window of one of the cast; whatever goes wrong in it fails the test."""
    windows: list[tuple[Page, Faults]] = []

    def enter(who: str, *, size: Any = None, expects: tuple[int, ...] = ()) -> Page:
        faults = Faults(forms_address, expects)
        page = open_window(chromium, forms_address, faults, size=size)
        windows.append((page, faults))
        browsing.sign_in(page, who)
        return page

    yield enter
    for page, _faults in windows:
        page.context.close()
    assert [fault for _page, faults in windows for fault in faults.found] == []
