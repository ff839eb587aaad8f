"""Rights as the pages show them: the tree of a user, and where each right comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.access.lent_rights import Loan
from app.core.access.roles import LEVEL_OF
from app.core.access.roles import Role as RoleName
from app.core.base.choices import Level
from app.core.models import PermissionBundle, UserGrant
from app.core.screens.detail_parts import DetailPart
from app.core.screens.value_display import NOTHING

from . import queries
from .catalogue import Button, Line, buttons, catalogue, narrowed, words_of
from .choices import BUNDLE, MENU, Pair, RightsState
from .queries import Source
from .rules import effect_lines

ROLE, GRANTED, LENT, NONE = "role", "granted", "lent", "none"
KINDS = {
    ROLE: _l("角色自带"),
    GRANTED: _l("申请获得"),
    LENT: _l("代办"),
    NONE: _l("无此权限"),
}


@dataclass(frozen=True, slots=True)
class HeldButton:
    """A button of the tree: by a role, by a grant, for somebody else, or not at all; and which."""

    label: str
    kind: str
    source: str = ""

    @property
    def why(self) -> str:
        """In words whether it is held."""
        return str(KINDS[self.kind])


@dataclass(frozen=True, slots=True)
class HeldLine:
    """A screen of the tree with its buttons; ``told`` are the kinds whose sources are written."""

    label: str
    is_part: bool
    buttons: Sequence[HeldButton]
    told: Sequence[str] = ()

    @property
    def is_held(self) -> bool:
        """Whether anything of it may be used."""
        return any(one.kind != NONE for one in self.buttons)

    @property
    def notes(self) -> Sequence[tuple[str, str, str]]:
        """Kind, its word and source of what is held, each once."""
        told = [one for one in self.buttons if one.kind in self.told and one.source]
        return list(dict.fromkeys((one.kind, one.why, one.source) for one in told))


@dataclass(frozen=True, slots=True)
class HeldGroup:
    """A group of the menu in the tree."""

    label: str
    icon: str
    lines: Sequence[HeldLine]

    @property
    def is_held(self) -> bool:
        return any(line.is_held for line in self.lines)

    @property
    def lent(self) -> int:
        """How many buttons are held for somebody else alone."""
        return sum(one.kind == LENT for line in self.lines for one in line.buttons)


def rights_tree(held: Mapping[Pair, Sequence[Source]]) -> list[HeldGroup]:
    """The whole menu, each button with whether it is held and why.

    A role is named at each screen only where somebody has several.
    """
    roles = {one.role for sources in held.values() for one in sources if one.role}
    told = (GRANTED, LENT, *((ROLE,) if len(roles) > 1 else ()))
    return [
        HeldGroup(group.label, group.icon, [_line(line, held, told) for line in group.lines])
        for group in catalogue()
    ]


def _line(line: Line, held: Mapping[Pair, Sequence[Source]], told: Sequence[str]) -> HeldLine:
    found = [_button(one, held.get(one.pair, ())) for one in line.buttons]
    return HeldLine(line.label, line.is_part, found, told)


def _button(button: Button, sources: Sequence[Source]) -> HeldButton:
    roles = [source.role for source in sources if source.role]
    grants = [source.grant for source in sources if source.grant is not None]
    loans = [source.loan for source in sources if source.loan is not None]
    if roles:
        return HeldButton(button.label, ROLE, _("、").join(roles))
    if grants:
        return HeldButton(button.label, GRANTED, _("；").join(map(grant_words, grants)))
    if loans:
        return HeldButton(button.label, LENT, _("；").join(map(loan_words, loans)))
    return HeldButton(button.label, NONE)


def grant_words(grant: UserGrant) -> str:
    """A grant in one line: the bundle, on what ground, until when."""
    return _("，").join(filter(None, (bundle_name(grant.bundle), grant.basis, until_words(grant))))


def loan_words(loan: Loan) -> str:
    """For whom somebody stands, until when."""
    place = _("代%(name)s", name=loan.principal_name)
    return _("，").join((place, _("有效期至 %(day)s", day=loan.ends_on)))


def bundle_name(bundle: object) -> str:
    """What a bundle is called; the names that come with the product are known in every language."""
    return _(str(bundle))


def until_words(grant: UserGrant) -> str:
    """The last day of a grant."""
    if grant.expires_on is None:
        return _("长期有效")
    return _("有效期至 %(day)s", day=grant.expires_on)


# --- roles and bundles ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RoleLine:
    """A role as the screen lists it."""

    id: int
    name: str
    level: Level
    screens: int
    rights: int
    holders: int
    state: RightsState
    version: int

    @property
    def is_changed(self) -> bool:
        """Whether the office made something else of it than code declares."""
        return self.state is RightsState.CHANGED


def role_lines() -> list[RoleLine]:
    """Every role with what it gives and how many have it."""
    everything, holders = set(buttons()), queries.holders_of_roles()
    held, defaults = queries.rights_of_roles(), queries.defaults()
    found = []
    for role in queries.roles():
        rights, name = held.get(role.id, set()), RoleName(role.name)
        is_usual = rights & everything == defaults[name] & everything
        told = rights & everything
        found.append(
            RoleLine(
                id=role.id,
                name=role.name,
                level=LEVEL_OF[name],
                screens=sum(permission == "can_read" for permission, _resource in told),
                rights=len(told),
                holders=holders.get(role.id, 0),
                state=RightsState.USUAL if is_usual else RightsState.CHANGED,
                version=queries.stamp(rights),
            )
        )
    return found


def role_tree(role: Any) -> list[HeldGroup]:
    """What a role gives, in the tree of all rights."""
    held = queries.rights_of_roles().get(role.id, set())
    return rights_tree({pair: (Source(role.name),) for pair in held})


def told_rights(told: Sequence[str] | None) -> str:
    """Permissions as the audit trail names them ("can read on x"), in the words of the screens."""
    found = []
    for text in told or ():
        permission, _on, resource = text.rpartition(" on ")
        pair = (permission.replace(" ", "_"), resource)
        if pair[0] != MENU:
            found.append(words_of(pair))
    return _("、").join(found) or NOTHING


def difference(now: Sequence[str], typed: Sequence[str]) -> str:
    """What somebody ticked who was slower, where it differs from what is in force."""
    words = {button.code: words_of(button.pair) for _line, button in buttons().values()}
    added = [words[code] for code in typed if code not in now]
    taken = [words[code] for code in now if code not in typed]
    lines = effect_lines(added, taken, 0)[:-1]
    return _("；").join(lines)


def _bundle_tree(bundle: PermissionBundle) -> Mapping[str, Any]:
    """What a bundle gives, and nothing else."""
    held = queries.rights_of_bundles([bundle.id]).get(bundle.id, set())
    groups = [
        HeldGroup(
            group.label,
            group.icon,
            [
                HeldLine(
                    line.label,
                    line.is_part,
                    [HeldButton(one.label, GRANTED) for one in line.buttons],
                )
                for line in group.lines
            ],
        )
        for group in narrowed(held)
    ]
    return {"groups": groups}


DETAIL_PARTS = (DetailPart(BUNDLE, "rights", _l("权限"), "rights/bundle.html", _bundle_tree),)
