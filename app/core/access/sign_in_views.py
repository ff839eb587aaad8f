"""The sign-in page and the change of one's own password."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, request, session, url_for
from flask_appbuilder import expose
from flask_appbuilder.baseviews import BaseView
from flask_appbuilder.security.forms import LoginForm_db
from flask_appbuilder.security.views import AuthDBView
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import login_user, logout_user
from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired

from app.core.base.choices import SessionEnd
from app.core.base.db import db
from app.core.base.errors import FieldError, Refused
from app.core.base.responses import way_back
from app.core.configuration.parameters import parameter
from app.core.models import User

from . import passwords, second_step, sessions, sign_in
from .scope import unscoped
from .second_factor import RECOVERY_CODE, recovery_codes_left


class SignInView(AuthDBView):
    """登录; a sign-in is a row, the cookie carries only its secret."""

    login_template = "appbuilder/general/security/login_db.html"
    title = _l("登录")

    @expose("/login/", methods=["GET", "POST"])
    def login(self) -> Any:
        if g.user is not None and g.user.is_authenticated:
            return redirect(way_back(request.args.get("next")))
        form = LoginForm_db()
        refused = None
        if form.validate_on_submit():
            try:
                user = self.appbuilder.sm.auth_user_db(form.username.data, form.password.data)
            except sign_in.BlankAround:
                user, refused = None, _("密码首尾有空格，请去掉后再登录")
            except sign_in.Outside:
                user, refused = None, str(SessionEnd.OUTSIDE.label)
            if user is not None:
                return self._wait(user) if user.has_second_factor else self._enter(user)
            refused = refused or _refusal(form.username.data)
        page = self.render_template(
            self.login_template, title=self.title, form=form, refused=refused
        )
        return (page, 401) if refused else page

    def _wait(self, user: Any) -> Any:
        """The password was right; nothing is open before the code is."""
        _begin_anew(user)
        second_step.wait_for_code(user)
        db.session.commit()
        return redirect(url_for(f"{self.endpoint}.code", next=request.args.get("next")))

    @expose("/login/code", methods=["GET", "POST"])
    def code(self) -> Any:
        """The second step: a code of the telephone, or a recovery code."""
        if g.user is not None and g.user.is_authenticated:
            return redirect(way_back(request.args.get("next")))
        if second_step.waiting_user() is None:
            flash(_("验证已超时，请重新登录"), "warning")
            return redirect(url_for(f"{self.endpoint}.login", next=request.args.get("next")))
        form, refused = CodeForm(), ""
        if form.is_submitted():
            try:
                user, refused = self._checked(form.code.data or "")
            except sign_in.Outside:
                user, refused = None, str(SessionEnd.OUTSIDE.label)
            if user is not None:
                return self._enter(user)
        page = self.render_template(
            "zj/sign_in_code.html", title=_("两步验证"), form=form, refused=refused
        )
        return (page, 401) if refused else page

    def _checked(self, typed: str) -> tuple[Any, str]:
        """Who is signed in by a code, or why nobody is."""
        if not typed.strip():
            return None, _("请填写动态码或恢复码")
        attempt, user_id, kind = second_step.try_code(typed, request.remote_addr or "")
        if attempt is None:
            return None, _locked_words()
        if not kind:
            sign_in.settle_attempt(attempt, right=False)
            return None, _("动态码或恢复码不正确，请重新输入")
        self.appbuilder.sm.settle_right(attempt, user_id)
        if kind == RECOVERY_CODE:
            left = recovery_codes_left(user_id)
            flash(
                _("已使用一个恢复码，还剩 %(n)d 个，用完前请到“账号安全”重新生成", n=left),
                "warning",
            )
        with unscoped("nobody is signed in yet"):
            return db.session.get(User, user_id), ""

    def _enter(self, user: Any) -> Any:
        target = way_back(request.args.get("next"))
        _begin_anew(user)
        if passwords.is_too_old(user):
            user.must_change_password = True
        session["sid"] = sessions.open_session(
            user, address=request.remote_addr or "", agent=request.user_agent.string
        )
        session.permanent = True
        login_user(user)
        db.session.commit()
        return redirect(target)

    @expose("/logout/", methods=["POST"])
    def logout(self) -> Any:
        sessions.close_session(session.get("sid"))
        logout_user()
        session.clear()
        return redirect(url_for(f"{self.endpoint}.login"), code=303)


def _begin_anew(user: Any) -> None:
    """Nothing that a browser brought along outlives the sign-in, but for the language."""
    messages, language = session.get("_flashes"), session.get("locale")
    session.clear()
    if messages:
        session["_flashes"] = messages
    if language or user.language:
        session["locale"] = user.language or language


def _refusal(username: str) -> str:
    """The same words for a wrong password and an unknown name."""
    if sign_in.is_locked(username):
        return _locked_words()
    return _("账号或密码不正确，请重新输入")


def _locked_words() -> str:
    return _(
        "登录失败次数过多，该账号已锁定 %(n)d 分钟，请稍后再试或联系系统管理员",
        n=parameter("login_fail_minutes"),
    )


# What a browser's own keeper of passwords goes by.
OLD_PASSWORD = {"autocomplete": "current-password"}
NEW_PASSWORD = {"autocomplete": "new-password"}
AGAIN = _l("请再次输入新密码")


class CodeForm(FlaskForm):
    """One field for a code of the telephone or a recovery code."""

    code = StringField(_l("动态码或恢复码"), render_kw={"autocomplete": "one-time-code"})


class PasswordForm(FlaskForm):
    """Old password, new password twice."""

    old_password = PasswordField(
        _l("原密码"), [InputRequired(_l("请填写原密码"))], render_kw=OLD_PASSWORD
    )
    password = PasswordField(
        _l("新密码"), [InputRequired(_l("请填写新密码"))], render_kw=NEW_PASSWORD
    )
    repeated = PasswordField(
        _l("再次输入新密码"),
        [InputRequired(AGAIN)],
        render_kw=NEW_PASSWORD | {"data-missing": AGAIN},
    )


class PasswordView(BaseView):
    """修改密码, for everybody who is signed in."""

    route_base = "/password"
    default_view = "change"

    @expose("/", methods=["GET", "POST"])
    def change(self) -> Any:
        if not g.user.is_authenticated:
            return redirect(url_for("SignInView.login", next=request.path))
        form = PasswordForm()
        if form.is_submitted() and self._changed(form):
            logout_user()
            session.clear()
            flash(_("密码已修改，请用新密码登录"), "success")
            return redirect(url_for("SignInView.login"))
        return self.render_template(
            "zj/password.html",
            form=form,
            title=_("修改密码"),
            remembered=parameter("password_history"),
            oldest=parameter("max_password_days"),
        )

    def _changed(self, form: PasswordForm) -> bool:
        """Whether the password is another one now; else all that is wrong stands in the form."""
        try:
            self._change(form)
        except Refused as refused:
            db.session.rollback()
            for error in refused.errors:
                form[error.field].errors = [*form[error.field].errors, error.message]
            return False
        db.session.commit()
        return True

    @staticmethod
    def _change(form: PasswordForm) -> None:
        """Raises Refused; the old password, each try of which counts, is asked of a whole form."""
        new, repeated = form.password.data or "", form.repeated.data or ""
        beside = []
        if new and repeated and new != repeated:
            beside.append(FieldError("PW6", "repeated", _("两次输入的新密码不一致")))
        if not form.validate():
            rules = passwords.password_refusals(new, user=g.user) if new else ()
            raise Refused([*rules, *beside])
        passwords.change_password(
            g.user,
            old=form.old_password.data,
            new=new,
            address=request.remote_addr or "",
            beside=beside,
        )
