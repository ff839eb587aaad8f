"""Filing a record: its content by the kind, its files and its state by their engines, at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from app.attachments.operations import ListedFiles, attach_each, objections_to
from app.attachments.queries import files_of
from app.core.access.actor import Actor
from app.core.base import clock
from app.core.base.db import db
from app.core.base.errors import Conflict, FieldError, Refused
from app.workflow import engine

from . import queries
from .declaration import Filing, LongForm
from .rules import Doubt

FIRST_VERSION = 1
SUBMIT = "submit"


def add(kind: LongForm, key: Any, filing: Filing, *, submit: bool, actor: Actor) -> Any:
    """新增: the record of the actor's organization under a key.

    Raises Refused for a bad, closed or taken key and for what a rule refuses;
    pressing twice gives the first row, going on with a draft whose answer was
    lost changes it.
    """
    if earlier := queries.by_token(kind.model, filing.form_token):
        return _sent_again(kind, earlier, key, filing, submit=submit, actor=actor)
    Refused.if_any(kind.key_refusals(key))
    assert actor.organization_id is not None
    _refuse_closed(kind, actor.organization_id, key, None)
    if kind.find(actor.organization_id, key) is not None:
        raise Refused([kind.taken()])
    found = kind.begun(key, filing, actor)
    _fill(kind, found, filing, submit=submit, actor=actor)
    try:
        engine.begin(kind.workflow, found, actor=actor)
    except IntegrityError as error:
        # The database has the last word between two who add the same record; the other
        # press of this very form may have been the faster one.
        db.session.rollback()
        if earlier := queries.by_token(kind.model, filing.form_token):
            return _sent_again(kind, earlier, key, filing, submit=submit, actor=actor)
        raise Refused([kind.taken()]) from error
    _attach(kind, found, filing, submit=submit, actor=actor)
    if submit:
        engine.fire(kind.workflow, found, SUBMIT, actor=actor)
    return found


def change(kind: LongForm, row_id: int, filing: Filing, *, submit: bool, actor: Actor) -> Any:
    """修改: None when there is no such row in scope.

    Raises Conflict when somebody saved after the page was opened, Refused when
    the record is closed, another organization's or a rule says no.
    """
    found = queries.by_id(kind.model, row_id, lock=True)
    if found is None:
        return None
    if found.organization_id != actor.organization_id:
        raise Refused.because("V31", "", _("只能修改本机构的数据"))
    # Who closes a record moves its version, too, and that it is closed is what matters.
    _refuse_closed(kind, found.organization_id, kind.key_of(found), found)
    if found.version != filing.version:
        raise _faster(found, actor)
    _write(kind, found, filing, submit=submit, actor=actor)
    return found


def sign(found: Any, filing: Filing, doubts: Sequence[Doubt] | None, actor: Actor) -> None:
    """Note who wrote, and of what was said only what still answers a doubt (None: all of it)."""
    said, stored, answered = filing.said(), found.explanations or {}, found.answered or {}
    if doubts is None:
        # A new answer is to the figures as they are, an old one to those of its time.
        old = {key for key, text in said.items() if stored.get(key) == text}
        found.answered = {key: digest for key, digest in answered.items() if key in old}
        found.explanations = said
    else:
        found.answered = {doubt.key: doubt.digest for doubt in doubts}
        found.explanations = {doubt.key: said[doubt.key] for doubt in doubts}
    found.changed_by = actor.name
    # An edit of a line alone must also move the version and the time of the record.
    found.changed_at = clock.now()


def _write(kind: LongForm, found: Any, filing: Filing, *, submit: bool, actor: Actor) -> None:
    # What was handed in stays so and is checked again, whichever button was asked for.
    hands_in = submit or found.state in kind.handed_in
    _fill(kind, found, filing, submit=hands_in, actor=actor)
    db.session.flush()
    _attach(kind, found, filing, submit=hands_in, actor=actor)
    if hands_in:
        engine.fire(kind.workflow, found, SUBMIT, actor=actor)


def _fill(kind: LongForm, found: Any, filing: Filing, *, submit: bool, actor: Actor) -> None:
    """Put the content into the row. What stands against it is told with what stands against the
    files, so that a form is corrected in one round."""
    try:
        kind.fill(found, filing, submit=submit, actor=actor)
        filing.refuse()
    except Refused as refused:
        objections = _file_objections(kind, found, filing, submit=submit, actor=actor)
        raise Refused([*refused.errors, *objections]) from refused


def _file_objections(
    kind: LongForm, found: Any, filing: Filing, *, submit: bool, actor: Actor
) -> Sequence[FieldError]:
    if kind.holder is None:
        return ()
    with db.session.no_autoflush:
        carrier = kind.carrier(found)
        listed = _listed(kind, carrier, filing)
        return objections_to(
            [replace(listed, item=filing.shown(carrier))],
            resource=kind.holder.resource,
            actor=actor,
            complete=submit,
        )


def _listed(kind: LongForm, carrier: Any, filing: Filing) -> ListedFiles:
    """The files that the form listed; a form that says nothing of files keeps them."""
    assert kind.holder is not None
    if filing.files is not None:
        return ListedFiles.of(carrier, filing.files)
    stored = () if carrier.id is None else files_of(kind.holder.resource, carrier.id)
    return ListedFiles(carrier, "", frozenset(file.id for file in stored), ())


def _attach(kind: LongForm, found: Any, filing: Filing, *, submit: bool, actor: Actor) -> None:
    if kind.holder is None:
        return
    listed = _listed(kind, kind.carrier(found), filing)
    attach_each([listed], resource=kind.holder.resource, actor=actor, complete=submit)


def _sent_again(
    kind: LongForm, earlier: Any, key: Any, filing: Filing, *, submit: bool, actor: Actor
) -> Any:
    """The same form a second time: nothing typed since may be thrown away in silence."""
    mine = earlier.organization_id == actor.organization_id and kind.key_of(earlier) == key
    untouched = earlier.state is kind.workflow.initial and earlier.version == FIRST_VERSION
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


def _refuse_closed(kind: LongForm, organization_id: int, key: Any, found: Any) -> None:
    if words := kind.closed_words(organization_id, key, found):
        raise Refused.because("V40", "", words)
