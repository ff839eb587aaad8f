"""What the engine for imports adds to the application."""

from __future__ import annotations

from app.core.access.roles import FILERS, Grant
from app.core.module import Module

from .parameters import PARAMETERS
from .views import ImportView

MODULE = Module(
    "imports",
    screens=(ImportView,),
    grants=(Grant("imports.batch", ("read",), FILERS),),
    declares=(PARAMETERS,),
)
