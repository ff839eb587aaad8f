"""What assessments add to the application."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.access.roles import (
    ADMIN_OF,
    BUSINESS,
    FILERS,
    OVERSEERS,
    PROVINCE,
    Grant,
    Role,
)
from app.core.module import MenuEntry, Module

from .choices import GROUP
from .numbering import NUMBERS
from .parameters import PARAMETERS
from .views import GroupAssessmentView, GroupProjectView
from .workflows import WORKFLOWS

ADMINS = tuple(ADMIN_OF.values())
# Who files prints, and the province and leaders (spec 5.3, ruling 5).
PRINTERS = (*PROVINCE, *FILERS[1:], Role.PREFECTURE_LEADER, Role.COUNTY_LEADER)

MODULE = Module(
    "assessments",
    entries=(MenuEntry("scoring", GroupAssessmentView, _l("监督组考核")),),
    screens=(GroupProjectView,),
    grants=(
        Grant(GROUP, ("read",), BUSINESS),
        Grant(GROUP, ("oversee",), OVERSEERS),
        Grant(GROUP, ("create", "update"), FILERS),
        Grant(GROUP, ("delete",), ADMINS),
        *(grant for workflow in WORKFLOWS for grant in workflow.grants()),
    ),
    declares=(PARAMETERS, NUMBERS, WORKFLOWS),
)
