"""Reading what a clerk typed: tidy where typing differs, named errors where it cannot be read."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.core.base.choices import OrganizationKind
from app.organizations.choices import ProjectCategory, ProjectFlow
from app.organizations.forms import read_project_form

CELL = "housing-new-area"
PLACE = (ProjectCategory.HOUSING, ProjectFlow.NEW, "area")


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("12.5", Decimal("12.5")),
        ("1,234.56", Decimal("1234.56")),
        ("１２", 12),
        (" 7 ", 7),
        ("0", 0),
    ],
)
def test_amounts_as_people_type_them(app, typed, value):
    with app.test_request_context():
        data, errors = read_project_form({CELL: typed}, OrganizationKind.JOINT)
    assert errors == []
    assert data.table[PLACE] == value


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        (CELL, "-1"),
        (CELL, "1.234"),
        (CELL, "NaN"),
        (CELL, "abc"),
        (CELL, "1e3000"),
        (CELL, "999999999999"),
        ("housing-new-projects", "1.5"),
        ("housing-new-projects", "-3"),
        ("housing-new-projects", "99999999999999999999999"),
        ("talks", "很多"),
    ],
)
def test_what_cannot_be_read_is_named_at_its_field(app, field, typed):
    with app.test_request_context():
        _data, errors = read_project_form({field: typed, "deaths": "1"}, OrganizationKind.JOINT)
    assert [error.field for error in errors] == [field]
    assert any(word in errors[0].message for word in ("请填写不小于 0", "数值过大"))


def test_empty_fields_are_absent(app):
    with app.test_request_context():
        data, errors = read_project_form({CELL: "", "talks": " "}, OrganizationKind.JOINT)
    assert (data.table, data.figures, errors) == ({}, {}, [])


def test_another_kinds_section_is_ignored(app):
    with app.test_request_context():
        data, _errors = read_project_form({"safety_checks": "4"}, OrganizationKind.QUALITY)
    assert data.figures == {}
