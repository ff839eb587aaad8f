"""What the engine for imports adds to the application."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.access.right_words import RightWords
from app.core.access.roles import FILERS, Grant
from app.core.module import Module

from .parameters import PARAMETERS
from .views import ImportView

RIGHT_WORDS = (RightWords("imports.batch", _l("导入记录"), "personnel.person"),)

MODULE = Module(
    "imports",
    screens=(ImportView,),
    grants=(Grant("imports.batch", ("read",), FILERS),),
    declares=(PARAMETERS, RIGHT_WORDS),
)
