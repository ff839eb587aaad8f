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
from .quotas import allocation_facts, days_of, proposal_words, shares_of
from .sessions import DETAIL_PARTS, copied_values, fresh_values

__all__ = [
    "DETAIL_PARTS",
    "PEOPLE_PARTS",
    "OfferedSession",
    "allocation_facts",
    "certificate_facts",
    "chosen_session",
    "copied_values",
    "days_of",
    "fresh_values",
    "offered_sessions",
    "place_words",
    "proposal_words",
    "shares_of",
    "type_words",
]
