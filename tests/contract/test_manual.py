"""What the manual calls by name stands in the program: buttons, columns, pages."""

from __future__ import annotations

import ast
import re
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.cli.parser import build_parser
from app.ui.manual.pages import pages

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
CHAPTERS = sorted((ROOT / "resources" / "manual").glob("*.md"))
BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
PAGE = re.compile(r"“([^“”]+)”(?:一)?页")
SHORT_OF = "（“：… "  # a name may go on with these: 自哪个月起执行（不填：一直如此）
HOLE = "\0"  # what a text of the program fills in, as in 写入 {n} 行
# Bold for its weight, or for what is done in several steps: the names of nothing.
WEIGHTY = {
    *("两样都没有的，每一行都按会员登记", "还没有写入任何内容", "要您来定的行", "不会", "不能还原"),
    *("数据", "整本台账", "表头", "点人数就看名单", "改一格", "加自己的列", "存成视图"),
    *("全月代扣", "个别人、补交几个月", "预缴", "粘贴一列", "须改正 3", "还有 6 天", "已过 3 天"),
}


def _written(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.JoinedStr):
            parts = (part.value if isinstance(part, ast.Constant) else HOLE for part in node.values)
            yield "".join(map(str, parts))


def _texts() -> frozenset[str]:
    """All texts of the program, those of its data with them."""
    trees = (ast.parse(file.read_text("utf-8")) for file in (ROOT / "app").rglob("*.py"))
    data = (file.read_text("utf-8") for file in (ROOT / "resources").rglob("*.toml"))
    found = chain.from_iterable(map(_written, trees))
    return frozenset(chain(found, *(re.findall(r'"([^"]*)"', text) for text in data)))


TEXTS = _texts()
NUMBERED = [re.compile(re.escape(t).replace(HOLE, "[n0-9]+(?: 人)?")) for t in TEXTS if HOLE in t]


def is_named(name: str) -> bool:
    """Whether a text of the program is ``name``, or begins with it and goes on with an aside."""
    return (
        name in TEXTS
        or any(text.startswith(tuple(name + mark for mark in SHORT_OF)) for text in TEXTS)
        or any(text.fullmatch(name) for text in NUMBERED)
    )


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_what_is_bold_is_a_name_that_the_program_shows(chapter: Path) -> None:
    named = {name.replace("\n", "") for name in BOLD.findall(chapter.read_text("utf-8"))}
    assert {name for name in named - WEIGHTY if not is_named(name)} == set()


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_pages_are_called_as_they_are(chapter: Path) -> None:
    titles = {page.title for page in pages()}
    named = set(PAGE.findall(chapter.read_text("utf-8")))
    assert {name for name in named - titles if not is_named(name)} == set()


def test_nothing_is_called_weighty_that_the_manual_does_not_say() -> None:
    said = set(chain.from_iterable(BOLD.findall(file.read_text("utf-8")) for file in CHAPTERS))
    assert said >= WEIGHTY


def test_every_command_stands_in_the_chapter_of_commands() -> None:
    chapter = next(file for file in CHAPTERS if file.stem.endswith("命令行"))
    told = set(re.findall(r"`(?:union-ledger )?([a-z-]+)", chapter.read_text("utf-8")))
    commands = next(each for each in build_parser()._actions if isinstance(each.choices, dict))
    assert commands.choices is not None
    assert set(commands.choices) <= told


def test_every_option_of_a_command_stands_there_too() -> None:
    chapter = next(file for file in CHAPTERS if file.stem.endswith("命令行")).read_text("utf-8")
    commands = next(each for each in build_parser()._actions if isinstance(each.choices, dict))
    assert commands.choices is not None
    options = {
        option
        for command in commands.choices.values()
        for action in command._actions
        for option in action.option_strings
    }
    assert sorted(options - {"-h", "--help"} - set(re.findall(r"--[a-z-]+", chapter))) == []


def test_the_list_of_chapters_is_whole() -> None:
    listed = (ROOT / "docs" / "manual" / "README.md").read_text("utf-8")
    assert [file.name for file in CHAPTERS] == re.findall(r"resources/manual/(.+\.md)", listed)
