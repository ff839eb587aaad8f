"""证书核验: what the paper of a certificate is worth today, for whoever holds it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import current_app, make_response, request, session
from flask_appbuilder import expose
from flask_appbuilder.baseviews import BaseView
from flask_babel import force_locale, get_locale
from flask_babel import gettext as _

from app.certificates import presentation, queries
from app.core.base.check_codes import read_code
from app.core.base.errors import OverBudget
from app.core.configuration.parameters import parameter
from app.core.web.cost_limit import spend_from

# What is typed in the place of a code, and shown again; a code in groups has fourteen signs.
LONGEST = 40


class CheckView(BaseView):
    """A page for everybody: it needs no sign-in, keeps nothing and says no more than the paper.

    An unknown code is answered like a known one, and so is everything else that somebody tries.
    """

    route_base = "/check"
    default_view = "find"

    @expose("/")
    def find(self) -> Any:
        """The code that somebody types; nothing is looked up before there is one."""
        return self._page(request.args.get("code", ""))

    @expose("/<string:code>")
    def show(self, code: str) -> Any:
        """The code of the address, as a scanner opens it."""
        return self._page(code)

    def _page(self, typed: str) -> Any:
        with _chosen_language():
            return self._answer(typed.strip()[:LONGEST])

    def _answer(self, typed: str) -> Any:
        if not typed:
            return self._drawn(200)
        try:
            spend_from(request.remote_addr or "", parameter("checks_per_minute"))
        except OverBudget as over:
            words = _("查询过于频繁，请 %(n)d 秒后再试", n=over.seconds)
            answer = self._drawn(429, typed=typed, refused=words)
            answer.headers["Retry-After"] = str(over.seconds)
            return answer
        found = queries.certificate_of_code(read_code(typed))
        if found is None:
            words = _("未查到该证书，请核对核验码后重新输入")
            return self._drawn(404, typed=typed, refused=words)
        return self._drawn(200, typed=typed, found=presentation.checked(found))

    def _drawn(self, status: int, **context: Any) -> Any:
        page = self.render_template(
            "certificates/check.html",
            title=_("证书核验"),
            language=str(get_locale()),
            **context,
        )
        answer = make_response(page, status)
        answer.headers["X-Robots-Tag"] = "noindex, nofollow"
        return answer


@contextmanager
def _chosen_language() -> Iterator[None]:
    """The language of the address, which needs no cookie; else that of a session there is."""
    known, usual = current_app.config["LANGUAGES"], current_app.config["BABEL_DEFAULT_LOCALE"]
    wanted = (request.args.get("language"), session.get("locale"))
    with force_locale(next((one for one in wanted if one in known), usual)):
        yield
