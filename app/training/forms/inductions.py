"""The form of somebody who is enrolled for 新进人员培训."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from types import SimpleNamespace
from typing import Any

from flask_babel import lazy_gettext as _l

from app.core.access.actor import current_actor
from app.core.base import clock
from app.core.base.errors import FieldError
from app.core.base.formats import age_on
from app.core.configuration import dictionaries
from app.core.screens.form_fields import (
    AtMost,
    Between,
    Choice,
    Day,
    LongText,
    OptionalField,
    Required,
    Sealed,
    Text,
    Whole,
)
from app.core.screens.model_forms import AppForm
from app.core.screens.table_fields import SeveralChoice
from app.personnel.choices import CertificateType
from app.training import operations
from app.training.choices import InductionCategory
from app.training.models import InductionEnrolment
from app.training.presentation import INDUCTION_LABELS as LABELS
from app.training.queries import Candidate

CHOOSE, LONGEST_TEXT, MOST_YEARS = _l("请选择%(label)s"), 500, 60
# What a draft never keeps.
NEVER_KEPT = "mobile"
OF_ENROLMENT = (
    "types",
    "engineering_years",
    "supervising_years",
    "explanation",
    "recommendation",
)
INDUCTION_FIELDSETS = [
    (_l("提交后更新在职人员数据的信息"), {"fields": [*operations.OF_PERSON]}),
    (_l("报名信息"), {"fields": [*OF_ENROLMENT]}),
]


def start_of(whom: Candidate, item: InductionEnrolment | None = None) -> SimpleNamespace:
    """What the form of somebody starts with: what the roster says, and the enrolment that it
    corrects."""
    person, today = whom.person, clock.today()
    found = SimpleNamespace(
        about=whom,
        has_photo=whom.has_photo,
        **{name: getattr(person, name) for name in operations.OF_PERSON},
    )
    for name, since in (
        ("engineering_years", person.engineering_from),
        ("supervising_years", person.supervising_from),
    ):
        setattr(found, name, age_on(since, today) if since else None)
    if item is not None:
        for name in OF_ENROLMENT:
            setattr(found, name, getattr(item, name))
    return found


def _entries(dictionary: str) -> Callable[[str | None], list[tuple[str, Any]]]:
    return lambda held: dictionaries.offered(dictionary, [held] if held else ())


def _types(_held: Collection[str]) -> list[tuple[str, str]]:
    return [(one.value, str(one.label)) for one in CertificateType]


def _years(name: str) -> Whole:
    return Whole(LABELS[name], [Required(), Between(0, MOST_YEARS)])


class InductionForm(AppForm):
    """Of the person what the roster says, and what the training is for; every rule is asked as
    the form is checked. 报考证书 is asked of whoever has no certificate."""

    mobile = Sealed(LABELS["mobile"], [Required()])
    education = Choice(LABELS["education"], [Required(CHOOSE)], offered=_entries("education"))
    major = Text(LABELS["major"], [Required(), AtMost(60)])
    title_level = Choice(LABELS["title_level"], [Required(CHOOSE)], offered=_entries("title_level"))
    position = Text(LABELS["position"], [OptionalField(), AtMost(60)])
    work_from = Day(LABELS["work_from"], [Required(CHOOSE)])
    types = SeveralChoice(LABELS["types"], [Required(_l("请勾选%(label)s"))], offered=_types)
    engineering_years = _years("engineering_years")
    supervising_years = _years("supervising_years")
    explanation = LongText(
        LABELS["explanation"],
        [OptionalField(), AtMost(LONGEST_TEXT)],
        description=_l("条件核对不符合时必须填写"),
    )
    recommendation = LongText(LABELS["recommendation"], [OptionalField(), AtMost(LONGEST_TEXT)])

    def __init__(self, *arguments: Any, obj: Any = None, **named: Any) -> None:
        is_correction = isinstance(obj, InductionEnrolment)
        super().__init__(
            *arguments, obj=start_of(obj.about, obj) if is_correction else obj, **named
        )
        self.about: Candidate = obj.about
        self["mobile"].render_kw = {"data-rule": "mobile", "data-draft-skip": ""}
        if self.about.category is InductionCategory.SINGLE:
            del self["types"]
        else:
            self["types"].narrow(self.about.free)

    def values_but(self, unread: Collection[str], stand_in: Any = None) -> dict[str, Any]:
        found = super().values_but(unread, stand_in)
        return {"types": list(self.about.free), **found}

    def told(self, unread: Collection[str]) -> Iterable[FieldError]:
        return operations.induction_refusals(self.values_but(unread), self.about, current_actor())

    def shown_values(self) -> dict[str, Any]:
        """What stands in the form now, without what cannot be read."""
        return self.values_but({field.short_name for field in self if field.errors})
