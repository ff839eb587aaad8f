"""What the settings of the office add to the application."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.access.roles import BUSINESS, PROVINCE, Grant, Role
from app.core.module import MenuEntry, Module

from .views import CalendarView, DictionaryView, NumberingView, ParameterView, ReportLayoutView

OFFICE = (Role.PROVINCE_ADMIN,)

MODULE = Module(
    "settings",
    entries=(
        MenuEntry("settings", DictionaryView, _l("字典管理")),
        MenuEntry("settings", ParameterView, _l("参数设置")),
        MenuEntry("settings", NumberingView, _l("编号规则")),
        MenuEntry("settings", ReportLayoutView, _l("报表设置")),
        MenuEntry("settings", CalendarView, _l("工作日历")),
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
