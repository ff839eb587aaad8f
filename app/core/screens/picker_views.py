"""View mixin with a picker: the dialog in which rows are ticked before the form about them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any
from urllib.parse import urlencode

from flask import abort, make_response, redirect, request
from flask_appbuilder import expose, has_access
from flask_babel import gettext as _

from app.core.base.errors import FieldError
from app.core.base.per_request import once
from app.core.base.responses import page
from app.core.web.cost_limit import SEARCH, spend

from .form_set import Member
from .list_address import Arguments, ListAddress, ListRequest, asked
from .list_page import Button, listing
from .list_views import LONGEST_ADDRESS, sealed_arguments
from .picker import MOST_SENT, Picker, Ticks
from .screen import OURS
from .views import AppModelView


class Picking(AppModelView):
    """A screen whose records begin with ticking rows at ``/pick``; stands before ``FormSetView``.

    ``picker`` says which rows; ``pick_label`` is the button above the list. ``members_of`` makes
    the members of a form set of the ticked rows; a form of another kind asks ``picked(keys)``.
    A screen with several names them in ``pickers``, by the kind that stands in their addresses
    (``/pick/<kind>``, ``?kind=``), each with the button that leads to it.
    """

    picker: type[Picker]
    pick_label: Any = None
    pickers: Mapping[str, tuple[type[Picker], Any]] = {}
    # How many are too many is said in words.
    most_members = MOST_SENT

    def __init__(self, **kwargs: Any) -> None:
        self.method_permission_name = {"pick": "create", **self.method_permission_name}
        self.pickers = self.pickers or {"": (self.picker, self.pick_label)}
        self._pick_lists = {kind: one(self) for kind, (one, _label) in self.pickers.items()}
        super().__init__(**kwargs)

    def buttons(self) -> list[Button]:
        found = super().buttons()
        if not self.can("pick"):
            return found
        for kind, (_picker, label) in self.pickers.items():
            if label:
                primary = not any(button.primary for button in found)
                key = "new" if primary else ""
                url = self._pick_path(kind)
                found.append(Button(label, url, "plus", "dialog", primary=primary, key=key))
        return found

    # --- which of several pickers -------------------------------------------------------------

    def pick_kind(self) -> str:
        """The kind that an address names; blank on a screen with one picker."""
        kind = (request.view_args or {}).get("kind") or request.args.get("kind", "")
        return kind if kind in self._pick_lists else abort(404)

    def pick_list(self) -> Picker:
        """The picker of this request."""
        return self._pick_lists[self.pick_kind()]

    def _pick_path(self, kind: str) -> str:
        path = f"{self.route_base}/pick"
        return f"{path}/{kind}" if kind else path

    # --- what the form asks -----------------------------------------------------------------

    def pick_url(self, keys: Iterable[Any] = ()) -> str:
        """The address of the picker with these rows ticked."""
        return _with_ticks(self._pick_path(self.pick_kind()), keys)

    def picked(self, keys: Sequence[str]) -> Sequence[Any]:
        """The rows that the ticked keys stand for, in their order.

        Out of scope is 404; rows that cannot be ticked are told by name and reason with 422.
        """
        if not keys:
            abort(400)
        ticks = self.pick_list().ticks(keys)
        words = self.pick_list().too_many(len(ticks.rows))
        if ticks.bad or words:
            back_url = self.pick_url(row.id for row in ticks.good)
            faults = self.pick_list().faults(ticks)
            abort(make_response(self._refused_page(faults, words, back_url), 422))
        return ticks.rows

    def _refused_page(self, faults: Sequence[Any], words: str, back_url: str) -> str:
        return page(
            self,
            "zj/picked.html",
            title=self.pick_list().heading(),
            faults=faults,
            words=words,
            back_url=back_url,
            list_url=f"{self.route_base}/list/",
        )

    # --- the members of a form set ----------------------------------------------------------

    def members_of(self, items: Sequence[Any]) -> Sequence[Member]:
        """The members of a form set that the ticked rows stand for, in their order."""
        raise NotImplementedError

    def members(self, keys: Sequence[str]) -> Sequence[Member]:
        """Those of the ticked rows; what is refused meanwhile stands in the form that was sent."""
        found = self._sent_rows(keys) if request.method == "POST" else self.picked(keys)
        return self.members_of(found)

    def barred(self, members: Sequence[Member]) -> Iterable[FieldError]:
        """Why some members cannot be in the set any more."""
        rows = self._sent_rows([member.key for member in members])
        refused = self.pick_list().refused(rows)
        found = [
            FieldError("V30", member.prefix, str(refused[row.id].words))
            for member, row in zip(members, rows, strict=True)
            if row.id in refused
        ]
        words = self.pick_list().too_many(len(rows))
        return [FieldError("V30", "", words), *found] if words else found

    def back_url(self, members: Sequence[Member]) -> str:
        """返回 of the form: the picker with these ticked."""
        return self.pick_url(member.key for member in members)

    def _sent_rows(self, keys: Sequence[str]) -> Sequence[Any]:
        return once(("picked", self, *keys), lambda: self.pick_list().rows(keys))

    # --- the dialog -------------------------------------------------------------------------

    @expose("/pick", methods=["GET", "POST"])
    @expose("/pick/<string:kind>", methods=["GET", "POST"])
    @has_access
    def pick(self, kind: str = "") -> Any:
        """The rows to tick; every press of a button keeps the ticks and leads to an address."""
        arguments = request.args.to_dict(flat=False)
        if request.method == "GET":
            return self._pick_page(arguments, request.args.getlist("of"))
        act, keys = request.form.get("act", ""), _sent_keys(single=self.pick_list().single)
        if act == "search":
            arguments = sealed_arguments(self.pick_list(), request.form.to_dict(flat=False))
        if act == "submit":
            return self._submit(arguments, keys)
        if len(keys) > self.pick_list().limit():
            return self._pick_page(arguments, keys), 422
        found = asked(self.pick_list(), arguments)
        address = _with_ticks(self._pick_address(arguments, found).page(found.page), keys)
        if len(address) > LONGEST_ADDRESS:
            abort(400)
        return redirect(address, code=303)

    def _submit(self, arguments: Arguments, keys: Sequence[str]) -> Any:
        """On to the form about the ticked, in the dialog that the picker was in."""
        picker = self.pick_list()
        ticks = picker.ticks(keys)
        if not ticks.rows:
            return self._pick_page(arguments, keys, _("请先选择，再继续")), 422
        if ticks.bad or picker.too_many(len(ticks.rows)):
            return self._pick_page(arguments, keys), 422
        leads_to = f"{self.route_base}/{picker.leads_to}"
        if self.pick_kind():
            leads_to = f"{leads_to}?kind={self.pick_kind()}"
        return redirect(_with_ticks(leads_to, keys), code=303)

    def _pick_address(self, arguments: Arguments, found: ListRequest) -> ListAddress:
        return ListAddress(self._pick_path(self.pick_kind()), self.pick_list(), found, arguments)

    def _pick_page(self, arguments: Arguments, keys: Sequence[str], words: str = "") -> str:
        picker = self.pick_list()
        found = asked(picker, arguments)
        if found.explicit and found.conditions:
            spend(SEARCH)
        ticks = Ticks(picker.rows(keys))
        address = self._pick_address(arguments, found)
        made = listing(picker, found, address, partial(picker.edges, ticks))
        return page(
            self,
            "zj/pick.html",
            title=picker.heading(),
            picker=picker,
            listing=made,
            address=address,
            here=address.page(found.page),
            is_first=not request.args and request.method == "GET",
            words=words,
            list_url=f"{self.route_base}/list/",
            **self._ticks_context(ticks),
        )

    def _ticks_context(self, ticks: Ticks) -> Mapping[str, Any]:
        """The line of the ticked, and what is said of those that cannot be."""
        picker, name = self.pick_list(), self.pick_list().row_name()
        return {
            "chosen": [(row.id, name(row), row.id in ticks.on_page) for row in ticks.good],
            "faults": picker.faults(ticks),
            "over": picker.too_many(len(ticks.good)),
        }


def _sent_keys(*, single: bool) -> list[str]:
    """What is ticked on the page and was before, without what is to be removed.

    The order is that in which they were ticked, whichever page they stand on.
    """
    removed = request.form.getlist("drop")
    keys = [key for key in dict.fromkeys(request.form.getlist("of")) if key not in removed]
    if len(keys) > MOST_SENT:
        abort(400)
    before = {key: place for place, key in enumerate(request.form.getlist("was"))}
    keys.sort(key=lambda key: before.get(key, len(before)))
    return keys[-1:] if single else keys


def _with_ticks(address: str, keys: Iterable[Any]) -> str:
    """An address that names the ticked rows."""
    pairs = urlencode([("of", key) for key in keys])
    sign = "&" if "?" in address else "?"
    return f"{address}{sign}{pairs}" if pairs else address


OURS.add(Picking)
