"""Filing a yearly return: one base for all of them; a kind declares its form and its columns."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from flask import abort, g, jsonify, request
from flask_appbuilder import expose, has_access
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.datastructures import MultiDict

from app.attachments.forms import TOKEN, SentFiles, sent_files
from app.attachments.presenting import box, shown_files
from app.core import clock, requests
from app.core.actor import current_actor
from app.core.db import db
from app.core.errors import Conflict, FieldError, Refused
from app.core.forms import AppForm
from app.core.models import Organization
from app.core.once import once
from app.core.parameters import parameter
from app.core.reach import own_unless_overseer
from app.core.responses import done, page
from app.drafts.opening import close_draft, open_form
from app.drafts.queries import Record
from app.organizations import queries, returns, rules
from app.organizations.choices import ReturnState
from app.organizations.operations import Filing
from app.organizations.returns import AnnualReturn
from app.workflow.engine import STATE_CHANGED
from app.workflow.views import FlowView

RETURN_TONES = {
    ReturnState.DRAFT: "mute",
    ReturnState.SUBMITTED: "ok",
    ReturnState.RETURNED: "back",
    ReturnState.LOCKED: "info",
}
Typed = MultiDict[str, str]


@dataclass(frozen=True)
class Sheet:
    """One form on its way to the screen: whose, for which year, what is in it and what is wrong."""

    organization: Organization
    year: int
    item: Any = None
    typed: Typed = field(default_factory=MultiDict)
    errors: tuple[FieldError, ...] = ()
    doubts: Sequence[rules.Doubt] = ()
    explanations: Mapping[str, str] = field(default_factory=dict)
    newer: Sequence[tuple[str, str, str]] = ()


class AnnualReturnView(FlowView):
    """One row an organization and year; 新增 and 修改 file it, the engine moves it."""

    kind: AnnualReturn
    form_template: str
    add_form = edit_form = AppForm
    dialog_moves = ("return", "confirm")
    tags = {"state": RETURN_TONES}
    default_filters = {"year": requests.year}
    search_columns = ["year", "organization", "state"]
    order_columns = ["year"]
    show_columns = [
        "number",
        "year",
        "organization",
        "state",
        "filled_by",
        "filled_at",
        "changed_by",
        "changed_at",
    ]
    base_order = ("organization_id", "asc")
    exclude_route_methods = {"lookup"}

    # --- what a kind says -------------------------------------------------------------------

    def stored(self, sheet: Sheet) -> Typed:
        """What the form starts with: the stored row, or what a new one begins with."""
        raise NotImplementedError

    def read(self, sheet: Sheet) -> tuple[Any, list[FieldError]]:
        """What was typed as plain values, and an error at each field that could not be read."""
        raise NotImplementedError

    def doubts(self, sheet: Sheet, data: Any) -> Sequence[rules.Doubt]:
        """What has to be explained or confirmed."""
        raise NotImplementedError

    def doubt_names(self, organization: Organization) -> Mapping[str, Any]:
        """Every doubt that may be answered."""
        raise NotImplementedError

    def sheet_context(self, sheet: Sheet) -> Mapping[str, Any]:
        """What the form's template prints."""
        raise NotImplementedError

    # Fields of which several boxes may be ticked.
    several: frozenset[str] = frozenset()

    def labels(self, sheet: Sheet) -> Mapping[str, str]:
        """What the fields of the form are called."""
        raise NotImplementedError

    def differing(self, sheet: Sheet) -> Sequence[tuple[str, str, str]]:
        """Where what is stored now and what was typed differ: label, stored, typed."""
        raise NotImplementedError

    def details(self, item: Any) -> Mapping[str, Any]:
        """What the detail page prints beside the history."""
        raise NotImplementedError

    # --- the screen -------------------------------------------------------------------------

    def base_conditions(self) -> Any:
        return own_unless_overseer(self)

    def item_name(self, item: Any) -> str:
        return _("%(year)d 年度 %(organization)s", year=item.year, organization=item.organization)

    def may_edit(self, item: Any) -> bool:
        if item.state is ReturnState.LOCKED or not self.is_writable(item):
            return False
        return item.year not in self._closed_years(item.organization_id)

    @staticmethod
    def _closed_years(organization_id: int) -> set[int]:
        """The years in which an organization may not write, asked once for a list."""
        every = range(parameter("first_year"), clock.year() + 1)
        return once(
            ("closed years", organization_id),
            lambda: queries.closed_years(organization_id, every),
        )

    def may_delete(self, item: Any) -> bool:
        return False

    def show_context(self, item: Any) -> Mapping[str, Any]:
        holder = self.kind.holder
        found = shown_files(holder.resource, self.kind.carrier(item).id) if holder else []
        return {**self.details(item), **self.flow_context(item), "files": found}

    def after_url(self, year: int) -> str:
        """Where a form that was stored leads."""
        return f"{self.route_base}/list/?_flt_0_year={year}"

    @expose("/add", methods=["GET", "POST"])
    @has_access
    def add(self) -> Any:
        organization = g.user.organization
        if organization is None:
            abort(403)
        if request.method == "POST":
            return self._file(Sheet(organization, _year_sent(), typed=MultiDict(request.form)))
        year = request.args.get("year", type=int) or self._free_year(organization.id)
        return self._page(Sheet(organization, year))

    @expose("/edit/<pk>", methods=["GET", "POST"])
    @has_access
    def edit(self, pk: Any) -> Any:
        item = self.item(pk)
        if not self.is_writable(item):
            abort(403)
        if request.method == "POST":
            return self._file(_sheet_of(item, typed=MultiDict(request.form)))
        if not self.may_edit(item):
            abort(403)
        return self._page(_sheet_of(item, explanations=item.explanations))

    def _free_year(self, organization_id: int) -> int:
        """The year to file now; when it was begun already, the newest that was not."""
        first = requests.filing_year()
        done_with = queries.years_begun(self.kind.model, organization_id)
        done_with |= self._closed_years(organization_id)
        return next((year for year in (first, first - 1) if year not in done_with), first)

    def taken_url(self, sheet: Sheet) -> str:
        """Where the return of the form's year is, if it was begun already."""
        found = queries.return_of(self.kind.model, sheet.organization.id, sheet.year)
        return f"{self.route_base}/edit/{found.id}" if found is not None else ""

    def year_answer(self, sheet: Sheet, last: Any, carried: Any) -> Any:
        """What the form shows beside its fields when another year is chosen."""
        url = self.taken_url(sheet)
        return jsonify(
            last=last, carried=carried, taken=str(returns.TAKEN) if url else "", taken_url=url
        )

    def year_asked(self) -> Sheet:
        """The own organization's sheet for the year in the address; 400 without one."""
        year = request.args.get("year", type=int)
        if g.user.organization is None or year is None:
            abort(400)
        return Sheet(g.user.organization, year)

    # --- filing -----------------------------------------------------------------------------

    def _file(self, sheet: Sheet) -> Any:
        explanations = {
            key: request.form[f"explain-{key}"]
            for key in self.doubt_names(sheet.organization)
            if f"explain-{key}" in request.form
        }
        data, unreadable = self.read(sheet)
        submit = request.form.get("act") != "draft"
        try:
            Refused.if_any(unreadable)
            found = self._write(sheet, data, explanations, submit=submit)
            is_draft = found.state is not ReturnState.SUBMITTED
            close_draft(self._draft_of(sheet), request.form, actor=current_actor())
            db.session.commit()
        except Refused as refused:
            db.session.rollback()
            return self._refused(sheet, data, explanations, refused.errors, submit=submit), 422
        except (Conflict, StaleDataError) as conflict:
            db.session.rollback()
            words = str(conflict) if isinstance(conflict, Conflict) else str(STATE_CHANGED)
            errors = (FieldError("V33", "", words),)
            return self._refused(sheet, data, explanations, errors, submit=submit), 409
        message = _("已暂存，可稍后继续填写") if is_draft else _("已提交")
        return done(message, self.after_url(sheet.year), follow=True)

    def _write(
        self, sheet: Sheet, data: Any, explanations: Mapping[str, str], *, submit: bool
    ) -> Any:
        actor = current_actor()
        if sheet.item is None:
            token = request.form.get("form_token", "")[:36] or None
            filing = Filing(data, explanations, form_token=token, files=self._files())
            return returns.add(self.kind, sheet.year or None, filing, submit=submit, actor=actor)
        version = request.form.get("version", type=int)
        filing = Filing(data, explanations, version, files=self._files())
        found = returns.change(self.kind, sheet.item.id, filing, submit=submit, actor=actor)
        return found if found is not None else abort(404)

    def _files(self) -> SentFiles | None:
        has_files = self.kind.holder is not None and TOKEN in request.form
        return sent_files(request.form) if has_files else None

    def file_box(self, sheet: Sheet) -> Any:
        """The files of the form: the record's or, when the form comes back, those it listed."""
        if self.kind.holder is None:
            return None
        row = sheet.item or self.kind.model(organization_id=sheet.organization.id)
        with db.session.no_autoflush:
            carrier = self.kind.carrier(row)
        return box(
            self.kind.holder.resource,
            item_id=carrier.id,
            sent=self._files() if request.method == "POST" else None,
            errors=sheet.errors,
        )

    def _refused(
        self,
        sheet: Sheet,
        data: Any,
        explanations: Mapping[str, str],
        errors: tuple[FieldError, ...],
        *,
        submit: bool,
    ) -> Any:
        """The form again with everything typed, an error at each field, and the doubts."""
        item = self.item(sheet.item.id) if sheet.item is not None else None
        if item is None and "V33" in {error.code for error in errors}:
            # What this very form stored before has been changed since: go on from there.
            item = queries.return_of(self.kind.model, g.user.organization_id, sheet.year)
        organization = item.organization if item is not None else g.user.organization
        again = Sheet(
            organization,
            sheet.year or requests.filing_year(),
            item,
            sheet.typed,
            errors,
            explanations=explanations,
        )
        codes = {error.code for error in errors}
        doubts = self.doubts(again, data) if submit and not codes & {"V00", "V16"} else ()
        newer = self.differing(again) if item is not None and "V33" in codes else ()
        return self._page(replace(again, doubts=doubts, newer=newer))

    def _draft_of(self, sheet: Sheet) -> Record:
        """新增 and 修改 of a year share one draft of the own organization."""
        return Record(g.user.organization_id, self.class_permission_name, str(sheet.year))

    def _with_draft(self, sheet: Sheet) -> tuple[Sheet, Any]:
        """What was typed and not stored yet lies over what is stored."""
        item = sheet.item
        address = f"{self.route_base}/edit/{item.id}" if item else f"{self.route_base}/add"
        draft = open_form(
            self._draft_of(sheet),
            {name: "\n".join(texts) for name, texts in sheet.typed.lists()},
            item.version if item is not None else None,
            actor=current_actor(),
            page=address if item is not None else f"{address}?year={{key}}",
            sent=request.form if request.method == "POST" else None,
        )
        typed: Typed = MultiDict()
        for name, text in draft.values.items():
            typed.setlist(name, text.split("\n") if name in self.several else [text])
        start = "explain-"
        said = {n.removeprefix(start): t for n, t in draft.values.items() if n.startswith(start)}
        labels = self.labels(sheet)
        changed = [
            (labels[name], stored or "—", text or "—")
            for name, stored, text in draft.differing
            if name in labels
        ]
        sheet = replace(
            sheet,
            typed=typed,
            explanations={**sheet.explanations, **said},
            newer=sheet.newer or changed,
        )
        return sheet, draft

    def _page(self, sheet: Sheet) -> Any:
        item = sheet.item
        taken_url = self.taken_url(sheet) if item is None else ""
        if not sheet.typed:
            taken = (FieldError("V16", "year", str(returns.TAKEN)),) if taken_url else ()
            sheet = replace(sheet, typed=self.stored(sheet), errors=taken)
        sheet, draft = self._with_draft(sheet)
        resource = self.class_permission_name
        return page(
            self,
            self.form_template,
            title=self.edit_title if item is not None else self.add_title,
            draft=draft,
            item=item,
            organization=sheet.organization,
            year=sheet.year,
            years=range(requests.years()[0], parameter("first_year") - 1, -1),
            doubts=sheet.doubts,
            explanations=sheet.explanations,
            errors=sheet.errors,
            newer=sheet.newer,
            sent_back=queries.sent_back(resource, item) if item is not None else None,
            # After a conflict the form goes on from what is stored now.
            version=item.version if item is not None else None,
            form_token=request.form.get("form_token") or ("" if item else str(uuid.uuid4())),
            post_url=f"{self.route_base}/edit/{item.id}" if item else f"{self.route_base}/add",
            list_url=f"{self.route_base}/list/",
            fault_of=lambda name: next((e.message for e in sheet.errors if e.field == name), ""),
            taken_url=taken_url,
            may_draft=item is None or item.state is not ReturnState.SUBMITTED,
            files=self.file_box(sheet),
            **self.sheet_context(sheet),
        )


def _year_sent() -> int:
    year = request.form.get("year", "")
    return int(year) if year.isascii() and year.isdigit() and len(year) == 4 else 0


def _sheet_of(item: Any, **more: Any) -> Sheet:
    return Sheet(item.organization, item.year, item, **more)


LABELS = {
    "organization": _l("机构名称"),
    "filled_by": _l("填报人"),
    "filled_at": _l("填报时间"),
    "changed_at": _l("最后修改时间"),
    "changed_by": _l("最后修改人"),
}
