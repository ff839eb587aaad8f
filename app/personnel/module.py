"""What people and their certificates add to the application."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.module import Entry, Module
from app.core.roles import BUSINESS, FILERS, OVERSEERS, Grant

from .parameters import PARAMETERS
from .presenting import DETAIL_PARTS
from .queries import EFFECTS
from .views import PersonView

MODULE = Module(
    "personnel",
    entries=(Entry("organizations", PersonView, _l("在职工作人员基础数据")),),
    grants=(
        Grant("personnel.person", ("read", "export"), BUSINESS),
        Grant("personnel.person", ("oversee",), OVERSEERS),
        Grant("personnel.person", ("update",), FILERS),
    ),
    declares=(PARAMETERS, (EFFECTS,), DETAIL_PARTS),
    demo=("app.demo.people",),
)
