"""One form for several new records: a tab each, stored all or not at all."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import abort, request
from flask_appbuilder import expose, has_access
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from werkzeug.datastructures import MultiDict

from app.attachments.forms import KEPT, sent_files
from app.attachments.operations import ListedFiles, attach_each, objections_to
from app.attachments.presentation import BoxOf, FileBox, boxes
from app.core.access.actor import Actor, current_actor
from app.core.access.scope import OrgOwned
from app.core.base.db import db
from app.core.base.errors import FieldError, Refused, ScopeViolation
from app.core.base.responses import done, page
from app.core.screens.fieldsets import sections
from app.core.screens.form_set import FormSet, Member
from app.core.screens.form_texts import takes
from app.core.screens.table_fields import SeveralChoice
from app.core.screens.table_interface import error_words
from app.drafts.open_drafts import close_draft, open_form
from app.drafts.presentation import OpenedDraft
from app.drafts.queries import Record

from .kept_form import KeptFormView, sent_or_kept
from .sent_records import SentRecord, is_set_key, set_key, token_of
from .values import ShownRecord

MEMBER_KEY = re.compile(r"[0-9A-Za-z]{1,20}")
MEMBER_PREFIX = re.compile(rf"r{MEMBER_KEY.pattern}")


class FormSetView(KeptFormView):
    """A screen that also makes several records in one submission, at ``/several?of=…&of=…``.

    ``members(keys)`` says which records the ticked keys stand for; every one has the fields
    of ``set_columns`` (or those of 新增), the slots of ``holder`` and, all together, one draft.
    ``create_set`` stores them; whatever it refuses, nothing is stored.
    """

    set_title: Any
    set_columns: Sequence[str] = ()
    set_fieldsets: Sequence[tuple[Any, Any]] = ()
    set_form: Any = None
    set_template = "long_form/set.html"
    most_members = 50

    def __init__(self, **kwargs: Any) -> None:
        self.method_permission_name = {"several": "create", **self.method_permission_name}
        super().__init__(**kwargs)

    def _init_forms(self) -> None:
        super()._init_forms()
        self.set_columns = self.set_columns or self.add_columns
        for name in self.set_columns:
            self.label_columns.setdefault(name, self._label(name))
        self.set_form = self.set_form or self.form_of(self.set_columns, {})

    # --- what a screen says -----------------------------------------------------------------

    def members(self, keys: Sequence[str]) -> Sequence[Member]:
        """The records of these keys in their order, looked up in scope; one missing is 404."""
        raise NotImplementedError

    def barred(self, members: Sequence[Member]) -> Iterable[FieldError]:
        """Why some of them cannot be in the set any more; told in the form that was sent."""
        return ()

    def back_url(self, members: Sequence[Member]) -> str:
        """The page before the form, which 返回 leads to; blank for none."""
        return ""

    def create_set(self, entries: Sequence[SentRecord], actor: Actor) -> Sequence[Any]:
        """Make the rows, in the order of the entries; they need not be flushed."""
        model = self.datamodel.obj
        owned = {"organization_id": actor.organization_id} if issubclass(model, OrgOwned) else {}
        rows = [model(**{**owned, **entry.values}) for entry in entries]
        db.session.add_all(rows)
        return rows

    def finish_set(self, rows: Sequence[Any], actor: Actor) -> None:
        """What follows once the files are attached, for example the first move of each row."""

    def set_heading(self) -> Any:
        """The title of the form."""
        return self.set_title

    def set_kind(self) -> str:
        """What tells the forms of a screen with several apart; each keeps drafts of its own."""
        return ""

    def set_message(self, rows: Sequence[Any]) -> Any:
        """What is said when all are stored."""
        return self.added_message

    def set_context(self) -> Mapping[str, Any]:
        """More of what the template of the form prints."""
        return {}

    # --- the page ---------------------------------------------------------------------------

    @expose("/several", methods=["GET", "POST"])
    @has_access
    def several(self) -> Any:
        """新增 for several at once."""
        members = self._members()
        if request.method == "GET":
            return self._set_page(members, FormSet(self.set_form, members))
        list_url = f"{self.route_base}/list/"
        if earlier := self._set_sent_before(members):
            return done(self.set_message(earlier), list_url)
        forms = FormSet(self.set_form, members, request.form)
        # Forms of all members are asked, so that all errors are told in one round.
        valid, barred = forms.validate(), [*self.barred(members)]
        forms.refuse(barred)
        if not valid or barred:
            forms.refuse(self._file_objections(forms))
        elif rows := self._stored_set(members, forms):
            return done(self.set_message(rows), list_url)
        return self._set_page(members, forms), 422

    def _file_objections(self, forms: FormSet) -> Sequence[FieldError]:
        """What files lack, told in one round with what fields lack."""
        if self.holder is None:
            return ()
        listed = [
            ListedFiles.of(
                ShownRecord(part.member.source, part.form),
                sent_files(request.form, part.member.prefix),
            )
            for part in forms.parts
        ]
        return objections_to(listed, resource=self.holder.resource, actor=current_actor())

    def _members(self) -> Sequence[Member]:
        keys = list(dict.fromkeys(request.args.getlist("of")))
        if not keys or len(keys) > self.most_members:
            abort(400)
        if not all(MEMBER_KEY.fullmatch(key) for key in keys):
            abort(404)
        return self.members(keys)

    def _set_page(self, members: Sequence[Member], forms: FormSet) -> Any:
        draft = self._set_draft(members, forms) if self.keeps_draft() else None
        if draft is not None and request.method == "GET":
            forms = FormSet(self.set_form, members, _typed(forms, draft))
        fieldsets = self.set_fieldsets or [(None, {"fields": self.set_columns})]
        files = self._set_boxes(forms, draft)
        tabs = [
            (
                part,
                self.form_facts(part.form),
                sections(part.form, fieldsets, self.field_spans),
                files[place],
            )
            for place, part in enumerate(forms.parts)
        ]
        return page(
            self,
            self.set_template,
            title=self.set_heading(),
            forms=forms,
            tabs=tabs,
            draft=draft,
            form_token=request.form.get("form_token") or uuid.uuid4().hex,
            submit_label=self.submit_label,
            post_url=request.full_path.rstrip("?"),
            list_url=f"{self.route_base}/list/",
            back_url=self.back_url(members),
            **self.set_context(),
        )

    def _set_boxes(self, forms: FormSet, draft: OpenedDraft | None) -> list[FileBox | None]:
        if self.holder is None:
            return [None for _part in forms.parts]
        asked = [
            BoxOf(
                values=ShownRecord(part.member.source, part.form),
                sent=sent_or_kept(part.member.prefix, draft),
                prefix=part.member.prefix,
            )
            for part in forms.parts
        ]
        errors = [error for part in forms.parts for error in part.member.own(part.form.refused)]
        return [*boxes(self.holder.resource, asked, errors)]

    # --- the draft --------------------------------------------------------------------------

    def draft_refusal(self, organization_id: int, record_key: str) -> str:
        if is_set_key(record_key, organization_id):
            return ""
        return super().draft_refusal(organization_id, record_key)

    def draft_takes(self, name: str) -> bool:
        prefix, _dash, short = name.partition("-")
        if not MEMBER_PREFIX.fullmatch(prefix):
            return super().draft_takes(name)
        return takes(self.set_form, short) or (self.holder is not None and short == KEPT)

    def _set_record(self, members: Sequence[Member]) -> Record:
        organization_id = current_actor().organization_id or 0
        key = set_key(members, organization_id, self.set_kind())
        return Record(organization_id, self.class_permission_name, key)

    def _set_draft(self, members: Sequence[Member], forms: FormSet) -> OpenedDraft:
        return open_form(
            self._set_record(members),
            {name: "\n".join(lines) for name, lines in forms.texts().lists()},
            None,
            actor=current_actor(),
            page=request.full_path.rstrip("?"),
            sent=request.form if request.method == "POST" else None,
        )

    # --- storing ----------------------------------------------------------------------------

    def _entries(self, forms: FormSet) -> list[SentRecord]:
        """In one order whoever ticked in which, so that two who store the same set do not wait
        for each other."""
        parts = sorted(forms.parts, key=lambda part: (len(part.member.key), part.member.key))
        token = request.form.get("form_token", "")[:36]
        has_tokens = bool(token) and "form_token" in self.datamodel.list_columns
        entries = []
        for part in parts:
            member, values = part.member, part.form.values()
            own = token_of(token, member) if has_tokens else None
            if own is not None:
                values["form_token"] = own
            sent = sent_files(request.form, member.prefix)
            entries.append(SentRecord(member, values, own, sent))
        return entries

    def _set_sent_before(self, members: Sequence[Member]) -> Sequence[Any]:
        """The rows that this very form made when it was sent the first time."""
        token = request.form.get("form_token", "")[:36]
        if not token or "form_token" not in self.datamodel.list_columns:
            return ()
        model = self.datamodel.obj
        tokens = [token_of(token, member) for member in members]
        found = db.session.scalars(select(model).where(model.form_token.in_(tokens))).all()
        return found if len(found) == len(tokens) else ()

    def _stored_set(self, members: Sequence[Member], forms: FormSet) -> Sequence[Any]:
        """The rows, committed; nothing is stored when one is refused, and its form says why."""
        try:
            rows = self._write_set(members, self._entries(forms))
            db.session.commit()
            return rows
        except Refused as refused:
            db.session.rollback()
            forms.refuse(refused.errors)
        except ScopeViolation:
            raise
        except SQLAlchemyError as error:
            db.session.rollback()
            if isinstance(error, IntegrityError) and (first := self._set_sent_before(members)):
                return first
            forms.refuse([FieldError("V00", "", error_words(error))])
        return ()

    def _write_set(self, members: Sequence[Member], entries: Sequence[SentRecord]) -> Sequence[Any]:
        actor = current_actor()
        rows = self.create_set(entries, actor)
        db.session.flush()
        if self.holder is not None:
            listed = [
                ListedFiles.of(row, entry.files)
                for row, entry in zip(rows, entries, strict=True)
                if entry.files is not None
            ]
            attach_each(listed, resource=self.holder.resource, actor=actor)
        self.finish_set(rows, actor)
        if self.keeps_draft():
            close_draft(self._set_record(members), request.form, actor=actor)
        return rows


def _typed(forms: FormSet, draft: OpenedDraft) -> MultiDict[str, str]:
    """The texts of the forms with the draft over them, as a browser would send them."""
    several = {
        field.name
        for part in forms.parts
        for field in part.form
        if isinstance(field, SeveralChoice)
    }
    typed: MultiDict[str, str] = MultiDict()
    for name, text in draft.values.items():
        typed.setlist(name, text.split("\n") if name in several else [text])
    return typed
