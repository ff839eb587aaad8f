"""Translations found once a request instead of once a word."""

from __future__ import annotations

from typing import Any

from flask import Flask, g
from flask_babel import Domain, get_locale


class QuickDomain(Domain):
    """Keeps the catalog of the present language at hand; a page has some hundred words."""

    def get_translations(self) -> Any:
        held: Any = getattr(g, "_flask_babel", None) if g else None
        locale = getattr(held, "babel_locale", None)
        if locale is not None and getattr(held, "quick_locale", None) is locale:
            return held.quick_translations
        found = super().get_translations()
        if held := getattr(g, "_flask_babel", None) if g else None:
            held.quick_translations = found
            held.quick_locale = get_locale()
        return found


def install(app: Flask) -> None:
    """Take the place of the extension's own domain."""
    babel = app.extensions["babel"].instance
    babel.domain_instance = QuickDomain(domain=babel.domain)
