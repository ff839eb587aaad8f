"""How results read: the tables in which they are entered, and what 查看 says of somebody."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.screens.detail_parts import DetailPart
from app.core.screens.fixed_rows import FixedRow
from app.core.tree.organization_tree import organization_names
from app.personnel.choices import CertificateType
from app.training import operations, queries, rules
from app.training.choices import COMING, CONTINUING, GRADED, INDUCTION, RESULT_TONES
from app.training.models import TrainingSession
from app.training.operations.marks import GRADE, MAKEUP

PAGE = 50
FAILED = ("failed", "absent")
VERSION = re.compile(r"\b([0-9]{1,18}):([0-9]{1,9})\b")


@dataclass(frozen=True, slots=True)
class MarkTable:
    """A page of the people whose results are entered, with what is known of them."""

    session: TrainingSession
    move: str
    items: Sequence[Any]
    # Who is not in the table, and why.
    left_out: Sequence[tuple[Any, str]]
    place: int
    pages: int
    total: int
    organization: int | None

    @property
    def rows(self) -> list[FixedRow]:
        """The people as the table gives them."""
        return [self._row(one) for one in self.items]

    def _row(self, item: Any) -> FixedRow:
        key, given = str(item.id), self._given(item)
        if self.move == GRADE:
            return FixedRow(key, item.name, given)
        return FixedRow(key, item.name, given, self._reached(item), self._passed(item))

    def _passed(self, item: Any) -> set[str]:
        """The columns of subjects that somebody has passed: nothing is entered there any more."""
        return {
            rules.mark_key(one)
            for one in self.session.subjects
            if rules.passes(one, item.scores.get(one.name))
        }

    def _reached(self, item: Any) -> dict[str, str]:
        """The mark of each subject before 补考."""
        return {
            rules.mark_key(one): _reached_words(one, item.scores.get(one.name))
            for one in self.session.subjects
        }

    def _given(self, item: Any) -> dict[str, Any]:
        return {
            "number": item.number,
            "organization": organization_names().get(item.organization_id, ""),
            "result": item.result.label if item.result else "",
        }

    @property
    def stored(self) -> dict[str, dict[str, Any]]:
        """What the cells begin with; of 补考 nothing is known yet."""
        if self.move == MAKEUP:
            return {}
        return {str(one.id): self._cells(one) for one in self.items}

    def _cells(self, item: Any) -> dict[str, Any]:
        marks = {
            rules.mark_key(one): rules.number_of(item.scores.get(one.name))
            for one in self.session.subjects
        }
        hours = rules.number_of(item.attended)
        return {rules.ATTENDED: hours, **marks, "remark": item.result_remark}

    @property
    def versions(self) -> str:
        """Over what is typed, for the form to send along."""
        return " ".join(f"{one.id}:{one.version}" for one in self.items)


def _reached_words(subject: Any, mark: int | None) -> str:
    if mark is None:
        return _("原成绩：无")
    words = _("原成绩 %(mark)s", mark=rules.number_of(mark))
    return _("%(words)s，已合格", words=words) if rules.passes(subject, mark) else words


def versions_of(sent: str) -> dict[int, int]:
    """The versions that a form sends along; none of what is no such text."""
    return {int(number): int(version) for number, version in VERSION.findall(sent)}


def mark_table(
    session: TrainingSession, move: str, organization: int | None, place: int
) -> MarkTable:
    """The people of a session to be graded, or those who have a 补考, and who has none."""
    if move == GRADE:
        states = (*COMING, *GRADED)
        items, total = queries.page_of(session, states, organization, place, PAGE)
        pages = max(-(-total // PAGE), 1)
        return MarkTable(session, move, items, (), place, pages, total, organization)
    failed = queries.in_states(session, FAILED)
    why = [(one, operations.makeup_refusal(one)) for one in failed]
    items = [one for one, words in why if not words]
    left_out = [(one, words) for one, words in why if words]
    return MarkTable(session, move, items, left_out, 0, 1, len(items), None)


def score_words(scores: Mapping[str, int], subjects: Sequence[Any]) -> str:
    """成绩 in one line: each subject with its mark."""
    told = [
        f"{one.name} {rules.number_of(scores[one.name])}" for one in subjects if one.name in scores
    ]
    return _("，").join(told)


def outcome_words(item: Any) -> str:
    """证书编号, or 证书延期, in one line."""
    return _("；").join(f"{label} {words}" for label, words in _outcomes(item))


def result_part(item: Any) -> Mapping[str, Any] | None:
    """What 查看 of an enrolment says of its results; nothing before there are any."""
    if item.result is None:
        return None
    session = item.session
    needed = operations.needed_of(session)
    return {
        "item": item,
        "tone": RESULT_TONES[item.result],
        "attended": rules.number_of(item.attended),
        "needed": rules.number_of(needed),
        "lines": [
            (
                one,
                rules.number_of(item.scores.get(one.name)),
                rules.number_of(item.makeup_scores.get(one.name)),
            )
            for one in session.subjects
        ],
        "has_makeup": bool(item.makeup_scores),
        "outcomes": list(_outcomes(item)),
    }


def _outcomes(item: Any) -> list[tuple[Any, str]]:
    """What came of it: numbers of certificates, or until when they are extended."""
    issued, extended = getattr(item, "certificates", {}), getattr(item, "extensions", {})
    found = []
    for kind in CertificateType:
        if number := issued.get(kind):
            words = _("%(number)s，%(day)s 发证", number=number, day=item.issued_on)
            found.append((kind.label, words))
        if days := extended.get(kind):
            words = _("有效期由 %(first)s 延至 %(last)s", first=days[0], last=days[1])
            found.append((kind.label, words))
    return found


RESULT_PARTS = tuple(
    DetailPart(resource, "result", _l("考核结果"), "training/result.html", result_part)
    for resource in (INDUCTION, CONTINUING)
)
