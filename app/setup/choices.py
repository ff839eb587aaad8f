"""Steps of 首次设置, in their order."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.base.choices import Labelled


class Step(Labelled):
    """A step; each may be left and taken up again."""

    PROVINCE = "province", _l("省级机构")
    ORGANIZATIONS = "organizations", _l("机构树")
    ACCOUNTS = "accounts", _l("首批账号")
    YEAR = "year", _l("填报年度")
    PARAMETERS = "parameters", _l("主要参数")


# The row that ends 首次设置.
FINISHED = "finished"
# What an office must look at before people begin to work.
YEAR_KEYS = ("first_year", "year_lock_date", "annual_due_date")
PARAMETER_KEYS = (
    "ratio_supervisor",
    "idle_minutes",
    "login_fail_count",
    "login_fail_minutes",
    "first_password_days",
)
