"""Damaged and hostile files: limits hold, and nothing but a refusal ever comes of them."""

from __future__ import annotations

import io
import random
import time
import zipfile
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import ImportRefused
from app.reports.readers import Limits, read_in_process
from app.reports.readers.refusals import REFUSALS, refused
from tests import broken_books as made

if TYPE_CHECKING:
    from pathlib import Path

    from app.reports.readers import Table

GOOD = made.xlsx()
OLD = made.xls([*made.ROSTER] * 50)
BLANKS = b" " * (3 << 20)
TEXT = made.csv_text().encode()


def read(folder: Path, data: bytes, **limits: int) -> Table:
    file = folder / "名册.xlsx"
    file.write_bytes(data)
    return read_in_process(file, limits=Limits(**limits))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("data", "limits", "code"),
    [
        (made.xlsx(), {"file": 100}, "I-615"),
        (made.with_part("xl/x.xml", BLANKS), {"member": 1 << 20}, "I-616"),
        (made.with_part("xl/x.xml", BLANKS), {"unpacked": 1 << 20}, "I-616"),
        (made.with_part("xl/sharedStrings.xml", BLANKS), {"strings": 1 << 20}, "I-616"),
        (made.xlsx(), {"members": 3}, "I-617"),
        (made.xlsx(), {"rows": 2}, "I-618"),
        (TEXT, {"rows": 2}, "I-618"),
        (made.xlsx(), {"cells": 5}, "I-632"),
        (made.xls(made.ROSTER), {"cells": 5}, "I-632"),
        (TEXT, {"cells": 5}, "I-632"),
        (made.xlsx(), {"columns": 2}, "I-619"),
        (made.xlsx(), {"last_line": 2}, "I-619"),
        (TEXT, {"last_line": 2}, "I-619"),
        (made.xlsx(data='<row r="1"><c r="A1"><f>1</f></c></row>'), {"marks": 0}, "I-630"),
    ],
)
def test_limits_hold(data: bytes, limits: dict[str, int], code: str, tmp_path: Path) -> None:
    with pytest.raises(ImportRefused) as refusal:
        read(tmp_path, data, **limits)
    assert refusal.value.code == code


def test_members_under_one_name_are_refused(tmp_path: Path) -> None:
    file = io.BytesIO(GOOD)
    with zipfile.ZipFile(file, "a") as package:
        package.writestr("XL/Worksheets/Sheet1.xml", "<worksheet/>")
    with pytest.raises(ImportRefused) as refusal:
        read(tmp_path, file.getvalue())
    assert refusal.value.code == "I-617"


@pytest.mark.parametrize("share", [n / 24 for n in range(1, 24)])
@pytest.mark.parametrize("whole", [GOOD, OLD], ids=["xlsx", "xls"])
def test_a_truncated_workbook_is_refused(whole: bytes, share: float, tmp_path: Path) -> None:
    with pytest.raises(ImportRefused) as refusal:
        read(tmp_path, whole[: int(len(whole) * share)])
    assert refusal.value.code in {"I-602", "I-616"}


def test_mutants_are_refused_or_read(tmp_path: Path) -> None:
    """A changed byte may change a value in an uncompressed file; it never does more than that."""
    dice = random.Random(7)
    for whole in (GOOD, OLD):
        for _ in range(60):
            mutant = bytearray(whole)
            for _ in range(dice.choice((1, 1, 2, 8))):
                mutant[dice.randrange(len(mutant))] = dice.randrange(256)
            try:
                table = read(tmp_path, bytes(mutant))
            except ImportRefused:
                continue
            assert table.rows
            assert whole is OLD or [row.cells for row in table.rows] == [*made.ROSTER]


@settings(max_examples=150, deadline=None)
@given(
    data=st.one_of(
        st.binary(max_size=300),
        st.builds(lambda body: b"PK\x03\x04" + body, st.binary(max_size=200)),
        st.builds(lambda body: made.ole("Root Entry", "Workbook") + body, st.binary(max_size=200)),
        st.builds(
            lambda body: made.with_part(
                "xl/worksheets/sheet1.xml", b"<worksheet><sheetData>" + body
            ),
            st.binary(max_size=200),
        ),
        st.text(max_size=200).map(lambda text: text.encode("utf-8", "ignore")),
    )
)
def test_readers_raise_nothing_unexpected(
    data: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.getbasetemp()
    with suppress(ImportRefused):
        assert read(folder, data).rows


@pytest.mark.parametrize("code", REFUSALS)
def test_refusals_say_three_things_briefly(code: str) -> None:
    figures = {
        "what": "文字文档", "size": 99, "limit": 30, "cell": "XFD1048576", "lines": 300000,
        "columns": 200, "count": 51, "sheet": "甲" * 20, "names": "乙" * 50, "line": 123456,
        "rows": 15, "labels": "丙" * 40, "minutes": 15,
    }  # fmt: skip
    no = refused(code, **figures)
    for part in (no.happened, no.safe, no.todo):
        assert 0 < len(part) <= 90
        assert not part.endswith("。")
    assert "没有变化" in no.safe
    assert no.todo.startswith(("请", "需要时"))


@pytest.mark.parametrize(
    "endless",
    [b'<c t="e" ' + b't="e" ' * 20_000, b"<c" + b' r="ZZ999999"' * 10_000, b"<row hidden= " * 9000],
    ids=["error", "far", "hidden"],
)
def test_a_tag_without_end_is_looked_through_once(endless: bytes, tmp_path: Path) -> None:
    """Looked through from each of its attributes to its end, it took minutes."""
    sheet = b"<worksheet><sheetData><row>" + endless
    began = time.process_time()
    with pytest.raises(ImportRefused) as refusal:
        read(tmp_path, made.with_part("xl/worksheets/sheet1.xml", sheet))
    assert refusal.value.code == "I-602"
    assert time.process_time() - began < 2
