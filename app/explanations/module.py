"""What explanations add to the application."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import lazy_gettext as _l

from app.core.access.right_words import RightWords
from app.core.access.roles import EVERYBODY, Grant, Role
from app.core.access.security_manager import may
from app.core.base.services import Service
from app.core.module import MenuEntry, Module

from .choices import EXPLANATION
from .presentation import screens
from .views import ExplanationView

# Who explains to others what they can do: who keeps accounts and rights, or an organization.
ADMINISTRATORS = (
    Role.SECURITY_ADMIN,
    Role.SYSTEM_ADMIN,
    Role.PROVINCE_ADMIN,
    Role.PREFECTURE_ADMIN,
    Role.COUNTY_ADMIN,
)


def why_url(screen: str, **asked: Any) -> str:
    """The address that explains a screen to whoever is signed in; none for another screen."""
    return url_for("ExplanationView.explain", screen=screen, **asked) if screen in screens() else ""


MODULE = Module(
    "explanations",
    entries=(
        MenuEntry(
            "settings",
            ExplanationView,
            _l("为什么看不到／不能办"),
            there=lambda: may("ask", EXPLANATION),
        ),
    ),
    grants=(
        Grant(EXPLANATION, ("read",), EVERYBODY),
        Grant(EXPLANATION, ("ask",), ADMINISTRATORS),
    ),
    declares=((RightWords(EXPLANATION, actions={"ask": _l("为他人查询")}),),),
    services={Service.EXPLAINER: why_url},
)
