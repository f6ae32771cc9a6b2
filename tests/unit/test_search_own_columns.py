"""The search box looks into texts of users' columns as into any other, and takes no longer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event

from app.actions import extra_columns, records
from app.actions.extra_columns import ColumnDraft
from app.queries.listing import View, row_ids

if TYPE_CHECKING:
    from app.bootstrap import Desk

HOBBIES = ('书法、"行草"', "太极拳 100%", "Ping_Pong", "摄影\\暗房", None)


@pytest.fixture
def hobbies(desk: Desk) -> Desk:
    for label, personal in (("爱好", False), ("证书号", True)):
        draft = ColumnDraft(label, personal=personal)
        desk.act(
            "add", "列", lambda unit, draft=draft: extra_columns.add_column(unit, "member", draft)
        )
    people = [
        {"name": f"某{place}", "extra_1": hobby, "extra_2": f"ZS00012{place}X"}
        for place, hobby in zip("甲乙丙丁戊", HOBBIES, strict=True)
    ]
    desk.act(
        "add",
        "人",
        lambda unit: records.add_all(unit, desk.specs["member"], people),
        acknowledged="测试",
    )
    return desk


def found(desk: Desk, words: str) -> list[int]:
    ids = row_ids(desk.reader, desk.specs["member"], View())
    return [ids.index(each) for each in row_ids(desk.reader, desk.specs["member"], View(words))]


@pytest.mark.parametrize(
    ("words", "rows"),
    [
        ("书法", [0]),
        ('"行草"', [0]),
        ("100%", [1]),
        ("ping_pong", [2]),
        ("PING", [2]),
        ("摄影\\", [3]),
        ("某 太极", [1]),
        ("extra_1", []),  # the name of the column is not what it says
        ("ZS00012", []),  # masked: found by its tail alone
    ],
)
def test_words_are_found_whatever_characters_they_have(
    hobbies: Desk, words: str, rows: list[int]
) -> None:
    assert found(hobbies, words) == rows


def test_a_word_of_a_hidden_column_is_not_found_by_it(hobbies: Desk) -> None:
    retire = extra_columns.retire_column
    hobbies.act("retire", "停用", lambda unit: retire(unit, 1))
    assert found(hobbies, "书法") == []


def test_rows_are_unfolded_only_where_the_word_may_stand(hobbies: Desk) -> None:
    """What makes the search quick: the whole text of a row is looked at before its parts."""
    spec = hobbies.specs["member"]
    statements: list[str] = []

    @event.listens_for(hobbies.reader.engine, "before_cursor_execute")
    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    row_ids(hobbies.reader, spec, View("书法"))
    (sql,) = (each for each in statements if "json_extract" in each)
    before_parts = sql.index("instr(member.extra")
    assert before_parts < sql.index("json_extract")
