"""How things of the module read."""

from .enrolments import (
    OfferedSession,
    certificate_facts,
    chosen_session,
    kept_facts,
    offered_sessions,
    place_words,
    session_facts,
    session_words,
    wanted_types,
)
from .inductions import INDUCTION_LABELS, candidate_facts, filed_facts
from .paper import PAPER_BLOCKS
from .people import PEOPLE_PARTS
from .placements import PlaceLine, place_lines
from .quotas import allocation_facts, days_of, proposal_words, shares_of
from .results import RESULT_PARTS, mark_table, outcome_words, score_words, versions_of
from .sessions import (
    DETAIL_PARTS,
    copied_values,
    days_of_session,
    ending_words,
    fresh_values,
)

__all__ = [
    "DETAIL_PARTS",
    "INDUCTION_LABELS",
    "PAPER_BLOCKS",
    "PEOPLE_PARTS",
    "RESULT_PARTS",
    "OfferedSession",
    "PlaceLine",
    "allocation_facts",
    "candidate_facts",
    "certificate_facts",
    "chosen_session",
    "copied_values",
    "days_of",
    "days_of_session",
    "ending_words",
    "filed_facts",
    "fresh_values",
    "kept_facts",
    "mark_table",
    "offered_sessions",
    "outcome_words",
    "place_lines",
    "place_words",
    "proposal_words",
    "score_words",
    "session_facts",
    "session_words",
    "shares_of",
    "versions_of",
    "wanted_types",
]
