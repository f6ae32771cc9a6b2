"""The command line as scripts see it: exit codes, JSON shapes, messages, nothing half-written."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from app.cli import run
from tests.builders import an_id_number

if TYPE_CHECKING:
    from pathlib import Path

UNION = "某某公司工会委员会"


class Terminal:
    """Runs commands and keeps what they said."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys
        self.error = ""

    def __call__(self, *words: object, expect: int = 0) -> str:
        code = run([str(word) for word in words])
        said = self._capsys.readouterr()
        self.error = said.err
        assert code == expect, said
        return said.out

    def json(self, *words: object, expect: int = 0) -> Any:
        return json.loads(self(*words, "--json", expect=expect))

    def refuses(self, *words: object) -> str:
        assert self(*words, expect=2) == ""
        line = self.error.rstrip("\n")
        assert "\n" not in line
        assert "Traceback" not in line
        assert line.endswith("〕")
        return line


def content(path: Path) -> list[str]:
    """Everything a ledger holds, except how often it was opened for writing."""
    with contextlib.closing(sqlite3.connect(path)) as raw:
        return [line for line in raw.iterdump() if 'INTO "setting"' not in line]


@pytest.fixture
def terminal(capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(capsys)


@pytest.fixture
def ledger(tmp_path: Path, terminal: Terminal) -> Path:
    path = tmp_path / "a.ghdb"
    terminal("new", path, "--name", UNION)
    return path


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """A personnel sheet with a title, a sum and one bad row."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(["某某公司在册职工名单"])
    page.append(["序号", "姓 名", "身份证号码", "部门", "所属工会小组", "入会时间", "联系电话"])
    for number, name in enumerate(("张小明", "李大山", "䶮㛃"), 1):
        identity = an_id_number(sequence=2 * number - 1)
        page.append([number, name, identity, "一车间", "装配一组", "2013.6.3", "13812345678"])
    page.append([4, "坏数据", "123", "一车间", "装配一组", "2020-2-30", ""])
    page.append(["合计", "4人"])
    path = tmp_path / "名册.xlsx"
    book.save(path)
    return path


def test_new_refuses_an_existing_path(ledger: Path, terminal: Terminal) -> None:
    before = ledger.read_bytes()
    assert "已经存在" in terminal.refuses("new", ledger, "--name", "别的工会")
    assert ledger.read_bytes() == before


def test_registers_list_core_and_working_ledgers(ledger: Path, terminal: Terminal) -> None:
    found = {entry["id"]: entry for entry in terminal.json("registers", ledger)}
    assert set(found["member"]) == {"id", "title", "columns", "rows"}
    assert found["member"]["title"] == "会员"
    assert "身份证号" in found["member"]["columns"]
    assert found["XJ-03"]["title"] == "文体活动登记"


def test_import_counts_every_row(ledger: Path, workbook: Path, terminal: Terminal) -> None:
    said = terminal.json("import", ledger, "member", workbook, expect=1)
    counts = said["counts"]
    assert counts == {
        "read": 5,
        "new": 3,
        "changed": 0,
        "same": 0,
        "skipped": 1,
        "refused": 1,
    }
    assert {row["state"] for row in said["rows"]} == {"skipped", "refused"}
    assert all(row["reason"] for row in said["rows"])
    again = terminal.json("import", ledger, "member", workbook, expect=1)["counts"]
    assert (again["new"], again["same"]) == (0, 3)


def test_a_dry_run_writes_nothing(
    ledger: Path, workbook: Path, terminal: Terminal, tmp_path: Path
) -> None:
    refused = tmp_path / "拒收.xlsx"
    said = terminal.json(
        "import", ledger, "会员", workbook, "--dry-run", "--refused", refused, expect=1
    )
    assert said["counts"]["new"] == 3
    registers = {entry["id"]: entry["rows"] for entry in terminal.json("registers", ledger)}
    assert registers["member"] == 0
    page = openpyxl.load_workbook(refused).active
    assert page is not None
    assert page.max_row >= 3


def test_export_is_masked_and_full_comes_back_the_same(
    ledger: Path, workbook: Path, terminal: Terminal, tmp_path: Path
) -> None:
    terminal("import", ledger, "member", workbook, expect=1)
    masked, full = tmp_path / "masked.xlsx", tmp_path / "full.csv"
    terminal("export", ledger, "member", masked)
    terminal("export", ledger, "member", full, "--full")
    texts = {
        str(cell.value)
        for row in openpyxl.load_workbook(masked).active.iter_rows()  # type: ignore[union-attr]
        for cell in row
    }
    assert not any(an_id_number(sequence=1) in text for text in texts)
    counts = terminal.json("import", ledger, "member", full)["counts"]
    assert counts["same"] == counts["read"] == 3


def test_history_and_undo(ledger: Path, workbook: Path, terminal: Terminal) -> None:
    terminal("import", ledger, "member", workbook, expect=1)
    latest = terminal.json("history", ledger)[0]
    assert "名册.xlsx" in latest["title"]
    assert not latest["undone"]
    terminal.json("undo", ledger)
    registers = {entry["id"]: entry["rows"] for entry in terminal.json("registers", ledger)}
    assert registers["member"] == 0
    assert terminal.json("history", ledger)[1]["undone"]
    assert "已经撤销过" in terminal.refuses("undo", ledger, "--action", latest["action_id"])


def test_papers(ledger: Path, workbook: Path, terminal: Terminal, tmp_path: Path) -> None:
    terminal("import", ledger, "member", workbook, expect=1)
    forms = {entry["id"]: entry for entry in terminal.json("forms", ledger)}
    assert set(forms["member-roster"]) == {"id", "title", "parameters", "formats"}
    for suffix in forms["member-roster"]["formats"]:
        out = tmp_path / f"roster.{suffix}"
        made = terminal.json("print", ledger, "member-roster", out)
        assert made["pages"] == 1
        assert out.stat().st_size
    text = (tmp_path / "roster.txt").read_text(encoding="utf-8")
    assert "会员花名册" in text
    assert "䶮㛃" in text
    assert an_id_number(sequence=1) not in text
    terminal(
        "print", ledger, "会员花名册", tmp_path / "full.txt", "--full", "--as-at", "2014-01-01"
    )
    assert an_id_number(sequence=1) in (tmp_path / "full.txt").read_text(encoding="utf-8")
    terminal("print", ledger, "member-roster", tmp_path / "blank.txt", "--blank", "20")
    assert "䶮㛃" not in (tmp_path / "blank.txt").read_text(encoding="utf-8")


def test_backup_verify_restore(
    ledger: Path, workbook: Path, terminal: Terminal, tmp_path: Path
) -> None:
    made = terminal.json("backup", ledger, tmp_path / "stick")
    terminal("import", ledger, "member", workbook, expect=1)
    assert terminal.json("verify", ledger) == {"ok": True, "faults": []}
    restored = terminal.json("restore", made["path"], ledger)
    assert restored["kept"]
    registers = {entry["id"]: entry["rows"] for entry in terminal.json("registers", ledger)}
    assert registers["member"] == 0
    terminal("restore", made["path"], tmp_path / "other.ghdb")
    assert terminal.json("verify", tmp_path / "other.ghdb")["ok"]


def test_check_says_rule_citation_and_message(
    ledger: Path, workbook: Path, terminal: Terminal
) -> None:
    terminal("import", ledger, "member", workbook, expect=1)
    code = run(["check", str(ledger), "--json"])
    found = json.loads(terminal._capsys.readouterr().out)
    assert code == (1 if any(entry["severity"] == "error" for entry in found) else 0)
    assert all(
        set(entry) == {"rule", "severity", "citation", "record", "message", "due"}
        and entry["citation"]
        for entry in found
    )
    assert "mem-rosters" in {entry["rule"] for entry in found}


def test_definitions_of_working_ledgers(ledger: Path, terminal: Terminal, tmp_path: Path) -> None:
    out = tmp_path / "XJ-03.toml"
    terminal("ledger", "export", ledger, "XJ-03", out)
    text = out.read_text(encoding="utf-8")
    changed = tmp_path / "own.toml"
    changed.write_text(
        text.replace('"XJ-03"', '"GR-01"').replace("文体活动登记", "球类活动登记"), encoding="utf-8"
    )
    assert terminal.json("ledger", "import", ledger, changed)["id"] == "GR-01"
    ids = [entry["id"] for entry in terminal.json("registers", ledger)]
    assert {"XJ-03", "GR-01"} <= set(ids)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("registers", "{missing}"), "找不到文件"),
        (("registers", "{foreign}"), "不是工会台账文件"),
        (("export", "{ledger}", "nothing", "x.xlsx"), "没有名为"),
        (("export", "{ledger}", "member", "x.docx"), "不能导出"),
        (("print", "{ledger}", "nothing", "x.pdf"), "没有名为"),
        (("print", "{ledger}", "member-roster", "x.pdf", "--color", "red"), "没有参数"),
        (("print", "{ledger}", "member-roster", "x.bmp"), "不能生成"),
        (("print", "{ledger}", "member-roster", "x.pdf", "--as-at", "昨天"), "不是一个日期"),
        (("import", "{ledger}", "member", "{missing}"), "没有"),
        (("import", "{ledger}", "member", "{foreign}"), "没有"),
        (("restore", "{foreign}", "{ledger}"), "不是工会台账文件"),
        (("undo", "{ledger}", "--action", "99"), "没有可以撤销的操作"),
        (("new",), "命令写得不完整"),
    ],
)
def test_refusals(
    ledger: Path, terminal: Terminal, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    foreign = tmp_path / "foreign.ghdb"
    foreign.write_bytes(b"no ledger at all " * 20)
    before = content(ledger)
    places = {"ledger": ledger, "missing": tmp_path / "missing.ghdb", "foreign": foreign}
    assert said in terminal.refuses(*(word.format(**places) for word in words))
    assert content(ledger) == before
    assert not (tmp_path / "x.pdf").exists()
