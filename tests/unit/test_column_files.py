"""Columns of the user's own, carried from one ledger to another by the command line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from app.actions.column_files import read_file
from app.actions.extra_columns import ColumnDraft, add_column, retire_column
from app.bootstrap import create_desk, open_desk
from app.cli import run
from app.errors import Refused
from app.queries.past.history import entries
from app.spec.kinds import Kind

if TYPE_CHECKING:
    from pathlib import Path

DRAFTS = (
    ColumnDraft("工作服尺码", Kind.CHOICE, choices="小、中、大", aliases="尺码、衣服号"),
    ColumnDraft("银行卡号", personal=True, in_list=False),
    ColumnDraft("学时数", Kind.INTEGER, unit="学时"),
)


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    path = tmp_path / "甲.ghdb"
    with create_desk(path, "甲工会") as desk:
        for draft in (*DRAFTS, ColumnDraft("不用了")):
            desk.act("add_column", "列", lambda unit, d=draft: add_column(unit, "member", d))
        desk.act("retire_column", "停用", lambda unit: retire_column(unit, 4))
    return path


@pytest.fixture
def other(tmp_path: Path) -> Path:
    path = tmp_path / "乙.ghdb"
    create_desk(path, "乙工会").close()
    return path


def test_they_come_out_and_in_the_same(
    ledger: Path, other: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "列.toml"
    assert run(["columns", "export", str(ledger), "会员", str(file)]) == 0
    assert read_file(file).columns == DRAFTS
    capsys.readouterr()
    assert run(["columns", "import", str(other), str(file), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told == {"register": "member", "added": [draft.label for draft in DRAFTS]}
    with open_desk(other, write=False) as desk:
        spec = desk.specs["member"]
        assert spec.fields["extra_3"].unit == "学时"
        assert spec.fields["extra_1"].aliases == ("尺码", "衣服号")
        assert "extra_2" not in spec.layout.table
        done = len(entries(desk.reader))
    assert run(["columns", "import", str(other), str(file)]) == 0
    assert "已有的没有变化" in capsys.readouterr().out
    with open_desk(other, write=False) as desk:
        assert len(entries(desk.reader)) == done


def test_a_column_of_another_kind_is_not_overwritten(
    ledger: Path, other: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "列.toml"
    run(["columns", "export", str(ledger), "会员", str(file)])
    with open_desk(other) as desk:
        draft = ColumnDraft("学时数")
        desk.act("add_column", "列", lambda unit: add_column(unit, "member", draft))
    assert run(["columns", "import", str(other), str(file)]) == 2
    assert "名称或别名相同" in capsys.readouterr().err
    with open_desk(other, write=False) as desk:
        assert "extra_2" not in desk.specs["member"].fields


@pytest.mark.parametrize(
    "text",
    [
        "",
        "不是",
        'register = "member"',
        'register = "member"\ncolumns = [{ label = "甲", kind = "blob" }]',
        'register = "member"\ncolumns = [{ label = "甲" }]',
        'register = "member"\ncolumns = [{ label = "甲", kind = "text", width = 3 }]',
        'register = "member"\ncolumns = 3',
    ],
)
def test_what_is_no_definition_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "列.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(Refused) as refusal:
        read_file(file)
    assert refusal.value.code == "R-529"
