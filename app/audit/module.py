"""What the logs add to the application."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.access.right_words import RightWords
from app.core.access.roles import Grant, Role
from app.core.base.services import Service
from app.core.module import MenuEntry, Module

from . import jobs, searches
from .alarms import raise_alarm
from .choices import CHECK
from .views import AuditView, ChainView, LoginAttemptView

MODULE = Module(
    "audit",
    entries=(
        MenuEntry("settings", AuditView, _l("操作日志")),
        MenuEntry("settings", LoginAttemptView, _l("登录日志")),
        MenuEntry("settings", ChainView, _l("日志校验")),
    ),
    # Specification 5.3: 系统 reads sign-ins, 安全 all of it, 审计 takes files as well.
    grants=(
        Grant("audit.entry", ("read",), (Role.SECURITY_ADMIN, Role.AUDITOR)),
        Grant("audit.entry", ("export",), (Role.AUDITOR,)),
        Grant(CHECK, ("read",), (Role.SECURITY_ADMIN, Role.AUDITOR)),
        Grant(CHECK, ("check", "export"), (Role.AUDITOR,)),
        Grant("audit.sign_in", ("read",), (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR)),
        Grant("audit.sign_in", ("export",), (Role.AUDITOR,)),
    ),
    declares=((RightWords(CHECK, actions={"check": _l("校验")}),),),
    jobs=(jobs,),
    services={Service.ALARM: raise_alarm, Service.RECORD_LOG: searches.record_url},
)
