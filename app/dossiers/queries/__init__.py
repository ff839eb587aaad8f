"""Every SELECT about dossiers."""

from .conditions import (
    completeness,
    has_dossier,
    is_complete,
    number_and_end,
    of_completeness,
    of_kind,
    of_standing,
    runs_until,
    standings,
    with_number,
)
from .records import certificates_to_show, readable_person, resume_of
from .summary import counts, summary

__all__ = [
    "certificates_to_show",
    "completeness",
    "counts",
    "has_dossier",
    "is_complete",
    "number_and_end",
    "of_completeness",
    "of_kind",
    "of_standing",
    "readable_person",
    "resume_of",
    "runs_until",
    "standings",
    "summary",
    "with_number",
]
