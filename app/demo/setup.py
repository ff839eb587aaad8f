"""An installation with invented data needs no 首次设置."""

from __future__ import annotations

from app.core.access.actor import SYSTEM
from app.setup import operations
from app.setup.choices import FINISHED


def load() -> None:
    """Say that it is finished, once."""
    operations.settle(FINISHED, actor=SYSTEM)
