"""Brings the database up to the code: migrations, permissions and missing demo data."""

from __future__ import annotations

import os
from pathlib import Path

from flask import Flask
from flask.cli import FlaskGroup


def prepare(app: Flask, *, demo: bool, log: Path) -> None:
    """Take every step, each of which changes nothing where nothing is missing.

    It is the whole work of a process: what is printed goes into the log.
    """
    with log.open("wb") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    flask = FlaskGroup(add_default_commands=False, create_app=lambda: app)
    steps = ["db upgrade", "sync-permissions", *(["load-demo"] if demo else [])]
    for step in steps:
        flask.main(args=step.split(), prog_name="flask", standalone_mode=False)
