"""What browser and system a sign-in came from, in words, as the browser says of itself."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

# The first sign that is found decides: what is built on Chrome calls itself Chrome, too.
BROWSERS = (
    ("MicroMessenger", _l("微信")),
    ("DingTalk", _l("钉钉")),
    ("QIHU", "360"),
    ("360SE", "360"),
    ("Qaxbrowser", _l("奇安信")),
    ("QQBrowser", _l("QQ 浏览器")),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Windows NT 6.1", "Windows 7"),
    ("Windows", "Windows"),
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def device_words(agent: str) -> str:
    """The browser and the system of a sign-in."""
    found = [_first(agent, known) for known in (BROWSERS, SYSTEMS)]
    return " · ".join(one for one in found if one) or _("未知设备")


def _first(agent: str, known: tuple[tuple[str, Any], ...]) -> str:
    return next((str(name) for sign, name in known if sign in agent), "")
