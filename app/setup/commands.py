"""Imports by command: the same files, rules and operations as in the browser, for scripts."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask_babel import gettext as _

from app.core.access import accounts
from app.core.access.accounts import Issued
from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.choices import Level
from app.core.base.db import db
from app.core.base.errors import FieldError, Refused
from app.imports.workbook import Heading
from app.users.presentation import slips

from . import files
from .operations import Founded

COLUMNS = ("机构名称", "市州", "登录账号", "姓名", "角色", "一次性密码", "有效期至")
# A spreadsheet would take what begins so for a formula.
FORMULA = ("=", "+", "-", "@", "\t")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command says, and whether the file had faults."""

    lines: Sequence[str]
    has_faults: bool = False


def import_organizations(path: Path, *, dry_run: bool) -> Outcome:
    """Make the organizations of a file, or say everything that is wrong with it. Commits."""

    def act() -> Outcome:
        made = files.make_organizations(files.read_organizations(path, path.name))
        lines = [_made_words(made, dry_run=dry_run)]
        _end(dry_run=dry_run)
        return Outcome(lines)

    return _told(act, files.ORGANIZATIONS)


def import_users(path: Path, *, dry_run: bool, passwords: Path | None) -> Outcome:
    """Make the accounts of a file and write their passwords into a new one. Commits."""

    def act() -> Outcome:
        read = files.read_users(path, path.name)
        files.check_accounts(read)
        words = {"n": len(read.accounts), "m": read.skipped}
        if dry_run or passwords is None:
            return Outcome([_("将建立 %(n)d 个账号，%(m)d 个已存在", **words)])
        if not read.accounts:
            return Outcome([_("已建立 %(n)d 个账号，%(m)d 个已存在", **words)])
        with _written_for_owner(passwords) as write:
            issued = files.make_accounts(read, accounts.issue(len(read.accounts)))
            write(issued)
            accounts.record_issue(issued)
            db.session.commit()
        told = _("一次性密码已写入 %(file)s，请分发后删除该文件", file=str(passwords))
        return Outcome([_("已建立 %(n)d 个账号，%(m)d 个已存在", **words), told])

    return _told(act, files.USERS)


def _told(act: Callable[[], Outcome], headings: Sequence[Heading]) -> Outcome:
    """What came of an import; what is refused leaves nothing behind."""
    with unscoped("a command of whoever keeps the machine"):
        try:
            return act()
        except Refused as refused:
            db.session.rollback()
            errors: Sequence[FieldError] = refused.errors
            lines = list(files.fault_lines(errors, headings))
            lines.append(_("共 %(n)d 处需要修改，没有建立任何内容", n=len(lines)))
            return Outcome(lines, has_faults=True)


def _end(*, dry_run: bool) -> None:
    if dry_run:
        db.session.rollback()
    else:
        db.session.commit()


def _made_words(made: Founded, *, dry_run: bool) -> str:
    """How many of each level, in words."""
    numbers = {level: sum(one.level is level for one in made.made) for level in Level}
    each = "、".join(f"{level.label} {number}" for level, number in numbers.items())
    words = {"n": len(made.made), "each": each, "m": made.skipped}
    if dry_run:
        return _("将建立 %(n)d 个机构（%(each)s），%(m)d 个已存在", **words)
    return _("已建立 %(n)d 个机构（%(each)s），%(m)d 个已存在", **words)


@contextmanager
def _written_for_owner(path: Path) -> Iterator[Callable[[Sequence[Issued]], None]]:
    """A new file that its owner alone may read, gone again where the block fails."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        words = _("不能写入新文件 %(file)s：%(why)s", file=str(path), why=error.strerror)
        raise Refused.because("", "passwords", words) from None
    try:
        with os.fdopen(handle, "w", encoding="utf-8-sig", newline="") as file:

            def write(issued: Sequence[Issued]) -> None:
                rows = csv.writer(file)
                rows.writerow(COLUMNS)
                rows.writerows(_cells(issued))
                file.flush()
                os.fsync(file.fileno())

            yield write
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _cells(issued: Sequence[Issued]) -> Iterator[list[str]]:
    for _group, some in slips(issued):
        for one in some:
            until = f"{clock.local(one.expires_at):%Y-%m-%d %H:%M}"
            cells = (one.organization, one.group, one.username, one.person, one.roles)
            yield [f"'{cell}" if cell.startswith(FORMULA) else cell for cell in cells] + [
                one.password,
                until,
            ]
