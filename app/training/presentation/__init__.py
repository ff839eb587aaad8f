"""How things of the module read."""

from .enrolments import (
    OfferedSession,
    certificate_facts,
    chosen_session,
    offered_sessions,
    place_words,
    type_words,
)
from .people import PEOPLE_PARTS
from .quotas import allocation_facts, days_of, shares_of
from .results import RESULT_PARTS, mark_table, outcome_words, score_words, versions_of
from .sessions import DETAIL_PARTS, copied_values, fresh_values

__all__ = [
    "DETAIL_PARTS",
    "PEOPLE_PARTS",
    "RESULT_PARTS",
    "OfferedSession",
    "allocation_facts",
    "certificate_facts",
    "chosen_session",
    "copied_values",
    "days_of",
    "fresh_values",
    "mark_table",
    "offered_sessions",
    "outcome_words",
    "place_words",
    "score_words",
    "shares_of",
    "type_words",
    "versions_of",
]
