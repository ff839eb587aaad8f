"""What people and their certificates add to the application."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.access.roles import BUSINESS, FILERS, OVERSEERS, Grant
from app.core.module import MenuEntry, Module

from .followers import PEOPLE
from .parameters import PARAMETERS
from .presentation import DETAIL_PARTS, FINDER, TIMELINE
from .queries import EFFECTS
from .views import PersonView

MODULE = Module(
    "personnel",
    entries=(MenuEntry("organizations", PersonView, _l("在职工作人员基础数据")),),
    grants=(
        Grant("personnel.person", ("read", "export"), BUSINESS),
        Grant("personnel.person", ("oversee",), OVERSEERS),
        Grant("personnel.person", ("update",), FILERS),
    ),
    declares=(PARAMETERS, (EFFECTS, PEOPLE), DETAIL_PARTS, TIMELINE, FINDER),
    demo=("app.demo.people",),
)
