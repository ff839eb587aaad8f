"""What training adds to the application."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.access.roles import BUSINESS, FILERS, OVERSEERS, PROVINCE, Grant, Role
from app.core.module import MenuEntry, Module

from . import jobs
from .choices import ALLOCATION, CONTINUING, INDUCTION, RESULT, SESSION
from .finder import FINDER
from .followers import FOLLOWERS
from .leaving_guard import GUARDS
from .numbering import NUMBERS
from .parameters import PARAMETERS
from .presentation import DETAIL_PARTS, PEOPLE_PARTS, RESULT_PARTS
from .queries import RETRAINING
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
        Grant(RESULT, ("update",), (Role.PROVINCE_REVIEWER,)),
        *(grant for workflow in WORKFLOWS for grant in workflow.grants()),
    ),
    declares=(
        NUMBERS,
        PARAMETERS,
        DETAIL_PARTS,
        RESULT_PARTS,
        WORKFLOWS,
        SOURCES,
        PEOPLE_PARTS,
        FOLLOWERS,
        GUARDS,
        FINDER,
        (RETRAINING,),
    ),
    jobs=(jobs,),
    reports=(
        "reports.training_enrolments",
        "reports.training_results",
        "reports.training_sessions",
    ),
)
