"""A ModelView as the framework gives it, over the same table with the same columns."""

from __future__ import annotations

import datetime as dt
import logging
import os
from typing import Any

from flask import Flask
from flask_appbuilder import AppBuilder, Model, ModelView  # noqa: TID251 - measured here
from flask_appbuilder.models.sqla.filters import FilterEqual
from flask_appbuilder.models.sqla.interface import SQLAInterface
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

import config

from .account import NAME, PASSWORD
from .subject import Subject, sign_in

COLUMNS = [
    *("name", "sex", "id_no", "organization", "position", "post_type", "employ_type"),
    *("duty_status", "education", "title_level", "mobile", "joined_on"),
]
PEOPLE = "/stockperson"


class StockOrganization(Model):
    """The columns of the organization that a list shows."""

    __tablename__ = "organization"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]

    def __repr__(self) -> str:
        return self.name


class StockPerson(Model):
    """The columns of a person that a list shows or searches; sealed numbers stay sealed."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    sex: Mapped[str]
    id_no: Mapped[str]
    id_no_hash: Mapped[str]
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    position: Mapped[str | None]
    post_type: Mapped[str]
    employ_type: Mapped[str]
    duty_status: Mapped[str]
    education: Mapped[str]
    title_level: Mapped[str]
    specialty: Mapped[str]
    mobile: Mapped[str]
    joined_on: Mapped[dt.date]
    left_on: Mapped[dt.date | None]
    deleted_at: Mapped[dt.datetime | None]

    organization: Mapped[StockOrganization] = relationship()


class EagerInterface(SQLAInterface):
    """Loads the organizations in the same statement."""

    def apply_all(self, query: Any, *arguments: Any, **named: Any) -> Any:
        found = super().apply_all(query, *arguments, **named)
        if found.column_descriptions[0]["entity"] is not StockPerson:
            return found
        return found.options(joinedload(StockPerson.organization))


class _People(ModelView):
    datamodel = SQLAInterface(StockPerson)
    list_columns = show_columns = COLUMNS
    search_columns = [
        *("name", "organization", "id_no_hash", "post_type", "employ_type", "duty_status"),
        *("education", "title_level", "specialty", "joined_on"),
    ]
    order_columns = ["name", "joined_on"]
    add_columns = edit_columns = ["name", "sex", "position", "education"]
    base_filters = [["left_on", FilterEqual, None], ["deleted_at", FilterEqual, None]]
    base_order = ("organization_id", "asc")
    page_size = 25


class StockView(_People):
    """The view as its documentation writes it."""

    route_base = PEOPLE


class EagerView(_People):
    """The same with its relation loaded along, as experience writes it."""

    datamodel = EagerInterface(StockPerson)
    route_base = "/eagerperson"


def subject(samples: dict[str, Any]) -> Subject:
    """The stock application with an administrator signed in."""
    found = Subject(None)
    found.watch()
    logging.getLogger("flask_appbuilder").setLevel(logging.WARNING)
    settings = config.settings(os.environ)
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY=settings["SECRET_KEY"],
        SQLALCHEMY_DATABASE_URI=settings["SQLALCHEMY_DATABASE_URI"],
        SQLALCHEMY_ENGINE_OPTIONS=settings["SQLALCHEMY_ENGINE_OPTIONS"],
        FAB_CREATE_DB=False,
        FAB_ADD_OPENAPI_VIEWS=False,
        AUTH_RATE_LIMITED=False,
        RATELIMIT_ENABLED=False,
    )
    database = SQLAlchemy(app, model_class=Model)
    with app.app_context():
        appbuilder = AppBuilder(app, database.session)
        appbuilder.add_view(StockView, "People", category="Personnel")
        appbuilder.add_view_no_menu(EagerView)
    found.wsgi = app.wsgi_app
    _requests(found, sign_in(app.test_client(), NAME, PASSWORD), samples)
    return found


def _requests(found: Subject, cookie: str, samples: dict[str, Any]) -> None:
    # Operators by their place in the framework's own lists: 2 contains, 3 equals.
    asked: dict[str, dict[str, Any]] = {
        "first page": {},
        "page 500": {"page_StockView": samples["page_500"]},
        "last page": {"page_StockView": samples["last_page"]},
        "filtered, frequent": {"_flt_3_education": samples["common"]},
        "filtered, rare": {"_flt_3_duty_status": samples["rare"]},
        "name, 1 character": {"_flt_2_name": samples["name1"]},
        "name, 2 characters": {"_flt_2_name": samples["name2"]},
        "name, 3 characters": {"_flt_2_name": samples["name3"]},
        "ID number": {"_flt_3_id_no_hash": samples["id_no_hash"]},
        "by name": {"_oc_StockView": "name", "_od_StockView": "asc"},
        "by day of joining": {"_oc_StockView": "joined_on", "_od_StockView": "desc"},
    }
    for name, query in asked.items():
        found.page(name, f"{PEOPLE}/list/", cookie, **query)
    found.page("first page, relation loaded along", "/eagerperson/list/", cookie)
    found.page("show", f"{PEOPLE}/show/{samples['person']}", cookie)
