"""Exception that ends an export when its requester cancels it."""


class ExportCancelled(Exception):
    """Raised when the requester cancels an export; no file is left."""
