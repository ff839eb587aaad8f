"""Commands: `flask --app run …`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from flask import Flask, current_app

if TYPE_CHECKING:
    from app.setup.commands import Outcome


def register_commands(app: Flask) -> None:
    """Add our commands to the flask command."""
    for command in (
        sync_permissions,
        load_demo,
        create_admin,
        import_organizations,
        import_users,
        unlock_user,
        check_audit,
        reset_second_factor,
        worker,
        schedule,
    ):
        app.cli.add_command(command)


def _refuse_wrong_keys() -> None:
    from app.core.access.key_proof import refuse_wrong_keys

    refuse_wrong_keys()


@click.command("sync-permissions")
def sync_permissions() -> None:
    """Write permissions and roles that code declares; later edits stay."""
    from app.core.access.first_admin import is_wanted
    from app.core.access.permission_sync import sync

    _refuse_wrong_keys()
    stale = sync(current_app.extensions["appbuilder"])
    for name, resource in sorted(stale):
        click.echo(f"nobody declares {name} on {resource} any more")
    if is_wanted():
        click.echo("尚无账号，请执行：flask --app run create-admin", err=True)


@click.command("load-demo")
@click.option("--people", type=int, default=None, help="Fill the roster up to this many people.")
def load_demo(people: int | None) -> None:
    """Load demo data once; each module adds what it is missing."""
    from app.demo import load

    if current_app.config["APP_ENV"] == "production":
        raise click.ClickException("演示数据不能装入生产环境")
    _refuse_wrong_keys()
    load(people=people)


@click.command("create-admin")
@click.option("--username", prompt="登录账号", envvar="ADMIN_USERNAME")
@click.option("--password", prompt="密码", hide_input=True, envvar="ADMIN_PASSWORD")
def create_admin(username: str, password: str) -> None:
    """Create the technical administrator of the first set-up; weak passwords are refused."""
    from app.core.access.first_admin import create
    from app.core.base.errors import Refused

    try:
        create(username, password)
    except Refused as refused:
        raise click.ClickException("；".join(e.message for e in refused.errors)) from refused


FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
DRY_RUN = click.option("--dry-run", is_flag=True, help="Say what would be made; make nothing.")


@click.command("import-organizations")
@click.argument("file", type=FILE)
@DRY_RUN
def import_organizations(file: Path, dry_run: bool) -> None:
    """Make the organizations of a table (CSV, XLSX); every fault is told, and then nothing made."""
    from app.setup import commands

    _refuse_wrong_keys()
    _tell(commands.import_organizations(file, dry_run=dry_run))


@click.command("import-users")
@click.argument("file", type=FILE)
@DRY_RUN
@click.option("--passwords", type=click.Path(path_type=Path), help="A new file for the passwords.")
def import_users(file: Path, dry_run: bool, passwords: Path | None) -> None:
    """Make the accounts of a table (CSV, XLSX); their one-time passwords go into a file alone."""
    from app.setup import commands

    if passwords is None and not dry_run:
        raise click.UsageError("请用 --passwords 指定一次性密码写入的文件")
    _refuse_wrong_keys()
    _tell(commands.import_users(file, dry_run=dry_run, passwords=passwords))


def _tell(outcome: Outcome) -> None:
    """Print what came of an import; faults end the command with 1."""
    for line in outcome.lines:
        click.echo(line, err=outcome.has_faults)
    if outcome.has_faults:
        raise SystemExit(1)


@click.command("unlock-user")
@click.argument("username")
def unlock_user(username: str) -> None:
    """Lift the lock that too many wrong passwords put on a login name."""
    from app.core.access.sign_in import unlock

    if not unlock(username):
        raise click.ClickException(f"登录账号 {username} 未被锁定")
    click.echo(f"登录账号 {username} 已解锁")


@click.command("check-audit")
def check_audit() -> None:
    """Walk along the chain of the audit trail; a link that does not hold ends with 1."""
    from app.audit import commands

    _refuse_wrong_keys()
    outcome = commands.check()
    for line in outcome.lines:
        click.echo(line, err=outcome.is_broken)
    if outcome.is_broken:
        raise SystemExit(1)


@click.command("reset-second-factor")
@click.argument("username")
def reset_second_factor(username: str) -> None:
    """Take the second factor of an account away and end its sign-ins, for an emergency."""
    from app.core.access.second_factor import reset_by_name

    if not reset_by_name(username):
        raise click.ClickException(f"登录账号 {username} 没有开启两步验证")
    click.echo(f"登录账号 {username} 的两步验证已重置")


@click.command("worker")
@click.option("--burst", is_flag=True, help="Stop when the queues are empty.")
def worker(burst: bool) -> None:
    """Run background jobs."""
    from app.core.jobs.worker import work

    _refuse_wrong_keys()
    work(current_app._get_current_object(), burst=burst)  # type: ignore[attr-defined]


@click.command("schedule")
@click.option("--once", is_flag=True, help="One tick, then stop.")
def schedule(once: bool) -> None:
    """Every minute ask what is due and sweep up what was lost."""
    from app.core.jobs.schedule import tick_on

    _refuse_wrong_keys()
    tick_on(current_app._get_current_object(), once=once)  # type: ignore[attr-defined]
