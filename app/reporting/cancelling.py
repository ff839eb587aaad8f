"""The word with which making a file ends when nobody wants it any more."""


class Cancelled(Exception):
    """The user gave the export up; no file was left."""
