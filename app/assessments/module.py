"""What assessments add to the application."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.access.bundles import STATIONS, Bundle
from app.core.access.right_words import RightWords
from app.core.access.roles import (
    ADMIN_OF,
    BUSINESS,
    FILERS,
    OVERSEERS,
    Grant,
)
from app.core.module import MenuEntry, Module

from . import jobs
from .choices import GROUP
from .finder import FINDER
from .followers import FOLLOWERS
from .guides import BUTTONS, GUIDES
from .leaving_guard import GUARDS
from .numbering import NUMBERS
from .parameters import PARAMETERS
from .presentation import TIMELINE
from .todos import SOURCES
from .views import GroupAssessmentView, GroupProjectView, UnassessedView
from .workflows import WORKFLOWS

ADMINS = tuple(ADMIN_OF.values())
BUNDLES = (
    Bundle(
        "group_assessments",
        _l("监督组考核办理"),
        ((GROUP, ("read", "create", "update", "submit")),),
    ),
    Bundle(
        "group_assessment_summaries",
        _l("监督组考核汇总表导出"),
        ((GROUP, ("read", "export")),),
        STATIONS,
    ),
)
# 修改 is of what is said of an assessment, and of its projects.
RIGHT_WORDS = (RightWords(GROUP, actions={"update": _l("录入项目与修改")}),)

MODULE = Module(
    "assessments",
    entries=(MenuEntry("scoring", GroupAssessmentView, _l("监督组考核")),),
    screens=(GroupProjectView, UnassessedView),
    grants=(
        Grant(GROUP, ("read",), BUSINESS),
        Grant(GROUP, ("oversee",), OVERSEERS),
        Grant(GROUP, ("create", "update"), FILERS),
        Grant(GROUP, ("delete",), ADMINS),
        Grant(GROUP, ("export",), BUSINESS),
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
        FINDER,
        TIMELINE,
    ),
    jobs=(jobs,),
    reports=("reports.group_assessments",),
    demo=("app.demo.group_assessments",),
)
