"""What demerit points add to 提交 and 撤回 of assessments: 建议记分, and the records of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from flask_babel import lazy_gettext as _l

from app.assessments.models import Assessment
from app.assessments.operations import suggestions_for
from app.assessments.workflows import WORKFLOWS as ASSESSING
from app.core.access.actor import Actor
from app.core.screens.detail_parts import DetailPart
from app.core.screens.form_fields import YesNoField
from app.workflow.access import handlers_of
from app.workflow.extensions import OnMove

from . import operations, presentation
from .operations import TICK
from .workflows import RECORDING

# The moves by which what was submitted is open again.
BACK = ("withdraw", "reopen", "send_back")


def _facts(item: Assessment, _actor: Actor) -> Sequence[tuple[Any, Any]]:
    """建议记分 in the dialog of 提交: who, how many, and of whom no record can be made."""
    return presentation.suggested_facts(operations.priced(suggestions_for(item)))


def _asks(item: Assessment, actor: Actor) -> Mapping[str, Any]:
    """The tick, where there is something to record and whoever submits may record it."""
    if not handlers_of(RECORDING, RECORDING["file"], actor):
        return {}
    if not operations.recordable(operations.priced(suggestions_for(item))):
        return {}
    return {TICK: YesNoField(_l("同时生成记分记录（未审核）"), default=True)}


ON_ASSESSMENTS = tuple(
    one
    for workflow in ASSESSING
    for one in (
        OnMove(
            workflow.resource,
            "submit",
            "demerits",
            effects=(partial(operations.propose, RECORDING),),
            facts=_facts,
            asks=_asks,
        ),
        *(
            OnMove(
                workflow.resource,
                name,
                "demerits",
                guards=(operations.none_is_passed,),
                effects=(operations.take_back,),
            )
            for name in BACK
            if name in workflow
        ),
    )
)
ASSESSMENT_PARTS = tuple(
    DetailPart(
        workflow.resource,
        "demerits",
        _l("考核记分"),
        "demerits/proposed.html",
        presentation.proposed_records,
    )
    for workflow in ASSESSING
)
