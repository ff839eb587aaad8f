"""What the settings of the office add to the application."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.module import Entry, Module
from app.core.roles import BUSINESS, PROVINCE, Grant, Role

from .views import CalendarView, DictionaryView, NumberingView, ParameterView, ReportLayoutView

OFFICE = (Role.PROVINCE_ADMIN,)

MODULE = Module(
    "settings",
    entries=(
        Entry("settings", DictionaryView, _l("字典管理")),
        Entry("settings", ParameterView, _l("参数设置")),
        Entry("settings", NumberingView, _l("编号规则")),
        Entry("settings", ReportLayoutView, _l("报表设置")),
        Entry("settings", CalendarView, _l("工作日历")),
    ),
    grants=(
        Grant("settings.dictionary", ("read",), BUSINESS),
        Grant("settings.dictionary", ("create", "update"), OFFICE),
        *(
            grant
            for noun in ("parameter", "numbering", "report", "calendar")
            for grant in (
                Grant(f"settings.{noun}", ("read",), PROVINCE),
                Grant(f"settings.{noun}", ("update",), OFFICE),
            )
        ),
    ),
)
