"""What training adds to the application."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.access.bundles import STATIONS, Bundle
from app.core.access.right_words import RightWords
from app.core.access.roles import BUSINESS, FILERS, OVERSEERS, PROVINCE, Grant, Role
from app.core.base.choices import Level
from app.core.module import MenuEntry, Module

from . import jobs
from .choices import ALLOCATION, CONTINUING, INDUCTION, RESULT, SESSION
from .finder import FINDER
from .followers import FOLLOWERS
from .guides import BUTTONS, GUIDES
from .leaving_guard import GUARDS as LEAVING_GUARDS
from .numbering import NUMBERS
from .parameters import PARAMETERS
from .presentation import DETAIL_PARTS, PAPER_BLOCKS, PEOPLE_PARTS, RESULT_PARTS
from .queries import RETRAINING
from .result_import import RESULT_IMPORT
from .todos import SOURCES
from .views import (
    AllocationView,
    ContinuingResultView,
    ContinuingView,
    InductionResultView,
    InductionView,
    ResultView,
    SessionView,
)
from .workflows import WORKFLOWS

PLANNERS = (Role.PROVINCE_ADMIN, Role.PROVINCE_REVIEWER)
PREFECTURE = (Role.PREFECTURE_ADMIN, Role.PREFECTURE_LEADER, Role.PREFECTURE_CLERK)
DISTRIBUTORS = (Role.PROVINCE_ADMIN, Role.PREFECTURE_ADMIN)
# Whoever may file prints, and who decides (spec 5.3, ruling 5).
PRINTERS = (*FILERS, Role.PROVINCE_REVIEWER)

FILE = ("read", "create", "update", "delete", "file", "withdraw", "give_up")
REVIEW = ("read", "oversee", "review", "review_return")
EXAMINE = ("read", "oversee", "grade", "makeup")
BUNDLES = (
    Bundle("induction_enrolments", _l("新进培训报名办理"), ((INDUCTION, FILE),)),
    Bundle("continuing_enrolments", _l("继续教育报名办理"), ((CONTINUING, FILE),)),
    Bundle(
        "training_pre_review",
        _l("培训市州审核"),
        ((INDUCTION, REVIEW), (CONTINUING, REVIEW)),
        (Level.PREFECTURE,),
    ),
    Bundle(
        "training_places",
        _l("培训额度分配"),
        (
            (ALLOCATION, ("read", "update")),
            (INDUCTION, ("read", "oversee", "allocate", "unallocate")),
        ),
        (Level.PROVINCE, Level.PREFECTURE),
    ),
    Bundle(
        "training_sessions",
        _l("培训档期管理"),
        ((SESSION, ("read", "create", "update", "delete", "export")),),
        (Level.PROVINCE,),
    ),
    Bundle(
        "training_results",
        _l("成绩与发证"),
        (
            (RESULT, ("read", "oversee", "update")),
            (INDUCTION, (*EXAMINE, "issue")),
            (CONTINUING, (*EXAMINE, "extend")),
        ),
        (Level.PROVINCE,),
    ),
    Bundle(
        "training_summaries",
        _l("培训汇总表导出"),
        ((INDUCTION, ("read", "export")), (CONTINUING, ("read", "export"))),
        STATIONS,
    ),
)

# What a prefecture enrols itself passes its own leader.
RIGHT_WORDS = (RightWords(INDUCTION, actions={"review_own": _l("本级审核")}),)

MODULE = Module(
    "training",
    entries=(
        MenuEntry("training", InductionView, _l("新进人员培训报名")),
        MenuEntry("training", ContinuingView, _l("继续教育培训报名")),
        MenuEntry("training", AllocationView, _l("培训报名额度分配")),
        MenuEntry("training", SessionView, _l("培训档期")),
        MenuEntry("training", ResultView, _l("成绩与发证")),
    ),
    screens=(InductionResultView, ContinuingResultView),
    grants=(
        Grant(SESSION, ("read",), BUSINESS),
        Grant(SESSION, ("create", "update", "delete", "export"), PLANNERS),
        Grant(INDUCTION, ("read",), BUSINESS),
        Grant(INDUCTION, ("oversee",), OVERSEERS),
        Grant(INDUCTION, ("create", "update", "delete"), FILERS),
        Grant(CONTINUING, ("read",), BUSINESS),
        Grant(CONTINUING, ("oversee",), OVERSEERS),
        Grant(CONTINUING, ("create", "update", "delete"), FILERS),
        Grant(INDUCTION, ("export",), PRINTERS),
        Grant(CONTINUING, ("export",), PRINTERS),
        Grant(ALLOCATION, ("read",), (*PROVINCE, *PREFECTURE)),
        Grant(ALLOCATION, ("update",), DISTRIBUTORS),
        Grant(RESULT, ("read",), BUSINESS),
        Grant(RESULT, ("oversee",), OVERSEERS),
        Grant(RESULT, ("update", "import"), (Role.PROVINCE_REVIEWER,)),
        Grant("imports.batch", ("read",), (Role.PROVINCE_REVIEWER,)),
        *(grant for workflow in WORKFLOWS for grant in workflow.grants()),
    ),
    declares=(
        BUNDLES,
        RIGHT_WORDS,
        NUMBERS,
        PARAMETERS,
        DETAIL_PARTS,
        RESULT_PARTS,
        WORKFLOWS,
        SOURCES,
        PAPER_BLOCKS,
        PEOPLE_PARTS,
        FOLLOWERS,
        LEAVING_GUARDS,
        GUIDES,
        BUTTONS,
        FINDER,
        (RETRAINING, RESULT_IMPORT),
    ),
    jobs=(jobs,),
    demo=("app.demo.training",),
    reports=(
        "reports.training_enrolments",
        "reports.training_results",
        "reports.training_sessions",
    ),
)
