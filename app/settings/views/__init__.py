"""字典管理、参数设置、编号规则、报表设置、工作日历: the screens of the province's administrator."""

from __future__ import annotations

from .calendar import CalendarView
from .dictionaries import DictionaryView
from .layouts import ReportLayoutView
from .numbering import NumberingView
from .parameters import ParameterView

__all__ = ["CalendarView", "DictionaryView", "NumberingView", "ParameterView", "ReportLayoutView"]
