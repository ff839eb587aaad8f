"""R16 and R18: what the examination of a session said of everybody, and what followed of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l

from app.personnel.choices import CertificateType
from app.reporting.declaration import Heads, Parameters, Row, TableReport
from app.reporting.values import UNDEFINED, ratio, show
from app.training import queries
from app.training.choices import CONTINUING, INDUCTION, Result, TrainingKind
from app.training.rules import TENTHS

from .training_columns import continuing_results, induction_results, marks_of
from .training_conditions import (
    CONTINUING_RESULT_CONDITIONS,
    INDUCTION_RESULT_CONDITIONS,
    ContinuingResultConditions,
    InductionResultConditions,
)
from .training_tables import (
    Told,
    dated_day,
    person_facts,
    place_facts,
    training_table,
)

PASSED = (Result.PASSED, Result.MAKEUP_PASSED)
RATE_NOTE = "合格率为合格人数（含补考合格）与实考人数之比；缺考和尚无成绩的不计入实考人数。"


class ResultCount:
    """How many were to be examined, how many were, and how many of them passed."""

    def __init__(self) -> None:
        self._due = self._sat = self._passed = 0

    def add(self, row: Row) -> None:
        """Count a person by the result."""
        self._due += 1
        self._sat += row["told"] not in (None, Result.ABSENT)
        self._passed += row["told"] in PASSED

    def words(self) -> str:
        """The last line of the table."""
        rate = ratio(self._passed, self._sat, "pct")
        share = UNDEFINED if rate == UNDEFINED else f"{show(rate, 'pct')}%"
        return (
            f"合计　应考 {self._due} 人，实考 {self._sat} 人，"
            f"合格 {self._passed} 人，合格率 {share}"
        )


def _session(asked: Parameters) -> str:
    session = queries.session_of(int(asked["session"]))
    return session.name if session else ""


def _subjects(asked: Parameters) -> list[str]:
    session = queries.session_of(int(asked["session"]))
    return [one.name for one in session.subjects] if session else []


def _tenths(value: int | None) -> Decimal | None:
    return None if value is None else Decimal(value) / TENTHS


def _marks(key: str, subjects: list[str], scores: Mapping[str, int]) -> dict[str, object]:
    return marks_of(key, subjects, ((name, _tenths(mark)) for name, mark in scores.items()))


def _rows(kind: TrainingKind, says: Told) -> Callable[..., Iterator[Row]]:
    def rows(**asked: Any) -> Iterator[Row]:
        subjects, nodes = _subjects(asked), queries.places_of(asked["year"])
        person = person_facts()
        for item in queries.examinees(kind, **asked):
            yield {
                **place_facts(nodes, item),
                **person(item),
                "session": item.session_name,
                "attended": _tenths(item.attended),
                **_marks("score", subjects, item.scores),
                **_marks("makeup", subjects, item.makeup_scores),
                "told": item.result,
                "result": str(item.result.label) if item.result else "",
                "remark": item.result_remark or "",
                **says(item),
            }

    return rows


def _issued(item: Any) -> dict[str, Any]:
    numbers = {f"{one.value}_number": item.certificates.get(one, "") for one in CertificateType}
    return {**numbers, "issued_on": item.issued_on}


def _extended(item: Any) -> dict[str, Any]:
    days = {}
    for one in CertificateType:
        before, until = item.extensions.get(one, ("", ""))
        days[f"{one.value}_before"], days[f"{one.value}_until"] = map(dated_day, (before, until))
    return days


def _by_subjects(columns: Callable[[list[str]], Heads]) -> Any:
    """The columns follow the subjects of the session (ruling 20)."""

    def varied(report: TableReport, asked: Parameters) -> TableReport:
        return replace(report, columns=columns(_subjects(asked)))

    return varied


INDUCTION_RESULTS = training_table(
    INDUCTION,
    INDUCTION_RESULT_CONDITIONS,
    name="induction_results",
    title="新进人员培训考核总汇表",
    button=_l("导出新进人员培训考核总汇表"),
    link=_l("导出考核总汇表"),
    schema=InductionResultConditions,
    rows=_rows(TrainingKind.INDUCTION, _issued),
    columns=induction_results(["法律法规", "质量监督实务", "安全监督实务"]),
    vary=_by_subjects(induction_results),
    tally=ResultCount,
    about=_session,
    notes=(RATE_NOTE,),
)
CONTINUING_RESULTS = training_table(
    CONTINUING,
    CONTINUING_RESULT_CONDITIONS,
    name="continuing_results",
    title="继续教育培训考核总汇表",
    button=_l("导出继续教育培训考核总汇表"),
    link=_l("导出考核总汇表"),
    schema=ContinuingResultConditions,
    rows=_rows(TrainingKind.CONTINUING, _extended),
    columns=continuing_results(["综合测试"]),
    vary=_by_subjects(continuing_results),
    tally=ResultCount,
    about=_session,
    notes=(RATE_NOTE,),
)

REPORTS = (INDUCTION_RESULTS, CONTINUING_RESULTS)
