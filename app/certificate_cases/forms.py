"""Forms of applications: what is asked of each certificate and of the person."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.access.scope import unscoped
from app.core.base.db import db
from app.core.base.errors import FieldError
from app.core.base.per_request import once
from app.core.base.typed_text import code_text, name_text
from app.core.configuration import dictionaries
from app.core.screens.form_fields import (
    AtMost,
    Choice,
    Day,
    LongText,
    OptionalField,
    Required,
    Text,
    YesNoField,
)
from app.core.screens.model_forms import AppForm
from app.core.screens.table_fields import SeveralChoice
from app.core.screens.ticked import Ticked
from app.personnel.choices import CertificateType
from app.personnel.forms import IdNumber, ReceiverField
from app.personnel.models import Person

from . import operations, queries
from .choices import CaseKind, ChangeType, OriginalPaper
from .labels import LABELS
from .models import NEW, CertificateCase
from .rules import Applicant, Held

LONGEST_REASON = 500
# What a draft never keeps.
NEVER_KEPT = "new_id_no"
CHOOSE, TICK = _l("请选择%(label)s"), _l("请勾选%(label)s")


@dataclass(frozen=True, slots=True)
class About:
    """Whom a form is about, with what the rules ask of them; the application that it corrects."""

    person: Person
    applicant: Applicant
    case_id: int | None = None


def about(source: Any) -> About:
    """Whom a form is about: what a new one starts with says it, else the application itself."""
    if not isinstance(source, CertificateCase):
        return source.about
    return once(("about", source.id), lambda: _about_case(source))


def _about_case(case: CertificateCase) -> About:
    with unscoped("whom an application in reach is about"):
        person = db.session.get_one(Person, case.person_id)
        return About(person, queries.applicants([person], but=case.id)[person.id], case.id)


def _members(of: Any) -> Callable[[Collection[str]], list[tuple[str, str]]]:
    return lambda _held: [(one.value, str(one.label)) for one in of]


def _entries(dictionary: str) -> Callable[[str | None], list[tuple[str, Any]]]:
    return lambda held: dictionaries.offered(dictionary, [held] if held else ())


def _types() -> SeveralChoice:
    return SeveralChoice(LABELS["types"], [Required(TICK)], offered=_members(CertificateType))


class CaseForm(AppForm):
    """What the forms have in common: every rule is asked as the form is checked, in one round."""

    kind: CaseKind

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.about: About = about(named["obj"])
        held = [one.type.value for one in self.about.applicant.certificates]
        self["types"].narrow(held)
        for one in self.about.applicant.certificates:
            self.tell_stored(one)

    def told(self, unread: Collection[str]) -> Iterable[FieldError]:
        values = self.cleaned(self.values_but({f"{self._prefix}{name}" for name in unread}))
        who, person = self.about.applicant, self.about.person
        return operations.refusals(self.kind, values, person, who, but=self.about.case_id)

    def tell_stored(self, held: Held) -> None:
        """What a certificate says now, beside the fields of what it shall say."""

    def values(self) -> dict[str, Any]:
        return self.cleaned(super().values())

    def cleaned(self, values: dict[str, Any]) -> dict[str, Any]:
        """Values by the names of the rules."""
        return values


class ChangeForm(CaseForm):
    """变更类型, the certificates, and what each of them shall say."""

    kind = CaseKind.CHANGE
    applies = {
        **{
            f"{kind.value}_{name}": Ticked("types", (kind.value,))
            for kind in CertificateType
            for name in NEW
        },
        "receiver": Ticked("change_types", (ChangeType.TRANSFER.value,)),
        "new_name": Ticked("change_types", (ChangeType.NAME.value,)),
        "new_id_no": Ticked("change_types", (ChangeType.ID_NUMBER.value,)),
    }
    starred = frozenset(name for name in applies if not name.endswith("_field"))

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self["new_name"].render_kw = {"data-rule": "name"}
        self[NEVER_KEPT].render_kw = {"data-rule": "id_number", "data-draft-skip": ""}

    change_types = SeveralChoice(
        LABELS["change_types"], [Required(TICK)], offered=_members(ChangeType)
    )
    types = _types()
    receiver = ReceiverField(LABELS["receiver"], [OptionalField()])
    new_name = Text(LABELS["new_name"], [OptionalField(), AtMost(40)], reader=name_text)
    new_id_no = IdNumber(
        LABELS["new_id_no"], [OptionalField()], description=_l("不会存入草稿，请在提交前填写")
    )
    reason = LongText(_l("变更原因"), [Required(), AtMost(LONGEST_REASON)])

    def tell_stored(self, held: Held) -> None:
        for name in NEW:
            words = queries.value_text(held, name) or "—"
            self[f"{held.type.value}_{name}"].description = _("原：%(value)s", value=words)

    def cleaned(self, values: dict[str, Any]) -> dict[str, Any]:
        """What belongs to a type that is not ticked is left out."""
        found, chosen = dict(values), values["change_types"] or ()
        if ChangeType.TRANSFER not in chosen:
            found["receiver"] = None
        if ChangeType.NAME not in chosen:
            found["new_name"] = None
        if ChangeType.ID_NUMBER not in chosen:
            found["new_id_no"] = None
        found["receiver_id"] = found["receiver"].id if found["receiver"] is not None else None
        return found


def _add_certificate_fields() -> None:
    """The new number, dates and field of each certificate."""
    for kind in CertificateType:
        named = {
            "number": Text(
                LABELS[f"{kind.value}_number"],
                [OptionalField(), AtMost(40)],
                reader=code_text,
            ),
            **{
                name: Day(LABELS[f"{kind.value}_{name}"], [OptionalField()])
                for name in ("issued_on", "valid_from", "valid_to")
            },
            "field": Choice(
                LABELS[f"{kind.value}_field"],
                [OptionalField()],
                offered=_entries("certificate_field"),
            ),
        }
        for name, field in named.items():
            setattr(ChangeForm, f"{kind.value}_{name}", field)


_add_certificate_fields()


class CancellationForm(CaseForm):
    """注销证书类别, why, and what becomes of paper and person."""

    kind = CaseKind.CANCELLATION

    types = _types()
    cancel_reason = Choice(
        LABELS["cancel_reason"], [Required(CHOOSE)], offered=_entries("cancel_reason")
    )
    original_paper = Choice(
        LABELS["original_paper"],
        [Required(CHOOSE)],
        coerce=OriginalPaper,
        offered=lambda _held: [(one.value, one.label) for one in OriginalPaper],
    )
    leaves = YesNoField(LABELS["leaves"])
    reason = LongText(_l("原因说明"), [OptionalField(), AtMost(LONGEST_REASON)])


class ReissueForm(CaseForm):
    """补办证书种类, why, and where the loss was announced."""

    kind = CaseKind.REISSUE
    applies = dict.fromkeys(
        ("notice_in", "noticed_on"), Ticked("reissue_reason", queries.lost_codes)
    )
    starred = frozenset(applies)

    types = _types()
    reissue_reason = Choice(
        LABELS["reissue_reason"], [Required(CHOOSE)], offered=_entries("reissue_reason")
    )
    lost_on = Day(LABELS["lost_on"], [OptionalField()])
    lost_at = Text(LABELS["lost_at"], [OptionalField(), AtMost(100)])
    notice_in = Text(LABELS["notice_in"], [OptionalField(), AtMost(60)])
    noticed_on = Day(LABELS["noticed_on"], [OptionalField()])
    reason = LongText(_l("说明"), [OptionalField(), AtMost(LONGEST_REASON)])


def _certificate_columns(kind: CertificateType) -> list[str]:
    names = ("number", "field", "issued_on", "valid_from", "valid_to")
    return [f"{kind.value}_{name}" for name in names]


CHANGE_FIELDSETS = [
    (_l("变更内容"), {"fields": ["change_types", "types", "reason"]}),
    *((kind.label, {"fields": _certificate_columns(kind)}) for kind in CertificateType),
    (_l("人员变更"), {"fields": ["receiver", "new_name", "new_id_no"]}),
]
CHANGE_COLUMNS = [name for _title, part in CHANGE_FIELDSETS for name in part["fields"]]
