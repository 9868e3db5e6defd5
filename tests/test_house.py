"""The house rules that a machine can check: sizes, one way to change a status, one transaction, docstrings, wording."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("kit", "push", "subscriptions", "api", "bot", "sandbox", "card_bridge")
FILE_LINES = 300
FUNCTION_LINES = 40
PARAMETERS = 6
STATUS_WRITERS = {"api/documents/advance.py"}
TRANSACTION_OWNERS = {"kit/database.py", "kit/engines/sqlite.py", "kit/engines/postgres.py"}
REGISTRIES = (("pypi", "org"), ("pythonhosted", "org"), ("registry", "npmjs"), ("deb", "debian", "org"))
FORBIDDEN_IN_TRANSACTION = {"create_task", "ensure_future", "gather", "TaskGroup", "request", "to_thread"}


def _tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [ROOT / name for name in listed.splitlines() if (ROOT / name).is_file()]


TRACKED = _tracked()
PYTHON = [path for path in TRACKED if path.suffix == ".py"]
HOUSE = [path for path in PYTHON if path.relative_to(ROOT).parts[0] in ROOMS or path.name == "huizhi.py"]


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _nodes(path: Path, *kinds: type[ast.AST]) -> Iterator[ast.AST]:
    return (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, kinds))


def _functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in _nodes(path, ast.FunctionDef, ast.AsyncFunctionDef):
        assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        yield node


@pytest.mark.parametrize("path", PYTHON, ids=_name)
def test_no_file_is_longer_than_300_lines(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= FILE_LINES


@pytest.mark.parametrize("path", HOUSE, ids=_name)
def test_no_function_is_longer_than_40_lines_or_takes_a_crowd_of_parameters(path: Path) -> None:
    for function in _functions(path):
        lines = (function.end_lineno or function.lineno) - function.lineno + 1
        assert lines <= FUNCTION_LINES, f"{function.name} has {lines} lines"
        names = [
            argument.arg for argument in [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
        ]
        count = len([name for name in names if name not in {"self", "cls", "actor"}])
        assert count <= PARAMETERS, f"{function.name} takes {count} parameters"


@pytest.mark.parametrize("path", HOUSE, ids=_name)
def test_a_public_function_says_in_a_sentence_what_it_does(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            assert ast.get_docstring(node), f"{node.name} says nothing"


def _assigned_attributes(path: Path) -> set[str]:
    targets: list[ast.expr] = []
    for node in _nodes(path, ast.Assign, ast.AugAssign, ast.AnnAssign):
        targets += node.targets if isinstance(node, ast.Assign) else [node.target]  # type: ignore[attr-defined]
    return {target.attr for target in targets if isinstance(target, ast.Attribute)}


@pytest.mark.parametrize("path", [path for path in HOUSE if _name(path).startswith("api/")], ids=_name)
def test_only_advance_changes_a_status(path: Path) -> None:
    if _name(path) in STATUS_WRITERS:
        return
    assert "status" not in _assigned_attributes(path)
    assert not re.search(r"update\s+documents\b", path.read_text("utf-8"), re.IGNORECASE)


@pytest.mark.parametrize("path", HOUSE, ids=_name)
def test_transactions_are_opened_by_kit_alone(path: Path) -> None:
    if _name(path) in TRANSACTION_OWNERS:
        return
    assert not re.search(r"\bin_transaction\(|\batomic\(|\bbegin immediate\b", path.read_text("utf-8"), re.IGNORECASE)


def _is_transaction(node: ast.AST) -> bool:
    return isinstance(node, ast.AsyncWith) and any("transaction()" in ast.unparse(item) for item in node.items)


@pytest.mark.parametrize("path", HOUSE, ids=_name)
def test_no_task_gather_or_network_call_stands_inside_a_transaction(path: Path) -> None:
    for block in (node for node in _nodes(path, ast.AsyncWith) if _is_transaction(node)):
        for call in (node for node in ast.walk(block) if isinstance(node, ast.Call)):
            called = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            assert called not in FORBIDDEN_IN_TRANSACTION, f"line {call.lineno}: {called} inside a transaction"


@pytest.mark.parametrize("path", HOUSE, ids=_name)
def test_errors_of_http_are_raised_nowhere_but_at_the_doors(path: Path) -> None:
    if path.name in {"main.py", "doors.py", "routes.py", "problems.py"} or _name(path).startswith("sandbox/"):
        return
    assert "HTTPException" not in path.read_text("utf-8")


def test_nothing_left_to_do_is_hidden_in_a_comment() -> None:
    owed = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    found = [_name(path) for path in HOUSE if owed.search(path.read_text("utf-8"))]
    assert not found


def test_no_path_of_a_machine_and_no_registry_host_is_named() -> None:
    hosts = "|".join(map(re.escape, (".".join(parts) for parts in REGISTRIES)))
    pattern = re.compile(rf"(?<![\w.])/(?:work|home|root)/\w|{hosts}")
    texts = [
        path
        for path in TRACKED
        if path.suffix in {".py", ".md", ".toml", ".lock", ".sh", ".json", ".yml", ".tsv", ".csv", ""}
    ]
    found = [_name(path) for path in texts if pattern.search(path.read_text("utf-8", errors="ignore"))]
    assert not found


def test_every_migration_stands_in_both_dialects() -> None:
    names = {_name(path) for path in TRACKED if path.suffix == ".sql"}
    for name in names:
        twin = name.replace(".pg.sql", ".sqlite.sql") if ".pg." in name else name.replace(".sqlite.sql", ".pg.sql")
        assert twin in names, f"{name} has no twin"


def test_the_stairs_hold() -> None:
    """import-linter: every contract of pyproject.toml is kept."""
    run = subprocess.run([str(ROOT / ".venv/bin/lint-imports")], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout
