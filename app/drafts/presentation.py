"""A draft as a form shows it: values, who typed them, and what the page's script goes on with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _

from app.core.access.actor import Actor
from app.core.base import clock

from . import rules
from .models import DraftField, FormDraft
from .operations import DISCARDED_KEPT, Handed
from .queries import DraftWithTexts, Record


@dataclass(frozen=True, slots=True)
class OpenedDraft:
    """What ``drafts/notice.html`` needs; ``values`` are the texts to print in the fields.

    ``differing`` has (field, stored, draft) where the record was changed since the
    draft was begun.
    """

    values: dict[str, str]
    notice: str = ""
    discarded: str = ""
    differing: tuple[tuple[str, str, str], ...] = ()
    handed: Handed = field(default_factory=lambda: Handed("", 0, 0))
    state: dict[str, Any] = field(default_factory=dict)


def opened(
    record: Record,
    held: DraftWithTexts | None,
    typed: Mapping[str, str],
    base_version: int | None,
    *,
    actor: Actor,
    page: str,
    handed: Handed | None,
) -> OpenedDraft:
    """View model of a form with its draft; ``handed`` are the hidden fields of a refused form."""
    revision = held.draft.revision if held else 0
    state = {
        "resource": record.resource,
        "key": record.key,
        "page": page,
        "base_version": base_version,
        "revision": handed.revision if handed else revision,
        "fields": fields_since(held, 0, actor) if held else {},
        "plain": {name: typed.get(name, "") for name, _found in _texts(held)},
    }
    texts = {name: rules.newest_first(found)[0].value for name, found in _texts(held)}
    values = dict(typed)
    if not handed:
        values |= {name: text for name, text in texts.items() if text is not None}
        values = {n: v for n, v in values.items() if texts.get(n, v) is not None}
    differing = tuple(
        (name, typed.get(name, ""), text or "")
        for name, text in texts.items()
        if (text or "") != typed.get(name, "")
    )
    is_newer = bool(differing) or any(len(found) > 1 for _name, found in _texts(held))
    is_outdated = held is not None and held.draft.base_version != base_version
    return OpenedDraft(
        values,
        notice=notice(held) if is_newer and not handed else "",
        discarded=discarded(held) if not handed else "",
        differing=differing if is_outdated and not handed else (),
        handed=handed or Handed("", revision, 0),
        state=state,
    )


def _texts(held: DraftWithTexts | None) -> Iterable[tuple[str, list[DraftField]]]:
    return held.texts.items() if held else ()


def fields_since(
    held: DraftWithTexts, revision: int, actor: Actor
) -> dict[str, list[dict[str, Any]]]:
    """The texts of each field that changed after a revision, the current one first."""
    return {
        name: [_text(one, actor) for one in rules.newest_first(found)]
        for name, found in held.texts.items()
        if any(one.revision > revision for one in found)
    }


def _text(text: DraftField, actor: Actor) -> dict[str, Any]:
    mine = text.user_id is not None and text.user_id == actor.user_id
    return {
        "client": text.client,
        "revision": text.revision,
        "value": text.value,
        "by": _("您在另一窗口") if mine else text.user_name,
        "at": when(text.changed_at),
    }


def answer(held: DraftWithTexts | None, since: int, window: str, *, actor: Actor) -> dict[str, Any]:
    """What a window is told after a save, or when it asks for news."""
    at = f"{clock.local(clock.now()):%H:%M:%S}"
    if held is None:
        return {"revision": 0, "at": at, "fields": {}}
    draft = held.draft
    told: dict[str, Any] = {
        "revision": draft.revision,
        "at": at,
        "fields": fields_since(held, since, actor),
        "notice": notice(held) if _has_begun_since(held, since) else "",
        "discarded": draft.discarded_revision > since > 0,
    }
    if draft.stored_revision > since > 0 and window not in draft.handed_in:
        told["stored"] = _(
            "%(name)s 刚刚保存了这份填报，您填写的内容仍在下方", name=draft.stored_by
        )
    return told


def _has_begun_since(held: DraftWithTexts, revision: int) -> bool:
    """Whether all that is typed came after a revision: whoever asks knew of no draft."""
    return all(text.revision > revision for _name, found in _texts(held) for text in found)


def notice(held: DraftWithTexts | None) -> str:
    """Who typed the draft, and when last."""
    texts = [text for _name, found in _texts(held) for text in found]
    if not texts:
        return ""
    names = list(dict.fromkeys(text.user_name for text in texts))
    return _(
        "以下含 %(who)s 填写、尚未提交的内容，最后修改于 %(at)s",
        who=_("、").join(names[:3]),
        at=when(max(text.changed_at for text in texts)),
    )


def discarded(held: DraftWithTexts | None) -> str:
    """Who threw text away that can still be taken back."""
    if held is None or not held.discarded or not _is_kept(held.draft):
        return ""
    assert held.draft.discarded_at is not None
    return _(
        "%(name)s 于 %(at)s 放弃了一份草稿，一天内可以取回",
        name=held.draft.discarded_by,
        at=when(held.draft.discarded_at),
    )


def _is_kept(draft: FormDraft) -> bool:
    return draft.discarded_at is not None and clock.now() - draft.discarded_at < DISCARDED_KEPT


def when(moment: dt.datetime) -> str:
    """Today's time, or the day too."""
    local = clock.local(moment)
    return f"{local:%H:%M}" if local.date() == clock.today() else f"{local:%m-%d %H:%M}"
