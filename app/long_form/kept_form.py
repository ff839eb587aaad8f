"""Draft and files for plain screens: a word each, ``draft = True`` and ``holder = …``."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import g, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from app.attachments import registry as holders
from app.attachments.declaration import Holder
from app.attachments.forms import KEPT, TOKEN, SentFiles, kept_files, sent_files
from app.attachments.operations import ListedFiles, attach_each, objections_to
from app.attachments.presentation import BoxOf, FileBox, boxes, shown_files
from app.core.access.actor import current_actor
from app.core.base.errors import FieldError, Refused
from app.core.screens.form_texts import takes, texts
from app.core.screens.model_forms import AppForm
from app.core.screens.table_fields import SeveralChoice
from app.core.screens.views import AppModelView
from app.drafts import registry as drafts
from app.drafts.declaration import DraftForm, NoSuchRecord
from app.drafts.open_drafts import close_draft, open_form
from app.drafts.presentation import OpenedDraft
from app.drafts.queries import Record

from . import queries
from .record_keys import is_id_key, new_key
from .values import ShownRecord


@dataclass(frozen=True, slots=True)
class HeldFiles:
    """The files of one record that a form carries: whose they are, and how its fields begin.

    ``required`` are slots that this form asks for beyond what is declared.
    """

    holder: Holder
    item: Any
    title: Any = ""
    prefix: str = ""
    required: Collection[str] = ()


class KeptFormView(AppModelView):
    """A plain screen whose form keeps what is typed, or carries files.

    ``draft``: what is typed is kept and shared as in every long form. ``holder``: the
    slots of its records; they are attached as the record is stored. Both are known to
    their engines by this alone. A form that carries files of further records names them in
    ``held_files``. Templates of one's own extend those named here.
    """

    draft = False
    holder: Holder | None = None
    # What the files of a record are called.
    files_title: Any = _l("附件")
    add_template = edit_template = "long_form/kept_form.html"
    show_template = "long_form/kept_show.html"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        resource = self.class_permission_name
        if self.draft:
            drafts.register([DraftForm(resource, self.draft_refusal, self.draft_takes)])
        if self.holder is not None and holders.registered().get(resource) is not self.holder:
            holders.register([self.holder])

    # --- the draft --------------------------------------------------------------------------

    def draft_refusal(self, organization_id: int, record_key: str) -> str:
        """Why a record takes no draft; nothing when it does. Raises NoSuchRecord for no key."""
        if record_key == new_key(current_actor()):
            return ""
        model = self.datamodel.obj
        found = queries.by_id(model, int(record_key)) if is_id_key(record_key) else None
        kept = getattr(model, "province_keeps", False)
        owner = organization_id if kept else getattr(found, "organization_id", organization_id)
        if found is None or owner != organization_id:
            raise NoSuchRecord(record_key)
        return "" if self.may_edit(found) else str(_("该记录已不能修改"))

    def draft_takes(self, name: str) -> bool:
        """Whether people fill in a field of this name."""
        is_file = self.holder is not None and name == KEPT
        return is_file or takes(self.add_form, name) or takes(self.edit_form, name)

    def shown_form(self, form: Any, item: Any) -> Any:
        """What was typed and not stored yet lies over what is stored."""
        if not self.keeps_draft():
            return form
        typed = texts(form)
        opened = open_form(
            self._draft_of(item),
            {name: "\n".join(lines) for name, lines in typed.lists()},
            getattr(item, "version", None),
            actor=current_actor(),
            page=request.full_path.rstrip("?"),
            sent=request.form if request.method == "POST" else None,
        )
        if request.method == "GET":
            form = type(form)(formdata=_typed(form, opened), obj=form.made_of)
        form.opened_draft = opened
        return form

    def keeps_draft(self) -> bool:
        """Whether a draft can be kept: it belongs to an organization."""
        return self.draft and g.user.organization_id is not None

    def _draft_of(self, item: Any) -> Record:
        key = str(item.id) if item is not None else new_key(current_actor())
        return Record(g.user.organization_id, self.class_permission_name, key)

    # --- the files --------------------------------------------------------------------------

    def held_files(self, item: Any) -> Sequence[HeldFiles]:
        """The files that the form of a record (None: a new one) carries."""
        return [HeldFiles(self.holder, item, self.files_title)] if self.holder is not None else []

    def _file_boxes(self, form: Any, item: Any, opened: OpenedDraft | None) -> list[ShownBox]:
        """Title and box of each; those of one sort are looked up together."""
        held = self.held_files(item)
        found: dict[str, FileBox] = {}
        for resource in dict.fromkeys(one.holder.resource for one in held):
            wanted = [
                BoxOf(
                    one.item.id if one.item is not None else None,
                    ShownRecord(one.item, form) if one.item is item else one.item,
                    sent_or_kept(one.prefix, opened),
                    one.prefix,
                    one.required,
                )
                for one in held
                if one.holder.resource == resource
            ]
            made = boxes(resource, wanted, form.refused)
            found |= {box.prefix: box for box in made}
        return [ShownBox(one.title, found[one.prefix]) for one in held]

    def is_sound(self, form: Any, item: Any) -> bool:
        """What fields and what files lack is told in one round."""
        if super().is_sound(form, item):
            return True
        self.refuse_rest(form, item)
        return False

    def refuse_rest(self, form: Any, item: Any) -> None:
        super().refuse_rest(form, item)
        for one in self.held_files(item):
            if one.item is item:
                form.refuse(_named(one, _objections(one, ShownRecord(item, form))))
            elif one.item is not None:
                form.refuse(_named(one, _objections(one, one.item)))

    # --- form, record, page -----------------------------------------------------------------

    def after_write(self, form: Any, item: Any) -> None:
        super().after_write(form, item)
        told: list[FieldError] = []
        for one in self.held_files(item):
            try:
                _attach(one)
            except Refused as refused:
                told += _named(one, refused.errors)
        Refused.if_any(told)
        if self.keeps_draft():
            record = self._draft_of(item if form.item_id is not None else None)
            close_draft(record, request.form, actor=current_actor())

    def form_context(self, form: Any, item: Any) -> Mapping[str, Any]:
        found = {**super().form_context(form, item)}
        opened = getattr(form, "opened_draft", None)
        if opened is not None:
            found |= {"draft": opened, "newer": _outdated(form, opened)}
        found["file_boxes"] = self._file_boxes(form, item, opened)
        return found

    def show_context(self, item: Any) -> Mapping[str, Any]:
        holder = self.holder
        files = shown_files(holder.resource, item.id, of=item) if holder is not None else []
        return {**super().show_context(item), "files": files}


@dataclass(frozen=True, slots=True)
class ShownBox:
    """A box of files in a form, under its title."""

    title: Any
    box: FileBox

    @property
    def error_count(self) -> int:
        """How many of its slots have an error."""
        return sum(bool(slot.error) for slot in self.box.slots)


def sent_or_kept(prefix: str, opened: OpenedDraft | None) -> SentFiles | None:
    """The files of a box as the form sent them, else as its draft kept them."""
    if f"{prefix}{TOKEN}" in request.form:
        return sent_files(request.form, prefix)
    return kept_files(opened.values, prefix) if opened is not None else None


def _listed(one: HeldFiles, item: Any) -> ListedFiles:
    return ListedFiles.of(item, sent_files(request.form, one.prefix), one.required)


def _attach(one: HeldFiles) -> None:
    attach_each([_listed(one, one.item)], resource=one.holder.resource, actor=current_actor())


def _objections(one: HeldFiles, item: Any) -> Sequence[FieldError]:
    return objections_to([_listed(one, item)], resource=one.holder.resource, actor=current_actor())


def _named(one: HeldFiles, errors: Iterable[FieldError]) -> list[FieldError]:
    """Errors of files with the title of their box, where a form has several."""
    if not one.prefix:
        return list(errors)
    return [
        replace(error, message=_("%(box)s：%(words)s", box=one.title, words=error.message))
        for error in errors
    ]


def _typed(form: AppForm, opened: OpenedDraft) -> MultiDict[str, str]:
    """The texts of a form as a browser would send them."""
    several = {field.name for field in form if isinstance(field, SeveralChoice)}
    typed: MultiDict[str, str] = MultiDict()
    for name, text in opened.values.items():
        typed.setlist(name, text.split("\n") if name in several else [text])
    return typed


def _outdated(form: AppForm, opened: OpenedDraft) -> Sequence[tuple[str, str, str]]:
    """Where the record was changed since its draft was begun: label, stored, typed."""
    labels = {field.name: str(field.label.text) for field in form}
    return [
        (labels[name], stored or "—", text or "—")
        for name, stored, text in opened.differing
        if name in labels
    ]
