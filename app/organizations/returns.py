"""Filing a yearly return: its content by the kind's operation, its state by the engine, at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import IntegrityError

from app.attachments.declaration import Holder
from app.attachments.operations import attach
from app.attachments.queries import files_of
from app.core import clock
from app.core.actor import Actor
from app.core.db import db
from app.core.errors import Conflict, Refused
from app.core.models import Organization
from app.core.parameters import parameter
from app.drafts.declaration import DraftForm, NoSuchRecord
from app.workflow import engine
from app.workflow.declaration import Workflow

from . import files, operations, queries, rules, workflows
from .choices import ReturnState
from .operations import Filing

FIRST_VERSION = 1
TAKEN = _l("该年度数据已存在，请修改")


@dataclass(frozen=True)
class AnnualReturn:
    """A kind of yearly return.

    ``fill(row, filing, submit=, actor=)`` puts what was typed into the row and
    raises Refused for what a rule forbids; ``same(row, filing)`` says whether a
    form that is sent again brings nothing new.
    """

    workflow: Workflow
    fill: Callable[..., None]
    same: Callable[[Any, Any], bool]
    holder: Holder | None = None

    @property
    def model(self) -> Any:
        """The table of its rows: one an organization and year."""
        return self.workflow.model

    def carrier(self, found: Any) -> Any:
        """The record that carries the files: the row itself, or its organization."""
        is_own = self.holder is not None and self.holder.model is self.model
        return found if is_own else db.session.get(Organization, found.organization_id)


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


def draft_refusal(kind: AnnualReturn, organization_id: int, record_key: str) -> str:
    """Why a year takes no draft; nothing when it does. Raises NoSuchRecord for no year at all."""
    is_year = record_key.isascii() and record_key.isdigit() and len(record_key) == 4
    year = int(record_key) if is_year else None
    if any(rules.year_refusals(year, first=parameter("first_year"), today=clock.today())):
        raise NoSuchRecord(record_key)
    assert year is not None
    found = queries.return_of(kind.model, organization_id, year)
    is_closed = found is not None and found.state is ReturnState.LOCKED
    return str(rules.YEAR_LOCKED) if is_closed or queries.is_locked(organization_id, year) else ""


# Every return keeps what is typed into it.
DRAFTS = tuple(DraftForm(kind.workflow.resource, partial(draft_refusal, kind)) for kind in KINDS)


def add(kind: AnnualReturn, year: int | None, filing: Any, *, submit: bool, actor: Actor) -> Any:
    """新增: the return of the actor's organization for a year.

    Raises Refused for a bad, locked or taken year and for what a rule refuses;
    pressing twice gives the first row, going on with a draft whose answer was
    lost changes it.
    """
    if earlier := queries.return_by_token(kind.model, filing.form_token):
        return _sent_again(kind, earlier, year, filing, submit=submit, actor=actor)
    Refused.if_any(rules.year_refusals(year, first=parameter("first_year"), today=clock.today()))
    assert year is not None
    assert actor.organization_id is not None
    _refuse_locked(actor.organization_id, year)
    if queries.return_of(kind.model, actor.organization_id, year) is not None:
        raise _taken()
    found = kind.model(
        organization_id=actor.organization_id,
        year=year,
        form_token=filing.form_token,
        filled_by=actor.name,
        filled_at=clock.now(),
    )
    kind.fill(found, filing, submit=submit, actor=actor)
    try:
        engine.begin(kind.workflow, found, actor=actor)
    except IntegrityError as error:
        # The database has the last word between two who add the same year; the other
        # press of this very form may have been the faster one.
        db.session.rollback()
        if earlier := queries.return_by_token(kind.model, filing.form_token):
            return _sent_again(kind, earlier, year, filing, submit=submit, actor=actor)
        raise _taken() from error
    _attach(kind, found, filing, submit=submit, actor=actor)
    if submit:
        engine.fire(kind.workflow, found, "submit", actor=actor)
    return found


def change(kind: AnnualReturn, row_id: int, filing: Any, *, submit: bool, actor: Actor) -> Any:
    """修改: None when there is no such row in scope.

    Raises Conflict when somebody saved after the page was opened, Refused when
    the year is locked, the row is another organization's or a rule says no.
    """
    found = queries.return_by_id(kind.model, row_id, lock=True)
    if found is None:
        return None
    if found.organization_id != actor.organization_id:
        raise Refused.because("V31", "", _("只能修改本机构的数据"))
    if found.version != filing.version:
        raise _faster(found, actor)
    if found.state is ReturnState.LOCKED:
        raise _locked()
    _refuse_locked(found.organization_id, found.year)
    _write(kind, found, filing, submit=submit, actor=actor)
    return found


def _write(kind: AnnualReturn, found: Any, filing: Any, *, submit: bool, actor: Actor) -> None:
    # What was handed in stays so and is checked again, whichever button was asked for.
    hands_in = submit or found.state is ReturnState.SUBMITTED
    kind.fill(found, filing, submit=hands_in, actor=actor)
    db.session.flush()
    _attach(kind, found, filing, submit=hands_in, actor=actor)
    if hands_in:
        engine.fire(kind.workflow, found, "submit", actor=actor)


def _attach(kind: AnnualReturn, found: Any, filing: Filing, *, submit: bool, actor: Actor) -> None:
    """The files become those that the form listed; one that says nothing of files keeps them."""
    if kind.holder is None:
        return
    carrier = kind.carrier(found)
    sent = filing.files
    stored = [file.id for file in files_of(kind.holder.resource, carrier.id)]
    attach(
        carrier,
        resource=kind.holder.resource,
        form_token=sent.token if sent else "",
        wanted_ids=sent.wanted if sent else stored,
        shown_ids=sent.shown if sent else (),
        actor=actor,
        complete=submit,
    )


def _sent_again(
    kind: AnnualReturn, earlier: Any, year: int | None, filing: Any, *, submit: bool, actor: Actor
) -> Any:
    """The same form a second time: nothing typed since may be thrown away in silence."""
    mine = earlier.organization_id == actor.organization_id and earlier.year == year
    untouched = earlier.state is ReturnState.DRAFT and earlier.version == FIRST_VERSION
    if mine and untouched:
        _write(kind, earlier, filing, submit=submit, actor=actor)
        return earlier
    if mine and submit and kind.same(earlier, filing):
        return earlier
    raise _faster(earlier, actor)


def _faster(found: Any, actor: Actor) -> Conflict:
    if found.changed_by == actor.name:
        return Conflict(_("这份填报已在其他窗口保存过，请核对后再次提交"))
    words = _("%(name)s 已保存过这份填报，请核对后再次提交", name=found.changed_by or "")
    return Conflict(words)


def _refuse_locked(organization_id: int, year: int) -> None:
    if queries.is_locked(organization_id, year):
        raise _locked()


def _locked() -> Refused:
    return Refused.because("V40", "", str(rules.YEAR_LOCKED))


def _taken() -> Refused:
    return Refused.because("V16", "year", str(TAKEN))
