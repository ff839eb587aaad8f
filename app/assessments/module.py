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
    PREFECTURE,
    PROVINCE,
    Grant,
    Role,
)
from app.core.base.choices import Level
from app.core.module import MenuEntry, Module

from . import jobs
from .choices import GROUP, HIERARCHICAL
from .finder import FINDER
from .followers import FOLLOWERS
from .guides import BUTTONS, GUIDES
from .leaving_guard import GUARDS
from .numbering import NUMBERS
from .parameters import PARAMETERS
from .presentation import TIMELINE
from .todos import SOURCES
from .views import (
    GroupAssessmentView,
    GroupProjectView,
    HierarchicalAssessmentView,
    HierarchicalProjectView,
    UnassessedView,
)
from .workflows import ASSESSORS, WORKFLOWS

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
    Bundle(
        "hierarchical_assessments",
        _l("层级考核录入"),
        ((HIERARCHICAL, ("read", "create", "update", "submit", "confirm")),),
        (Level.PREFECTURE,),
    ),
)
# 修改 is of what is said of an assessment, and of its projects.
RIGHT_WORDS = tuple(
    RightWords(one, actions={"update": _l("录入项目与修改")}) for one in (GROUP, HIERARCHICAL)
)

MODULE = Module(
    "assessments",
    entries=(
        MenuEntry("scoring", GroupAssessmentView, _l("监督组考核")),
        MenuEntry("scoring", HierarchicalAssessmentView, _l("层级考核")),
    ),
    screens=(GroupProjectView, HierarchicalProjectView, UnassessedView),
    grants=(
        Grant(GROUP, ("read",), BUSINESS),
        Grant(GROUP, ("oversee",), OVERSEERS),
        Grant(GROUP, ("create", "update"), FILERS),
        Grant(GROUP, ("delete",), ADMINS),
        Grant(GROUP, ("export",), BUSINESS),
        # Counties read what came of them; whoever is above assesses (5.3).
        Grant(HIERARCHICAL, ("read",), BUSINESS),
        Grant(HIERARCHICAL, ("create", "update"), ASSESSORS),
        Grant(HIERARCHICAL, ("delete",), (Role.PROVINCE_ADMIN, Role.PREFECTURE_ADMIN)),
        # Whose results a summary is about beside the own ones.
        Grant(HIERARCHICAL, ("oversee", "export"), (*PROVINCE, *PREFECTURE)),
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
    reports=("reports.group_assessments", "reports.hierarchical_assessments"),
    demo=("app.demo.group_assessments", "app.demo.hierarchical_assessments"),
)
