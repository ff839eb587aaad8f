"""Page frame: the menu by rights, the top bar with year, user and organization."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask, abort, current_app, g, jsonify, redirect, request, session
from flask_appbuilder import expose
from flask_appbuilder.baseviews import BaseView
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from app.core.base import clock, language
from app.core.base.db import db
from app.core.base.pinyin import initials
from app.core.base.responses import way_back
from app.core.configuration.cache import kept

from . import assets
from .markup import icon, tag
from .years import shown_year, switch_years

# A list of one year, by its filter or by its address, follows the switch.
YEAR_FILTER = re.compile(r"([?&](?:_flt_0)?_year=)[^&]*")


@dataclass(frozen=True, slots=True)
class MenuLine:
    """One line of the menu; ``initials`` are the 拼音首字母 that find it."""

    name: str
    label: str
    icon: str
    url: str = ""
    initials: str = ""
    endpoint: str = ""
    children: tuple[MenuLine, ...] = ()


@dataclass(frozen=True, slots=True)
class UserLink:
    """A link of the user menu that a module adds, for example 我的下载."""

    label: Any
    endpoint: str
    icon: str


@dataclass(frozen=True, slots=True)
class Bell:
    """What the message bell needs: how many are unread, the newest (text, url), and all."""

    unread: int
    newest: Iterable[tuple[str, str]]
    url: str


@kept
def _dialogs(_language: str) -> Markup:
    """The dialogs and words that every page carries, put together once a language."""
    template = current_app.jinja_env.get_template("zj/dialogs.html")
    return Markup(template.render())  # noqa: S704 - our own template, without data


@kept
def _menu(allowed: frozenset[str], _language: str) -> tuple[MenuLine, ...]:
    """The menu for a set of rights, built once and kept for everybody who holds the same."""
    found = []
    for item in current_app.extensions["appbuilder"].menu.menu:
        if item.childs:
            children = tuple(_entry(c) for c in item.childs if c.name in allowed)
            if children:
                found.append(MenuLine(item.name, str(item.label), item.icon, children=children))
        elif item.name in allowed:
            found.append(_entry(item))
    return tuple(found)


def _entry(item: Any) -> MenuLine:
    label = str(item.label)
    endpoint = item.baseview.endpoint if item.baseview else item.href.rpartition(".")[0]
    return MenuLine(item.name, label, item.icon or "", item.get_url(), initials(label), endpoint)


def _allowed() -> frozenset[str]:
    builder = current_app.extensions["appbuilder"]
    names = builder.menu.get_flat_name_list()
    held = (n for n in names if builder.sm.has_access("menu_access", n))
    return frozenset(n for n in held if n not in builder.menu_conditions or _is_there(builder, n))


def _is_there(builder: Any, name: str) -> bool:
    """Whether an entry that comes and goes stands in the menu now."""
    return bool(builder.menu_conditions[name]())


def _resource_of(blueprint: str | None) -> str | None:
    """The name of the rights of a view, which is that of its menu entry."""
    views = current_app.extensions["appbuilder"].baseviews
    found = (
        getattr(one, "class_permission_name", None) for one in views if one.endpoint == blueprint
    )
    return next(found, None)


class Shell:
    """What the base template asks for; made once a request."""

    def __init__(self) -> None:
        self.user = g.user
        self.language = str(get_locale())
        self.menu = _menu(_allowed(), self.language)
        self.current, self.group = self._find_current()

    def _find_current(self) -> tuple[MenuLine | None, MenuLine | None]:
        """The entry that a page names, else that of its view, else one of the same rights."""
        lines = [
            (child, entry if entry.children else None)
            for entry in self.menu
            for child in entry.children or (entry,)
        ]
        named, blueprint = g.get("menu_entry"), request.blueprint
        own = [one for one in lines if not named and one[0].endpoint == blueprint]
        name = named or _resource_of(blueprint)
        alike = [one for one in lines if one[0].name == name]
        return next(iter((*own, *alike)), (None, None))

    @property
    def year(self) -> int:
        """The year on the switch."""
        return shown_year()

    @property
    def years(self) -> list[int]:
        """The years to choose from, the chosen one among them."""
        offered = switch_years()
        return offered if self.year in offered else sorted({*offered, self.year}, reverse=True)

    @property
    def organization(self) -> Any:
        """The organization of the user, if any."""
        return self.user.organization

    @property
    def links(self) -> list[UserLink]:
        """What modules add to the user menu."""
        return list(current_app.extensions.get("user_links", ()))

    @property
    def bell(self) -> Bell | None:
        """Unread messages, once a module registers them."""
        ask: Callable[[], Bell] | None = current_app.extensions.get("bell")
        return ask() if ask else None

    @property
    def here(self) -> str:
        """The address to come back to after a switch."""
        if request.method != "GET":
            return request.path
        return request.full_path.rstrip("?")

    @property
    def today(self) -> Any:
        """The day in Shanghai."""
        return clock.today()

    @property
    def languages(self) -> Mapping[str, Any]:
        """The languages to choose from."""
        return current_app.config["LANGUAGES"]


def shell() -> Shell:
    """The shell of this request."""
    if "shell" not in g:
        g.shell = Shell()
    return g.shell


def mark_menu(name: str) -> None:
    """Say which menu entry a page belongs to that is no menu entry itself."""
    g.menu_entry = name


def html_language() -> str:
    """The language of the page as browsers know it."""
    return {"zh": "zh-CN"}.get(str(get_locale()), str(get_locale()))


class ShellView(BaseView):
    """The switches of the top bar: year and language."""

    route_base = ""
    default_view = "choose_year"

    @expose("/token/")
    def token(self) -> Any:
        """A fresh form token for a page that outlived its sign-in."""
        if not g.user.is_authenticated:
            abort(401)
        return jsonify(token=generate_csrf(), user=g.user.id)

    @expose("/year/", methods=["POST"])
    def choose_year(self) -> Any:
        """Store the year that the pages of this user are about."""
        if not g.user.is_authenticated:
            abort(401)
        chosen = request.form.get("year", "")
        if chosen not in map(str, switch_years()):
            abort(400)
        g.user.preferred_year = int(chosen)
        db.session.commit()
        back = way_back(request.form.get("next"))
        return redirect(YEAR_FILTER.sub(rf"\g<1>{chosen}", back), code=303)

    @expose("/language/", methods=["POST"])
    def choose_language(self) -> Any:
        """Switch the language of this browser, and of the user who is signed in."""
        chosen = request.form.get("language", "")
        if chosen not in current_app.config["LANGUAGES"]:
            abort(400)
        session["locale"] = chosen
        if g.user.is_authenticated:
            g.user.language = chosen
            db.session.commit()
        return redirect(way_back(request.form.get("next")), code=303)


def install(app: Flask, appbuilder: Any) -> None:
    """Register the switches and what templates call."""
    appbuilder.add_view_no_menu(ShellView)
    language.install(app)
    assets.install(app)
    app.jinja_env.globals.update(
        shell=shell,
        icon=icon,
        tag=tag,
        dialogs=lambda: _dialogs(str(get_locale())),
        html_language=html_language,
        moment=lambda at: f"{clock.local(at):%Y-%m-%d %H:%M}",
        initials=initials,
        product=lambda: _("湖南省建设工程质量安全监督机构管理系统"),
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
