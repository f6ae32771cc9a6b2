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
        mobile = f"1381234567{number}"
        page.append([number, name, identity, "一车间", "装配一组", "2013.6.3", mobile])
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
    not_taken = [row for row in said["rows"] if not row["remarks"]]
    assert {row["state"] for row in not_taken} == {"skipped", "refused"}
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


def _take_in_people(terminal: Terminal, ledger: Path, folder: Path, count: int) -> None:
    sheet = folder / f"{count}.csv"
    lines = [
        f"职工{letter},{an_id_number(sequence=n + 1)}"
        for n, letter in enumerate("甲乙丙丁戊己"[:count])
    ]
    sheet.write_text("\n".join(["姓名,身份证号", *lines, ""]), encoding="utf-8")
    terminal("import", ledger, "member", sheet)


def test_check_tells_what_many_share_in_one_line(
    ledger: Path, terminal: Terminal, tmp_path: Path
) -> None:
    _take_in_people(terminal, ledger, tmp_path, 6)
    said = terminal("check", ledger, expect=1).splitlines()
    (line,) = [line for line in said if "mem-approve-date" in line]
    assert "会籍自批准之日起算：6 人，如 职工甲、职工乙、职工丙 …" in line
    every = terminal.json("check", ledger, expect=1)
    assert sum(entry["rule"] == "mem-approve-date" for entry in every) == 6
    assert said[-1] == f"共 {len(every)} 条"


def test_check_lists_a_few_one_by_one(ledger: Path, terminal: Terminal, tmp_path: Path) -> None:
    _take_in_people(terminal, ledger, tmp_path, 5)
    said = terminal("check", ledger, expect=1).splitlines()
    assert sum("mem-approve-date" in line for line in said) == 5


def test_the_roster_of_a_group_is_no_roster_of_the_union(
    ledger: Path, terminal: Terminal, tmp_path: Path
) -> None:
    def lacking() -> str:
        found = terminal.json("check", ledger, expect=1)
        (finding,) = [each for each in found if each["rule"] == "mem-rosters"]
        return str(finding["message"])

    _take_in_people(terminal, ledger, tmp_path, 1)
    groups = tmp_path / "groups.csv"
    groups.write_text("小组名称\n装配一组\n", encoding="utf-8")
    terminal("import", ledger, "member_group", groups)
    terminal("print", ledger, "member-roster", tmp_path / "a.txt", "--group", "装配一组")
    terminal("print", ledger, "member-roster", tmp_path / "b.txt", "--as-at", "2001-01-01")
    terminal("print", ledger, "member-roster", tmp_path / "c.txt", "--blank", "5")
    terminal("export", ledger, "member", tmp_path / "e.csv", "--as-at", "2001-01-01")
    assert "工会会员" in lacking()
    terminal("print", ledger, "member-roster", tmp_path / "d.txt")
    assert "工会会员" not in lacking()


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
        (("undo", "{ledger}", "--action", "99"), "没有编号为 99 的操作"),
        (("new",), "命令写得不完整"),
        (("new", "{missing}", "--name", "长" * 101), "最多 100 个字"),
        (("nothing",), "没有“nothing”"),
        (("sample", "{missing}", "--members", "5"), "不在 10 到 200,000 之间"),
        (("backup", "{ledger}", "/media/没插上/备份"), "没有找到备份 U 盘"),
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


def test_what_one_line_does_not_hold_has_lines_of_its_own(
    ledger: Path, terminal: Terminal, tmp_path: Path
) -> None:
    sheet = tmp_path / "名册.csv"
    sheet.write_text("姓名\n张\ue000\n王\ue001\n李\ue002\n", "utf-8")
    terminal("import", ledger, "member", sheet)
    terminal("print", ledger, "member-roster", tmp_path / "x.pdf", expect=2)
    first, *places = terminal.error.splitlines()
    assert "等 3 个字" in first
    assert first.endswith("〔R-302〕")
    assert [line[:9] for line in places] == [f"“{c}”（U+E00" for c in "\ue000\ue001\ue002"]


DAMAGED = (
    ("registers", "{file}"),
    ("forms", "{file}"),
    ("history", "{file}"),
    ("check", "{file}"),
    ("export", "{file}", "member", "x.xlsx"),
    ("print", "{file}", "member-roster", "x.pdf"),
    ("import", "{file}", "member", "{workbook}"),
    ("undo", "{file}"),
    ("backup", "{file}", "{folder}"),
)


@pytest.mark.parametrize("words", DAMAGED, ids=lambda words: words[0])
def test_a_damaged_ledger_is_told_as_such_by_every_command(
    workbook: Path, terminal: Terminal, tmp_path: Path, words: tuple[str, ...]
) -> None:
    path = tmp_path / "坏的.ghdb"
    terminal("sample", path, "--members", 30, "--years", 1)
    with contextlib.closing(sqlite3.connect(path)) as raw:
        page = raw.execute("SELECT rootpage FROM sqlite_master WHERE name = 'member'").fetchone()[0]
        size = raw.execute("PRAGMA page_size").fetchone()[0]
    content = bytearray(path.read_bytes())
    content[(page - 1) * size : page * size] = bytes(size)
    path.write_bytes(content)
    places = {"file": path, "workbook": workbook, "folder": tmp_path}
    assert terminal.refuses(*(word.format(**places) for word in words)).endswith("〔T-201〕")
    assert path.read_bytes() == content


def test_a_ledger_that_others_changed_is_still_read_and_says_so(
    ledger: Path, workbook: Path, terminal: Terminal, tmp_path: Path
) -> None:
    terminal("import", ledger, "member", workbook, expect=1)
    with contextlib.closing(sqlite3.connect(ledger)) as raw:
        raw.execute("UPDATE member SET mobile = NULL")
        raw.commit()
    terminal("export", ledger, "member", tmp_path / "x.xlsx")
    assert "〔T-204〕" in terminal.error
    assert "〔T-204〕" in terminal.refuses("undo", ledger)
    assert terminal.json("verify", ledger, expect=1)["ok"] is False


def test_undo_tells_what_it_took_back(ledger: Path, workbook: Path, terminal: Terminal) -> None:
    terminal("import", ledger, "member", workbook, expect=1)
    terminal("print", ledger, "member-roster", workbook.with_name("x.pdf"))
    assert "导入会员" in terminal.json("undo", ledger)["title"]


@pytest.mark.parametrize(
    "words",
    [("export", "{file}", "member", "{out}.xlsx"), ("print", "{file}", "ZZ-05", "{out}.pdf")],
)
def test_whole_numbers_leave_only_after_the_history_tells_of_it(
    ledger: Path, workbook: Path, terminal: Terminal, tmp_path: Path, words: tuple[str, ...]
) -> None:
    terminal("import", ledger, "member", workbook, expect=1)
    out = tmp_path / "没有这个文件夹" / "x"
    terminal.refuses(*(word.format(file=ledger, out=out) for word in words), "--full")
    newest = terminal.json("history", ledger)[0]
    assert newest["name"] in {"export_register", "print_form"}
