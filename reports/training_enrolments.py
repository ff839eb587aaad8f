"""R15 and R17: who was enrolled for training in a year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from flask_babel import lazy_gettext as _l

from app.core.access.scope import readable
from app.personnel.choices import CertificateType
from app.reporting.declaration import Parameters, Row, TableReport
from app.training import queries
from app.training.choices import CONTINUING, INDUCTION, Coverage, InductionCategory, TrainingKind

from .common import ALONE, prefecture_of
from .training_columns import CONTINUING_COLUMNS, INDUCTION_COLUMNS
from .training_conditions import (
    CONTINUING_CONDITIONS,
    INDUCTION_CONDITIONS,
    ContinuingConditions,
    InductionConditions,
)
from .training_tables import Told, dated_day, person_facts, place_facts, training_table

TICK = "√"


class PeopleCount:
    """How many people stand in a list, and for which certificates."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._of = dict.fromkeys(Coverage, 0)

    def add(self, row: Row) -> None:
        """Count a person by the certificates."""
        self._of[row["coverage"]] += 1

    def words(self) -> str:
        """The last line of a group, or of the table."""
        quality, safety, both = (self._of[one] for one in Coverage)
        return (
            f"{self._label} {sum(self._of.values())} 人，其中质量{ALONE} {quality} 人、"
            f"安全{ALONE} {safety} 人、双证 {both} 人"
        )


# --- rows -----------------------------------------------------------------------------------


def _enrolled(kind: TrainingKind, says: Told, asked: Parameters) -> Iterator[dict[str, Any]]:
    nodes, person = queries.places_of(asked["year"]), person_facts()
    for item in queries.enrolled(kind, **asked):
        yield {
            **place_facts(nodes, item),
            **person(item),
            "organization_id": item.organization_id,
            "title": item.facts.get("title", ""),
            "session": item.session_name,
            "state": str(item.state.label),
            **says(item),
        }


def _newcomer(item: Any) -> dict[str, Any]:
    is_held = item.category is InductionCategory.SINGLE
    held = [item.facts.get(f"{one.value}_number", "") for one in CertificateType if is_held]
    return {
        **{name: item.facts.get(name, "") for name in ("education", "major", "position")},
        "engineering_years": item.engineering_years,
        "supervising_years": item.supervising_years,
        "category": str(item.category.label),
        **{one.value: TICK if one in item.types else "" for one in CertificateType},
        "held": "、".join(filter(None, held)),
        "remark": item.explanation or "",
    }


def _induction_rows(**asked: Any) -> Iterator[Row]:
    return _enrolled(TrainingKind.INDUCTION, _newcomer, asked)


def _continuing_rows(**asked: Any) -> Iterator[Row]:
    """The places of a group stand in its first row, for its 小计 alone shows them."""
    trained = queries.trained_before(**asked)
    seats = _seats_of_groups(asked)
    group = group_key()

    def certified(item: Any) -> dict[str, Any]:
        facts = item.facts
        days = {f"{one.value}_valid_to": "" for one in CertificateType}
        return {
            **{
                f"{one.value}_number": facts.get(f"{one.value}_number", "")
                for one in CertificateType
            },
            **{name: dated_day(facts.get(name, "")) for name in days},
            "trained_on": trained.get(item.id),
            "remark": item.remark or "",
        }

    for row in _enrolled(TrainingKind.CONTINUING, certified, asked):
        given, taken = seats.pop(row[group], (None, None))
        yield {**row, "seats": given, "taken": taken}


def _seats_of_groups(asked: Parameters) -> dict[Any, tuple[int | None, int | None]]:
    """机构额度 and 已报 of each 市州, or of each organization, whoever of it was enrolled."""
    nodes, by_place = queries.places_of(asked["year"]), group_key() == "place"
    found: dict[Any, tuple[int | None, int | None]] = {}
    for number, (given, taken) in queries.quotas_given(**asked).items():
        key = prefecture_of(nodes[number]) if by_place else number
        before = found.get(key, (0, 0))
        found[key] = ((before[0] or 0) + given, (before[1] or 0) + taken)
    return found


# --- the tables -----------------------------------------------------------------------------


def group_key() -> str:
    """By what whoever asks has 小计: the province by 市州, everybody else by organization."""
    return "place" if readable().read is None else "organization_id"


def _with_subtotals(report: TableReport, _parameters: Parameters) -> TableReport:
    return replace(report, group_key=group_key())


INDUCTION_ENROLMENTS = training_table(
    INDUCTION,
    INDUCTION_CONDITIONS,
    name="induction_enrolments",
    title="新进人员培训报名总汇表",
    button=_l("导出新进人员培训报名总汇表"),
    link=_l("导出报名总汇表"),
    schema=InductionConditions,
    rows=_induction_rows,
    columns=INDUCTION_COLUMNS,
    tally=partial(PeopleCount, "合计"),
    subtally=partial(PeopleCount, "小计"),
    vary=_with_subtotals,
)
CONTINUING_ENROLMENTS = training_table(
    CONTINUING,
    CONTINUING_CONDITIONS,
    name="continuing_enrolments",
    title="继续教育培训报名总汇表",
    button=_l("导出继续教育培训报名总汇表"),
    link=_l("导出报名总汇表"),
    schema=ContinuingConditions,
    rows=_continuing_rows,
    columns=CONTINUING_COLUMNS,
    tally=partial(PeopleCount, "合计"),
    subtally=partial(PeopleCount, "小计"),
    vary=_with_subtotals,
    notes=("额度为各机构在所选档期的机构额度和已占用名额，只列在小计行。",),
)

REPORTS = (INDUCTION_ENROLMENTS, CONTINUING_ENROLMENTS)
