"""The holders of files that the application was built with, by their resource."""

from __future__ import annotations

from app.core.base.registry import Registry

from .declaration import Holder

HOLDERS = Registry("holders", Holder, lambda holder: holder.resource)
register, registered = HOLDERS.register, HOLDERS.registered
