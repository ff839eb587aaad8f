"""A reader of migrations: which of them change rows, beside the tables."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

WRITES = re.compile(
    r"\b(INSERT|REPLACE|MERGE)\s+(OR\s+\w+\s+)?INTO\b"
    r"|\bUPDATE\s+[\w.\"%{}]+(\s+(AS\s+)?\w+)?\s+SET\b"
    r"|\bDELETE\s+FROM\b|\bTRUNCATE\s+(?!ON\b)\w",
    re.IGNORECASE,
)
# A trigger that will write some day changes no row now.
LATER = re.compile(r"\bCREATE\s+(OR\s+REPLACE\s+)?(TRIGGER|FUNCTION)\b", re.IGNORECASE)
OF_STATEMENTS = {"insert", "update", "delete"}
OF_SESSIONS = {"bulk_insert", "bulk_insert_mappings", "add_all", "merge"}


def moves_rows(source: str) -> bool:
    """Whether the upgrade of a migration writes rows."""
    return any(
        _is_statement(node) or _is_call(node)
        for part in _upgrade(ast.parse(source))
        for node in ast.walk(part)
    )


def _upgrade(module: ast.Module) -> Iterator[ast.stmt]:
    """`upgrade` and what it uses of the module; the way back may write what it likes."""
    named: dict[str, ast.stmt] = {}
    for one in module.body:
        if isinstance(one, ast.FunctionDef):
            named[one.name] = one
        elif isinstance(one, ast.Assign | ast.AnnAssign):
            targets = one.targets if isinstance(one, ast.Assign) else [one.target]
            named |= {target.id: one for target in targets if isinstance(target, ast.Name)}
    waiting, seen = ["upgrade"], set[str]()
    while waiting:
        name = waiting.pop()
        if name in named and name not in seen:
            seen.add(name)
            yield named[name]
            waiting += [n.id for n in ast.walk(named[name]) if isinstance(n, ast.Name)]


def _is_statement(node: ast.AST) -> bool:
    text = _text(node)
    return bool(WRITES.search(text)) and not LATER.search(text)


def _text(node: ast.AST) -> str:
    """A literal text; what stands in its places is some name."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part) or "name" for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return "".join(_text(part) or "name" for part in (node.left, node.right))
    return ""


def _is_call(node: ast.AST) -> bool:
    """`sa.update(table)`, `table.update()`, `op.bulk_insert(table, rows)`; not a dict's update."""
    if not isinstance(node, ast.Call):
        return False
    if isinstance(node.func, ast.Name):
        return node.func.id in OF_STATEMENTS | OF_SESSIONS
    if not isinstance(node.func, ast.Attribute):
        return False
    name, owner = node.func.attr, ast.unparse(node.func.value)
    if name in OF_STATEMENTS:
        return owner in ("sa", "sqlalchemy") or not node.args
    return name in OF_SESSIONS or (name == "add" and "session" in owner)
