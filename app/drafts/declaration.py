"""What a module says about a form whose text is kept while it is typed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


class NoSuchRecord(Exception):
    """The key names no record that this organization could fill in."""


@dataclass(frozen=True, slots=True)
class DraftForm:
    """A form with drafts: the resource of its rights, when a record takes no text, its fields.

    ``refusal(organization_id, record_key)`` gives the words of why not, nothing when
    it may be filled in, and raises NoSuchRecord for a key that is none. ``takes(name)``
    says whether people type into a field of this name; no other text is kept or shown.
    """

    resource: str
    refusal: Callable[[int, str], str]
    takes: Callable[[str], bool]
