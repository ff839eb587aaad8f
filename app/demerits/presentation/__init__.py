"""How everything of the module reads."""

from .reasons import LIST_PARTS, copied_values
from .records import (
    LABELS,
    certificate_numbers,
    certificate_types,
    decision_facts,
    one_reason,
    people_facts,
    reason_words,
    state_choices,
)

__all__ = [
    "LABELS",
    "LIST_PARTS",
    "certificate_numbers",
    "certificate_types",
    "copied_values",
    "decision_facts",
    "one_reason",
    "people_facts",
    "reason_words",
    "state_choices",
]
