"""Who may call what of the settings."""

from __future__ import annotations

from tests.support.access.row import (
    ADMINISTRATOR,
    MISSING_READ,
    PROVINCE_READERS,
    READERS,
    Row,
    refused_to_all_but,
)

DICTIONARIES, PARAMETER, NUMBERING = (
    "/settings/dictionaries",
    "/settings/parameters/",
    "/settings/numbering",
)
LAYOUTS = "/settings/reports"

SETTINGS = (
    Row("DictionaryView.list", "GET", f"{DICTIONARIES}/list/", READERS),
    Row("DictionaryView.list", "GET", f"{DICTIONARIES}/list/?dictionary=x", MISSING_READ),
    Row("DictionaryView.show", "GET", f"{DICTIONARIES}/show/1", READERS),
    Row("DictionaryView.add", "GET", f"{DICTIONARIES}/add?dictionary=degree", ADMINISTRATOR),
    Row("DictionaryView.add", "POST", f"{DICTIONARIES}/add", refused_to_all_but(422)),
    Row("DictionaryView.edit", "GET", f"{DICTIONARIES}/edit/1", ADMINISTRATOR),
    Row("DictionaryView.edit", "POST", f"{DICTIONARIES}/edit/1", refused_to_all_but(409)),
    Row("DictionaryView.move", "POST", f"{DICTIONARIES}/move/1/up", refused_to_all_but(303)),
    Row("DictionaryView.switch", "POST", f"{DICTIONARIES}/switch/1/on", refused_to_all_but(303)),
    Row("ParameterView.list", "GET", "/settings/parameters/list/", PROVINCE_READERS),
    Row("ParameterView.show", "GET", f"{PARAMETER}show/first_year", PROVINCE_READERS),
    Row("ParameterView.edit", "GET", f"{PARAMETER}edit/first_year", ADMINISTRATOR),
    Row("ParameterView.edit", "GET", f"{PARAMETER}edit/nothing", (404, *(403,) * 7, 302)),
    Row("ParameterView.edit", "POST", f"{PARAMETER}edit/first_year", refused_to_all_but(422)),
    Row("ParameterView.reset", "POST", f"{PARAMETER}reset/first_year", refused_to_all_but(303)),
    Row("NumberingView.list", "GET", "/settings/numbering/list/", PROVINCE_READERS),
    Row("NumberingView.show", "GET", f"{NUMBERING}/show/organizations.return", PROVINCE_READERS),
    Row("NumberingView.example", "GET", f"{NUMBERING}/example/organizations.return", ADMINISTRATOR),
    Row("NumberingView.edit", "GET", f"{NUMBERING}/edit/organizations.return", ADMINISTRATOR),
    Row(
        "NumberingView.edit",
        "POST",
        f"{NUMBERING}/edit/organizations.return",
        refused_to_all_but(422),
    ),
    Row("ReportLayoutView.list", "GET", f"{LAYOUTS}/list/", PROVINCE_READERS),
    Row("ReportLayoutView.show", "GET", f"{LAYOUTS}/show/survey_all", PROVINCE_READERS),
    Row("ReportLayoutView.edit", "GET", f"{LAYOUTS}/edit/survey_all", ADMINISTRATOR),
    Row("ReportLayoutView.edit", "GET", f"{LAYOUTS}/edit/nothing", (404, *(403,) * 7, 302)),
    Row("ReportLayoutView.edit", "POST", f"{LAYOUTS}/edit/survey_all", refused_to_all_but(422)),
    Row("ReportLayoutView.reset", "POST", f"{LAYOUTS}/reset/survey_all", refused_to_all_but(303)),
    Row("CalendarView.list", "GET", "/settings/calendar/list/", PROVINCE_READERS),
    Row("CalendarView.edit", "GET", "/settings/calendar/edit", ADMINISTRATOR),
    Row("CalendarView.edit", "POST", "/settings/calendar/edit", refused_to_all_but(422)),
)
