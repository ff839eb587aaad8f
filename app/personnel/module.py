"""What people and their certificates add to the application."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.access.bundles import Bundle
from app.core.access.roles import BUSINESS, FILERS, OVERSEERS, Grant
from app.core.module import MenuEntry, Module

from . import jobs
from .followers import PEOPLE
from .guides import GUIDE
from .parameters import PARAMETERS
from .presentation import DETAIL_PARTS, FINDER, TIMELINE
from .queries import EFFECTS
from .roster_import import ROSTER_IMPORT
from .transfers import GUARDS
from .views import PersonView, TransferView
from .workflows import WORKFLOWS

BUNDLES = (
    Bundle("personal_numbers", _l("身份证号明文查看"), (("personnel.person", ("reveal",)),)),
    Bundle(
        "roster",
        _l("在职工作人员维护"),
        (("personnel.person", ("read", "create", "update", "delete")),),
    ),
    Bundle(
        "transfers",
        _l("人员调动办理"),
        (("personnel.transfer", ("read", "create", "file", "withdraw", "accept", "refuse")),),
    ),
)

MODULE = Module(
    "personnel",
    entries=(
        MenuEntry("organizations", PersonView, _l("在职工作人员基础数据")),
        MenuEntry("organizations", TransferView, _l("人员调动")),
    ),
    grants=(
        Grant("personnel.person", ("read", "export"), BUSINESS),
        Grant("personnel.person", ("oversee",), OVERSEERS),
        Grant("personnel.person", ("create", "update", "delete", "import"), FILERS),
        Grant("personnel.transfer", ("read", "create"), FILERS),
        *(grant for workflow in WORKFLOWS for grant in workflow.grants()),
    ),
    declares=(
        WORKFLOWS,
        BUNDLES,
        GUARDS,
        PARAMETERS,
        (EFFECTS, PEOPLE, ROSTER_IMPORT, GUIDE),
        DETAIL_PARTS,
        TIMELINE,
        FINDER,
    ),
    jobs=(jobs,),
    demo=("app.demo.people",),
)
