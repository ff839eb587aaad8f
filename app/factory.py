"""The application factory: the only place that knows every module."""

from __future__ import annotations

import gc
import logging
import os
from typing import Any

from flask import Flask, Response, g
from flask_talisman import Talisman

from app.core.base.db import csrf, db, migrate

CONTENT_SECURITY_POLICY = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' blob: data:",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}


def create_app(config: dict[str, Any] | None = None) -> Flask:
    """Build the application; settings come from the environment unless given here."""
    from app.modules import MODULES, load_tables
    from config import settings

    # The static files are served by app.core.web.assets.
    app = Flask("app", static_folder=None)
    app.config.update(settings(os.environ), MODULES=MODULES)
    app.config.update(config or {})
    db.init_app(app)
    load_tables(app.config["MODULES"])
    migrate.init_app(app, db)
    csrf.init_app(app)
    _secure(app)
    with app.app_context():
        _install_framework(app)
    from app.cli import register_commands

    register_commands(app)
    return app


def make_ready(app: Flask) -> None:
    """The last step before processes are forked: what each of them would have to do by itself."""
    assert app.jinja_loader is not None
    # A page's first request would spend four fifths of its time on compiling its templates.
    for name in app.jinja_loader.list_templates():
        app.jinja_env.get_template(name)
    # What was imported is never collected; without this the first full collection of a process
    # would touch all of it, and the memory that processes share would be shared no longer.
    gc.collect()
    gc.freeze()


def _secure(app: Flask) -> None:
    https = bool(app.config.get("HTTPS"))
    # Registered first, so it runs last and may replace the policy of pages.
    app.after_request(_policy_of_its_own)
    Talisman(
        app,
        content_security_policy=CONTENT_SECURITY_POLICY,
        content_security_policy_nonce_in=["script-src"],
        frame_options="DENY",
        session_cookie_samesite="Lax",
        force_https=False,
        session_cookie_secure=https,
        strict_transport_security=https,
        referrer_policy="same-origin",
    )
    if app.config.get("BEHIND_PROXY"):
        from werkzeug.middleware.proxy_fix import ProxyFix

        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)  # type: ignore[method-assign]


def _policy_of_its_own(response: Response) -> Response:
    """A file that somebody sent is answered under a stricter policy than our pages."""
    if policy := g.get("content_policy"):
        response.headers["Content-Security-Policy"] = policy
    return response


def _install_framework(app: Flask) -> None:
    from app import modules
    from app.core.web import page_frame, request_guards
    from app.core.web.appbuilder import ProductAppBuilder
    from app.core.web.health import register_health

    logging.getLogger("flask_appbuilder").setLevel(logging.WARNING)
    request_guards.install(app)
    appbuilder = ProductAppBuilder()
    appbuilder.init_app(app, db.session)
    request_guards.install_after_sign_in(app)
    register_health(app)
    page_frame.install(app, appbuilder)
    # Screens and reports hold lazy messages, which need the languages installed above.
    modules.install(appbuilder)
