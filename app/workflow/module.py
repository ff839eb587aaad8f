"""What the engine for processes adds to the application."""

from __future__ import annotations

from functools import partial

from flask import g, url_for

from app.core.base.services import Service
from app.core.module import Module
from app.core.web.page_frame import Bell

from . import jobs, messages, registry
from .message_view import MessageView


def bell() -> Bell:
    """The unread messages of whoever is signed in."""
    unread = g.user.unread_messages
    newest = messages.newest(g.user.id) if unread else ()
    found = [
        (" · ".join(filter(None, (one.title, one.subject))), url_for("MessageView.show", pk=one.id))
        for one in newest
    ]
    return Bell(unread, found, url_for("MessageView.list"))


MODULE = Module(
    "workflow",
    screens=(MessageView,),
    jobs=(jobs,),
    services={
        Service.BELL: bell,
        Service.TELLER: partial(messages.send_one, kind=messages.EXPORT),
        Service.HEARD: messages.heard,
        Service.LENDABLE: registry.lendable,
    },
)
