"""The parameters that the kernel itself reads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_babel import lazy_gettext as _l

from app.core.base.networks import PRIVATE

from .parameter_values import ParameterKind
from .parameters import FILING, PROTECTION, Declaration, ParameterGroup

SIGN_IN = ParameterGroup(_l("登录与安全"), 50)


def at_most(limit: int) -> Callable[[Any], Any]:
    """Under 等保配置 a number that is no greater; 0, which is no limit, is none."""
    return lambda value: min(value or limit, limit)


def at_least(limit: int) -> Callable[[Any], Any]:
    """Under 等保配置 a number that is no smaller."""
    return lambda value: max(value, limit)


def on(_value: Any) -> bool:
    """Under 等保配置 switched on."""
    return True


PARAMETERS = (
    Declaration(
        PROTECTION,
        _l("等保配置"),
        SIGN_IN,
        ParameterKind.YES_NO,
        default=False,
        hint=_l(
            "开启后，下列标有“等保”的参数按等级保护要求的值执行；已设得更严的，按所设的值执行。"
        ),
    ),
    Declaration(
        "second_factor_required",
        _l("管理员必须两步验证"),
        SIGN_IN,
        ParameterKind.YES_NO,
        default=False,
        hint=_l(
            "系统管理员、安全管理员、审计员和各级管理员登录后须先设置两步验证；其他人员可自愿设置。"
        ),
        protected=on,
    ),
    Declaration(
        "most_sessions",
        _l("同时登录数上限"),
        SIGN_IN,
        ParameterKind.INTEGER,
        0,
        _l("个"),
        low=0,
        high=20,
        hint=_l("同一账号同时登录的设备数，超过时最早的登录结束；0 为不限制。"),
        protected=at_most(2),
    ),
    Declaration(
        "admin_networks",
        _l("管理员登录地址"),
        SIGN_IN,
        ParameterKind.NETWORKS,
        (),
        hint=_l(
            "系统管理员、安全管理员、审计员和技术管理员只能从这些网络地址使用系统；留空为不限制。"
        ),
        protected=lambda listed: listed or PRIVATE,
    ),
    Declaration(
        "max_password_days",
        _l("密码最长使用时间"),
        SIGN_IN,
        ParameterKind.INTEGER,
        0,
        _l("天"),
        low=0,
        high=3650,
        hint=_l("超过后登录时须先修改密码；0 为不限制。"),
        protected=at_most(90),
    ),
    Declaration(
        "lock_alarm",
        _l("锁定告警"),
        SIGN_IN,
        ParameterKind.YES_NO,
        default=False,
        hint=_l("账号被锁定或网络地址被限制登录时，给每位安全管理员发消息。"),
        protected=on,
    ),
    Declaration(
        "first_year",
        _l("最早填报年度"),
        FILING,
        ParameterKind.INTEGER,
        2015,
        _l("年"),
        low=2000,
        # Later, and there might be no year left to file.
        high=2026,
        hint=_l("不能填报更早的年度。"),
    ),
    Declaration(
        "three_admins",
        _l("三员分立"),
        SIGN_IN,
        ParameterKind.YES_NO,
        default=True,
        has_own_screen=True,
    ),
    Declaration(
        "idle_minutes",
        _l("无操作自动退出"),
        SIGN_IN,
        ParameterKind.INTEGER,
        30,
        _l("分钟"),
        low=5,
        high=720,
        hint=_l("超过此时间没有任何操作，需要重新登录。"),
        protected=at_most(30),
    ),
    Declaration(
        "login_fail_count",
        _l("密码错误锁定次数"),
        SIGN_IN,
        ParameterKind.INTEGER,
        5,
        _l("次"),
        low=3,
        high=20,
        hint=_l("同一账号连续输错密码达到此次数后暂时锁定。"),
        protected=at_most(5),
    ),
    Declaration(
        "login_fail_minutes",
        _l("账号锁定时长"),
        SIGN_IN,
        ParameterKind.INTEGER,
        30,
        _l("分钟"),
        low=5,
        high=1440,
        protected=at_least(30),
    ),
    Declaration(
        "address_fail_count",
        _l("同一地址登录失败上限"),
        SIGN_IN,
        ParameterKind.INTEGER,
        30,
        _l("次"),
        low=5,
        high=1000,
        hint=_l("同一网络地址登录失败达到此次数后，暂不接受新的登录。"),
    ),
    Declaration(
        "address_fail_minutes",
        _l("登录失败统计时长"),
        SIGN_IN,
        ParameterKind.INTEGER,
        15,
        _l("分钟"),
        low=1,
        high=1440,
        hint=_l("只统计同一网络地址在此时间内的失败次数。"),
    ),
    Declaration(
        "password_history",
        _l("不得重复的历史密码"),
        SIGN_IN,
        ParameterKind.INTEGER,
        5,
        _l("个"),
        low=1,
        high=24,
        protected=at_least(5),
    ),
    Declaration(
        "first_password_days",
        _l("一次性密码有效期"),
        SIGN_IN,
        ParameterKind.INTEGER,
        3,
        _l("天"),
        low=1,
        high=30,
        hint=_l("新建账号或重置密码后，须在此期限内登录并修改密码，逾期须重新重置。"),
    ),
    Declaration(
        "points_per_minute",
        _l("每人每分钟查询额度"),
        SIGN_IN,
        ParameterKind.INTEGER,
        600,
        _l("点"),
        low=60,
        high=100_000,
        hint=_l("列表查询和选择框每次 1 点，全局查找 2 点，报表预览 10 点；用完后须等到下一分钟。"),
    ),
    # The law asks for six months of logs of sign-ins (网络安全法, article 21).
    Declaration(
        "login_log_days",
        _l("登录日志保存时间"),
        SIGN_IN,
        ParameterKind.INTEGER,
        1096,
        _l("天"),
        low=183,
        high=3660,
        hint=_l("法规要求不少于六个月。"),
        protected=at_least(183),
    ),
)
