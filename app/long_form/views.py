"""The screen of a long form: 新增 and 修改 file a record, the workflow engine moves it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from flask import abort, g, redirect, request
from flask_appbuilder import expose, has_access
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.datastructures import MultiDict

from app.attachments.forms import TOKEN, SentFiles, kept_files, sent_files
from app.attachments.presentation import FileBox, box, shown_files
from app.core.access.actor import current_actor
from app.core.base.db import db
from app.core.base.errors import Conflict, FieldError, Refused
from app.core.base.responses import done, page
from app.core.models import Organization
from app.core.screens.model_forms import AppForm
from app.drafts.open_drafts import close_draft, open_form
from app.drafts.presentation import OpenedDraft
from app.drafts.queries import Record
from app.workflow import labels
from app.workflow.engine import STATE_CHANGED

from . import operations, queries
from .declaration import Filing
from .drafted_form import DraftedFormView
from .rules import EXPLAIN, SEEN, Doubt
from .sent_back import SentBack, sent_back

Typed = MultiDict[str, str]
NEVER_DELETED = _l("填报的数据不能删除")


@dataclass(frozen=True)
class OpenForm:
    """State of a form in a request: whose, of which record, what is in it and what is wrong.

    ``key`` is the record's, as its kind knows it; None for a kind without keys.
    """

    organization: Organization
    key: Any = None
    item: Any = None
    typed: Typed = field(default_factory=MultiDict)
    errors: tuple[FieldError, ...] = ()
    doubts: Sequence[Doubt] = ()
    explanations: Mapping[str, str] = field(default_factory=dict)
    newer: Sequence[tuple[str, str, str]] = ()


class LongFormView(DraftedFormView):
    """Records of a ``LongForm``: one form for content, files, doubts and draft.

    ``several`` names fields of which several boxes may be ticked; errors of the codes
    ``bars_doubts`` leave nothing to have doubts about.
    """

    form_state: type[OpenForm] = OpenForm
    form_template = "long_form/form.html"
    show_template = "long_form/show.html"
    add_form = edit_form = AppForm
    several: frozenset[str] = frozenset()
    bars_doubts: frozenset[str] = frozenset()

    # --- what a screen says -----------------------------------------------------------------

    def stored(self, form: Any) -> Typed:
        """What the form starts with: the stored row, or what a new one begins with."""
        raise NotImplementedError

    def read(self, form: Any) -> tuple[Any, list[FieldError]]:
        """What was typed as plain values, and an error at each field that could not be read."""
        raise NotImplementedError

    def form_context_of(self, form: Any) -> Mapping[str, Any]:
        """What the form's template prints."""
        raise NotImplementedError

    def labels(self, form: Any) -> Mapping[str, str]:
        """What the fields of the form are called."""
        raise NotImplementedError

    def differing(self, form: Any) -> Sequence[tuple[str, str, str]]:
        """Where what is stored now and what was typed differ: label, stored, typed."""
        raise NotImplementedError

    def doubts(self, form: Any, data: Any) -> Sequence[Doubt]:
        """What has to be explained or confirmed."""
        return ()

    def details(self, item: Any) -> Mapping[str, Any]:
        """What the detail page prints beside files and history."""
        return {}

    def form_meta(self, form: Any) -> dict[str, Any]:
        """What fields of the form ask of its ``meta``, for example the year that it is about."""
        return {}

    def key_asked(self, organization: Organization) -> Any:
        """The key of an empty form."""
        return None

    def names_key(self) -> bool:
        """Whether the address of an empty form names its key."""
        return False

    def key_sent(self) -> Any:
        """The key that a form for a new record names; None for none, or for nonsense."""
        return None

    def key_shown(self, form: Any) -> Any:
        """The key with which a refused form is shown again."""
        return form.key

    def key_context(self, form: Any, taken_url: str) -> Mapping[str, Any]:
        """What the template prints where the key is chosen."""
        return {}

    def new_page(self) -> str:
        """The address of an empty form, with {key} where a key is part of it."""
        return f"{self.route_base}/add"

    def after_url(self, form: Any) -> str:
        """Where a form that was stored leads."""
        return f"{self.route_base}/list/"

    def filed_words(self, form: Any) -> str:
        """What is said when a form was handed in."""
        return str(_("已提交"))

    # --- the screen -------------------------------------------------------------------------

    def edit_refusal(self, item: Any) -> Any:
        if item.state in self.kind.closed:
            return labels.closed_words(item)
        return self.write_refusal(item)

    def delete_refusal(self, item: Any) -> Any:
        return NEVER_DELETED

    def show_context(self, item: Any) -> Mapping[str, Any]:
        holder = self.kind.holder
        carrier = self.kind.carrier(item)
        found = shown_files(holder.resource, carrier.id, of=carrier) if holder else []
        return {**self.details(item), **self.flow_context(item), "files": found}

    @expose("/add", methods=["GET", "POST"])
    @has_access
    def add(self) -> Any:
        organization = g.user.organization
        if organization is None:
            abort(403)
        if request.method == "POST":
            return self._file(self._sent(organization, self.key_sent()))
        key = self.key_asked(organization)
        # 新增 lets one choose another key; a link that names one leads to what is there.
        return (
            self.empty_form(key)
            if self.names_key()
            else self._page(self.form_state(organization, key))
        )

    def empty_form(self, key: Any) -> Any:
        """The form of a key of the own organization; what was begun already is gone on with."""
        found = self.kind.find(g.user.organization_id, key)
        if found is None:
            return self._page(self.form_state(g.user.organization, key), is_free=True)
        page = "edit" if self.may_edit(found) else "show"
        return redirect(f"{self.route_base}/{page}/{found.id}", code=303)

    @expose("/edit/<pk>", methods=["GET", "POST"])
    @has_access
    def edit(self, pk: Any) -> Any:
        item = self.item(pk)
        if not self.is_writable(item):
            abort(403)
        key = self.kind.key_of(item)
        if request.method == "POST":
            return self._file(self._sent(item.organization, key, item))
        if not self.may_edit(item):
            abort(403)
        stored = self.form_state(item.organization, key, item, explanations=item.explanations)
        return self._page(stored)

    def taken_url(self, form: Any) -> str:
        """Where the record of the form's key is, if it was begun already."""
        found = self.kind.find(form.organization.id, form.key)
        return f"{self.route_base}/edit/{found.id}" if found is not None else ""

    # --- filing -----------------------------------------------------------------------------

    def _sent(self, organization: Organization, key: Any, item: Any = None) -> Any:
        return self.form_state(organization, key, item, typed=MultiDict(request.form))

    def _file(self, form: Any) -> Any:
        explanations = self._answers(form, EXPLAIN)
        data, unread = self.read(form)
        filing = Filing(
            data,
            explanations,
            files=self._files(),
            unread=unread,
            shown=partial(self.shown_record, form),
            seen=self._answers(form, SEEN),
        )
        submit = request.form.get("act") != "draft"
        try:
            found = self._write(form, filing, submit=submit)
            is_draft = found.state not in self.kind.handed_in
            close_draft(self._draft_of(form), request.form, actor=current_actor())
            db.session.commit()
        except Refused as refused:
            db.session.rollback()
            return self._refused(form, data, explanations, refused.errors, submit=submit), 422
        except (Conflict, StaleDataError) as conflict:
            db.session.rollback()
            words = str(conflict) if isinstance(conflict, Conflict) else str(STATE_CHANGED)
            errors = (FieldError("V33", "", words),)
            return self._refused(form, data, explanations, errors, submit=submit), 409
        message = _("已暂存，可稍后继续填写") if is_draft else self.filed_words(form)
        return done(message, self.after_url(form), follow=True)

    def _answers(self, form: Any, start: str) -> dict[str, str]:
        """What was sent about doubts, by their keys."""
        names = {key: f"{start}{key}" for key in self.doubt_names(form.organization)}
        return {key: request.form[name] for key, name in names.items() if name in request.form}

    def _write(self, form: Any, filing: Filing, *, submit: bool) -> Any:
        actor = current_actor()
        if form.item is None:
            token = request.form.get("form_token", "")[:36] or None
            filing = replace(filing, form_token=token)
            return operations.add(self.kind, form.key, filing, submit=submit, actor=actor)
        filing = replace(filing, version=request.form.get("version", type=int))
        found = operations.change(self.kind, form.item.id, filing, submit=submit, actor=actor)
        return found if found is not None else abort(404)

    def _files(self) -> SentFiles | None:
        has_files = self.kind.holder is not None and TOKEN in request.form
        return sent_files(request.form) if has_files else None

    def file_box(self, form: Any, draft: OpenedDraft) -> FileBox | None:
        """The files of the form: the record's or, when the form comes back, those it listed."""
        if self.kind.holder is None:
            return None
        row = form.item or self.kind.model(organization_id=form.organization.id)
        with db.session.no_autoflush:
            carrier = self.kind.carrier(row)
        return box(
            self.kind.holder.resource,
            item_id=carrier.id,
            sent=self._files() if request.method == "POST" else kept_files(draft.values),
            errors=form.errors,
            values=self.shown_record(form, carrier),
        )

    def shown_record(self, form: Any, carrier: Any) -> Any:
        """The record of the files as the form shows it, for slots that depend on it."""
        return carrier

    def _refused(
        self,
        form: Any,
        data: Any,
        explanations: Mapping[str, str],
        errors: tuple[FieldError, ...],
        *,
        submit: bool,
    ) -> Any:
        """The form again with everything typed, an error at each field, and the doubts."""
        item = self.item(form.item.id) if form.item is not None else None
        if item is None and "V33" in {error.code for error in errors}:
            # What this very form stored before has been changed since: go on from there.
            item = self._stored_meanwhile(form)
        again = self.form_state(
            item.organization if item is not None else g.user.organization,
            self.key_shown(form),
            item,
            form.typed,
            errors,
            explanations=explanations,
        )
        codes = {error.code for error in errors}
        doubts = self.doubts(again, data) if submit and not codes & self.bars_doubts else ()
        newer = self.differing(again) if item is not None and "V33" in codes else ()
        return self._page(replace(again, doubts=doubts, newer=newer))

    def _stored_meanwhile(self, form: Any) -> Any:
        found = self.kind.find(g.user.organization_id, form.key)
        if found is not None:
            return found
        return queries.by_token(self.kind.model, request.form.get("form_token", "")[:36])

    # --- the page ---------------------------------------------------------------------------

    def _draft_of(self, form: Any) -> Record:
        """新增 and 修改 of a key share one draft of the own organization."""
        key = self.kind.draft_key(form.item, form.key, current_actor())
        return Record(g.user.organization_id, self.class_permission_name, key)

    def _with_draft(self, form: Any) -> tuple[Any, OpenedDraft]:
        """What was typed and not stored yet lies over what is stored."""
        item = form.item
        draft = open_form(
            self._draft_of(form),
            {name: "\n".join(texts) for name, texts in form.typed.lists()},
            item.version if item is not None else None,
            actor=current_actor(),
            page=self._post_url(item) if item is not None else self.new_page(),
            sent=request.form if request.method == "POST" else None,
        )
        typed: Typed = MultiDict()
        for name, text in draft.values.items():
            typed.setlist(name, text.split("\n") if name in self.several else [text])
        said = {
            n.removeprefix(EXPLAIN): t for n, t in draft.values.items() if n.startswith(EXPLAIN)
        }
        return replace(
            form,
            typed=typed,
            explanations={**form.explanations, **said},
            newer=form.newer or self._outdated(form, draft),
        ), draft

    def _outdated(self, form: Any, draft: OpenedDraft) -> Sequence[tuple[str, str, str]]:
        """Where the record was changed since its draft was begun: label, stored, typed."""
        if not draft.differing:
            return []
        labels = self.labels(form)
        return [
            (labels[name], stored or "—", text or "—")
            for name, stored, text in draft.differing
            if name in labels
        ]

    def _post_url(self, item: Any) -> str:
        return f"{self.route_base}/edit/{item.id}" if item else f"{self.route_base}/add"

    def _page(self, form: Any, *, is_free: bool = False) -> Any:
        """The form; ``is_free`` says that nothing of its key is there, as far as one has looked."""
        item = form.item
        taken_url = self.taken_url(form) if item is None and not is_free else ""
        if not form.typed:
            form = replace(form, typed=self.stored(form))
        form, draft = self._with_draft(form)
        return page(
            self,
            self.form_template,
            title=self.edit_title if item is not None else self.add_title,
            draft=draft,
            **self._record_context(form),
            **self._faults_context(form),
            files=self.file_box(form, draft),
            **self.key_context(form, taken_url),
            **self.form_context_of(form),
        )

    def _record_context(self, form: Any) -> Mapping[str, Any]:
        item, kind = form.item, self.kind
        is_known = item is not None
        return {
            "item": item,
            "organization": form.organization,
            "sent_back": self._sent_back(form) if is_known else None,
            # After a conflict the form goes on from what is stored now.
            "version": item.version if is_known else None,
            "form_token": request.form.get("form_token") or ("" if item else str(uuid.uuid4())),
            "post_url": self._post_url(item),
            "list_url": f"{self.route_base}/list/",
            "may_draft": not is_known or item.state not in kind.handed_in,
        }

    def _sent_back(self, form: Any) -> SentBack | None:
        workflow = self.kind.workflow
        event = queries.sent_back(workflow, form.item, self.kind.returned)
        if event is None:
            return None
        texts = {name: "\n".join(lines) for name, lines in self.stored(form).lists()}
        return sent_back(workflow, form.item, event, texts)

    @staticmethod
    def _faults_context(form: Any) -> Mapping[str, Any]:
        return {
            "doubts": form.doubts,
            "explanations": form.explanations,
            "errors": form.errors,
            "newer": form.newer,
            "fault_of": lambda name: next((e.message for e in form.errors if e.field == name), ""),
        }
