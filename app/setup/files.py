"""Tables of organizations and of accounts: how they are read, and the template to fill in.

Browser and commands read by the same functions: `Read` has what is right of a file and everything
that is wrong with it, each at its row and column.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from flask_babel import gettext as _

from app.core.access import accounts
from app.core.access.accounts import Issued, NewAccount, OneTimePassword
from app.core.access.roles import Role
from app.core.base.choices import OrganizationKind
from app.core.base.errors import FieldError, Refused
from app.core.base.typed_text import clean_line, name_text, narrow
from app.core.tree.organization_tree import TreeDivision, divisions, tree
from app.imports.text_table import read_table
from app.imports.workbook import Heading, Sheet, rows_as_typed

from . import operations, queries, rules
from .operations import Founded
from .rules import Planned

ORGANIZATIONS = (
    Heading("name", "机构名称", required=True),
    Heading("short_name", "机构简称"),
    Heading("division", "行政区划", required=True, also=("行政区划代码", "所在行政区划")),
    Heading("kind", "机构类别", required=True),
    Heading("superior", "上级机构"),
)
USERS = (
    Heading("username", "登录账号", required=True),
    Heading("person", "姓名", required=True),
    Heading("organization", "所属机构", required=True, also=("机构编码", "机构名称")),
    Heading("roles", "角色", required=True),
)
KINDS = {
    word: kind
    for kind in OrganizationKind
    for word in (str(kind.value), str(kind.label), str(kind.short))
}


@dataclass(slots=True)
class Read:
    """What a file holds: rows that can be made, and faults at their rows and columns."""

    organizations: list[Planned] = field(default_factory=list)
    accounts: list[NewAccount] = field(default_factory=list)
    skipped: int = 0
    faults: list[FieldError] = field(default_factory=list)

    def add(self, row: str, column: str, words: str) -> None:
        self.faults.append(FieldError("IM1", f"{column}-{row}", words))


def fault_lines(errors: Sequence[FieldError], headings: Sequence[Heading]) -> Iterator[str]:
    """Errors of rows as an office reads them: 第 5 行“机构类别”：…"""
    words = {one.key: one.words for one in headings}

    def place(error: FieldError) -> int:
        row = error.field.rpartition("-")[2]
        return int(row) if row.isdigit() else 0

    for error in sorted(errors, key=place):
        column, _dash, row = error.field.rpartition("-")
        if column in words and row.isdigit():
            yield _(
                "第 %(row)s 行“%(column)s”：%(words)s",
                row=row,
                column=words[column],
                words=error.message,
            )
        else:
            yield error.message


def read_organizations(path: Path, file_name: str) -> Read:
    """The organizations of a file. Raises Refused for a file that is none."""
    sheet = read_table(path, file_name, ORGANIZATIONS)
    found = Read()
    places = _by_words(divisions())
    for row, texts in _rows(sheet, ORGANIZATIONS, found):
        one = _planned(row, texts, places, found)
        if one is not None:
            found.organizations.append(one)
    return found


def read_users(path: Path, file_name: str) -> Read:
    """The accounts of a file, without those that are there already."""
    sheet = read_table(path, file_name, USERS)
    found = Read()
    by_words: dict[str, int] = {}
    for node in tree().values():
        by_words[node.name] = node.id
    by_words |= queries.ids_by_code()
    for row, texts in _rows(sheet, USERS, found):
        one = _account(row, texts, by_words, found)
        if one is not None:
            found.accounts.append(one)
    _skip_those_there(found)
    return found


def make_organizations(read: Read) -> Founded:
    """Make what a file says, or raise Refused with everything that is wrong with it."""
    errors, made = list(read.faults), Founded((), 0)
    try:
        made = operations.establish_planned(read.organizations)
    except Refused as refused:
        errors += refused.errors
    Refused.if_any(errors)
    return made


def check_accounts(read: Read) -> None:
    """Raise Refused with everything that is wrong with the accounts of a file."""
    errors = [*read.faults, *accounts.refusals(read.accounts)]
    # What is missing is missing for the file and for the account.
    Refused.if_any({(one.field, one.message): one for one in errors}.values())


def make_accounts(read: Read, passwords: Sequence[OneTimePassword]) -> list[Issued]:
    """Make the accounts of a file, or raise Refused."""
    check_accounts(read)
    return accounts.create_accounts(read.accounts, passwords)


def _rows(
    sheet: Sheet, headings: Sequence[Heading], found: Read
) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Each row by its number; cells that cannot be read are faults, empty ones that must not be."""
    for line, texts, unread in rows_as_typed(sheet, headings):
        row = str(line.number)
        for column, words in unread.items():
            found.add(row, column, words)
        for one in headings:
            if one.required and not texts[one.key].strip() and one.key not in unread:
                found.add(row, one.key, _("请填写%(label)s", label=one.words))
        yield row, {key: clean_line(text) for key, text in texts.items()}


def _planned(
    row: str,
    texts: Mapping[str, str],
    places: Mapping[str, list[TreeDivision]],
    found: Read,
) -> Planned | None:
    """A row as an organization; None where it cannot be told which."""
    kind = KINDS.get(texts["kind"])
    named = places.get("".join(narrow(texts["division"]).split()), [])
    if texts["kind"] and kind is None:
        words = _("应为：%(kinds)s", kinds="、".join(str(one.short) for one in OrganizationKind))
        found.add(row, "kind", words)
    if texts["division"] and not named:
        found.add(row, "division", _("没有“%(text)s”这一行政区划", text=texts["division"]))
    elif len(named) > 1:
        codes = "、".join(one.code for one in named)
        words = _("有多个同名的行政区划，请填写代码（%(codes)s）", codes=codes)
        found.add(row, "division", words)
    if kind is None or len(named) != 1 or not texts["name"]:
        return None
    return Planned(
        row, texts["name"], texts["short_name"] or None, named[0].code, kind, texts["superior"]
    )


def _by_words(places: Mapping[str, TreeDivision]) -> dict[str, list[TreeDivision]]:
    """Divisions by their codes, their names, and their names behind that of the prefecture."""
    found: dict[str, list[TreeDivision]] = {}
    for place in places.values():
        above = places.get(rules.prefecture_within(place.code, places))
        whole = f"{above.name}{place.name}" if above is not None and above is not place else ""
        for words in {place.code, place.name, whole} - {""}:
            found.setdefault(words, []).append(place)
    return found


def _account(
    row: str, texts: Mapping[str, str], by_words: Mapping[str, int], found: Read
) -> NewAccount | None:
    organization_id = by_words.get(texts["organization"])
    if texts["organization"] and organization_id is None:
        words = _("没有名称或编码为“%(text)s”的机构", text=texts["organization"])
        found.add(row, "organization", words)
    named = [
        part for part in texts["roles"].replace("，", "、").replace(",", "、").split("、") if part
    ]
    known = {role.value: role for role in Role}
    roles = tuple(known[part.strip()] for part in named if part.strip() in known)
    if unknown := [part for part in named if part.strip() not in known]:
        words = _("没有“%(role)s”这一角色", role=unknown[0])
        found.add(row, "roles", words)
    if organization_id is None or not roles or unknown or not texts["username"]:
        return None
    username = narrow(texts["username"])
    return NewAccount(username, name_text(texts["person"]), organization_id, roles, row)


def _skip_those_there(found: Read) -> None:
    """Whoever has the account already in the same organization is not made twice."""
    there = queries.accounts_at([one.username for one in found.accounts])
    is_same = [there.get(one.username.lower()) == one.organization_id for one in found.accounts]
    found.skipped = sum(is_same)
    found.accounts = [one for one, same in zip(found.accounts, is_same, strict=True) if not same]
