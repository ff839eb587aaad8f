"""为什么: whether somebody can do something with a record, and what stands against it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort, g, request
from flask_appbuilder import expose, has_access
from flask_appbuilder.baseviews import BaseView
from flask_babel import gettext as _

from app.core.access.security_manager import may
from app.core.base.ids import is_id
from app.core.base.responses import page
from app.core.models import User
from app.core.screens.organization_choices import organizations_in_scope
from app.core.screens.views import AppModelView
from app.core.web.cost_limit import SEARCH, spend

from . import presentation, queries
from .choices import EXPLANATION, Act
from .verdicts import Answer, Question, answer

LONGEST = 60


@dataclass(frozen=True, slots=True)
class Subject:
    """The record that is asked about: its id, and how whoever asks may call it."""

    id: int
    name: str


class ExplanationView(BaseView):
    """为什么看不到／不能办: of oneself for everybody, of others for their administrators."""

    route_base = "/why"
    class_permission_name = EXPLANATION
    method_permission_name = {"explain": "read"}
    default_view = "explain"

    @expose("/")
    @has_access
    def explain(self) -> Any:
        user, view = self._user(), presentation.screens().get(_text("screen"))
        act = _act(view)
        subject = self._subject(view) if view is not None else None
        found = self._answer(user, view, act, subject)
        return page(
            self,
            "explanations/index.html",
            title=_("为什么看不到／不能办"),
            user=user,
            user_words=presentation.user_words(user) if user is not None else "",
            is_oneself=user is not None and user.id == g.user.id,
            may_ask=may("ask", EXPLANATION),
            screens=[(name, one.list_title) for name, one in presentation.screens().items()],
            asked_view=view,
            acts=list(presentation.acts(view)) if view is not None else (),
            act=act,
            act_label=presentation.act_label(view, act) if view is not None else "",
            by_number=view is not None and not view.can("show"),
            subject=subject,
            answer=found,
            typed={name: _text(name) for name in ("screen", "q", "number", "who")},
            organization=self._organization(),
            **self._found(user, view, subject),
        )

    # --- of whom ----------------------------------------------------------------------------

    @staticmethod
    def _user() -> User | None:
        """The user in the address; without the right to ask of others, oneself."""
        typed = _text("user")
        if not typed:
            return None if may("ask", EXPLANATION) and not _text("screen") else g.user
        if not is_id(typed):
            abort(404)
        if int(typed) == g.user.id:
            return g.user
        if not may("ask", EXPLANATION):
            abort(403)
        return queries.user_in_reach(int(typed)) or abort(404)

    @staticmethod
    def _organization() -> tuple[str, str]:
        """The organization that users are looked for in: its id and its name."""
        typed = _text("organization")
        known = {str(node.id): node.name for node in organizations_in_scope()}
        return (typed, known[typed]) if typed in known else ("", "")

    def _found(
        self, user: User | None, view: AppModelView | None, subject: Subject | None
    ) -> Mapping[str, Any]:
        """What a search has found: users as long as nobody is chosen, else records."""
        who, number = _text("who"), self._organization()[0]
        if user is None and (who or number):
            spend(SEARCH)
            users = queries.users_called(who, int(number) if number else None)
            return {"users": [(one, presentation.user_words(one)) for one in users]}
        if view is not None and subject is None and _text("q") and view.can("show"):
            spend(SEARCH)
            return {"records": self._records(view, _text("q"))}
        return {}

    @staticmethod
    def _records(view: AppModelView, typed: str) -> Sequence[Subject]:
        return [Subject(one.id, view.item_name(one)) for one in queries.records_called(view, typed)]

    # --- about what -------------------------------------------------------------------------

    @staticmethod
    def _subject(view: AppModelView) -> Subject | None:
        """The record: one that the screen shows whoever asks, else one of a known number.

        Who reads no records of the screen learns nothing of them but what stands against the user.
        """
        number, typed = _text("record"), _text("number")
        if view.can("show"):
            return Subject((item := view.item(number)).id, view.item_name(item)) if number else None
        if not typed or not may("ask", EXPLANATION):
            return None
        found = queries.record_numbered(view.datamodel.obj, typed)
        return Subject(found, typed) if found is not None else abort(404)

    @staticmethod
    def _answer(
        user: User | None, view: AppModelView | None, act: str, subject: Subject | None
    ) -> Answer | None:
        if user is None or view is None:
            return None
        record = subject.id if subject is not None else None
        return answer(Question(user.id, view, act, record, tells_content=view.can("show")))


def _text(name: str) -> str:
    return " ".join(request.args.get(name, "").split())[:LONGEST]


def _act(view: AppModelView | None) -> str:
    """The action in the address, if the screen has it; else 查看."""
    known = [name for name, _label in presentation.acts(view)] if view is not None else []
    return asked if (asked := _text("act")) in known else Act.SHOW.value
