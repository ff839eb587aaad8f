"""The resource of the module's rights, and what an arrangement can be."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from app.core.base.choices import Labelled

DEPUTY = "deputies.deputy"


class DeputyState(Labelled):
    """状态 of an arrangement, which follows from its days"""

    WAITING = "waiting", _l("待生效")
    RUNNING = "running", _l("生效中")
    OVER = "over", _l("已到期")
    WITHDRAWN = "withdrawn", _l("已终止")


TONES: Mapping[DeputyState, str] = {
    DeputyState.WAITING: "wait",
    DeputyState.RUNNING: "ok",
    DeputyState.OVER: "mute",
    DeputyState.WITHDRAWN: "off",
}
