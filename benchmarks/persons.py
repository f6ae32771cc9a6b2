"""Jobs on the people of a large ledger: found anywhere, twice there, frozen, merged."""

from __future__ import annotations

import hashlib
import json
import shutil
import zlib
from typing import TYPE_CHECKING

from sqlalchemy import text

from app.actions.members.snapshots import take_snapshot
from app.actions.merging.merge import Merging, merge
from app.bootstrap import open_desk
from app.queries.everywhere import looked_through
from app.queries.twins.finder import find_twins
from benchmarks.grounds import KNOWN, bare_copy, file_of
from benchmarks.measuring import Job
from benchmarks.people import SPEC, WORST

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.bootstrap import Desk
    from benchmarks.measuring import Ground

    Run = Callable[[], object]

# 汉字, full pinyin, initials, the tail of an identity number and of a telephone number
_TYPED = ("晓燕", "xiaoyan", "oyxy", "4421", "7788")
_KEYS = ("name", "pinyin", "initials", "card_no")
_TAILS = ("id_number", "mobile")
_DAY = "2026-03-31"
_PAIRS = ("id_number", "name, born_on", "name, mobile", "pinyin, born_on")


# --- found everywhere -----------------------------------------------------------------------


def _our_search(ground: Ground) -> Run:
    desk = open_desk(ground.ledger, write=False)
    return lambda: [list(looked_through(desk.reader, desk.specs, text)) for text in _TYPED]


def _answer(ground: Ground, word: str) -> Run:
    desk = open_desk(ground.ledger, write=False)
    return lambda: list(looked_through(desk.reader, desk.specs, word))


def _raw_search(ground: Ground) -> Run:
    raw = file_of(ground.ledger)
    ways = [f"instr({name}, :text) > 0" for name in _KEYS]
    ways += [f"substr({name}, -length(:text)) = :text" for name in _TAILS]
    query = f"SELECT id FROM member WHERE retired_at IS NULL AND ({' OR '.join(ways)}) LIMIT 5"
    return lambda: [raw.execute(query, {"text": text}).fetchall() for text in _TYPED]


# --- twins ----------------------------------------------------------------------------------


def _our_twins(ground: Ground) -> Run:
    reader = open_desk(ground.ledger, write=False).reader
    return lambda: find_twins(reader, SPEC)


def _raw_twins(ground: Ground) -> Run:
    raw = file_of(ground.ledger)
    shape = (
        "SELECT {0}, group_concat(id) FROM member WHERE retired_at IS NULL "
        "GROUP BY {0} HAVING count(*) > 1"
    )
    return lambda: [raw.execute(shape.format(columns)).fetchall() for columns in _PAIRS]


# --- written --------------------------------------------------------------------------------


def _in_a_copy(work: Callable[[Desk], object]) -> Callable[[Ground], Run]:
    def prepared(ground: Ground) -> Run:
        copy = ground.folder / "copy.ghdb"
        shutil.copyfile(ground.ledger, copy)
        desk = open_desk(copy)

        def run() -> None:
            with desk:
                work(desk)

        return run

    return prepared


def _snapshot(desk: Desk) -> None:
    desk.act("benchmark", "做快照", lambda unit: take_snapshot(unit, _DAY), acknowledged=KNOWN)


def _raw_snapshot(ground: Ground) -> Run:
    raw = bare_copy(ground.ledger)

    def run() -> None:
        columns = "uid, id, name, id_number, sex, standing, group_id, hired_on, left_on"
        names = columns.split(", ")
        rows = raw.execute(f"SELECT {columns} FROM member WHERE retired_at IS NULL ORDER BY uid")
        people = [dict(zip(names, row, strict=True)) for row in rows]
        text = json.dumps(people, ensure_ascii=False).encode()
        raw.execute("BEGIN IMMEDIATE")
        kept = (hashlib.sha256(text).hexdigest(), zlib.compress(text, 6))
        raw.execute("CREATE TABLE kept (digest, packed)")
        raw.execute("INSERT INTO kept VALUES (?, ?)", kept)
        raw.execute("COMMIT")

    return run


def _merge(desk: Desk) -> None:
    # Both are members, so the admission of the one that goes is left out.
    query = text("SELECT id FROM membership_event WHERE member_id = 2")
    left_out = frozenset(desk.reader.scalars(query))
    specs, two = tuple(desk.specs.values()), Merging(1, 2, left_out=left_out)
    desk.act("benchmark", "合并", lambda unit: merge(unit, specs, SPEC, two), acknowledged=KNOWN)


def _raw_merge(ground: Ground) -> Run:
    raw = bare_copy(ground.ledger)

    def run() -> None:
        raw.execute("BEGIN IMMEDIATE")
        raw.execute("UPDATE membership_event SET member_id = 1 WHERE member_id = 2")
        raw.execute("UPDATE member SET retired_at = '2026' WHERE id = 2")
        raw.execute("COMMIT")

    return run


JOBS = (
    Job(
        "everywhere",
        "search everywhere, five words",
        _our_search,
        _raw_search,
        6,
        3,
        quick=True,
        words=(*_TYPED, *WORST),
        answer=_answer,
    ),
    Job("twins", "who may be in the register twice", _our_twins, _raw_twins, 8, 4),
    Job("snapshot", "snapshot of everybody", _in_a_copy(_snapshot), _raw_snapshot, 4, 2),
    Job("merge", "two people merged", _in_a_copy(_merge), _raw_merge, 10, 4),
)
