"""Reads ``pytest.mark.feature(...)`` from test sources without importing or running them."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Mark(NamedTuple):
    """One feature named by one test; ``test`` is the test's pytest address, relative to the tests folder."""

    feature: str
    test: str
    line: int


def marks_in(tests: Path) -> list[Mark]:
    """Every mark under a folder of tests, by file and line."""
    return [mark for file in sorted(tests.rglob("*.py")) for mark in _of_file(file, tests)]


def _of_file(file: Path, tests: Path) -> Iterator[Mark]:
    tree = ast.parse(file.read_text(encoding="utf-8"), str(file))
    yield from _of_body(tree.body, file.relative_to(tests).as_posix())


def _of_body(body: list[ast.stmt], address: str) -> Iterator[Mark]:
    for statement in body:
        if isinstance(statement, ast.ClassDef):
            inner = f"{address}::{statement.name}"
            yield from _of_expressions(statement.decorator_list, inner)
            yield from _of_body(statement.body, inner)
        elif isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _of_expressions(statement.decorator_list, f"{address}::{statement.name}")
        elif isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value is not None:
            # pytestmark = ..., or a shared list of pytest.param(..., marks=...)
            yield from _of_expressions([statement.value], address)


def _of_expressions(expressions: list[ast.expr], address: str) -> Iterator[Mark]:
    for expression in expressions:
        for node in ast.walk(expression):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("mark.feature"):
                yield from (Mark(_literal(argument), address, argument.lineno) for argument in node.args)


def _literal(argument: ast.expr) -> str:
    """The ID itself; anything computed is returned as source text, which no list of features holds."""
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        return argument.value
    return ast.unparse(argument)
