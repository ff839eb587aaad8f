"""Drafts of a long form: which names they keep, and where they are gone on with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import g
from flask_babel import gettext as _
from markupsafe import Markup, escape

from app.attachments.forms import KEPT
from app.core.models import Organization
from app.drafts import registry as drafts
from app.drafts.declaration import DraftForm
from app.drafts.queries import unfinished
from app.workflow.views import FlowView

from .declaration import LongForm
from .rules import EXPLAIN

DRAFT_LINE = Markup('<span class="zj-kept">%s%s</span>')
DRAFT_LINK = Markup('<a href="%s" data-opens="dialog">%s</a>')


class DraftedFormView(FlowView):
    """A screen of a ``LongForm`` as far as its drafts are concerned."""

    kind: LongForm

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        resource = self.class_permission_name
        drafts.register([DraftForm(resource, self.kind.draft_refusal, self.draft_takes)])

    def draft_takes(self, name: str) -> bool:
        """Whether people fill in a field of this name: one of the form, an answer, the files."""
        if name.startswith(EXPLAIN):
            return name.removeprefix(EXPLAIN) in self.doubt_names(g.user.organization)
        return self.has_field(name) or (name == KEPT and self.kind.holder is not None)

    def has_field(self, name: str) -> bool:
        """Whether the form has a field of this name."""
        raise NotImplementedError

    def doubt_names(self, organization: Organization) -> Mapping[str, Any]:
        """Every doubt that may be answered."""
        return {}

    def draft_link(self, key: str) -> tuple[str, str] | None:
        """What a draft is called above the list, and where it is gone on with; None for neither."""
        return None

    def introduction(self) -> Any:
        """Text that was kept and not handed in is named above the list, wherever it was typed."""
        organization_id, resource = g.user.organization_id, self.class_permission_name
        if organization_id is None or not self.can("add"):
            return super().introduction()
        keys = unfinished(organization_id, [resource]).get(resource, [])
        found = filter(None, map(self.draft_link, keys))
        links = [DRAFT_LINK % (url, words) for words, url in found]
        if not links:
            return super().introduction()
        return DRAFT_LINE % (_("有尚未提交的草稿，继续填写："), escape(_("、")).join(links))
