"""A question: a report asked with conditions, read once, checked, and said in words."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask_appbuilder.security.sqla.models import User
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError

from app.core.access.scope import readable, scope_for, under
from app.core.access.security_manager import may
from app.core.base import clock
from app.core.base.errors import FieldError, Refused, schema_errors
from app.core.base.typed_text import clean_line
from app.core.configuration.parameters import parameter
from app.core.web.years import shown_year

from .declaration import Blocked, ConditionField, Report
from .layouts import laid_out

# Names that may be written on the signature line before the preview.
SIGNERS = {
    "head": _l("单位负责人"),
    "checker": _l("审核人"),
    "filler": _l("填报人"),
    "phone": _l("联系电话"),
}
# Official paper is Chinese, whatever the language of the screen.
PAPER_LANGUAGE = "zh"
LONGEST_SIGNER = 20
# The code of what must be done before a report can be had.
BLOCKED = "EX2"
FORMATS = {"xlsx": ".xlsx", "pdf": ".pdf"}


@dataclass(frozen=True)
class Question:
    """A report that somebody asked with conditions that its schema accepted."""

    report: Report
    asker: User
    parameters: dict[str, Any]
    signers: dict[str, str]

    @cached_property
    def resolved(self) -> Report:
        """The report as the office laid it out, with these conditions."""
        with self.reach(), force_locale(PAPER_LANGUAGE):
            return laid_out(self.report).resolve(self.parameters)

    def reach(self) -> Any:
        """The scope that the rows are read in."""
        return _reach(self.report, self.asker, self.parameters.get("year", 0))

    def is_allowed(self) -> bool:
        """Whether the asker's organization may use these conditions at all."""
        with self.reach():
            return self.report.allowed is None or self.report.allowed(self.parameters)

    def reported(self) -> list[int] | None:
        """The organizations whose rows the answer is made of; None for all there are."""
        with self.reach():
            if self.report.reported is not None:
                return sorted(self.report.reported(self.parameters))
            reach = readable().read
        return None if reach is None else sorted(reach)

    @property
    def held(self) -> list[str]:
        """The rights of the asker by which the report says more than it does to others."""
        return [" ".join(right) for right in self.report.widened_by if may(*right)]

    def blocked(self) -> Blocked | None:
        """Why the report cannot be had yet, and what must be done first."""
        with self.reach():
            return self.report.blocked(self.parameters) if self.report.blocked else None

    def refuse_if_blocked(self) -> None:
        """Raise Refused with what must be done first, at the first condition."""
        if (found := self.blocked()) is not None:
            raise Refused.because(BLOCKED, self.report.conditions[0].name, found.words)

    def in_words(self) -> list[list[str]]:
        """The conditions as label and words, as the paper names them."""
        with self.reach(), force_locale(PAPER_LANGUAGE):
            return [
                [str(one.condition.label), dict(one.offers).get(value, value)]
                for one in self.report.offered(self.parameters)
                if (value := str(self.parameters.get(one.condition.name) or ""))
            ]

    @property
    def title(self) -> str:
        """What screens call it: the title of the paper, with its year or what it is about."""
        with self.reach(), force_locale(PAPER_LANGUAGE):
            title = laid_out(self.report).named(self.parameters)
        year = self.parameters.get("year")
        if about := self.about:
            return f"{title} {about}"
        return _("%(title)s %(year)s 年度", title=title, year=year) if year else title

    @property
    def about(self) -> str:
        """Whom or what the record of a form is about."""
        with self.reach():
            return self.report.about(self.parameters) if self.report.about else ""

    @property
    def address(self) -> dict[str, Any]:
        """The conditions that stand in an address; who signs does not."""
        return {k: v for k, v in self.parameters.items() if v not in ("", None)}

    @property
    def sent(self) -> dict[str, Any]:
        """What a form sends to ask again: the conditions and who signs."""
        return {**self.parameters, **self.signers}


def is_signed(report: Report) -> bool:
    """Whether a line of names stands on its paper, as the office laid it out."""
    return not report.page.framed and bool(laid_out(report).signature)


def signs_for(report: Report, user: User, values: Mapping[str, Any]) -> str:
    """The organization whose people the signature line names: a form's own, or the asker's."""
    return str(values.get(report.signs, "") if report.signs else user.organization_id or "")


def _reach(report: Report, user: User, year: int) -> Any:
    """The scope of a question: of a dated report that of its year's end."""
    return under(scope_for(user, clock.last_day(year))) if report.dated else nullcontext()


def conditions_for(report: Report, user: User, values: Mapping[str, str]) -> list[ConditionField]:
    """The condition dialog as it stands after some choices, good or not."""
    year = values.get("year", "")
    begun = range(parameter("first_year"), clock.year() + 1)
    chosen = int(year) if year in map(str, begun) else shown_year()
    with _reach(report, user, chosen):
        return report.offered({**values, "year": chosen})


def read_question(report: Report, asker: User, values: Mapping[str, Any]) -> Question:
    """Check conditions by the report's schema; raises Refused with an error at each field."""
    # Whose form it is, an address names; nobody types it.
    values = {
        k: clean_line(v) if isinstance(v, str) and k != report.signs else v
        for k, v in values.items()
    }
    signers = {k: str(values[k]) for k in SIGNERS if k in values}
    errors = [
        FieldError("V00", name, _too_long(str(SIGNERS[name]), len(text)))
        for name, text in signers.items()
        if len(text) > LONGEST_SIGNER
    ]
    asked = {k: v for k, v in values.items() if k not in SIGNERS}
    try:
        parameters: dict[str, Any] = report.schema().load(asked)
    except ValidationError as invalid:
        errors += [FieldError("V00", name, message) for name, message in schema_errors(invalid)]
        raise Refused(errors) from invalid
    Refused.if_any(errors)
    return Question(report, asker, parameters, signers)


def _too_long(label: str, length: int) -> str:
    words = _("%(label)s不能超过 %(n)s 个字，现有 %(now)s 个字")
    return words % {"label": label, "n": LONGEST_SIGNER, "now": length}
