"""Every SELECT about certificates as records of their own."""

from .checks import certificate_of_code
from .entries import (
    Known,
    changed_among,
    changed_on,
    known_of,
    locked_certificates,
    versions_among,
)
from .holders import held_by_somebody_called, holder_name
from .papers import certificates_to_print, photos_of
from .pictures import own_by_number, sides_pictured
from .radar import MOST, counts, ends_between, findings, running_out_at_each
from .register import (
    count_papers,
    issued_papers,
    paper_conditions,
    papers,
    read_papers,
)

__all__ = [
    "MOST",
    "Known",
    "certificate_of_code",
    "certificates_to_print",
    "changed_among",
    "changed_on",
    "count_papers",
    "counts",
    "ends_between",
    "findings",
    "held_by_somebody_called",
    "holder_name",
    "issued_papers",
    "known_of",
    "locked_certificates",
    "own_by_number",
    "paper_conditions",
    "papers",
    "photos_of",
    "read_papers",
    "running_out_at_each",
    "sides_pictured",
    "versions_among",
]
