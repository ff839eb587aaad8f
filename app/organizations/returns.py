"""The yearly returns as long forms: known by their year, closed when it is locked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from app.core.access.actor import Actor
from app.core.base import clock
from app.core.base.db import db
from app.core.base.errors import FieldError
from app.core.configuration.parameters import parameter
from app.core.models import Organization
from app.drafts.declaration import NoSuchRecord
from app.long_form.declaration import Filing, LongForm
from app.long_form.operations import add, change

from . import files, operations, queries, rules, workflows
from .choices import ReturnState

__all__ = ["FUNDING", "KINDS", "PROFILE", "PROJECTS", "AnnualReturn", "add", "change"]

TAKEN = _l("该年度数据已存在，请修改")


def filing_year() -> int:
    """The year that is filed now: last year until the lock date, then this year."""
    return rules.filing_year(clock.today(), lock_date=parameter("year_lock_date"))


@dataclass(frozen=True)
class AnnualReturn(LongForm):
    """A kind of yearly return; its key is the year."""

    handed_in: tuple[ReturnState, ...] = (ReturnState.SUBMITTED,)
    returned: tuple[ReturnState, ...] = (ReturnState.RETURNED,)
    closed: tuple[ReturnState, ...] = (ReturnState.LOCKED,)

    def key_refusals(self, key: int | None) -> Iterable[FieldError]:
        return rules.year_refusals(key, first=parameter("first_year"), today=clock.today())

    def closed_words(self, organization_id: int, year: int, found: Any) -> str:
        if found is not None and found.state in self.closed:
            return str(rules.YEAR_LOCKED)
        if queries.is_locked(organization_id, year):
            return str(rules.YEAR_LOCKED)
        return ""

    def key_of(self, found: Any) -> int:
        return int(found.year)

    def find(self, organization_id: int, year: int) -> Any:
        return queries.return_of(self.model, organization_id, year)

    def taken(self) -> FieldError:
        return FieldError("V16", "year", str(TAKEN))

    def begun(self, year: int, filing: Filing, actor: Actor) -> Any:
        found = super().begun(year, filing, actor)
        found.year = year
        return found

    def carrier(self, found: Any) -> Any:
        """The record that carries the files: the row itself, or its organization."""
        is_own = self.holder is not None and self.holder.model is self.model
        return found if is_own else db.session.get(Organization, found.organization_id)

    def draft_refusal(self, organization_id: int, record_key: str) -> str:
        """Why a year takes no draft; nothing when it does. Raises NoSuchRecord for no year."""
        is_year = record_key.isascii() and record_key.isdigit() and len(record_key) == 4
        year = int(record_key) if is_year else None
        if any(self.key_refusals(year)):
            raise NoSuchRecord(record_key)
        assert year is not None
        return self.closed_words(organization_id, year, self.find(organization_id, year))


PROJECTS = AnnualReturn(
    workflows.PROJECT_RETURN, operations.fill_project_return, operations.same_project_return
)
FUNDING = AnnualReturn(
    workflows.FUNDING_RETURN,
    operations.fill_funding_return,
    operations.same_funding_return,
    files.FUNDING_FILES,
)
PROFILE = AnnualReturn(
    workflows.PROFILE, operations.fill_profile, operations.same_profile, files.PROFILE_FILES
)
# In the order in which an organization fills them in.
KINDS = (PROFILE, PROJECTS, FUNDING)
