"""A page written by hand with Flask and SQL over the same table: the least such a list can cost."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask, abort, render_template, request, session
from sqlalchemy import Connection, RowMapping, create_engine, text

import config
from app.core.base import encryption
from app.core.base.masks import mask_id_number, mask_mobile

from .account import NAME
from .subject import Subject

ON_ROSTER = "p.left_on IS NULL AND p.deleted_at IS NULL"
CODED = ("sex", "post_type", "employ_type", "duty_status", "education", "title_level")
ORDERS = {
    "": "p.organization_id, p.id",
    "name": "p.name, p.organization_id, p.id",
    "joined_on": "p.joined_on DESC, p.organization_id DESC, p.id DESC",
}
WANTED = {
    "education": "p.education = :education",
    "duty_status": "p.duty_status = :duty_status",
    "id_no_hash": "p.id_no_hash = :id_no_hash",
    "name": "p.name LIKE '%' || :name || '%'",
}
PAGE_SIZE = 25
SEAL = "id_no", "mobile"


def subject(samples: dict[str, Any]) -> Subject:
    """The page with its user in a signed cookie, as the simplest sign-in would have it."""
    found = Subject(None)
    found.watch()
    app = make_app()
    found.wsgi = app.wsgi_app
    client = app.test_client()
    client.get("/enter")
    cookie = client.get_cookie("session")
    assert cookie is not None
    asked: dict[str, dict[str, Any]] = {
        "first page": {},
        "page 500": {"page": samples["page_500"]},
        "last page": {"page": samples["last_page"]},
        "filtered, frequent": {"education": samples["common"]},
        "filtered, rare": {"duty_status": samples["rare"]},
        "name, 1 character": {"name": samples["name1"]},
        "name, 2 characters": {"name": samples["name2"]},
        "name, 3 characters": {"name": samples["name3"]},
        "ID number": {"id_no_hash": samples["id_no_hash"]},
        "by name": {"order": "name"},
        "by day of joining": {"order": "joined_on"},
    }
    for name, query in asked.items():
        found.page(name, "/people", f"session={cookie.value}", **query)
    found.page("show", f"/people/{samples['person']}", f"session={cookie.value}")
    return found


def make_app() -> Flask:
    """Three statements and one template a page."""
    settings = config.settings(os.environ)
    app = Flask(__name__, template_folder=str(Path(__file__).parent / "templates"))
    app.config.update(SECRET_KEY=settings["SECRET_KEY"], DATA_KEY=settings["DATA_KEY"])
    engine = create_engine(settings["SQLALCHEMY_DATABASE_URI"])
    with engine.connect() as connection:
        words = _words(connection)
        me = connection.execute(
            text("SELECT id FROM ab_user WHERE username = :name"), {"name": NAME}
        ).scalar_one()

    @app.get("/enter")
    def enter() -> str:
        session["user"] = me
        return ""

    @app.get("/people")
    def people() -> str:
        with engine.connect() as connection:
            return _list(connection, words)

    @app.get("/people/<int:pk>")
    def person(pk: int) -> str:
        with engine.connect() as connection:
            user = _user(connection)
            row = (
                connection.execute(
                    text(f"SELECT p.* FROM person p WHERE p.id = :pk AND {ON_ROSTER}"), {"pk": pk}
                )
                .mappings()
                .one_or_none()
            )
            if row is None:
                abort(404)
            return render_template("plain_show.html", user=user, row=_shown(row, words))

    return app


def _words(connection: Connection) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    entries = connection.execute(text("SELECT dictionary, code, label FROM dictionary_entry"))
    for dictionary, code, label in entries:
        found.setdefault(dictionary, {})[code] = label
    return found


def _user(connection: Connection) -> Any:
    found = connection.execute(
        text("SELECT username FROM ab_user WHERE id = :id AND active"), {"id": session["user"]}
    ).one_or_none()
    return found or abort(401)


def _list(connection: Connection, words: Mapping[str, Mapping[str, str]]) -> str:
    asked = {name: request.args[name] for name in WANTED if request.args.get(name)}
    where = " AND ".join((ON_ROSTER, *(WANTED[name] for name in asked)))
    page = request.args.get("page", 0, type=int)
    user = _user(connection)
    total = connection.execute(
        text(f"SELECT count(*) FROM person p WHERE {where}"), asked
    ).scalar_one()
    rows = connection.execute(
        text(
            "SELECT p.*, o.name AS organization FROM person p"
            f" JOIN organization o ON o.id = p.organization_id WHERE {where}"
            f" ORDER BY {ORDERS[request.args.get('order', '')]} LIMIT :limit OFFSET :offset"
        ),
        {**asked, "limit": PAGE_SIZE, "offset": page * PAGE_SIZE},
    ).mappings()
    shown = [_shown(row, words) for row in rows]
    return render_template("plain_list.html", user=user, total=total, page=page, rows=shown)


def _shown(row: RowMapping, words: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    return {
        **dict(row),
        **{name: words[name].get(row[name], "") for name in CODED},
        "id_no": mask_id_number(encryption.unseal(bytes(row["id_no"]))),
        "mobile": mask_mobile(encryption.unseal(bytes(row["mobile"]))),
    }
