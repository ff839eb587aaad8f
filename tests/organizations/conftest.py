"""What the tests of yearly returns share."""

from __future__ import annotations

import pytest

from app.attachments.models import Attachment
from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db


@pytest.fixture
def approved(app) -> None:
    """Every organization has its 成立批文, without which nothing is handed in."""
    with app.app_context(), unscoped("papers of the tests"):
        for number in range(1, 7):
            db.session.add(
                Attachment(
                    organization_id=number,
                    resource="organizations.profile",
                    item_id=number,
                    form_token="0" * 32,
                    slot="approval",
                    name="批文.pdf",
                    media_type="application/pdf",
                    size=1,
                    sha256="0" * 64,
                    stored_as=f"aa/bb/{number}.pdf",
                    uploaded_at=clock.now(),
                )
            )
        db.session.commit()
        db.session.remove()
