"""首次设置: the pages by which whoever keeps the system brings an installation to work."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, request, url_for
from flask_appbuilder import expose, has_access
from flask_appbuilder.baseviews import BaseView
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.access import accounts
from app.core.access.accounts import Issued
from app.core.access.actor import current_actor
from app.core.access.security_manager import may
from app.core.base.choices import Level
from app.core.base.db import db
from app.core.base.errors import Conflict, FieldError, Refused
from app.core.base.responses import page
from app.core.configuration.parameters import parameter
from app.core.screens.model_forms import AppForm
from app.core.tree.organization_tree import organization_names
from app.organizations.returns import filing_year
from app.users.presentation import slips

from . import files, forms, operations, presentation, queries, rules
from .choices import FINISHED, PARAMETER_KEYS, YEAR_KEYS, Step
from .divisions import DIVISIONS, bring_divisions

LEVELS = (Level.PREFECTURE, Level.COUNTY)
# What is still there once the installation is finished: administrators of organizations.
LASTING = ("SetupView.accounts", "SetupView.reset")


def _refuse_what_is_over() -> None:
    """Once the installation is finished its pages are there for nobody; 403 comes before that."""
    allowed = may("update", SetupView.class_permission_name)
    if allowed and request.endpoint not in LASTING and queries.is_finished():
        abort(404)


class SetupView(BaseView):
    """The steps of 首次设置, in their order; every page says what is there and what is missing."""

    class_permission_name = "setup.installation"
    route_base = "/setup"
    default_view = "index"
    title = _l("首次设置")
    writes = (
        "province divisions organizations prefectures counties workbook template accounts reset "
        "year parameters finish"
    )
    method_permission_name = {"index": "read", **dict.fromkeys(writes.split(), "update")}

    def create_blueprint(self, *arguments: Any, **named: Any) -> Blueprint:
        made: Blueprint = super().create_blueprint(*arguments, **named)
        made.before_request(_refuse_what_is_over)
        return made

    @expose("/")
    @has_access
    def index(self) -> Any:
        return self._page(
            "setup/index.html",
            None,
            counts=queries.counts(),
            without=len(presentation.without_admin()),
            next_steps=presentation.NEXT,
        )

    # --- the province -----------------------------------------------------------------------

    @expose("/province", methods=["GET", "POST"])
    @has_access
    def province(self) -> Any:
        """省级机构: one form, once."""
        node = queries.province()
        form = forms.ProvinceForm() if request.method == "POST" else forms.ProvinceForm(data={})
        if request.method == "POST" and form.validate():
            try:
                values = form.values()
                operations.establish_planned(form.planned(values), day=values["day"])
                db.session.commit()
            except Refused as refused:
                db.session.rollback()
                form.refuse(form.at_fields(refused.errors))
            else:
                return self._on(_("省级机构已建立"), Step.PROVINCE)
        return self._form_page("setup/province.html", Step.PROVINCE, form, node=node)

    @expose("/divisions", methods=["POST"])
    @has_access
    def divisions(self) -> Any:
        """行政区划 of another province, before any organization lies in those that are there."""
        try:
            with self._sent_file() as (path, name):
                number = bring_divisions(path, name)
            db.session.commit()
        except Refused as refused:
            db.session.rollback()
            lines = list(files.fault_lines(refused.errors, DIVISIONS))
            form, node = forms.ProvinceForm(formdata=None), queries.province()
            shown = self._page(
                "setup/province.html", Step.PROVINCE, form=form, node=node, faults=lines
            )
            return shown, 422
        flash(_("已导入 %(n)d 个行政区划", n=number), "success")
        return redirect(presentation.step_url(Step.PROVINCE), code=303)

    # --- the tree ---------------------------------------------------------------------------

    @expose("/organizations")
    @has_access
    def organizations(self) -> Any:
        """机构树: level by level from the divisions, or from a file."""
        return self._page("setup/organizations.html", Step.ORGANIZATIONS, **self._tree())

    def _tree(self) -> dict[str, Any]:
        missing = {level: len(presentation.missing(level)) for level in LEVELS}
        urls = (url_for("SetupView.prefectures"), url_for("SetupView.counties"))
        return {
            "counts": queries.counts(),
            "missing": missing,
            "urls": dict(zip(LEVELS, urls, strict=True)),
            "faults": [],
            "checked": None,
        }

    @expose("/prefectures", methods=["GET", "POST"])
    @has_access
    def prefectures(self) -> Any:
        """市州级机构 from the divisions."""
        return self._level(Level.PREFECTURE)

    @expose("/counties", methods=["GET", "POST"])
    @has_access
    def counties(self) -> Any:
        """县级机构 from the divisions."""
        return self._level(Level.COUNTY)

    def _level(self, wanted: Level) -> Any:
        """A level of the tree: a row for each division that has no organization."""
        typed, errors = None, []
        if request.method == "POST":
            typed = forms.typed_divisions(wanted)
            planned = forms.planned_of(typed)
            errors = self._split_errors(typed)
            if not planned:
                errors.append(FieldError("SU2", "", _("没有勾选任何机构")))
            elif errors:
                wrong = {error.field for error in errors}
                rest = [one for one in planned if f"name-{one.key}" not in wrong]
                errors += operations.planned_refusals(rest)
            if not errors:
                try:
                    made = operations.establish_planned(planned).made
                    db.session.commit()
                except Refused as refused:
                    db.session.rollback()
                    errors = list(refused.errors)
                else:
                    flash(_("已建立 %(n)d 个机构", n=len(made)), "success")
                    return redirect(presentation.step_url(Step.ORGANIZATIONS), code=303)
        pattern = rules.clean_pattern(request.values.get("pattern", ""))
        lines = presentation.division_lines(wanted, typed, pattern)
        return self._rows_page(
            "setup/level.html",
            Step.ORGANIZATIONS,
            errors,
            lines,
            level=wanted,
            kinds=presentation.KINDS,
            pattern=pattern,
            more=len(presentation.missing(wanted)) - len(lines),
        )

    @staticmethod
    def _split_errors(typed: forms.Typed) -> list[FieldError]:
        return [
            error
            for code, (name, kind, ticked) in typed.items()
            if ticked
            for error in rules.split_refusals(code, name, kind)
        ]

    @expose("/workbook", methods=["POST"])
    @has_access
    def workbook(self) -> Any:
        """The tree from a file, checked as a whole; 检查 makes nothing."""
        try:
            with self._sent_file() as (path, name):
                read = files.read_organizations(path, name)
            made = files.make_organizations(read)
        except Refused as refused:
            db.session.rollback()
            lines = list(files.fault_lines(refused.errors, files.ORGANIZATIONS))
            told = {**self._tree(), "faults": lines}
            return self._page("setup/organizations.html", Step.ORGANIZATIONS, **told), 422
        if "check" in request.form:
            checked = (len(made.made), made.skipped)
            db.session.rollback()
            told = {**self._tree(), "checked": checked}
            return self._page("setup/organizations.html", Step.ORGANIZATIONS, **told)
        db.session.commit()
        words = _("已建立 %(n)d 个机构，%(m)d 个已存在", n=len(made.made), m=made.skipped)
        flash(words, "success")
        return redirect(presentation.step_url(Step.ORGANIZATIONS), code=303)

    @staticmethod
    @contextmanager
    def _sent_file() -> Iterator[tuple[Path, str]]:
        sent = request.files.get("file")
        if sent is None or not sent.filename:
            raise Refused.because("SU3", "file", _("请选择文件"))
        with tempfile.TemporaryDirectory(prefix="zj-setup-") as folder:
            path = Path(folder) / "sent"
            sent.save(path)
            yield path, sent.filename

    @expose("/template")
    @has_access
    def template(self) -> Any:
        """The file to fill in: what the pattern would make of the divisions, ready to be edited."""
        headers = [(one.words, "text") for one in files.ORGANIZATIONS]
        return current_app.extensions["list_writer"](
            _("机构导入模板"), headers, presentation.template_rows()
        )

    # --- accounts ---------------------------------------------------------------------------

    @expose("/accounts", methods=["GET", "POST"])
    @has_access
    def accounts(self) -> Any:
        """首批账号: the officers, and an administrator for each organization that has none.

        Once the installation is finished it is about administrators alone.
        """
        typed: forms.Typed | None = None
        errors: list[FieldError] = []
        if request.method == "POST":
            typed = forms.typed_accounts()
            sheet, errors = self._issued(operations.open_first_accounts, forms.accounts_of(typed))
            if sheet is not None:
                return sheet
        return self._accounts_page(errors, typed)

    @expose("/accounts/reset", methods=["POST"])
    @has_access
    def reset(self) -> Any:
        """重置密码 of accounts that nobody has used yet: the only way to see one again."""
        sheet, errors = self._issued(operations.reset_passwords, forms.ticked_users())
        return self._accounts_page(errors, None) if sheet is None else sheet

    def _issued(self, write: Any, ticked: Sequence[Any]) -> tuple[Any, list[FieldError]]:
        """The sheet of what a write does with new passwords for the ticked, or what is wrong."""
        try:
            self._refuse_none_or_too_many(len(ticked))
            return self._sheet(write(ticked, accounts.issue(len(ticked)))), []
        except Refused as refused:
            db.session.rollback()
            return None, list(refused.errors)
        except Conflict as conflict:
            return None, [FieldError("", "", str(conflict))]

    @staticmethod
    def _refuse_none_or_too_many(count: int) -> None:
        if not count:
            raise Refused.because("SU2", "", _("没有勾选任何账号"))
        if count > presentation.MOST_ACCOUNTS:
            words = _("一次最多 %(n)d 个账号，请分批办理", n=presentation.MOST_ACCOUNTS)
            raise Refused.because("SU4", "", words)

    def _accounts_page(self, errors: Sequence[FieldError], typed: forms.Typed | None) -> Any:
        lines, waiting = presentation.account_lines(typed), queries.waiting_accounts()
        return self._rows_page(
            "setup/accounts.html",
            Step.ACCOUNTS,
            errors,
            lines,
            without=len(presentation.without_admin()),
            most=presentation.MOST_ACCOUNTS,
            waiting=waiting[: presentation.MOST_ROWS],
            waiting_more=len(waiting[presentation.MOST_ROWS :]),
            days=parameter("first_password_days"),
            province=queries.province(),
            names=organization_names(),
        )

    def _sheet(self, issued: Sequence[Issued]) -> Any:
        """一次性密码单: shown once, in the answer itself; an export in the audit trail."""
        accounts.record_issue(issued)
        db.session.commit()
        return self._page(
            "setup/sheet.html",
            Step.ACCOUNTS,
            heading=_("一次性密码单"),
            groups=slips(issued),
            count=len(issued),
            address=request.host_url,
        )

    # --- what an office decides -------------------------------------------------------------

    @expose("/year", methods=["GET", "POST"])
    @has_access
    def year(self) -> Any:
        """填报年度: from which year on, until when it is filed, when it is locked."""
        return self._parameters(Step.YEAR, YEAR_KEYS, "setup/year.html")

    @expose("/parameters", methods=["GET", "POST"])
    @has_access
    def parameters(self) -> Any:
        """主要参数: the few that an office must look at."""
        return self._parameters(Step.PARAMETERS, PARAMETER_KEYS, "setup/parameters.html")

    def _parameters(self, step: Step, keys: Sequence[str], template: str) -> Any:
        kind = forms.parameter_form(keys)
        now = {key: parameter(key) for key in keys}
        form = kind() if request.method == "POST" else kind(data=now)
        if request.method == "POST" and form.validate():
            values = form.values()
            changed = {key: values[key] for key in keys if values[key] != now[key]}
            try:
                operations.set_parameters(changed, forms.sent_versions(keys))
                operations.settle(step.value, actor=current_actor())
                db.session.commit()
                return self._on(_("已保存"), step)
            except Conflict as conflict:
                db.session.rollback()
                form.form_errors.append(str(conflict))
        versions = queries.parameter_versions(keys)
        return self._form_page(
            template,
            step,
            form,
            versions=versions,
            filed=filing_year(),
            all_url=url_for("ParameterView.list") if may("read", "settings.parameter") else "",
        )

    @expose("/finish", methods=["POST"])
    @has_access
    def finish(self) -> Any:
        """完成: from now on these pages are there no more, but for administrators' accounts."""
        if queries.province() is None:
            flash(_("请先建立省级机构"), "danger")
            return redirect(url_for("SetupView.index"), code=303)
        operations.settle(FINISHED, actor=current_actor())
        db.session.commit()
        flash(_("首次设置已完成"), "success")
        return redirect(url_for("HomeView.index"), code=303)

    # --- what the pages have in common ------------------------------------------------------

    def _on(self, words: str, step: Step) -> Any:
        flash(words, "success")
        return redirect(presentation.next_url(step), code=303)

    def _page(self, template: str, step: Step | None, *, heading: str = "", **context: Any) -> str:
        usual = step.label if step is not None else self.title
        return page(
            self,
            template,
            title=heading or usual,
            step=step,
            steps=() if queries.is_finished() else presentation.steps(),
            next_url=presentation.next_url(step) if step is not None else "",
            **context,
        )

    def _form_page(self, template: str, step: Step, form: AppForm, **context: Any) -> Any:
        shown = self._page(template, step, form=form, **context)
        return (shown, 422) if form.errors or form.form_errors else shown

    def _rows_page(
        self,
        template: str,
        step: Step,
        errors: Sequence[FieldError],
        lines: Sequence[Any],
        **context: Any,
    ) -> Any:
        """A page with a table that is filled in; each error stands at its cell and on top."""
        told: Mapping[str, str] = {error.field: error.message for error in errors if error.field}
        shown = self._page(
            template,
            step,
            lines=lines,
            faults=told,
            errors=errors,
            **context,
        )
        return (shown, 422) if errors else shown
