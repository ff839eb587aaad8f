"""Request hooks: guards before every request, headers after it, error pages."""

from __future__ import annotations

import json
import logging
import uuid
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from flask import (
    Flask,
    Response,
    abort,
    current_app,
    flash,
    g,
    redirect,
    request,
    session,
    url_for,
)
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, OperationalError, SQLAlchemyError
from werkzeug.exceptions import HTTPException, SecurityError

from app.core.access.refused_access import keep_refusal
from app.core.access.security_manager import must_change_password
from app.core.access.sign_in import Slowed
from app.core.base.db import db
from app.core.base.errors import Conflict, OverBudget, ScopeViolation
from app.core.base.ids import is_id
from app.core.base.responses import LONGEST_BACK, PART, WHOLE, go_on, is_partial

from . import outage
from .explainer import why_url
from .request_bodies import MULTIPART, BoundedRequest

log = logging.getLogger("app")
LONGEST = 500
SETS_UP = ("OwnAccountView.set_up",)
# Pages of a screen whose refusal is explained, by the action that they are about.
EXPLAINED = {
    "list": "show",
    "show": "show",
    "edit": "edit",
    "delete": "delete",
    "export": "export",
    "move": "",
}
PAGING = ("psize_", "page_")
FREE_ENDPOINTS = (
    "SignInView.",
    "PasswordView.",
    "ShellView.choose_language",
    "static",
    "appbuilder.static",
    "health",
    "readyz",
)


def install(app: Flask) -> None:
    """Register guards, headers and error pages."""
    app.request_class = BoundedRequest
    app.before_request(_name_the_request)
    app.before_request(_refuse_unknown_host)
    app.before_request(_refuse_junk)
    app.before_request(_repair_language)
    app.after_request(_headers)
    for code in (400, 401, 403, 404, 405, 409, 413, 429, 500):
        app.register_error_handler(code, _error_page)
    app.register_error_handler(SecurityError, _unknown_host)
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(Conflict, _conflict)
    app.register_error_handler(ScopeViolation, _out_of_scope)
    app.register_error_handler(Slowed, _slowed)
    app.register_error_handler(OverBudget, _over_budget)
    app.register_error_handler(DataError, _out_of_range)
    app.register_error_handler(OverflowError, _out_of_range)
    app.register_error_handler(Exception, _unexpected)


def install_after_sign_in(app: Flask) -> None:
    """Guards that need the signed-in user; registered after the framework has set it."""
    app.before_request(_ask_to_sign_in)
    app.before_request(_ask_for_new_password)
    app.before_request(_ask_for_second_factor)


def _name_the_request() -> None:
    g.request_id = uuid.uuid4().hex


def _refuse_unknown_host() -> None:
    """Nothing else is asked of a host that is not ours: no address can be built for it."""
    if isinstance(request.routing_exception, SecurityError):
        raise request.routing_exception


def _refuse_junk() -> None:
    """Answer what no page of ours sends before it reaches a query."""
    pk = (request.view_args or {}).get("pk")
    if "\0" in request.path or (pk is not None and not is_id(str(pk))):
        abort(404)
    for name, values in request.args.lists():
        if any(_is_junk(name, value) for value in values):
            abort(400)
    if request.method == "POST":
        for name, values in request.form.lists():
            if any("\0" in text for text in (name, *values)):
                abort(400)


def _is_junk(name: str, value: str) -> bool:
    limit = LONGEST_BACK if name == "next" else LONGEST
    is_wrong_count = name.startswith(PAGING) and not _is_count(value)
    return is_wrong_count or "\0" in name + value or len(value) > limit or len(name) > 100


def _is_count(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) <= 6


def _repair_language() -> None:
    if session.get("locale") not in (None, *current_app.config["LANGUAGES"]):
        session.pop("locale")


def _ask_to_sign_in() -> Any:
    """Nobody but the signed-in gets past this point, whatever a view's own checks say."""
    endpoint = request.endpoint
    if endpoint is None or _is_free(endpoint):
        return None
    # The user itself instead of the framework's proxy, which asks anew at every look.
    g.user = current_user._get_current_object()
    if g.user.is_authenticated:
        return None
    if request.method != "GET" or "X-ZJ-Partial" in request.headers:
        return render_error(401, _why_ended())
    if words := _why_ended():
        flash(words, "warning")
    return redirect(url_for("SignInView.login", next=request.full_path.rstrip("?")))


def _why_ended() -> str | None:
    """Why a sign-in ended that somebody else ended; said once."""
    why = g.get("session_end")
    if why is None:
        return None
    session.pop("sid", None)
    return str(why.label)


def _is_free(endpoint: str) -> bool:
    """Whether an endpoint answers without a sign-in: the kernel's own, and what modules open."""
    return endpoint.startswith((*FREE_ENDPOINTS, *current_app.extensions["open_screens"]))


def _ask_for_new_password() -> Any:
    user = g.get("user")
    endpoint = request.endpoint or ""
    if user is None or _is_free(endpoint) or "static" in endpoint:
        return None
    if user.is_authenticated and must_change_password(user):
        return _lead_to("PasswordView.change")
    return None


def _ask_for_second_factor() -> Any:
    """Who must have a second factor sets it up before anything else."""
    user, endpoint = g.get("user"), request.endpoint or ""
    if user is None or _is_free(endpoint) or "static" in endpoint or endpoint in SETS_UP:
        return None
    if not user.is_authenticated or user.has_second_factor:
        return None
    if current_app.extensions["appbuilder"].sm.must_have_second_factor(user):
        return _lead_to("OwnAccountView.set_up")
    return None


def _lead_to(endpoint: str) -> Any:
    """Another page in the place of what was asked for, also of a part of one."""
    url = url_for(endpoint)
    return go_on(url) if is_partial() else redirect(url)


def _headers(response: Response) -> Response:
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    endpoint = request.endpoint or ""
    if "static" not in endpoint:
        response.headers["Cache-Control"] = "no-store"
    return response


# --- error pages ----------------------------------------------------------------------------


def _words(code: int) -> tuple[str, str]:
    return {
        400: (_("请求无法识别"), _("请检查地址或所填内容后重试")),
        401: (_("登录已过期"), _("请重新登录后继续")),
        403: (_("您没有该操作的权限"), _("如需办理，请联系本机构管理员申请权限")),
        404: (_("没有找到该页面或记录"), _("它可能已被删除，或不在您的管辖范围内")),
        405: (_("不支持这种访问方式"), _("请从页面上的按钮操作")),
        409: (_("该记录状态已变化，请刷新"), _("他人刚刚修改了这条记录")),
        413: (_("上传内容过大"), _too_large()),
        429: (_("操作过于频繁"), _("请稍后再试")),
        503: (_("系统暂时无法使用"), _("数据库没有响应，内容未保存，请稍后刷新重试")),
        500: (_("操作未成功"), _("内容未保存，请稍后重试；如多次出现，请将编号告知系统管理员")),
    }[code]


def _too_large() -> str:
    if request.mimetype == MULTIPART:
        return _("单次提交不能超过 12 MB，请压缩后重新上传")
    return _("单次提交的内容过多，请减少后分次提交")


def render_error(code: int, detail: str | None = None) -> Any:
    """An error page, or its JSON for a page's own script."""
    title, advice = _words(code)
    request_id = g.get("request_id", "")
    if request.accept_mimetypes.best == "application/json":
        body = json.dumps(
            {"error": title, "detail": detail or advice, "request_id": request_id},
            ensure_ascii=False,
        )
        return Response(body, status=code, content_type="application/json")
    page = current_app.jinja_env.get_template("zj/error.html").render(
        code=code,
        title=title,
        advice=detail or advice,
        request_id=request_id,
        base_template=PART if is_partial() else WHOLE,
        appbuilder=current_app.extensions["appbuilder"],
        signed_in=_is_signed_in(),
        login_url=_login_url(code),
        why_url=_why_url() if code == 403 else "",
    )
    return Response(page, status=code, content_type="text/html; charset=utf-8")


def _why_url() -> str:
    """Where whoever is signed in learns which right is missing, and who has it."""
    screen, _dot, method = (request.endpoint or "").partition(".")
    if method not in EXPLAINED or not _is_signed_in():
        return ""
    asked = request.view_args or {}
    act = asked.get("name", "") if method == "move" else EXPLAINED[method]
    return why_url(screen, act=act, record=asked.get("pk"))


def _login_url(code: int) -> str:
    """The sign-in page, which leads back to the page that the sign-in was lost on."""
    if code != 401:
        return url_for("SignInView.login")
    if request.method == "GET":
        back = request.full_path.rstrip("?")
    else:
        # What a form is sent to need not be a page; the page of the form is.
        came_from = urlsplit(request.referrer or "")
        is_ours = came_from.netloc == request.host
        back = came_from._replace(scheme="", netloc="").geturl() if is_ours else ""
    return url_for("SignInView.login", next=back[:LONGEST_BACK] or None)


def _is_signed_in() -> bool:
    try:
        if "user" not in g:
            # A guard refused before the framework looked who asks.
            g.user = current_user._get_current_object()
        user = g.user
        return bool(user is not None and user.is_authenticated)
    except Exception as error:
        # An error page must appear even without a database.
        if outage.is_outage(error):
            outage.tell(error)
        else:
            log.warning("error page without a user", exc_info=True)
        return False


def _error_page(error: HTTPException) -> Any:
    db.session.rollback()
    code = error.code or 500
    _remember(code)
    return render_error(code if code in (400, 401, 403, 404, 405, 409, 413, 429) else 500)


def _remember(code: int) -> None:
    """Somebody asked a page of ours for what is not theirs; an unknown address has no page."""
    endpoint = request.endpoint
    if code in (403, 404) and endpoint and "static" not in endpoint and _is_signed_in():
        pk = str((request.view_args or {}).get("pk", ""))
        keep_refusal(code, pk if is_id(pk) else "")


def _unknown_host(_error: SecurityError) -> Any:
    return Response("Unknown host.\n", status=400, content_type="text/plain; charset=utf-8")


def _stale_form(_error: CSRFError) -> Any:
    db.session.rollback()
    answer = render_error(400, _("页面已过期，请刷新后重新提交"))
    answer.headers["X-ZJ-Stale"] = "1"
    return answer


def _conflict(error: Conflict) -> Any:
    db.session.rollback()
    return render_error(409, str(error) or None)


def _slowed(_error: Slowed) -> Any:
    db.session.rollback()
    return render_error(429)


def _over_budget(error: OverBudget) -> Any:
    db.session.rollback()
    answer = render_error(429, _("查询过于频繁，请 %(n)d 秒后再试", n=error.seconds))
    answer.headers["Retry-After"] = str(error.seconds)
    return answer


def _out_of_scope(_error: ScopeViolation) -> Any:
    db.session.rollback()
    _remember(404)
    return render_error(404)


def _out_of_range(_error: Exception) -> Any:
    db.session.rollback()
    return render_error(404)


def _unexpected(error: Exception) -> Any:
    if isinstance(error, HTTPException):
        return _error_page(error)
    if outage.is_outage(error):
        return _unavailable(error)
    if outage.is_deadlock(error):
        # Two waited for each other and this one had to give way: nothing of it was stored.
        log.warning("a transaction gave way to another: %s", g.get("request_id", ""))
        db.session.rollback()
        return render_error(409, _("他人正在办理相关事项，本次操作未保存，请稍后重试"))
    log.exception("unexpected error %s", g.get("request_id", ""))
    try:
        db.session.rollback()
    except OperationalError:
        log.exception("rollback failed")
    return render_error(500)


def _unavailable(error: Exception) -> Any:
    """The database is gone: nobody is looked up for the page, which would ask it again."""
    outage.tell(error)
    with suppress(SQLAlchemyError):
        db.session.rollback()
    g.user = current_app.login_manager.anonymous_user()  # type: ignore[attr-defined]
    answer = render_error(503)
    answer.headers["Retry-After"] = str(outage.RETRY_AFTER)
    return answer
