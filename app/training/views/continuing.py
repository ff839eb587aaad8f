"""继续教育培训报名: people with certificates are enrolled for a session with places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

from flask import redirect, request
from flask_appbuilder import expose, has_access
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import joinedload

from app.core.access.actor import Actor, current_actor
from app.core.base.errors import FieldError
from app.core.base.ids import is_id
from app.core.base.responses import page
from app.core.screens.fieldsets import GivenFacts
from app.core.screens.form_set import Member
from app.core.screens.picker import Refusal
from app.core.screens.views import AppInterface, Declared
from app.long_form.sent_records import SentRecord
from app.personnel.models import Person
from app.training import forms, operations, presentation, queries
from app.training.choices import CONTINUING, ContinuingState, shown
from app.training.models import ContinuingEnrolment
from app.training.presentation import OfferedSession
from app.training.workflows.continuing import ENROLMENT, ROUTE, address

from .enrolments import EnrolmentView, RosterPicker

MOVES = ("review", "review_return", "pass", "return", "withdraw", "give_up", "close")


class TrainedPicker(RosterPicker):
    """选择报名培训人员: who of the own roster has a certificate that can be extended."""

    list_title = _l("选择报名培训人员")
    base_order = ("id", "asc")
    empty_hint = _l("本机构没有持证的在职人员。")

    def base_conditions(self) -> Sequence[Any]:
        return queries.own_certified()

    def refusals(self, items: Sequence[Person]) -> Mapping[int, Refusal]:
        return {
            number: Refusal(words, address(one.id) if one else "")
            for number, (words, one) in queries.reasons_against(items).items()
        }


class ContinuingView(EnrolmentView):
    """继续教育培训报名."""

    datamodel = AppInterface(ContinuingEnrolment)
    class_permission_name = CONTINUING
    route_base = ROUTE
    workflow = ENROLMENT
    picker = TrainedPicker
    pick_label = _l("新增已持证人员报名")
    set_title = _l("监督人员继续教育报名")
    edit_title = _l("修改继续教育报名")
    list_title = show_title = _l("继续教育培训报名")
    method_permission_name = {"reveal": "read", "sessions": "create"}
    list_columns = [
        "number",
        "organization",
        "name",
        "id_no",
        "types",
        "session.name",
        "applied_on",
        "state",
        "result",
        "opinion",
    ]
    folded_columns = ("opinion",)
    search_columns = ["number", "organization", "name", "id_no", "session.name", "state", "year"]
    order_columns = ["number", "organization", "name", "applied_on", "state"]
    list_options = (joinedload(ContinuingEnrolment.session),)
    filters = {"state": Declared(ContinuingEnrolment.state.in_, lambda: shown(ContinuingState))}
    formatters = {"types": presentation.wanted_types, "state": presentation.place_words}
    label_columns = {
        "organization": _l("单位"),
        "session.name": _l("档期"),
        "state": _l("审核状态"),
    }
    show_columns = [
        "number",
        "batch",
        "organization",
        "name",
        "id_no",
        "types",
        "session.name",
        "remark",
        "applied_on",
        "applied_by",
        "state",
        "step",
        "handled_by",
        "opinion",
    ]
    set_form = edit_form = forms.EnrolmentForm
    set_columns = edit_columns = ["types", "remark"]
    set_template = "training/enrol.html"
    show_template = "training/continuing.html"
    field_spans = {"types": 12, "remark": 12}
    dialog_moves = MOVES
    bulk_moves = ("review", "pass")
    empty_hint = _l("证书到期前，在这里为持证人员报名继续教育。")
    update = staticmethod(operations.correct_enrolment)
    remove = staticmethod(operations.remove_enrolment)

    def show_context(self, item: ContinuingEnrolment) -> Mapping[str, Any]:
        return {**super().show_context(item), "facts": presentation.kept_facts(item)}

    # --- new ones: a tab for each person, one session for all -------------------------------

    def members_of(self, items: Sequence[Person]) -> Sequence[Member]:
        held = queries.certificates_of({one.identity_id for one in items})
        return [Member(str(one.id), one.name, self._start(one, held)) for one in items]

    def _start(self, person: Person, held: Any) -> Any:
        free = operations.free_types(held, person)
        certificates = held.get(person.identity_id, ())
        return SimpleNamespace(types=free, free=free, remark=None, certificates=certificates)

    def form_facts(self, form: forms.EnrolmentForm) -> Sequence[GivenFacts]:
        return presentation.certificate_facts(form.about.certificates)

    def chosen(self) -> OfferedSession | None:
        """The session that the address names, if the organization can choose it."""
        offered = presentation.offered_sessions(current_actor().organization_id or 0)
        return presentation.chosen_session(offered, request.args.get("session", ""))

    def set_context(self) -> Mapping[str, Any]:
        return {"chosen": self.chosen(), "choose_url": self._to("sessions")}

    def barred(self, members: Sequence[Member]) -> Iterable[FieldError]:
        found = [*super().barred(members)]
        if self.chosen() is None:
            found.append(FieldError("V35", "", _("请选择档期")))
        return found

    def create_set(
        self, entries: Sequence[SentRecord], actor: Actor
    ) -> Sequence[ContinuingEnrolment]:
        chosen = self.chosen()
        assert chosen is not None, "asked before"
        return operations.begin_enrolments(
            self.workflow, chosen.session, entries, actor, in_line=chosen.in_line
        )

    def finish_set(self, rows: Sequence[ContinuingEnrolment], actor: Actor) -> None:
        chosen = self.chosen()
        if chosen is not None and chosen.in_line:
            operations.put_in_line(rows, actor)
        else:
            super().finish_set(rows, actor)

    def set_message(self, rows: Sequence[ContinuingEnrolment]) -> Any:
        """With what is left (ruling 11), or how many wait."""
        waiting = sum(one.state is ContinuingState.WAITING for one in rows)
        if waiting:
            return _(
                "已提交 %(n)d 件申请，其中 %(waiting)d 人候补，批次号 %(batch)s",
                n=len(rows),
                waiting=waiting,
                batch=rows[0].batch,
            )
        chosen = self.chosen()
        left = chosen.left if chosen is not None else 0
        return _(
            "已提交 %(n)d 件申请，批次号 %(batch)s，该档期剩余 %(left)d 个名额",
            n=len(rows),
            batch=rows[0].batch,
            left=left,
        )

    def _to(self, name: str, **more: Any) -> str:
        """Another page of the same people."""
        pairs = [("of", key) for key in request.args.getlist("of")]
        session = more or {"session": request.args.get("session", "")}
        return f"{ROUTE}/{name}?{urlencode([*pairs, *session.items()])}"

    @expose("/sessions", methods=["GET", "POST"])
    @has_access
    def sessions(self) -> Any:
        """选择档期: the sessions with places, each with what is left."""
        self.picked(request.args.getlist("of"))
        offered = presentation.offered_sessions(current_actor().organization_id or 0)
        wanted = request.form.get("session", "")
        if request.method == "POST" and presentation.chosen_session(offered, wanted):
            return redirect(self._to("several", session=wanted), code=303)
        is_wrong = request.method == "POST"
        answer = page(
            self,
            "training/sessions.html",
            title=_("选择档期"),
            offered=offered,
            chosen=request.args.get("session", ""),
            words=_("请选择档期") if is_wrong else "",
            post_url=request.full_path.rstrip("?"),
            back_url=self._to("several"),
            list_url=f"{ROUTE}/list/",
        )
        return (answer, 422) if is_wrong else answer

    # --- what was sent back -----------------------------------------------------------------

    def completed(self, rows: Sequence[Any]) -> Sequence[Any]:
        places = queries.places_in_line(rows)
        for one in rows:
            one.place_in_line = places.get(one.id)
        return rows

    def item(self, pk: Any, *, lock: bool = False) -> ContinuingEnrolment:
        if lock and is_id(pk):
            operations.hold_before(int(pk))
        found = super().item(pk, lock=lock)
        self.completed([found])
        if found.state is ContinuingState.RETURNED:
            held = queries.certificates_of([found.identity_id])
            found.certificates = held.get(found.identity_id, ())
            found.free = operations.free_types(held, found)
        return found
