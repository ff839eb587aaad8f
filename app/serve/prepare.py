"""Brings the database up to the code: migrations, permissions and missing demo data."""

from __future__ import annotations

import sys

from flask.cli import FlaskGroup

from app.factory import create_app


def prepare(*, demo: bool) -> None:
    """Every step changes nothing where nothing is missing, and all share one application."""
    app = create_app()
    flask = FlaskGroup(add_default_commands=False, create_app=lambda: app)
    steps = ["db upgrade", "sync-permissions", *(["load-demo"] if demo else [])]
    for step in steps:
        flask.main(args=step.split(), prog_name="flask", standalone_mode=False)


if __name__ == "__main__":
    prepare(demo="--demo" in sys.argv)
