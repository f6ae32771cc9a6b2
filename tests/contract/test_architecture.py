"""The rules every file keeps, whoever writes it."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections import Counter
from dataclasses import fields
from functools import cache
from pathlib import Path

from PySide6.QtCore import QObject

import app.models.all  # noqa: F401 - maps every record
from app.models.all import RECORDS
from app.models.base import spec_of
from app.spec.field import FieldSpec

ROOT = Path(__file__).parents[2]
RESOURCES = ROOT / "resources"
COLOUR = re.compile(r"#(?:[0-9a-f]{8}|[0-9a-f]{6}|[0-9a-f]{3})\b", re.IGNORECASE)
WALL_CLOCK = re.compile(r"\b(?:datetime\.(?:utc)?now|date(?:time)?\.today|time\.time)\(")
NAMED_BUTTON = re.compile(r"(?:点|[请先再]用)“([^”]+)”")
# A button of the system's own, and one whose words are made of a register's title.
ELSEWHERE = {"安全弹出", "登记会籍变动"}
CRASH_HANDLERS = {"app/ui/crash.py", "app/__main__.py"}


@cache
def sources() -> dict[str, str]:
    files = sorted((ROOT / "app").rglob("*.py"))
    return {file.relative_to(ROOT).as_posix(): file.read_text(encoding="utf-8") for file in files}


@cache
def syntax() -> tuple[tuple[str, ast.AST], ...]:
    return tuple(
        (file, node) for file, text in sources().items() for node in ast.walk(ast.parse(text))
    )


def history(file: str) -> bool:
    """Revisions of the ledger file stand for ever as they were written, and become more."""
    return file.startswith("app/store/migrations/versions/")


def test_files_have_at_most_400_lines() -> None:
    lengths = {file: text.count("\n") for file, text in sources().items() if not history(file)}
    assert {file: length for file, length in lengths.items() if length > 400} == {}


def test_functions_have_at_most_50_lines() -> None:
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    lengths = {
        f"{file}:{node.lineno} {node.name}": (node.end_lineno or 0) - node.lineno + 1
        for file, node in syntax()
        if isinstance(node, functions) and not history(file)
    }
    assert {name: length for name, length in lengths.items() if length > 50} == {}


def test_folders_have_at_most_12_files() -> None:
    folders = Counter(file.rpartition("/")[0] for file in sources() if not history(file))
    assert {folder: count for folder, count in folders.items() if count > 12} == {}


def test_colours_are_named_in_one_place() -> None:
    texts = sources() | {
        file.relative_to(ROOT).as_posix(): file.read_text(encoding="utf-8")
        for file in RESOURCES.rglob("*.qss")
    }
    found = {file: COLOUR.findall(text) for file, text in texts.items()}
    assert {file for file, colours in found.items() if colours} <= {"app/ui/style/tokens.py"}


def test_only_the_clock_asks_for_the_time() -> None:
    askers = {file for file, text in sources().items() if WALL_CLOCK.search(text)}
    assert askers <= {"app/clock.py", "app/files.py"}  # the age of a file is this machine's


def test_no_handler_swallows_what_it_does_not_know() -> None:
    """`except Exception` may tidy up, if its last act is to raise again."""
    swallowing = []
    for file, node in syntax():
        if isinstance(node, ast.ExceptHandler) and file not in CRASH_HANDLERS:
            caught = "" if node.type is None else ast.unparse(node.type)
            everything = not caught or re.search(r"\b(Base)?Exception\b", caught)
            if everything and not isinstance(node.body[-1], ast.Raise):
                swallowing.append(f"{file}:{node.lineno}")
    assert swallowing == []


def test_a_field_is_described_by_few_plain_facts() -> None:
    facts = fields(FieldSpec)
    assert len(facts) <= 14
    assert [fact.name for fact in facts if "Callable" in str(fact.type)] == []
    specs = [spec for record in RECORDS for spec in spec_of(record).fields.values()]
    assert [
        (spec.label, fact.name)
        for spec in specs
        for fact in facts
        if callable(getattr(spec, fact.name))
    ] == []


def test_messages_name_only_what_the_window_has() -> None:
    """What a refusal tells people to press stands somewhere in the window under that name."""
    window = "".join(text for file, text in sources().items() if file.startswith("app/ui/"))
    unknown = {
        (file, name)
        for file, text in sources().items()
        for name in NAMED_BUTTON.findall(text)
        if f'"{name}"' not in window and not name.startswith("{") and name not in ELSEWHERE
    }
    assert unknown == set()


def test_shipped_data_can_be_read() -> None:
    for file in RESOURCES.rglob("*.toml"):
        tomllib.loads(file.read_text(encoding="utf-8"))


def test_the_glossary_names_every_record() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\w+) \| (\S.*?) \|", text, flags=re.MULTILINE)
    terms = {record.__name__: record.title for record in RECORDS}
    assert terms.items() - set(rows) == set(), "the glossary of CONTRIBUTING.md lacks these"


def test_qt_keeps_none() -> None:
    """Some builds of PySide6 drop a reference to `None` on each call, and die of it later."""
    thing = QObject()
    before = sys.getrefcount(None)
    for _ in range(200):
        thing.setObjectName("x")
    assert sys.getrefcount(None) - before > -100
