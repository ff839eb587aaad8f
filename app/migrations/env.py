"""Runs migrations on the application's own engine."""

from __future__ import annotations

from alembic import context
from flask import current_app


def run() -> None:
    """One transaction for all pending migrations, where the database allows it."""
    migrate = current_app.extensions["migrate"]
    with migrate.db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=migrate.db.metadata,
            transaction_per_migration=True,
            **migrate.configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
