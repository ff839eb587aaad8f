"""What R15 to R18 ask for: year, session, place, and what their schemas check of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, fields, validate, validates_schema

from app.reporting.declaration import Condition, Parameters
from app.training import queries
from app.training.choices import (
    CONTINUING,
    INDUCTION,
    ContinuingState,
    InductionCategory,
    InductionState,
    Result,
    TrainingKind,
    shown,
)

from .common import YEAR, YearConditions, among, choice, every
from .places import PlaceConditions, place_conditions
from .training_tables import COVERAGES

Words = dict[str, Any]
SESSION = _l("档期")
STATE = _l("审核状态")
CATEGORIES: Words = {one.value: one.label for one in InductionCategory}
CERTIFICATES: Words = {one.value: words for one, words in COVERAGES.items()}
RESULTS: Words = {one.value: one.label for one in Result}
INDUCTION_STATES: Words = dict(shown(InductionState))
CONTINUING_STATES: Words = dict(shown(ContinuingState))


def _one_of(words: Words, refusal: Any) -> fields.String:
    """A condition that may be left open."""
    return fields.String(load_default="", validate=among(("", *words), refusal))


class TrainingConditions(YearConditions, PlaceConditions):
    """年度, 档期, 市州 and 机构."""

    class Meta(YearConditions.Meta, PlaceConditions.Meta):
        pass

    kind: ClassVar[TrainingKind]
    # Whether those may be asked for who wait for a session.
    waiting: ClassVar[bool] = False
    session = fields.String(load_default="")

    @validates_schema(skip_on_field_errors=False)
    def is_a_session(self, data: dict[str, Any], **_kwargs: Any) -> None:
        """A session is one of the year, or 未分配 where people wait for one."""
        chosen = data.get("session")
        if not chosen or "year" not in data:
            return
        waits = self.waiting and chosen == queries.UNALLOCATED
        if not waits and chosen not in queries.sessions_of(self.kind, data["year"]):
            raise ValidationError(_("没有这个档期"), "session")


class InductionConditions(TrainingConditions):
    """What R15 asks for."""

    kind, waiting = TrainingKind.INDUCTION, True
    category = _one_of(CATEGORIES, _l("没有这种报名类别"))
    types = _one_of(CERTIFICATES, _l("没有这种报考证书"))
    state = _one_of(INDUCTION_STATES, _l("没有这种审核状态"))


class ContinuingConditions(TrainingConditions):
    """What R17 asks for."""

    kind = TrainingKind.CONTINUING
    state = _one_of(CONTINUING_STATES, _l("没有这种审核状态"))


class ResultConditions(TrainingConditions):
    """What R16 and R18 ask for: one session, by whose subjects their columns go."""

    session = fields.String(
        required=True,
        validate=validate.Length(min=1, error=_l("请选择档期")),
        error_messages={"required": _l("请选择档期")},
    )
    result = _one_of(RESULTS, _l("没有这种考核结果"))


class InductionResultConditions(ResultConditions):
    """What R16 asks for."""

    kind = TrainingKind.INDUCTION


class ContinuingResultConditions(ResultConditions):
    """What R18 asks for."""

    kind = TrainingKind.CONTINUING


def _sessions(
    kind: TrainingKind, before: Callable[[], Iterable[tuple[str, str]]]
) -> Callable[[Parameters], list[tuple[str, str]]]:
    """The sessions of the year that is chosen, behind what may be chosen in their place."""
    return lambda chosen: [*before(), *queries.sessions_of(kind, chosen["year"]).items()]


def _newest(kind: TrainingKind) -> Callable[[Parameters], str]:
    return lambda chosen: next(iter(queries.sessions_of(kind, chosen["year"])), "")


def _enrolment_conditions(
    kind: TrainingKind, resource: str, *more: Condition, waiting: bool = False
) -> tuple[Condition, ...]:
    def before() -> list[tuple[str, str]]:
        return [every(), (queries.UNALLOCATED, _("未分配"))] if waiting else [every()]

    return (
        YEAR,
        Condition("session", SESSION, _sessions(kind, before)),
        *place_conditions(resource, dated=True),
        *more,
    )


def _result_conditions(kind: TrainingKind, resource: str) -> tuple[Condition, ...]:
    return (
        YEAR,
        Condition("session", SESSION, _sessions(kind, tuple), _newest(kind), required=True),
        *place_conditions(resource, dated=True),
        Condition("result", _l("考核结果"), choice(lambda: RESULTS)),
    )


INDUCTION_CONDITIONS = _enrolment_conditions(
    TrainingKind.INDUCTION,
    INDUCTION,
    Condition("category", _l("报名类别"), choice(lambda: CATEGORIES)),
    Condition("types", _l("报考证书"), choice(lambda: CERTIFICATES)),
    Condition("state", STATE, choice(lambda: INDUCTION_STATES)),
    waiting=True,
)
CONTINUING_CONDITIONS = _enrolment_conditions(
    TrainingKind.CONTINUING,
    CONTINUING,
    Condition("state", STATE, choice(lambda: CONTINUING_STATES)),
)
INDUCTION_RESULT_CONDITIONS = _result_conditions(TrainingKind.INDUCTION, INDUCTION)
CONTINUING_RESULT_CONDITIONS = _result_conditions(TrainingKind.CONTINUING, CONTINUING)
