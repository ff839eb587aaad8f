"""Forms of a roster: who somebody is and does, and how somebody leaves."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from wtforms import Field
from wtforms.widgets import html_params

from app.core.access.actor import current_actor
from app.core.base import clock, formats
from app.core.base.db import db
from app.core.base.errors import FieldError
from app.core.base.masks import mask_id_number
from app.core.base.per_request import once
from app.core.configuration import dictionaries
from app.core.models import Organization
from app.core.screens.form_fields import (
    AtMost,
    Choice,
    Day,
    LongText,
    OptionalField,
    RelationField,
    Required,
    Sealed,
    Text,
)
from app.core.screens.model_forms import AppForm
from app.core.screens.table_fields import RowColumn, Rows
from app.core.tree.organization_tree import Node, tree
from app.core.web.assets import needs

from . import operations, queries, rules
from .labels import LABELS
from .models import Person

LOCKED_HINT = _l("请通过证书变更修改")
SEXES = {"male": _l("男"), "female": _l("女")}
# What a draft never keeps.
NEVER_KEPT = ("id_no", "mobile")


def facts_words(id_number: str) -> str:
    """What an ID number says of its owner, in a line; nothing of an unsound one."""
    if formats.id_number_fault(id_number):
        return ""
    facts = rules.birth_facts(id_number)
    age = formats.age_on(facts.born_on, clock.today())
    return _line(str(SEXES[facts.sex]), facts.born_on.isoformat(), str(age))


def _line(sex: str, born: str, age: str) -> str:
    return _("%(sex)s，%(born)s 出生，%(age)s 周岁", sex=sex, born=born, age=age)


class _IdNumberInput:
    """The number with what it says below it, which the page follows as it is typed."""

    def __call__(self, field: Any, **attributes: Any) -> Markup:
        shown = {
            "id": field.id,
            "name": field.name,
            "type": "text",
            "value": field._value(),
            **attributes,
            "data-id-facts": _line("{sex}", "{born}", "{age}"),
            "data-male": str(SEXES["male"]),
            "data-female": str(SEXES["female"]),
            "data-today": clock.today().isoformat(),
        }
        return Markup("<input %s %s>") % (
            Markup(html_params(**shown)),  # noqa: S704 - html_params escapes every value
            needs("form/id-facts.js"),
        )


class IdNumber(Sealed):
    """身份证号; what is wrong with it the rules of the roster say."""

    widget = _IdNumberInput()
    mask = "id_number"
    nullable = False
    hash_key = "id_no_hash"

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        # Pages draw a field by the name of its class.
        self.type = Sealed.__name__

    def pre_validate(self, form: Any) -> None:
        pass


class QualificationRows(Rows):
    """执业资格 as a small table; a kind that is retired stays selectable where it is held."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.type = Rows.__name__

    def process_data(self, value: Any) -> None:
        super().process_data(value)
        codes = [row["kind"] for row in self.data]
        offered = dictionaries.offered("qualification", codes)
        self.columns = tuple(
            replace(one, choices=lambda: offered) if one.kind == "choice" else one
            for one in self.columns
        )


def _kinds() -> list[tuple[str, str]]:
    return dictionaries.offered("qualification")


QUALIFICATION_COLUMNS = (
    RowColumn("kind", _l("资格名称"), "choice", choices=_kinds, required=True),
    RowColumn("number", _l("证书编号"), length=40),
    RowColumn("field", _l("注册专业"), length=40),
    RowColumn("valid_to", _l("注册有效期至"), "date"),
)


class RosterForm(AppForm):
    """What the two forms of a person have in common; every rule is asked as the form is checked."""

    is_certified = False

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        for name, kind in (("name", "name"), ("id_no", "id_number"), ("mobile", "mobile")):
            self[name].render_kw = {"data-rule": kind}
        for name in NEVER_KEPT:
            self[name].render_kw |= {"data-draft-skip": ""}
        for name, (by, requires) in rules.required_when(queries.groups()).items():
            codes = filter(requires, dictionaries.entries(by))
            self[name].required_when = (f"{self._prefix}{by}", list(codes))
        person = named.get("obj")
        if isinstance(person, Person) and _is_certified(person):
            self.is_certified = True
            for name in operations.LOCKED:
                lock(self[name], getattr(person, name))
        elif id_words := facts_words(self["id_no"].data or ""):
            self["id_no"].description = id_words

    def told(self, unread: Collection[str]) -> Iterable[FieldError]:
        person = db.session.get(Person, self.item_id) if self.item_id else None
        return operations.person_refusals(self.values_but(unread), current_actor(), person)

    def values(self) -> dict[str, Any]:
        return {**super().values(), "confirmed": request.form.get("confirmed", "")}


def _is_certified(person: Person) -> bool:
    """The same for a form that is made twice, with and without its draft."""
    return once(("certified", person.id), lambda: queries.is_certified(person.identity_id))


def lock(field: Field, value: Any) -> None:
    """Show a value that cannot be changed here, whatever is sent."""
    field.data = value
    field.raw_data = None
    field.raw_data = [field._value()]
    field.description = LOCKED_HINT if field.short_name == "name" else facts_words(value)
    field.render_kw |= {"readonly": True}


def required_text(name: str, length: int) -> Any:
    """A text that the roster asks for, though old rows may lack it."""
    return Text(LABELS[name], validators=[Required(), AtMost(length)])


EXTRA_FIELDS: Mapping[str, Any] = {
    "id_no": IdNumber(
        LABELS["id_no"],
        validators=[Required()],
        description=_l("性别、出生日期和年龄由身份证号得出"),
    ),
    "school": required_text("school", 60),
    "major": required_text("major", 60),
    "qualifications": QualificationRows(LABELS["qualifications"], columns=QUALIFICATION_COLUMNS),
}


def _reasons(_current: str | None) -> list[tuple[str, str]]:
    """Every reason but that of a 调动, which has its own screen."""
    offered = dictionaries.offered("left_reason")
    return [one for one in offered if one[0] != operations.TRANSFERRED]


class LeavingForm(AppForm):
    """离开原因 and 离开日期."""

    left_reason = Choice(
        LABELS["left_reason"],
        [Required(_l("请选择%(label)s"))],
        offered=_reasons,
    )
    left_on = Day(LABELS["left_on"], [Required(_l("请选择%(label)s"))])


# --- 调动 -----------------------------------------------------------------------------------


class ReceiverField(RelationField):
    """Any organization of the province; its rows stay out of reach."""

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, model=Organization, lookup=_receivers, **kwargs)

    def words(self) -> str:
        return str(self.data.name) if self.data is not None else self.typed

    def _numbered(self, number: int) -> Node | None:
        return tree().get(number)

    def _named(self, name: str) -> Node | None:
        named = [one for one in tree().values() if one.name == name]
        return named[0] if len(named) == 1 else None


def _receivers() -> str:
    return str(url_for("TransferView.receivers"))


def _people() -> str:
    return str(url_for("TransferView.people"))


def named_apart(person: Person) -> str:
    """A person as a picker offers one: two of one name differ by position and number."""
    facts = [person.position, mask_id_number(person.id_no)]
    told = _("，").join(filter(None, facts))
    return _("%(name)s（%(facts)s）", name=person.name, facts=told)


class MovablePersonField(RelationField):
    """Somebody of the own roster, told apart from others of the same name."""

    def words(self) -> str:
        return named_apart(self.data) if self.data is not None else self.typed


class TransferForm(AppForm):
    """Who is offered, and to whom."""

    person = MovablePersonField(
        _l("调动人员"), [Required(_l("请选择%(label)s"))], model=Person, lookup=_people
    )
    receiver = ReceiverField(_l("调入机构"), [Required(_l("请选择%(label)s"))])
    note = LongText(_l("调动说明"), [OptionalField(), AtMost(200)])
