"""Cache of translations: the catalog once a request, each word of a template once a language."""

from __future__ import annotations

from typing import Any

from flask import Flask, g
from flask_babel import Domain, get_locale
from markupsafe import Markup


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

    def word(self, string: str, **variables: Any) -> Markup:
        """A message for a template, whose variables are escaped."""
        translations = self.get_translations()
        if variables:
            return self._trusted(string) % variables
        words: dict[str, Markup] = translations.__dict__.setdefault("words", {})
        found = words.get(string)
        if found is None:
            # Messages are format strings also without variables: a percent sign is doubled.
            found = words[string] = self._trusted(string) % {}
        return found

    def _trusted(self, string: str) -> Markup:
        """Templates and catalogs are ours; only variables come from elsewhere."""
        return Markup(self.get_translations().ugettext(string))  # noqa: S704 - ours


def install(app: Flask) -> None:
    """Take the place of the extension's own domain, and of its words in templates."""
    babel = app.extensions["babel"].instance
    domain = babel.domain_instance = QuickDomain(domain=babel.domain)
    app.jinja_env.globals.update(_=domain.word, gettext=domain.word)
