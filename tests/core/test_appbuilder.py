"""The contract with the framework: which of its words and private parts this product leans on."""

from __future__ import annotations

import inspect
from typing import Any

import pytest
from flask_appbuilder import AppBuilder, ModelView  # noqa: TID251 - it is compared with ours
from flask_appbuilder.baseviews import BaseCRUDView, BaseModelView, BaseView
from flask_appbuilder.models.sqla.interface import SQLAInterface
from flask_appbuilder.security.manager import BaseSecurityManager
from flask_appbuilder.security.sqla.manager import SecurityManager
from flask_appbuilder.security.sqla.models import User

from app.core.screens.unsupported_words import (
    FOLLOWING,
    HONOURED,
    INSTEAD,
    MACHINERY,
    framework_words,
)
from app.core.screens.views import AppInterface, AppModelView
from tests.support.acting import As
from tests.support.twelve import Twelve

# --- words ----------------------------------------------------------------------------------


def test_every_word_of_the_framework_is_honoured_refused_or_its_own() -> None:
    """A new version that adds a word fails here until somebody decides what it means."""
    assert framework_words() == HONOURED | MACHINERY | INSTEAD.keys()
    assert not HONOURED & MACHINERY
    assert not (HONOURED | MACHINERY) & INSTEAD.keys()


@pytest.mark.parametrize("word", sorted(INSTEAD.keys() | MACHINERY | FOLLOWING.keys()))
def test_a_word_that_does_nothing_stops_the_start(twelve_app: Any, word: str) -> None:
    declared = {"datamodel": AppInterface(Twelve), "list_columns": ["name"], word: None}
    view = type("Silent", (AppModelView,), {"show_columns": ["name"], **declared})
    with As(twelve_app, "yl_clerk"), pytest.raises(TypeError, match=rf"Silent .*\b{word} \(use"):
        view()


def test_a_word_of_a_base_between_stops_the_start_too(twelve_app: Any) -> None:
    class Between:
        base_filters = ()

    declared = {"datamodel": AppInterface(Twelve), "list_columns": ["name"]}
    view = type("Below", (Between, AppModelView), {"show_columns": ["name"], **declared})
    with As(twelve_app, "yl_clerk"), pytest.raises(TypeError, match="base_conditions"):
        view()


# --- private parts --------------------------------------------------------------------------

# What we override or call although it is not public: the class, the name, its parameters.
LEANED_ON: tuple[tuple[type[Any], str, tuple[str, ...]], ...] = (
    (BaseCRUDView, "_init_properties", ("self",)),
    (BaseCRUDView, "_init_forms", ("self",)),
    (BaseCRUDView, "_init_titles", ("self",)),
    (BaseView, "_prettify_column", ("name",)),
    (AppBuilder, "_add_admin_views", ("self",)),
    (SecurityManager, "_has_view_access", ("self", "user", "permission_name", "view_name")),
    (
        SecurityManager,
        "_get_user_permission_view_menus",
        ("self", "user", "permission_name", "view_menus_name"),
    ),
    (BaseSecurityManager, "create_db", ("self",)),
    (BaseSecurityManager, "register_views", ("self",)),
    (SecurityManager, "load_user", ("self", "pk")),
    (BaseSecurityManager, "auth_user_db", ("self", "username", "password")),
    (BaseSecurityManager, "has_access", ("self", "permission_name", "view_name")),
)


@pytest.mark.parametrize(("owner", "name", "parameters"), LEANED_ON)
def test_what_we_override_is_there_as_it_was(
    owner: type[Any], name: str, parameters: tuple[str, ...]
) -> None:
    found = inspect.signature(inspect.getattr_static(owner, name).__get__(None, owner))
    held = tuple(found.parameters)
    assert held[-len(parameters) :] == parameters or held == parameters[1:]


def test_a_screen_is_prepared_by_the_calls_we_override() -> None:
    told = inspect.getsource(BaseModelView.__init__)
    for name in ("_init_properties", "_init_forms", "_init_titles"):
        assert f"self.{name}()" in told
    assert 'hasattr(func, "_action")' in inspect.getsource(BaseCRUDView.__init__)
    assert "_related_views" in inspect.getsource(BaseCRUDView.get_init_inner_views)
    assert "related_views" in inspect.getsource(BaseCRUDView.get_uninit_inner_views)


def test_the_builder_adds_its_own_screens_by_the_call_we_override() -> None:
    assert "self._add_admin_views()" in inspect.getsource(AppBuilder)
    assert "self._indexview" in inspect.getsource(AppBuilder)


def test_rights_are_asked_by_the_calls_we_override() -> None:
    told = inspect.getsource(BaseSecurityManager) + inspect.getsource(SecurityManager)
    assert "self._has_view_access(" in told
    assert "self._get_user_permission_view_menus(" in told


def test_the_user_has_what_we_put_onto_it() -> None:
    columns = {"organization_id", "must_change_password", "password_expires_at"}
    columns |= {"preferred_year", "language", "is_demo"}
    assert columns <= set(User.__mapper__.columns.keys())
    assert "organization" in User.__mapper__.relationships
    # The framework itself prints users by these two.
    user = User(first_name="守衡", last_name="钟")
    assert (user.get_full_name(), str(user)) == ("钟守衡", "钟守衡")
    assert User.__mapper__.polymorphic_on is None


def test_the_framework_describes_tables_as_screens_read_them() -> None:
    found = AppInterface(Twelve)
    assert isinstance(found, SQLAInterface)
    assert found.obj is Twelve
    assert {"form_token", "version"} <= set(found.list_columns)
    assert issubclass(AppModelView, ModelView)
