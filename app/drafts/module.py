"""What the engine for drafts adds to the application."""

from __future__ import annotations

from app.core.module import Module

from . import jobs
from .parameters import PARAMETERS
from .views import DraftView

MODULE = Module("drafts", screens=(DraftView,), declares=(PARAMETERS,), jobs=(jobs,))
