"""Every broken sheet there is comes out as it should, and never otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.errors import ImportRefused
from app.reports.readers import read_in_process
from app.reports.registers.bench import Bench
from tests.benches import look, rows_of, states, write
from tests.broken_sheets import READ, REFUSED
from tests.stranger_sheets import STRANGE

if TYPE_CHECKING:
    from pathlib import Path

    from app.bootstrap import Desk

ALL = READ | STRANGE
A_MAN = {"id_type": "1", "sex": "1", "standing": "regular"}
NOT_OF_THE_SHEET = {"id", "uid", "created_at", "born_on", "pinyin", "initials"}


def bench(folder: Path, desk: Desk, data: bytes) -> Bench:
    file = folder / "名册.et"  # the name never decides
    file.write_bytes(data)
    return Bench(read_in_process(file), desk.spec("member"))


def test_there_are_sixty_and_more() -> None:
    assert len(READ) + len(REFUSED) >= 60
    assert len({sheet.data for sheet in ALL.values()}) == len(READ) + len(STRANGE)


def test_of_every_sheet_it_is_known_what_is_said_or_stored() -> None:
    assert [name for name, one in READ.items() if one.states and not (one.said or one.values)] == []
    assert all(len(one.values) in {0, one.states.count("n")} for one in READ.values())


@pytest.mark.parametrize("name", [name for name, one in READ.items() if one.values])
def test_every_value_goes_into_its_own_cell(name: str, tmp_path: Path, desk: Desk) -> None:
    write(desk, look(desk, bench(tmp_path, desk, READ[name].data)))
    stored = [
        {field: row[field] for field in row if row[field] and field not in NOT_OF_THE_SHEET}
        for row in rows_of(desk)
    ]
    assert stored == [A_MAN | dict(values) for values in READ[name].values]


@pytest.mark.parametrize("name", ALL)
def test_a_broken_sheet_comes_out_as_it_should(name: str, tmp_path: Path, desk: Desk) -> None:
    sheet = ALL[name]
    table = bench(tmp_path, desk, sheet.data)
    looked = look(desk, table)
    assert "".join(state[0] for state in states(looked)) == sheet.states
    told = [*looked.preview.remarks, *(row.reason for row in looked.preview.rows)]
    for said in sheet.said:
        assert any(said in one for one in told), told
    counts = looked.preview.counts
    assert counts["read"] == sum(counts.values()) - counts["read"] == len(sheet.states)
    if looked.preview.taken:
        write(desk, looked)
        again = look(desk, table)
        assert (again.preview.counts["new"], again.preview.counts["changed"]) == (0, 0)


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_is_no_sheet_is_refused(name: str, tmp_path: Path, desk: Desk) -> None:
    data, code = REFUSED[name]
    with pytest.raises(ImportRefused) as refusal:
        bench(tmp_path, desk, data).lay_out()
    assert refusal.value.code == code
