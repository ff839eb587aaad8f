"""What stands against an application: the rules, asked with what the tables know."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from flask_babel import gettext as _

from app.certificate_cases import queries, rules
from app.certificate_cases.choices import OF_THE_PERSON, CaseKind
from app.certificate_cases.rules import Applicant, Values
from app.core.base import clock
from app.core.base.errors import FieldError
from app.core.configuration.dictionaries import codes_in
from app.personnel.models import Person

OTHER = "other"


def change_faults(values: Values, who: Applicant) -> Sequence[FieldError]:
    """What stands against a 变更."""
    return [*rules.change_faults(values, who, today=clock.today())]


def cancellation_faults(values: Values, who: Applicant) -> Sequence[FieldError]:
    """What stands against a 注销."""
    explained = frozenset(codes_in("cancel_reason", OTHER))
    return [*rules.cancellation_faults(values, who, explained=explained)]


def reissue_faults(values: Values, who: Applicant) -> Sequence[FieldError]:
    """What stands against a 补办."""
    lost = frozenset(queries.lost_codes())
    return [*rules.reissue_faults(values, who, lost=lost, today=clock.today())]


FAULTS: Mapping[CaseKind, Callable[[Values, Applicant], Sequence[FieldError]]] = {
    CaseKind.CHANGE: change_faults,
    CaseKind.CANCELLATION: cancellation_faults,
    CaseKind.REISSUE: reissue_faults,
}


def refusals(
    kind: CaseKind, values: Values, person: Person, who: Applicant, *, but: int | None = None
) -> list[FieldError]:
    """Everything that is wrong with an application about somebody, in one round (V06, V30).

    ``but`` is the id of the application itself, where it is corrected.
    """
    found = [*FAULTS[kind](values, who)]
    if set(values.get("change_types") or ()) & set(OF_THE_PERSON):
        other = queries.run_about_the_person(person.identity_id, but=but)
        if other is not None:
            words = _("该人员已有正在办理的%(case)s", case=queries.case_words(other))
            found.append(FieldError("V30", "change_types", words))
    number = values.get("new_id_no")
    if number and queries.number_is_of_another(number, person.identity_id):
        found.append(FieldError("V04", "new_id_no", _("该身份证号已登记为另一人员，请核对")))
    found += _taken_numbers(values, who)
    return found


def _taken_numbers(values: Values, who: Applicant) -> list[FieldError]:
    """V06: new certificate numbers that another certificate has."""
    found = []
    for kind in values.get("types") or ():
        held, number = who.of_type(kind), values.get(f"{kind}_number")
        if held and number and queries.number_is_taken(held.type, number, but=held.id):
            words = _("证书编号 %(number)s 已被其他证书使用", number=number)
            found.append(FieldError("V06", f"{kind}_number", words))
    return found
