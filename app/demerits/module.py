"""What demerit points add to the application."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.access.bundles import Bundle
from app.core.access.roles import BUSINESS, FILERS, OVERSEERS, Grant, Role
from app.core.base.choices import Level
from app.core.module import MenuEntry, Module
from app.training.choices import CONTINUING
from app.workflow.extensions import OnMove

from .choices import LEADERS, MEASURE, REASON, RECORD
from .finder import FINDER
from .followers import FOLLOWERS
from .guides import BUTTONS, GUIDES
from .leaving_guard import GUARDS as LEAVING_GUARDS
from .numbering import NUMBERS
from .operations import settle_after_training, tell_of_failed_retraining
from .parameters import PARAMETERS
from .presentation import LIST_PARTS, PAPER_BLOCKS, PEOPLE_PARTS
from .proposals import ASSESSMENT_PARTS, ON_ASSESSMENTS
from .shipped_reasons import SHIPPED
from .todos import SOURCES
from .views import MeasureView, ReasonListView, RecordView
from .workflows import WORKFLOWS

# Whoever may file prints, and who sees more than the own organization (5.3, ruling 5).
PRINTERS = (
    *FILERS,
    Role.PROVINCE_REVIEWER,
    Role.PROVINCE_LEADER,
    Role.PREFECTURE_LEADER,
)
FILE = ("read", "create", "update", "delete", "file", "withdraw", "give_up")
BUNDLES = (
    Bundle("demerit_records", _l("动态考核记分办理"), ((RECORD, FILE),)),
    Bundle("demerit_talks", _l("约谈记录"), ((MEASURE, ("read", "update")),)),
    Bundle(
        "demerit_reasons",
        _l("记分事由维护"),
        ((REASON, ("read", "create", "update", "delete")),),
        (Level.PROVINCE,),
    ),
)
ON_MOVES = (
    OnMove(CONTINUING, "extend", "demerits", effects=(settle_after_training,)),
    OnMove(CONTINUING, "makeup", "demerits", effects=(tell_of_failed_retraining,)),
)

MODULE = Module(
    "demerits",
    entries=(
        MenuEntry("scoring", RecordView, _l("动态考核记分")),
        MenuEntry("scoring", MeasureView, _l("记分措施")),
        MenuEntry("scoring", ReasonListView, _l("记分事由维护")),
    ),
    grants=(
        Grant(RECORD, ("read",), BUSINESS),
        # Whose people a summary is about beside the own ones.
        Grant(RECORD, ("oversee",), OVERSEERS),
        Grant(RECORD, ("export",), PRINTERS),
        Grant(RECORD, ("create", "update", "delete"), FILERS),
        Grant(MEASURE, ("read",), BUSINESS),
        Grant(MEASURE, ("update",), LEADERS),
        Grant(REASON, ("read",), BUSINESS),
        Grant(REASON, ("create", "update", "delete"), (Role.PROVINCE_ADMIN,)),
        *(grant for workflow in WORKFLOWS for grant in workflow.grants()),
    ),
    declares=(
        BUNDLES,
        NUMBERS,
        PARAMETERS,
        WORKFLOWS,
        LIST_PARTS,
        PEOPLE_PARTS,
        PAPER_BLOCKS,
        FOLLOWERS,
        LEAVING_GUARDS,
        ON_MOVES,
        ON_ASSESSMENTS,
        ASSESSMENT_PARTS,
        SOURCES,
        GUIDES,
        BUTTONS,
        FINDER,
        (SHIPPED,),
    ),
    reports=("reports.demerits", "reports.demerit_forms"),
    demo=("app.demo.demerits",),
)
