"""What assessments add to the application."""

from __future__ import annotations

from app.core.module import Module

from .numbering import NUMBERS
from .parameters import PARAMETERS

MODULE = Module("assessments", declares=(PARAMETERS, NUMBERS))
