"""Responses of a view: the whole page, its part for a dialog, or "done" with where to go."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

from flask import Response, current_app, flash, redirect, render_template, request
from flask_appbuilder.baseviews import BaseView

WHOLE, PART = "zj/base.html", "zj/partial.html"
LONGEST_BACK = 2000


def is_partial() -> bool:
    """Whether the page's script asked for a dialog, a drawer or a piece to put in place."""
    headers = request.headers
    return "X-ZJ-Partial" in headers or "HX-Request" in headers


def way_back(asked: str | None) -> str:
    """The address to go on to: one of this origin, else the first page."""
    if not asked or len(asked) > LONGEST_BACK or any(ord(char) < 0x20 for char in asked):
        return "/"
    is_path = asked[0] == "/" and asked[1:2] not in ("/", "\\")
    return asked if is_path or asked.startswith(request.host_url) else "/"


def page(view: BaseView, template: str, **context: Any) -> str:
    """Render for the whole window or, asked by script, without the shell.

    The choice travels with the call: a view object serves all threads.
    """
    partial = is_partial()
    return render_template(
        template,
        base_template=PART if partial else WHOLE,
        partial=partial,
        appbuilder=view.appbuilder,
        current_app=current_app,
        view=view,
        **{**view.extra_args, **context},
    )


def as_left(url: str) -> str:
    """The address of a list: with the conditions and the page that it had where it was from the
    list itself that something was sent."""
    came_from = urlsplit(way_back(request.referrer))
    is_list = request.method == "POST" and came_from.path == url
    return f"{url}?{came_from.query}" if is_list and came_from.query else url


def go_on(url: str) -> Any:
    """Go on to a page: the whole window does, also from a form in a dialog."""
    url = as_left(url)
    if not is_partial():
        return redirect(url, code=303)
    return Response(status=204, headers={"HX-Redirect": url})


def done(message: Any, url: str, *, follow: bool = False) -> Any:
    """A success: script shows the message and refreshes in place, a plain form is sent on.

    ``follow`` sends the script to the address too, instead of refreshing.
    """
    if not is_partial():
        flash(str(message), "success")
        return redirect(as_left(url), code=303)
    event = {"message": str(message), "url": url if follow else ""}
    if follow:
        flash(str(message), "success")
    # Headers carry ASCII only; JSON escapes the rest.
    return Response(status=204, headers={"HX-Trigger": json.dumps({"zj:done": event})})
