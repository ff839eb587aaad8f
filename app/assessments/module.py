"""What assessments add to the application."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.access.bundles import Bundle
from app.core.access.right_words import RightWords
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

from . import jobs
from .choices import GROUP
from .followers import FOLLOWERS
from .guides import BUTTONS, GUIDES
from .leaving_guard import GUARDS
from .numbering import NUMBERS
from .parameters import PARAMETERS
from .todos import SOURCES
from .views import GroupAssessmentView, GroupProjectView
from .workflows import WORKFLOWS

ADMINS = tuple(ADMIN_OF.values())
# Who files prints, and the province and leaders (spec 5.3, ruling 5).
PRINTERS = (*PROVINCE, *FILERS[1:], Role.PREFECTURE_LEADER, Role.COUNTY_LEADER)

BUNDLES = (
    Bundle(
        "group_assessments",
        _l("监督组考核办理"),
        ((GROUP, ("read", "create", "update", "submit")),),
    ),
)
# 修改 is of what is said of an assessment, and of its projects.
RIGHT_WORDS = (RightWords(GROUP, actions={"update": _l("录入项目与修改")}),)

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
    declares=(
        BUNDLES,
        RIGHT_WORDS,
        PARAMETERS,
        NUMBERS,
        WORKFLOWS,
        GUARDS,
        FOLLOWERS,
        SOURCES,
        GUIDES,
        BUTTONS,
    ),
    jobs=(jobs,),
)
