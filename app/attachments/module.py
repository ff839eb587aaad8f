"""What the engine for files of records adds to the application."""

from __future__ import annotations

from app.core.module import Module

from .parameters import PARAMETERS
from .views import AttachmentView

MODULE = Module("attachments", screens=(AttachmentView,), declares=(PARAMETERS,))
