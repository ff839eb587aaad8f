"""Screens over items that move: buttons of the permitted moves, and the history below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from flask import abort, flash, redirect, request
from flask_appbuilder import expose, has_access
from flask_appbuilder.actions import ActionItem
from flask_babel import gettext as _

from app.core.access.actor import current_actor
from app.core.base.db import db
from app.core.base.errors import Conflict, FieldError, Refused
from app.core.base.per_request import once
from app.core.base.responses import done, go_on, page
from app.core.screens.views import AppModelView, RowAction

from . import access, engine, labels
from .answers import answer_form
from .corrections import correction, is_way_back
from .declaration import BEGIN, Transition, Workflow
from .extensions import added_asks, added_facts
from .marks import FieldMarks, sent_notes
from .models import WorkflowEvent
from .path import path_of

MOST_REFUSALS = MOST_NAMED = 20
# What 查看 of an item stands in: the page that reads, and the one on which fields are marked.
READING, MARKING = "workflow/reading.html", "workflow/marking.html"


class FlowView(AppModelView):
    """A table whose rows move through a declared process.

    ``dialog_moves`` are the moves that need no more than an opinion and the values that
    they ask for; the others have a form of their own. ``bulk_moves`` are those that can be
    made on all ticked rows of the list at once.
    """

    workflow: Workflow
    dialog_moves: tuple[str, ...] = ()
    bulk_moves: tuple[str, ...] = ()
    show_template = "workflow/show.html"

    def __init__(self, **kwargs: Any) -> None:
        self.method_permission_name = {
            "move": "read",
            "move_each": "read",
            **{name: name for name in self.bulk_moves},
            **self.method_permission_name,
        }
        self.dialog_moves = tuple(name for name in self.dialog_moves if name in self.workflow)
        if not self.bulk_moves:
            self.exclude_route_methods = {"move_each", *self.exclude_route_methods}
        super().__init__(**kwargs)
        moves = [self.workflow[name] for name in self.bulk_moves]
        asked = {move.name for move in moves if self.workflow.is_asked_first(move)}
        self.asking_actions = self.asking_actions | asked
        self.actions |= {name: self._bulk_action(name) for name in self.bulk_moves}

    # --- the moves of a row -----------------------------------------------------------------

    def moves(self, item: Any) -> list[Transition]:
        """The moves of the dialog that this user may make now."""
        found = engine.available(self.workflow, item, current_actor())
        return [transition for transition in found if transition.name in self.dialog_moves]

    def row_actions(self, item: Any) -> list[RowAction]:
        return [*self.standard_actions(item), *self.move_actions(item)]

    def move_actions(self, item: Any) -> list[RowAction]:
        """The links of the moves."""
        return [
            RowAction(
                transition.label,
                f"{self.route_base}/move/{item.id}/{transition.name}",
                "drawer" if transition.marks else "dialog",
                danger=transition.danger,
            )
            for transition in self.moves(item)
        ]

    def delete_refusal(self, item: Any) -> Any:
        """删除 in the states that the process declares, of rows of the own organization."""
        return labels.kept_words(self.workflow, item) or self.write_refusal(item)

    # --- the history ------------------------------------------------------------------------

    def show_context(self, item: Any) -> Mapping[str, Any]:
        return self.flow_context(item)

    def _events_of(self, item: Any) -> list[WorkflowEvent]:
        key = ("events", self.workflow.resource, item.id)
        return once(key, lambda: engine.history(self.workflow, item))

    def form_context(self, form: Any, item: Any) -> Mapping[str, Any]:
        """With the last word on an item, where that is what its form answers."""
        found = super().form_context(form, item)
        last = next(reversed(self._events_of(item)), None) if item is not None else None
        if last is None or not last.opinion:
            return found
        return {**found, "last_word": (last, labels.move_label(self.workflow, last))}

    def flow_context(self, item: Any) -> Mapping[str, Any]:
        """What the history below an item prints: events, newest first, with what changed."""
        events = self._events_of(item)
        told: list[tuple[WorkflowEvent, str, list[tuple[str, str, str]]]] = []
        before: WorkflowEvent | None = None
        for event in events:
            # Every move keeps what the item held, so that the next shows what came since; what
            # was there before the first move is no change.
            is_move = bool(event.snapshot) and event.name != BEGIN
            changed: list[tuple[str, str, str]] = []
            if is_move and before is not None:
                changed = engine.changes(event, before)
            before = event if is_move else before
            told.append((event, labels.move_label(self.workflow, event), changed))
        last = events[-1] if events else None
        return {
            "flow_events": told[::-1],
            "state_label": self._state_label,
            "sent_back": last if last is not None and last.opinion else None,
            "frame": MARKING if self._marking_move() else READING,
            "marks": self.marks_of(item),
            "correction": correction(self.workflow, events),
            "flow_path": path_of(self.workflow, item, events),
        }

    def _state_label(self, event: WorkflowEvent, end: str) -> str:
        """What source or target of an event is called, with the step that it led to."""
        words = labels.state_label(self.workflow, event, end)
        step = labels.step_label(self.workflow, event) if end == "target" else ""
        return labels.with_step(words, step)

    # --- marks ------------------------------------------------------------------------------

    def _marking_move(self) -> Transition | None:
        """The move that marks fields, on its page."""
        name = (request.view_args or {}).get("name", "")
        if name not in self.workflow or self.workflow.fields is None:
            return None
        return self.workflow[name] if self.workflow[name].marks else None

    def marks_of(self, item: Any) -> FieldMarks:
        """How values are shown: with a box on the page of a move that marks, with a sign where
        they were sent back."""
        key = ("marks", self.workflow.resource, item.id)
        return once(key, lambda: self._marks_of(item))

    def _marks_of(self, item: Any) -> FieldMarks:
        if self._marking_move() is not None and self.workflow.fields is not None:
            typed = request.form.getlist("marked")
            notes = sent_notes(request.form, typed)
            marked = {key: notes.get(key, "") for key in typed}
            return FieldMarks(
                self.workflow.fields(item),
                is_open=True,
                marked=marked,
                last=self.last_texts(item),
            )
        last = next(reversed(self._events_of(item)), None)
        if last is None or not is_way_back(self.workflow, last):
            return FieldMarks()
        return FieldMarks(marked={key: last.mark_notes.get(key, "") for key in last.marked})

    def last_texts(self, item: Any) -> Mapping[str, str]:
        """What stands beside the values while they are marked, such as last year's."""
        return {}

    def show_parts(self, item: Any) -> Any:
        marks = self.marks_of(item)
        return [
            (
                title,
                [
                    (name, label, marks(name, shown), revealable and not marks.is_open)
                    for name, label, shown, revealable in rows
                ],
            )
            for title, rows in super().show_parts(item)
        ]

    def _marking_page(
        self, transition: Transition, item: Any, errors: Sequence[FieldError], version: Any
    ) -> str:
        """查看 with a box at every field, and the opinion below."""
        return self._dialog(
            transition,
            f"{transition.label} · {self.item_name(item)}",
            errors,
            template=self.show_template,
            item=item,
            parts=self.show_parts(item),
            version=version,
            **self.show_context(item),
        )

    # --- one row ----------------------------------------------------------------------------

    @expose("/move/<pk>/<string:name>", methods=["GET", "POST"])
    @has_access
    def move(self, pk: Any, name: str) -> Any:
        """The dialog of a move: opinion, values, marked fields, and the move itself."""
        if name not in self.dialog_moves:
            abort(404)
        item = self.item(pk)
        transition = self.workflow[name]
        if not access.concerns(self.workflow, transition, item, current_actor()):
            abort(403)
        errors: tuple[FieldError, ...] = ()
        status = 200
        if request.method == "POST":
            answer, errors, status = self._attempt(item, transition)
            if answer is not None:
                return answer
            item = self.item(pk)
        version = request.form.get("version") or item.version
        if self._marking_move() is not None:
            return self._marking_page(transition, item, errors, version), status
        title = f"{transition.label} · {self.item_name(item)}"
        facts = [
            *self.move_facts(transition, item),
            *added_facts(self.workflow, transition, item, current_actor()),
        ]
        more = {"version": version, "facts": facts, "item": item}
        return self._dialog(transition, title, errors, **more), status

    def move_facts(self, transition: Transition, item: Any) -> Sequence[tuple[Any, str]]:
        """What stands above the fields of a move's dialog: label and words."""
        return ()

    def _dialog(
        self,
        transition: Transition,
        title: str,
        errors: Sequence[FieldError],
        template: str = "workflow/move.html",
        **more: Any,
    ) -> str:
        about = more.get("item")
        added = (
            added_asks(self.workflow, transition, about, current_actor())
            if about is not None
            else {}
        )
        form = answer_form(transition, request.form, added)
        form.refuse(error for error in errors if error.field in form)
        return page(
            self,
            template,
            title=title,
            transition=transition,
            form=form,
            typed=request.form,
            refused={error.field: error.message for error in reversed(errors)},
            errors=errors,
            post_url=request.path,
            list_url=f"{self.route_base}/list/",
            **more,
        )

    def _attempt(
        self, item: Any, transition: Transition
    ) -> tuple[Any, tuple[FieldError, ...], int]:
        """Make a move as it was sent: the answer, or what stands against it and its status."""
        try:
            self._fire(item, transition)
            answer = done(transition.done_words, f"{self.route_base}/list/")
            return answer, (), 200
        except Refused as error:
            db.session.rollback()
            return None, error.errors, 422
        except Conflict as conflict:
            db.session.rollback()
            return None, (FieldError("V33", "", str(conflict)),), 409

    def _fire(self, item: Any, transition: Transition) -> None:
        known = self.workflow.fields(item) if self.workflow.fields else {}
        marked = [key for key in request.form.getlist("marked") if key in known]
        engine.fire(
            self.workflow,
            item,
            transition.name,
            actor=current_actor(),
            version=request.form.get("version", type=int),
            opinion=request.form.get("opinion", ""),
            marked=marked,
            notes=sent_notes(request.form, marked),
            answers=request.form,
        )
        db.session.commit()

    # --- many rows --------------------------------------------------------------------------

    def _bulk_action(self, name: str) -> ActionItem:
        """The button above the list that makes a move on the rows that are ticked."""
        transition = self.workflow[name]

        def start(items: Any) -> Any:
            if name not in self.asking_actions:
                return self._fire_each(transition, items, opinion="")
            rows = urlencode([("rowid", item.id) for item in items])
            return redirect(f"{self.route_base}/moves/{name}?{rows}", code=303)

        start.__name__ = name
        return ActionItem(name, transition.label, None, "", multiple=True, single=False, func=start)

    @expose("/moves/<string:name>", methods=["GET", "POST"])
    @has_access
    def move_each(self, name: str) -> Any:
        """The dialog of a move on several rows: whom it is about, and what it asks of all."""
        if name not in self.bulk_moves:
            abort(404)
        transition = self.workflow[name]
        if not access.handlers_of(self.workflow, transition, current_actor()):
            abort(403)
        items = self.items(request.values.getlist("rowid"))
        errors: tuple[FieldError, ...] = ()
        if request.method == "POST":
            try:
                return self._fire_each(transition, items, opinion=request.form.get("opinion", ""))
            except Refused as error:
                db.session.rollback()
                errors = error.errors
        title = _("%(act)s · %(n)d %(unit)s", act=transition.label, n=len(items), unit=self.unit)
        answer = self._dialog(
            transition,
            title,
            errors,
            rowids=[item.id for item in items],
            names=[self.item_name(item) for item in items[:MOST_NAMED]],
            unnamed=max(len(items) - MOST_NAMED, 0),
        )
        return (answer, 422) if errors else answer

    def _fire_each(self, transition: Transition, items: Sequence[Any], opinion: str) -> Any:
        """Move every row that can be moved, and tell row by row what was refused and why."""
        make = engine.fire_all if transition.joint_effects else engine.fire_each
        found = make(
            self.workflow,
            items,
            transition.name,
            actor=current_actor(),
            opinion=opinion,
            answers=request.form,
        )
        db.session.commit()
        moved = sum(outcome.event is not None for outcome in found)
        if moved:
            flash(f"{transition.done_words} {moved} {self.unit}", "success")
        refused = [outcome for outcome in found if outcome.errors]
        for outcome in refused[:MOST_REFUSALS]:
            words = _("；").join(error.message for error in outcome.errors)
            flash(f"{self.item_name(outcome.item)}{_('：')}{words}", "danger")
        if len(refused) > MOST_REFUSALS:
            flash(_("另有 %(n)d 条未能办理", n=len(refused) - MOST_REFUSALS), "danger")
        return go_on(f"{self.route_base}/list/")
