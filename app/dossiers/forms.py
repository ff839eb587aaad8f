"""Form of 完善: the facts of the roster with name and number locked, and 工作简历."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from app.core.base import clock
from app.core.base.db import db
from app.core.base.errors import FieldError
from app.core.base.per_request import once
from app.core.screens.table_fields import RowColumn, Rows
from app.core.screens.views import list_url
from app.personnel import operations as people
from app.personnel.forms import EXTRA_FIELDS as OF_THE_ROSTER
from app.personnel.forms import LOCKED_HINT, RosterForm, lock
from app.personnel.models import Person
from app.personnel.presentation import PERSON

from . import queries, rules

# Where names and numbers are changed: of whoever holds a certificate, and of anybody else.
CHANGES = "certificate_cases.change"
OTHER_HINT = _l("请在“在职工作人员基础数据”中修改")

RESUME_COLUMNS = (
    RowColumn("from_on", _l("起始日期"), "date", required=True),
    RowColumn("to_on", _l("终止日期（至今留空）"), "date"),
    RowColumn("employer", _l("工作单位"), length=60, required=True),
    RowColumn("position", _l("职务"), length=60),
    RowColumn("witness", _l("证明人"), length=40),
)


EXTRA_FIELDS = {
    **OF_THE_ROSTER,
    rules.RESUME: Rows(_l("工作简历"), columns=RESUME_COLUMNS),
}


class DossierForm(RosterForm):
    """What 完善 asks for; who somebody is stays as the certificate says it."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        person = named.get("obj")
        if isinstance(person, Person):
            # The same for a form that is made twice, with and without its draft.
            held = once(("resume", person.id), lambda: queries.resume_of(person))
            named = {rules.RESUME: held, **named}
        super().__init__(*arguments, **named)
        if isinstance(person, Person):
            for name in people.LOCKED:
                lock(self[name], getattr(person, name))
            self["name"].description = _way_to_changes(self)

    def told(self, unread: Collection[str]) -> Iterable[FieldError]:
        """The rules of the roster, and those of 工作简历."""
        yield from super().told(unread)
        person = db.session.get(Person, self.item_id) if self.item_id else None
        if person is not None:
            rows, today = self[rules.RESUME].data or (), clock.today()
            yield from rules.resume_faults(rows, born_on=person.born_on, today=today)


def _way_to_changes(form: RosterForm) -> Any:
    """The hint at a locked name; 证书变更 takes nobody whose certificates are all cancelled."""
    if form.is_certified:
        hint, screen, words = LOCKED_HINT, CHANGES, _("人员证书变更")
    else:
        hint, screen, words = OTHER_HINT, PERSON, _("在职工作人员基础数据")
    url = list_url(screen)
    return Markup('%s <a href="%s">%s</a>') % (hint, url, words) if url else hint
