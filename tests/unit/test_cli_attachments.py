"""The command that takes attachments out, and the check that misses them."""

from __future__ import annotations

import contextlib
import sqlite3
from typing import TYPE_CHECKING

import openpyxl
import pytest

from tests.unit.test_cli import Terminal

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def terminal(capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(capsys)


def test_attachments_leave_with_a_list_and_a_note(tmp_path: Path, terminal: Terminal) -> None:
    ledger, out = tmp_path / "示例.ghdb", tmp_path / "附件"
    terminal("sample", ledger, "--members", "10", "--years", "1")
    made = terminal.json("attachments", ledger, out, "--register", "会员")
    assert made == {"folder": str(out), "files": 4, "list": "附件清单.xlsx"}
    assert len(list((out / "会员").iterdir())) == 4
    head, *lines = list(openpyxl.load_workbook(out / "附件清单.xlsx").active.values)[1:]
    assert head[:4] == ("台账", "记录", "类别", "文件名")
    assert [line[2] for line in lines] == ["入会申请书", "会员登记表", "入会申请书", "入会申请书"]
    assert all((out / line[7]).is_file() for line in lines)
    assert "导出附件：会员" in terminal("history", ledger, "--limit", "1")
    told = terminal("history", ledger)
    assert terminal.refuses("attachments", ledger, out).endswith("〔R-533〕")
    assert terminal("history", ledger) == told
    assert terminal("attachments", ledger, tmp_path / "全部").startswith("已导出 5 个附件")
    lacking = tmp_path / "没有"
    refused = terminal.refuses("attachments", ledger, lacking, "--register", "XJ-03")
    assert refused.endswith("〔R-557〕")
    assert not lacking.exists()
    assert terminal("history", ledger, "--limit", "1").count("导出附件：全部") == 1
    with contextlib.closing(sqlite3.connect(ledger)) as raw:
        raw.execute("DROP TRIGGER blob_is_kept")
        raw.execute("DELETE FROM blob")
        raw.commit()
    assert "附件“" in terminal("verify", ledger, expect=1)
