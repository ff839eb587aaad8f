"""`import-organizations` and `import-users`: checked whole, nothing twice, for the owner alone."""

from __future__ import annotations

import csv
import stat
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from flask import Flask
from sqlalchemy import func, select

from app.core.access.passwords import is_right
from app.core.access.scope import unscoped
from app.core.base.db import db
from app.core.models import AuditEntry, Organization, User

HEADINGS = "机构名称,机构简称,行政区划,机构类别,上级机构"
TOWN = (
    "湖南总站,,430000,合署,",
    "长沙站,长沙质安站,长沙市,质量安全监督合署机构,",
    "芙蓉站,,长沙市芙蓉区,独立质量,长沙站",
)
USERS = "登录账号,姓名,所属机构,角色"


def command(app: Flask, *words: str) -> Any:
    """What `flask --app run` does with these words."""
    with app.app_context():
        answer = app.test_cli_runner().invoke(args=list(words))
        db.session.remove()
    return answer


def table(folder: Path, *lines: str, name: str = "t.csv", encoding: str = "utf-8-sig") -> str:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding=encoding)
    return str(path)


def workbook(folder: Path, *lines: str) -> str:
    path = folder / "t.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for row, line in enumerate(lines):
            sheet.write_row(row, 0, line.split(","))
    return str(path)


def counts(app: Flask) -> tuple[int, int, int]:
    with app.app_context(), unscoped("look"):
        found = [
            db.session.scalar(select(func.count(model.id))) or 0
            for model in (Organization, User, AuditEntry)
        ]
        db.session.remove()
    return found[0], found[1], found[2]


@pytest.fixture
def town(bare: Flask, tmp_path: Path) -> Flask:
    """A town of three organizations."""
    answer = command(bare, "import-organizations", table(tmp_path, HEADINGS, *TOWN))
    assert answer.exit_code == 0, answer.output
    return bare


@pytest.mark.parametrize("write", [table, workbook], ids=["csv", "xlsx"])
def test_a_table_becomes_a_tree(bare: Flask, tmp_path: Path, write: Any) -> None:
    answer = command(bare, "import-organizations", write(tmp_path, HEADINGS, *TOWN))
    assert answer.exit_code == 0, answer.output
    assert answer.output == "已建立 3 个机构（省级 1、市州级 1、县级 1），0 个已存在\n"
    with bare.app_context(), unscoped("look"):
        furong = db.session.scalars(select(Organization).where(Organization.name == "芙蓉站")).one()
        assert (furong.code, furong.kind.value) == ("43010201", "quality")
        assert furong.parent.name == "长沙站"
        assert furong.parent.parent.name == "湖南总站"
        assert furong.parent.short_name == "长沙质安站"
        db.session.remove()


def test_a_file_of_excel_in_china_is_read(bare: Flask, tmp_path: Path) -> None:
    path = table(tmp_path, HEADINGS, *TOWN, encoding="gb18030")
    assert command(bare, "import-organizations", path).exit_code == 0


def test_a_dry_run_says_it_and_makes_nothing(bare: Flask, tmp_path: Path) -> None:
    before = counts(bare)
    answer = command(bare, "import-organizations", table(tmp_path, HEADINGS, *TOWN), "--dry-run")
    assert answer.exit_code == 0
    assert answer.output == "将建立 3 个机构（省级 1、市州级 1、县级 1），0 个已存在\n"
    assert counts(bare) == before


def test_twice_makes_nothing_twice(town: Flask, tmp_path: Path) -> None:
    before = counts(town)
    answer = command(town, "import-organizations", table(tmp_path, HEADINGS, *TOWN))
    assert answer.output == "已建立 0 个机构（省级 0、市州级 0、县级 0），3 个已存在\n"
    assert counts(town) == before


def test_every_fault_is_told_by_row_and_column(bare: Flask, tmp_path: Path) -> None:
    before = counts(bare)
    path = table(
        tmp_path,
        HEADINGS,
        TOWN[0],
        ",,长沙市,合署,",
        "株洲站,,株州市,合署,",
        "湘潭站,,湘潭市,联合,",
        "衡阳站,,衡阳市,合署,没有的站",
        "衡阳站,,衡阳市,合署,",
    )
    answer = command(bare, "import-organizations", path)
    assert answer.exit_code == 1
    assert answer.output.splitlines() == [
        "第 3 行“机构名称”：请填写机构名称",
        "第 4 行“行政区划”：没有“株州市”这一行政区划",
        "第 5 行“机构类别”：应为：合署、独立质量、独立安全",
        "第 6 行“上级机构”：没有名为“没有的站”的机构",
        "第 7 行“机构名称”：机构名称“衡阳站”重复",
        "共 5 处需要修改，没有建立任何内容",
    ]
    assert counts(bare) == before


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("t.csv", b"\xff\xff\xff\xff", "文件不是 UTF-8 或 GB18030 编码的文本"),
        ("t.csv", b"", "文件中没有可读的表格"),
        ("t.csv", b"a\0b,c\n", "文件中没有可读的表格"),
        ("t.csv", "名字,地方\n甲,乙\n".encode(), "找不到表头"),
        ("t.csv", "机构名称,行政区划\n甲,长沙市\n".encode(), "缺少“机构类别”列"),
        ("t.xlsx", b"PK\x03\x04 no archive", "文件已损坏"),
    ],
    ids=["no text", "empty", "zero bytes", "no headings", "a column is missing", "no workbook"],
)
def test_a_file_that_is_none_is_named(
    bare: Flask, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    answer = command(bare, "import-organizations", str(path))
    assert answer.exit_code == 1
    assert said in answer.output
    assert "Traceback" not in answer.output


# --- users ----------------------------------------------------------------------------------

PEOPLE = (
    "hn_one,钟省管,湖南总站,省级管理员",
    "cs_one,江市管,长沙站,市州级管理员、市州级领导",
    "fr_one,岳县管,43010201,县级管理员",
)


def test_accounts_are_made_and_their_passwords_written_for_the_owner(
    town: Flask, tmp_path: Path
) -> None:
    out = tmp_path / "passwords.csv"
    path = table(tmp_path, USERS, *PEOPLE)
    answer = command(town, "import-users", path, "--passwords", str(out))
    assert answer.exit_code == 0, answer.output
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = {row["登录账号"]: row for row in csv.DictReader(file)}
    assert list(rows) == ["hn_one", "cs_one", "fr_one"]
    assert rows["fr_one"]["市州"] == "长沙市"
    assert all(row["一次性密码"] not in answer.output for row in rows.values())
    with town.app_context(), unscoped("look"):
        user = db.session.scalars(select(User).where(User.username == "cs_one")).one()
        assert is_right(user.password, rows["cs_one"]["一次性密码"])
        assert user.must_change_password
        assert {role.name for role in user.roles} == {"市州级管理员", "市州级领导"}
        told = select(AuditEntry).where(AuditEntry.action == "export")
        assert db.session.scalars(told).one().changes["rows"] == 3
        db.session.remove()


def test_accounts_are_not_made_twice(town: Flask, tmp_path: Path) -> None:
    path = table(tmp_path, USERS, *PEOPLE)
    command(town, "import-users", path, "--passwords", str(tmp_path / "one.csv"))
    before = counts(town)
    second = tmp_path / "two.csv"
    answer = command(town, "import-users", path, "--passwords", str(second))
    assert (answer.exit_code, answer.output) == (0, "已建立 0 个账号，3 个已存在\n")
    assert not second.exists()
    assert counts(town) == before


def test_a_dry_run_of_accounts_needs_no_file_and_makes_nothing(town: Flask, tmp_path: Path) -> None:
    before = counts(town)
    answer = command(town, "import-users", table(tmp_path, USERS, *PEOPLE), "--dry-run")
    assert (answer.exit_code, answer.output) == (0, "将建立 3 个账号，0 个已存在\n")
    assert counts(town) == before


def test_every_fault_of_accounts_is_told(town: Flask, tmp_path: Path) -> None:
    before, out = counts(town), tmp_path / "passwords.csv"
    path = table(
        tmp_path,
        USERS,
        "a b,钟省管,湖南总站,省级管理员",
        "cs_one,,长沙站,县级管理员",
        "fr_one,岳县管,芙蓉区,县级管理员",
        "fr_two,岳县管,芙蓉站,县长",
        "TECH_ADMIN,岳县管,芙蓉站,县级经办",
    )
    answer = command(town, "import-users", path, "--passwords", str(out))
    assert answer.exit_code == 1
    assert answer.output.splitlines() == [
        "第 2 行“登录账号”：登录账号为 4 至 20 位字母、数字或下划线，以字母或数字开头",
        "第 3 行“姓名”：请填写姓名",
        "第 3 行“角色”：县级管理员不是市州级机构的角色",
        "第 4 行“所属机构”：没有名称或编码为“芙蓉区”的机构",
        "第 5 行“角色”：没有“县长”这一角色",
        "第 6 行“登录账号”：登录账号 tech_admin 已存在",
        "共 6 处需要修改，没有建立任何内容",
    ]
    assert (counts(town), out.exists()) == (before, False)


def test_a_file_that_is_there_is_not_written_over(town: Flask, tmp_path: Path) -> None:
    out = tmp_path / "passwords.csv"
    out.write_text("of somebody else")
    before = counts(town)
    path = table(tmp_path, USERS, *PEOPLE)
    answer = command(town, "import-users", path, "--passwords", str(out))
    assert answer.exit_code == 1
    assert "不能写入新文件" in answer.output
    assert (counts(town), out.read_text()) == (before, "of somebody else")


def test_passwords_need_a_place(town: Flask, tmp_path: Path) -> None:
    answer = command(town, "import-users", table(tmp_path, USERS, *PEOPLE))
    assert answer.exit_code == 2
    assert "--passwords" in answer.output
