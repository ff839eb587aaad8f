"""账号安全, for everybody: the second factor, recovery codes, and the sign-ins of one's own."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, g, redirect, request, url_for
from flask_appbuilder import expose
from flask_appbuilder.baseviews import BaseView
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired

from app.core.base.choices import SessionEnd
from app.core.base.db import db
from app.core.base.errors import Refused

from . import proof, second_factor, sessions
from .devices import device_words


class CodeForm(FlaskForm):
    """The first code, which puts the second factor in force."""

    code = StringField(
        _l("动态码"),
        [InputRequired(_l("请填写动态码"))],
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": "12"},
    )


class ProofForm(FlaskForm):
    """Password and code, asked for again before something that weakens an account."""

    password = PasswordField(
        _l("密码"),
        [InputRequired(_l("请填写密码"))],
        render_kw={"autocomplete": "current-password"},
    )
    code = StringField(
        _l("动态码或恢复码"),
        [InputRequired(_l("请填写动态码或恢复码"))],
        render_kw={"autocomplete": "one-time-code", "maxlength": "20"},
    )


class OwnAccountView(BaseView):
    """账号安全: what protects one's own account, and where it is signed in."""

    route_base = "/account"
    default_view = "index"

    @expose("/")
    def index(self) -> Any:
        user = g.user
        return self.render_template(
            "zj/own_account.html",
            title=_("账号安全"),
            has_factor=user.has_second_factor,
            is_required=self.appbuilder.sm.must_have_second_factor(user),
            codes_left=second_factor.recovery_codes_left(user.id),
            sessions=sessions.live_sessions(user.id),
            own_session=sessions.own_session_id(),
            device=device_words,
        )

    # --- the second factor ------------------------------------------------------------------

    @expose("/second-factor", methods=["GET", "POST"])
    def set_up(self) -> Any:
        """设置两步验证: the QR code, and the code that confirms it."""
        user = g.user
        if user.has_second_factor:
            return self._to_index()
        form = CodeForm()
        if form.is_submitted() and form.validate():
            codes = second_factor.confirm(user.id, form.code.data)
            if codes is not None:
                db.session.commit()
                return self._show(codes, _("两步验证已开启"))
            form.code.errors = [_("动态码不正确，请核对手机时间后重新输入")]
        name = user.username
        secret = second_factor.secret_to_confirm(user.id)
        address = second_factor.address_of(secret, name)
        page = self.render_template(
            "zj/second_factor.html",
            title=_("设置两步验证"),
            form=form,
            secret=secret,
            picture=_qr(address),
            is_required=self.appbuilder.sm.must_have_second_factor(user),
        )
        return (page, 422) if form.errors else page

    @expose("/recovery-codes", methods=["GET", "POST"])
    def renew_codes(self) -> Any:
        """重新生成恢复码: the former ones are worth nothing from then on."""
        form = self._proof_form()
        if self._is_proved(form):
            codes = second_factor.new_recovery_codes(g.user.id)
            db.session.commit()
            return self._show(codes, _("恢复码已重新生成"))
        words = _("重新生成后，原有的恢复码全部失效。")
        return self._ask(form, _("重新生成恢复码"), words, _("重新生成"))

    @expose("/second-factor/off", methods=["GET", "POST"])
    def switch_off(self) -> Any:
        """关闭两步验证, but for those who must have it."""
        form = self._proof_form()
        if self.appbuilder.sm.must_have_second_factor(g.user):
            abort(403)
        if self._is_proved(form):
            second_factor.give_up(g.user.id)
            db.session.commit()
            flash(_("两步验证已关闭"), "success")
            return self._to_index()
        words = _("关闭后，登录时只需要密码，恢复码同时失效。")
        return self._ask(form, _("关闭两步验证"), words, _("关闭两步验证"))

    def _proof_form(self) -> ProofForm:
        return ProofForm() if g.user.has_second_factor else abort(404)

    @staticmethod
    def _is_proved(form: ProofForm) -> bool:
        if not form.is_submitted() or not form.validate():
            return False
        try:
            proof.prove(
                g.user,
                password=form.password.data,
                code=form.code.data,
                address=request.remote_addr or "",
            )
        except Refused as refused:
            for error in refused.errors:
                form[error.field].errors = [error.message]
            return False
        return True

    def _ask(self, form: ProofForm, title: str, words: str, submit: str) -> Any:
        page = self.render_template(
            "zj/proof.html", form=form, title=title, words=words, submit=submit
        )
        return (page, 422) if form.errors else page

    def _show(self, codes: list[str], said: str) -> Any:
        """Recovery codes, this once."""
        return self.render_template(
            "zj/recovery_codes.html", title=_("恢复码"), codes=codes, said=said
        )

    # --- sign-ins of one's own --------------------------------------------------------------

    @expose("/sessions/<key>/end", methods=["POST"])
    def end_session(self, key: str) -> Any:
        """退出 of one other device."""
        own = sessions.own_session_id()
        ids = [row.id for row in sessions.live_sessions(g.user.id) if row.id == key != own]
        if not ids:
            abort(404)
        return self._end(ids)

    @expose("/sessions/end-others", methods=["POST"])
    def end_others(self) -> Any:
        """退出其他设备."""
        own = sessions.own_session_id()
        return self._end([row.id for row in sessions.live_sessions(g.user.id) if row.id != own])

    def _end(self, ids: list[str]) -> Any:
        count = sessions.end_sessions(ids, SessionEnd.ELSEWHERE)
        db.session.commit()
        flash(_("已退出 %(n)d 个登录", n=count), "success")
        return self._to_index()

    @staticmethod
    def _to_index() -> Any:
        return redirect(url_for("OwnAccountView.index"), code=303)


def _qr(address: str) -> Markup:
    """A QR code, drawn here: no picture of the secret is fetched from anywhere."""
    import segno

    drawn = segno.make_qr(address).svg_inline(
        border=2, omitsize=True, light="#fff", svgclass="zj-qr"
    )
    return Markup(drawn)  # noqa: S704 - squares, without the text
