"""What every refusal says, read from the program's own text: three parts, and how they are put."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

APP = Path(__file__).parents[2] / "app"
ERRORS = frozenset({"AppError", "StorageError", "Refused", "ImportRefused"})
LONGEST = 90  # characters of a part, what is filled in counted as FILLED
FILLED = "某某某某某某某某"
SAFE = re.compile(
    "没有变化|已保存|都在|还在|没有写入|没有受影响|不受影响|没有被改动|没有改动|可以继续"
)
BLAMING = ("非法", "未知错误", "您错", "无效的")
# What office people read in Latin letters, and what is typed on the command line.
WORDS = frozenset(
    {"Excel", "WPS", "Word", "U", "PDF", "MB", "GB", "GB18030", "UTF", "UOS", "OUT"}
    | {"xlsx", "xls", "csv", "pdf", "txt", "toml", "ghdb", "docx", "zip", "html"}
    | {"check", "undo", "verify", "history", "import", "export", "forms", "print", "name", "json"}
)
LATIN = re.compile(r"(?<![-.\w])[A-Za-z][A-Za-z0-9]*")


@dataclass(frozen=True)
class Message:
    """One refusal as it stands in the program; parts that are computed are ``None``."""

    place: str
    parts: tuple[str | None, ...]
    code: str | None


def _constants(tree: ast.Module) -> dict[str, ast.expr]:
    return {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _text(node: ast.expr, known: dict[str, ast.expr]) -> str | None:
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=values):
            return "".join(
                part.value if isinstance(part, ast.Constant) else FILLED for part in values
            )
        case ast.Name(id=name) if name in known:
            return _text(known[name], known)
        case ast.IfExp(body=body):
            return _text(body, known)
    return None


def messages() -> Iterator[Message]:
    for file in sorted(APP.rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        known = _constants(tree)
        for node in ast.walk(tree):
            match node:
                case ast.Call(func=ast.Name(id=name), args=[*parts]) if name in ERRORS and not any(
                    isinstance(part, ast.Starred) for part in parts
                ):
                    texts = [_text(part, known) for part in parts[:4]]
                    place = f"{file.relative_to(APP.parent).as_posix()}:{node.lineno}"
                    yield Message(place, tuple(texts[:3]), texts[3] if len(texts) > 3 else None)


ALL = tuple(messages())
every_message = pytest.mark.parametrize("message", ALL, ids=lambda message: message.place)


def test_refusals_were_found_at_all() -> None:
    assert len(ALL) > 60


@every_message
def test_a_refusal_has_three_parts_and_a_code(message: Message) -> None:
    assert len(message.parts) == 3
    if message.code is not None:
        assert re.fullmatch(r"[A-Z]-\d{3}", message.code)


@every_message
def test_each_part_is_short_chinese_without_blame(message: Message) -> None:
    for part in filter(None, message.parts):
        assert len(part) <= LONGEST
        assert not part.endswith("。")  # the surface puts the stops
        assert not [word for word in BLAMING if word in part]
        assert set(LATIN.findall(part)) <= WORDS


@every_message
def test_the_second_part_says_what_is_safe(message: Message) -> None:
    if message.parts[1] is not None:
        assert SAFE.search(message.parts[1])


@every_message
def test_the_third_part_asks_for_one_step(message: Message) -> None:
    if message.parts[2] is not None:
        assert re.match("请|可|参数请|密码|选|要", message.parts[2])


def test_one_code_means_one_cause() -> None:
    """A code read out on the telephone is enough to know what happened, and what to do."""
    # One cause, two places.
    in_other_words = {"B-204", "D-102", "R-404", "R-405", "R-406", "R-409"}
    causes: dict[str, set[tuple[str | None, ...]]] = {}
    for message in ALL:
        if message.code:
            causes.setdefault(message.code, set()).add(message.parts)
    shared = {code for code, texts in causes.items() if len(texts) > 1}
    assert shared == in_other_words
