"""An account for the stock application: its own form cannot fill the columns that ours adds."""

from __future__ import annotations

NAME, PASSWORD = "bench_stock", "Stock-2468-Ruler"


def main() -> None:
    """Add the account with the framework's administrator role."""
    # Here, so that the stock application can read the name without loading ours.
    from flask_appbuilder.security.sqla.models import Role, User
    from sqlalchemy import select
    from werkzeug.security import generate_password_hash

    from app.core.access.scope import unscoped
    from app.core.base.db import db
    from app.factory import create_app

    with create_app().app_context(), unscoped("an account for measuring"):
        role = db.session.scalars(select(Role).where(Role.name == "Admin")).one()
        db.session.add(
            User(
                username=NAME,
                first_name="Stock",
                last_name="Bench",
                email=f"{NAME}@example.invalid",
                password=generate_password_hash(PASSWORD, method="pbkdf2:sha256:1"),
                active=True,
                roles=[role],
            )
        )
        db.session.commit()


if __name__ == "__main__":
    main()
