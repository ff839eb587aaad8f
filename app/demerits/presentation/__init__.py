"""How everything of the module reads."""

from .measures import MEASURE_LABELS, MEASURES_AT, talk_facts
from .paper import PAPER_BLOCKS
from .people import PEOPLE_PARTS
from .proposals import proposed_records, source_words, suggested_facts
from .reasons import LIST_PARTS, copied_values
from .records import (
    LABELS,
    certificate_numbers,
    certificate_types,
    decision_facts,
    numbers_words,
    one_reason,
    people_facts,
    reason_words,
    state_choices,
)

__all__ = [
    "LABELS",
    "LIST_PARTS",
    "MEASURES_AT",
    "MEASURE_LABELS",
    "PAPER_BLOCKS",
    "PEOPLE_PARTS",
    "certificate_numbers",
    "certificate_types",
    "copied_values",
    "decision_facts",
    "numbers_words",
    "one_reason",
    "people_facts",
    "proposed_records",
    "reason_words",
    "source_words",
    "state_choices",
    "suggested_facts",
    "talk_facts",
]
