"""Jobs on a register: taking a roster in, searching, writing it out, verifying."""

from __future__ import annotations

import contextlib
import sqlite3
from typing import TYPE_CHECKING

from app.actions.importing.taking_in import ImportOptions, take_in_at_once
from app.bootstrap import create_desk, open_desk, verify_file
from app.queries.listing import View, row_ids
from app.reports.registers.bench import Bench
from app.reports.registers.writing_out import export_register
from benchmarks.measuring import Ground, Job
from benchmarks.people import COLUMNS, SPEC, WORST, write_roster

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    Run = Callable[[], object]

_TYPED = ("小", "zh", "zhxm", "0017")


def prepare(ground: Ground) -> None:
    """Make the roster, and the ledger that the other jobs read."""
    write_roster(ground.roster, ground.members)
    _taking_in(ground, ground.ledger)()


# --- taking in ------------------------------------------------------------------------------


def _our_import(ground: Ground) -> Run:
    path = ground.folder / "ours.ghdb"
    path.unlink(missing_ok=True)
    return _taking_in(ground, path)


def _taking_in(ground: Ground, ledger: Path) -> Run:
    """Makes an empty ledger; what it returns takes the roster in and closes."""
    desk = create_desk(ledger, "某某公司工会委员会")

    def run() -> None:
        with desk:
            sheet = Bench.read(ground.roster, SPEC).lay_out().sheet
            seen = take_in_at_once(desk.ledger, SPEC, sheet, ImportOptions())
        if seen.counts["new"] != ground.members:
            raise AssertionError(f"not every row was taken in: {seen.counts}")

    return run


def _raw_import(ground: Ground) -> Run:
    from python_calamine import CalamineWorkbook

    path = ground.folder / "raw.db"
    path.unlink(missing_ok=True)

    def run() -> None:
        sheet = CalamineWorkbook.from_path(ground.roster).get_sheet_by_index(0)
        values = sheet.to_python(skip_empty_area=False)
        born = COLUMNS.index("born_on")
        for row in values[1:]:
            row[born] = str(row[born])  # the driver takes no days
        with contextlib.closing(sqlite3.connect(path)) as raw:
            raw.execute("PRAGMA journal_mode=DELETE")
            raw.execute("PRAGMA synchronous=EXTRA")
            raw.execute(f"CREATE TABLE member (id INTEGER PRIMARY KEY, {', '.join(COLUMNS)})")
            marks = ", ".join("?" * len(COLUMNS))
            raw.executemany(
                f"INSERT INTO member ({', '.join(COLUMNS)}) VALUES ({marks})", values[1:]
            )
            raw.commit()

    return run


# --- searching ----------------------------------------------------------------------------------


def _bare(ground: Ground) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{ground.ledger}?mode=ro", uri=True)


def _our_view(*views: View) -> Callable[[Ground], Run]:
    def prepared(ground: Ground) -> Run:
        reader = open_desk(ground.ledger, write=False).reader
        return lambda: [row_ids(reader, SPEC, view) for view in views]

    return prepared


def _raw_query(*queries: tuple[str, Sequence[str]]) -> Callable[[Ground], Run]:
    def prepared(ground: Ground) -> Run:
        raw = _bare(ground)
        start = "SELECT id FROM member WHERE retired_at IS NULL "
        return lambda: [raw.execute(start + rest, words).fetchall() for rest, words in queries]

    return prepared


# --- writing out and verifying --------------------------------------------------------------


def _our_export(ground: Ground) -> Run:
    reader = open_desk(ground.ledger, write=False).reader
    return lambda: export_register(reader, SPEC, ground.folder / "ours.xlsx", full=True)


def _raw_export(ground: Ground) -> Run:
    import rustpy_xlsxwriter as writer

    raw, names = _bare(ground), list(SPEC.fields)

    def run() -> None:
        found = raw.execute(f"SELECT {', '.join(names)} FROM member ORDER BY group_id, card_no")
        book = writer.FastExcel(str(ground.folder / "raw.xlsx"), output_format="xlsx")
        book.sheet("Sheet1", (dict(zip(names, row, strict=True)) for row in found))
        book.save()

    return run


def _our_verify(ground: Ground) -> Run:
    def run() -> None:
        if faults := verify_file(ground.ledger):
            raise AssertionError(faults[0])

    return run


def _raw_verify(ground: Ground) -> Run:
    raw = _bare(ground)
    return lambda: raw.execute("PRAGMA integrity_check").fetchall()


JOBS = (
    Job("import", "roster from xlsx to saved register", _our_import, _raw_import, 5, 3, False, 400),
    Job(
        "search",
        "search while typing, four boxes",
        _our_view(*(View(search=text) for text in _TYPED)),
        _raw_query(
            ("AND instr(name, ?) > 0", _TYPED[:1]),
            ("AND instr(pinyin, ?) > 0", _TYPED[1:2]),
            ("AND instr(pinyin, ?) > 0", _TYPED[2:3]),
            ("AND instr(mobile, ?) > 0", _TYPED[3:]),
        ),
        2,
        1.3,
        quick=True,
        words=(*_TYPED, *WORST),
        answer=lambda ground, word: _our_view(View(search=word))(ground),
    ),
    Job("xlsx", "register as XLSX", _our_export, _raw_export, 2, 1.3, keeps_within=400),
    Job("verify", "verify: file, chain, replay, standings", _our_verify, _raw_verify, 3, 1.5),
)
